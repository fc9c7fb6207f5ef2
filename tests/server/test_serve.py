"""The real process: what it refuses to serve, how it starts, lives and ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.server.support import PASSWORD, Browser, backend, opened, required, running, wait_for
from tests.server.test_documents import new_document
from tests.server.test_versions import save

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s" * 32


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SUNMAO_")}
    return own | {f"SUNMAO_{name.upper()}": str(value) for name, value in settings.items()}


def sunmao(*arguments: str, input: str = "", **settings: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server.cli.main", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(**settings), input=input, capture_output=True, text=True, timeout=120)


@contextlib.contextmanager
def process(*command: str, log: Path, **settings: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours; whatever happens, it is gone afterwards."""
    with open(log, "ab") as output:
        child = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment(**settings), stdout=output, stderr=output)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise


def health(port: int) -> dict[str, Any] | None:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health", timeout=10) as answer:
        return json.load(answer)        # type: ignore[no-any-return]
    return None


def kernel_host(server: int) -> int | None:
    """The process number of the server's kernel host."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            if parent == server and b"workers.kernel" in (status.parent / "cmdline").read_bytes():
                return int(status.parent.name)
    return None


def is_alive(number: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


REFUSED = {
    "beyond loopback without a key": ({"host": "0.0.0.0"}, "SUNMAO_SECRET_KEY must be set"),
    "a short key": ({"host": "0.0.0.0", "secret_key": "short"}, "SUNMAO_SECRET_KEY: 32 characters"),
    "unconfined scripts for everybody": ({"host": "0.0.0.0", "secret_key": SECRET, "kernel_trust": "local"}, "SUNMAO_KERNEL_TRUST=local"),
    "a setting that does not exist": ({"prot": "1"}, "SUNMAO_PROT: there is no such setting"),
    "a value that does not fit": ({"port": "many"}, "SUNMAO_PORT: input should be a valid integer"),
    "celery without redis": ({"jobs": "celery"}, "SUNMAO_JOBS=celery needs SUNMAO_REDIS_URL"),
}


def read_only(folder: Path) -> Path:
    folder.mkdir(mode=0o500)
    return folder if not os.access(folder, os.W_OK) else Path("/proc/sunmao")      # root writes everywhere else


@pytest.mark.parametrize("command", [("-m", "server"), ("-m", "server.cli.main", "migrate"), ("-m", "server.cli.main", "restore", "none.tar")])
@pytest.mark.parametrize("kind", ["a file", "read-only"])
def test_a_data_folder_that_cannot_be_used_is_named_in_one_sentence(tmp_path: Path, command: tuple[str, ...], kind: str) -> None:
    data = read_only(tmp_path / "closed")
    if kind == "a file":
        data = tmp_path / "file"
        data.write_text("mine")
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment(data=data), capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert ("none.tar" if "restore" in command else str(data)) in done.stderr


@pytest.mark.parametrize("case", REFUSED)
def test_what_must_not_be_served_is_refused_in_one_sentence(tmp_path: Path, case: str) -> None:
    settings, sentence = REFUSED[case]
    done = subprocess.run([sys.executable, "-m", "server"], cwd=ROOT, env=environment(data=tmp_path, **settings), capture_output=True, text=True)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = sunmao("demo", data=folder)
    assert done.returncode == 0, done.stderr
    assert "chenyu@haiyu.example" in done.stdout
    return folder


def test_the_demo_is_made_once_with_two_designers_a_curator_and_their_work(demo: Path) -> None:
    from server.app.demo_content import PLANS
    from server.core.settings import Settings
    from server.documents import samples

    assert sunmao("demo", data=demo).returncode == 0
    with opened(Settings(data=demo)) as service:
        instance = service.browser().get("/auth/session").get_json()["instance"]
        assert instance["demo"] is True
        *designers, curator = instance["sample_accounts"]
        for account in designers:
            browser = Browser(service.app.test_client())
            browser.ok("POST", "/auth/sign-in", json={"email": account["email"], "password": account["password"]})
            assert sorted((p["documents"], p["members"]) for p in browser.ok("GET", "/projects")["items"]) == [(1, 2)] * len(PLANS)
            documents = browser.ok("GET", "/documents")["items"]
            assert [d["name"] for d in documents] == [samples.catalog()[plan.sample]["name_zh"] for plan in reversed(PLANS)]
            assert [(d["head"]["number"], d["changes_since_head"]) for d in documents] == [(len(plan.steps), 0) for plan in reversed(PLANS)]
            versions = browser.ok("GET", f"/documents/{documents[0]['id']}/versions")["items"]
            assert browser.get(versions[0]["thumbnail"].removeprefix("/api/v1")).data == samples.picture("kettle")[0]
        browser = Browser(service.app.test_client())
        browser.ok("POST", "/auth/sign-in", json={"email": curator["email"], "password": curator["password"]})
        assert [(c["name"], c["curator"], c["admin"]) for c in browser.ok("GET", "/cmf/centers")["items"]] == [("南粤设计中心（示例）", True, True)]
        assert browser.ok("GET", "/cmf/records")["total"] >= 60


def test_the_demo_content_fits_the_samples() -> None:
    """Every value is one that the sample's script takes, and the last version is the product as its picture shows it."""
    from cad.script.overrides import apply
    from cad.script.source import parse
    from server.app.demo_content import PLANS, content_at
    from server.documents import samples

    assert {plan.sample for plan in PLANS} == set(samples.catalog())
    for plan in PLANS:
        finished = samples.content_of(samples.find(plan.sample))
        parameters = parse(finished.files["main.py"]).parameters
        assert all(apply(parameters, step.params, unknown="error")[1] == [] for step in plan.steps)
        assert content_at(plan.sample, plan.steps[-1]) == finished


def test_the_demo_is_not_served_beyond_this_machine(demo: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "server"], cwd=ROOT, capture_output=True, text=True,
                          env=environment(data=demo, host="0.0.0.0", secret_key=SECRET))
    assert (done.returncode, "public passwords" in done.stderr) == (1, True)
    assert "public passwords" in sunmao("demo", "--host", "0.0.0.0", data=demo).stderr


def test_the_demo_does_not_mix_with_real_accounts(tmp_path: Path) -> None:
    with backend("embedded", tmp_path) as settings, running(settings):
        pass
    assert "accounts of its own" in sunmao("demo", data=tmp_path).stderr


@pytest.mark.kernel
def test_the_service_starts_keeps_its_kernel_alive_and_ends_with_everything(tmp_path: Path) -> None:
    port, log, data = free_port(), tmp_path / "log", tmp_path / "data"
    with process("server", log=log, data=data, port=port) as server:
        assert wait_for(lambda: (seen := health(port)) and seen["kernel"]), log.read_text()
        second = subprocess.run([sys.executable, "-m", "server"], cwd=ROOT, env=environment(data=data, port=free_port()), capture_output=True, text=True)
        assert "is served by another process" in second.stderr
        busy = subprocess.run([sys.executable, "-m", "server"], cwd=ROOT, env=environment(data=tmp_path / "b", port=port), capture_output=True, text=True)
        assert f"Port {port}" in busy.stderr
        for folder, sentence in ((data, "is served by another process"), (tmp_path / "b", f"Port {port}")):
            demo = sunmao("demo", "--serve", "--port", str(port), data=folder)
            assert sentence in demo.stderr
            assert demo.stdout == "", "no sign-ins of a service that does not start"
        first = kernel_host(server.pid)
        assert first
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: (h := kernel_host(server.pid)) and h != first and (seen := health(port)) and seen["kernel"])
        host = kernel_host(server.pid)
        assert host
        assert health(port)
    assert server.returncode == 0, log.read_text()
    wait_for(lambda: not is_alive(host))
    assert "Traceback" not in log.read_text()
    assert not (data / "kernel.sock").exists()


@pytest.mark.kernel
def test_when_the_server_is_killed_its_starting_kernel_ends_without_a_word(tmp_path: Path) -> None:
    own = environment(data=tmp_path, port=free_port())
    with subprocess.Popen([sys.executable, "-m", "server"], cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        host = wait_for(lambda: kernel_host(server.pid))
        wait_for(lambda: Path(f"/proc/{host}/task/{host}/children").read_text())      # the zygote imports the kernel
        server.kill()
        said, _ = server.communicate(timeout=60)        # the end of the output is the end of everybody who holds it
    assert not is_alive(host)
    assert b"Traceback" not in said, said.decode()


ADD = ("user", "add", "Lin@Example.org", "--name", "林晚", "--org", "海屿")


def test_an_account_from_the_command_line_can_sign_in(tmp_path: Path) -> None:
    """In a folder that is not there yet, as the documentation says it."""
    data = tmp_path / "new"
    done = sunmao(*ADD, "--admin", data=data, input=f"{PASSWORD}\n")
    assert (done.returncode, done.stdout) == (0, "lin@example.org can sign in now.\n"), done.stderr
    assert "already" in sunmao(*ADD, data=data, input=f"{PASSWORD}\n").stderr
    again = sunmao("user", "add", "mei@example.org", *ADD[3:], "--kind", "design_center", data=data, input=f"{PASSWORD}\n")
    assert again.stderr == "kind: “海屿” is there already, as studio; leave --kind out to join it\n"
    from server.core.settings import Settings

    with opened(Settings(data=data)) as service:
        browser = service.browser()
        user = browser.ok("POST", "/auth/sign-in", json={"email": "lin@example.org", "password": PASSWORD})["user"]
        assert [(o["name"], o["kind"], o["role"]) for o in user["orgs"]] == [("海屿", "studio", "admin")]


@pytest.mark.parametrize(("more", "password", "sentence"), [
    ((), b"short-one", "password: String should have at least 10 characters"),
    ((), b"", "password: String should have at least 10 characters"),
    ((), b"\xff\xfe not utf-8", "password: it is not UTF-8 text"),
    (("--kind", "designcenter"), PASSWORD.encode(), "'design_center', 'school', 'association' or 'park'"),
    (("--name", "x" * 201), PASSWORD.encode(), "name: String should have at most 200 characters"),
    (("--org", "a\u200bb"), PASSWORD.encode(), "org: it must not hold control, direction or other invisible characters"),
])
def test_what_is_wrong_with_an_account_is_said_in_a_sentence_without_the_password(
    tmp_path: Path, more: tuple[str, ...], password: bytes, sentence: str,
) -> None:
    command = [sys.executable, "-m", "server.cli.main", *ADD, *more]
    done = subprocess.run(command, cwd=ROOT, env=environment(data=tmp_path), input=password, capture_output=True, timeout=120)
    said = done.stderr.decode()
    assert (done.returncode, len(said.splitlines()), sentence in said) == (1, 1, True), said
    assert "short-one" not in said
    assert PASSWORD not in said


def test_the_opening_library_comes_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    done = sunmao("cmf", "seed", data=tmp_path / "new")
    assert (done.returncode, "records published" in done.stdout) == (0, True), done.stderr


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    from server.core.db import Database
    from server.core.settings import Settings

    assert sunmao("migrate", data=tmp_path).returncode == 0
    db = Database(Settings(data=tmp_path).database)
    with db.write() as s:
        s.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    db.close()
    for command in (ADD, ("cmf", "seed"), ("migrate",)):
        done = sunmao(*command, data=tmp_path, input=f"{PASSWORD}\n")
        assert (done.returncode, "newer version" in done.stderr, len(done.stderr.splitlines())) == (1, True, 1), (command, done.stderr)


def test_backup_and_restore_from_the_command_line(demo: Path, tmp_path: Path) -> None:
    saved = sunmao("backup", str(tmp_path / "a.tar"), data=demo)
    assert "every hash checked" in saved.stdout, saved.stderr
    back = sunmao("restore", str(tmp_path / "a.tar"), data=tmp_path / "new")
    assert "every hash checked" in back.stdout, back.stderr
    assert saved.stdout.split(": ")[1].split(",")[0].split(" and ") == back.stdout.split(" are back")[0].split(" and ")
    refused = sunmao("restore", str(tmp_path / "a.tar"), data=tmp_path / "new")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not empty" in refused.stderr


def test_every_setting_is_in_the_documentation() -> None:
    printed = sunmao("settings")
    assert printed.stdout == (ROOT / "docs/settings.md").read_text()


PATCHED_FIRST = """
from gevent import monkey; monkey.patch_all()
import sys, gevent
from server.core.db import Database
db = Database(sys.argv[1])
beats = []
def beat():
    while True:
        gevent.sleep(0.01); beats.append(1)
gevent.spawn(beat)
with db.engine.connect() as c:
    c.exec_driver_sql("SELECT pg_sleep(0.5)")
db.close()
print("others ran" if len(beats) > 5 else "frozen")
"""


@pytest.mark.service
def test_waiting_for_postgresql_does_not_stop_the_others() -> None:
    [url] = required("POSTGRES")
    done = subprocess.run([sys.executable, "-c", PATCHED_FIRST, url], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "others ran", done.stderr
    assert (ROOT / "server/__main__.py").read_text().startswith("from gevent import monkey; monkey.patch_all()")


@pytest.mark.kernel
@pytest.mark.service
def test_a_worker_of_its_own_builds_what_the_server_asks_for(tmp_path: Path) -> None:
    """PostgreSQL, MinIO, Redis, Celery and a kernel host of the worker's own, as a deployment has them."""
    with backend("scaled", tmp_path / "data", jobs="celery", secret_key=SECRET) as settings, running(settings) as service:
        own = {name: getattr(settings, name) for name in ("database_url", "blobs", "redis_url", "jobs", "secret_key")}
        with process("server.cli.main", "worker", log=tmp_path / "log", data=tmp_path / "worker", **own):
            owner = service.browser("owner")
            version = save(owner, new_document(owner, service.project(owner)))
            build = wait_for(lambda: (b := owner.ok("GET", f"/versions/{version['id']}")["build"])["state"] in ("ok", "failed") and b)
            assert build["state"] == "ok", (build, (tmp_path / "log").read_text())
            assert build["statistics"]["volume_mm3"] == pytest.approx(1000)
