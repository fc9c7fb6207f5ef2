"""Browser journeys drive the real process: a demo instance on loopback, Debian's Chromium, software WebGL."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from server.app.kernel_host import socket_of
from tests.server.support import backend

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("SUNMAO_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
STARTS_WITHIN_S = 120
PATIENCE_MS = 90_000        # software rendering on a busy machine; every wait is for a condition


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or name one in SUNMAO_TEST_CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--enable-unsafe-swiftshader"]}


@dataclass(frozen=True)
class Instance:
    """A running demo instance."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def start(data: Path, environment: dict[str, str], port: int | None = None) -> Instance:
    """Start a demo instance and wait until it answers."""
    port = port or free_port()
    with (data.parent / f"{data.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.cli.main", "demo", "--serve", "--port", str(port)],
            cwd=ROOT, env={**os.environ, "SUNMAO_DATA": str(data), **environment}, stdout=log, stderr=log, start_new_session=True)
    instance = Instance(f"http://127.0.0.1:{port}", data, process)
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{instance.url}/api/v1/health", timeout=5):
                return instance
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    stop(instance)
    raise RuntimeError(f"the server did not start:\n{Path(log.name).read_text()[-4000:]}")


def stop(instance: Instance) -> None:
    instance.process.send_signal(signal.SIGTERM)
    try:
        instance.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(instance.process.pid, signal.SIGKILL)
        instance.process.wait()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One embedded demo instance for all journeys of this worker: SQLite, disk, threads."""
    instance = start(tmp_path_factory.mktemp("demo") / "data", {})
    yield instance
    stop(instance)


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The same on PostgreSQL, MinIO and Redis, with jobs in a worker of their own."""
    with backend("scaled", tmp_path_factory.mktemp("deployment") / "data", jobs="celery") as settings:
        environment = {f"SUNMAO_{name.upper()}": str(getattr(settings, name)) for name in ("database_url", "blobs", "redis_url", "jobs")}
        environment["SUNMAO_KERNEL_SOCKET"] = ""
        instance = start(settings.data, environment)
        with (settings.data.parent / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "server.cli.main", "worker"], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, **environment, "SUNMAO_DATA": str(settings.data), "SUNMAO_KERNEL_SOCKET": socket_of(settings)})
        yield instance
        stop(Instance(instance.url, instance.data, worker))
        stop(instance)


@pytest.fixture
def instance(request: pytest.FixtureRequest) -> Instance:
    """The running instance: the embedded demo unless a test names another one."""
    running: Instance = request.getfixturevalue(getattr(request, "param", "demo"))
    return running


@pytest.fixture
def server(instance: Instance) -> str:
    """Address of the running instance."""
    return instance.url


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """The REST interface, as the person who is signed in on this page."""
    answer = page.evaluate(CALL, {"method": method, "path": path, "body": body})
    assert answer["status"] < 300, f"{method} {path}: {answer}"
    return answer["body"]


CALL = """async ({method, path, body}) => {
  const token = decodeURIComponent((document.cookie.match(/csrf_token=([^;]+)/) || [])[1] || '')
  const answer = await fetch('/api/v1' + path, {method, headers: {'Content-Type': 'application/json', 'X-CSRF-Token': token},
    body: body === null ? undefined : JSON.stringify(body)})
  return {status: answer.status, body: answer.status === 204 ? null : await answer.json()}
}"""


def sign_in(page: Page, server: str, who: int = 0) -> None:
    """One click on a sample account."""
    page.goto(f"{server}/sign-in")
    page.locator("button.person").nth(who).click()
    page.wait_for_url(f"{server}/")
    expect(page.locator("main h1")).to_be_visible()


def violations(page: Page, least: str = "serious") -> list[str]:
    """Findings of axe on what is shown now, from this impact on."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, IMPACTS[IMPACTS.index(least):])
    return found


AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()
IMPACTS = ("minor", "moderate", "serious", "critical")
RUN_AXE = """async (impacts) => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(({impact}) => impacts.includes(impact))
  .map(({id, impact, nodes}) => `${impact} ${id}: ${nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`)"""


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "locale": "zh-CN"}


@pytest.fixture(scope="session")
def cookies() -> dict[str, list[StorageState]]:
    """Sign-ins by instance: one for all tests of this worker."""
    return {}


@pytest.fixture
def signed_in(browser: Browser, server: str, cookies: dict[str, list[StorageState]]) -> list[StorageState]:
    """The cookies of both sample accounts."""
    if server not in cookies:
        states = []
        for who in range(2):
            context = browser.new_context(locale="zh-CN")
            sign_in(context.new_page(), server, who)
            states.append(context.storage_state())
            context.close()
        cookies[server] = states
    return cookies[server]


@pytest.fixture
def two_people(browser: Browser, server: str, context_options: dict[str, Any], signed_in: list[StorageState]) -> Iterator[tuple[Page, Page]]:
    """Two designers, each in a browser of their own, in Chinese and light."""
    contexts = [browser.new_context(**context_options, storage_state=state) for state in signed_in]
    chen, su = (context.new_page() for context in contexts)
    for page in (chen, su):
        page.goto(server)
        call(page, "PATCH", "/auth/me", {"language": "zh", "theme": "light"})
    yield chen, su
    for context in contexts:
        context.close()


@pytest.fixture
def patience() -> Iterator[None]:
    """Expectations wait as long as software rendering on a busy machine may take."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)
