"""The kernel host as a real process, and clients of it, with threads and under gevent."""

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from tests.kernel.sessions import BOX, alive, job, message, wait_for
from workers.kernel.api import BuildJob, KernelUnavailable
from workers.kernel.client import KernelClient
from workers.kernel.launch import start_host, stop

pytestmark = pytest.mark.kernel
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Of the socket of a running host."""
    folder = tmp_path_factory.mktemp("host")
    process = start_host(str(folder / "kernel.sock"), scratch_root=str(folder))
    yield str(folder / "kernel.sock")
    stop(process)
    assert process.returncode == 0
    assert not (folder / "kernel.sock").exists()
    assert not list(folder.glob("*/run-*"))


@pytest.fixture
def client(path):
    client = KernelClient(path)
    yield client
    client.close()


def in_thread(work):
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


def test_a_build_through_the_host_is_what_the_kernel_gives(client, kernel):
    here, there = kernel.build(job(BOX, exports=("step",))), client.build(job(BOX, exports=("step",)))
    assert there.chunks == here.chunks
    assert there.scene["parts"] == here.scene["parts"]
    assert there.files["step"][:12] == b"ISO-10303-21"
    assert client.build(job(BOX), "x").ended == "alive"
    assert client.build(job(BOX, have="last"), "x").chunks == {}


def test_the_socket_is_for_this_user_only(path):
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_progress_arrives_before_the_answer(client):
    steps = []
    script = "import time\n" + BOX + "time.sleep(0.2)\n" * 3
    assert client.build(job(script), None, lambda step, of: steps.append((step, of))).scene["ok"]
    assert steps
    assert all(0 <= step <= of for step, of in steps)


def test_requests_of_one_connection_run_side_by_side_and_a_cancel_is_at_once(client):
    thread, results = in_thread(lambda: client.build(job("while True: pass"), "endless"))
    assert client.build(job(BOX), "quick").scene["ok"]
    assert client.status().confined
    client.cancel("endless")
    thread.join(10)
    assert results[0].ended == "cancelled"
    assert client.build(job(BOX), "endless").scene["ok"]


def test_an_ended_session_is_gone(client):
    client.build(job(BOX), "gone")
    before = client.status().sessions
    client.end_session("gone")
    assert client.status().sessions == before - 1


def test_hostile_names_and_values_travel_and_are_refused_there(client):
    for files, params in (({"main.py": b"", "\ud800": b""}, {}), ({"main.py": b""}, {"a": "\ud800"}), ({"main.py": b""}, {"a": float("nan")})):
        assert message(client.build(BuildJob(files, params=params)))["level"] == "error"
    assert client.build(job(BOX), "名/../\0\ud800").scene["ok"]
    client.end_session("名/../\0\ud800")


def test_a_large_answer_arrives_whole(client):
    outcome = client.build(job("import cadquery as cq\nshow_object(cq.Workplane().sphere(100))", deflection_mm=0.02, angle_rad=0.02))
    assert sum(map(len, outcome.chunks.values())) > 1 << 20
    assert set(outcome.chunks) == {name["sha256"] for name in outcome.scene["chunks"]}


def test_the_builds_of_a_client_that_left_are_ended(path, client):
    leaving = KernelClient(path)
    thread, results = in_thread(lambda: _build_or_sentence(leaving, job("while True: pass"), "left"))
    wait_for(lambda: client.status().sessions >= 1)
    leaving.close()
    thread.join(10)
    assert isinstance(results[0], str)
    assert client.build(job(BOX), "left").scene["ok"]      # not after 30 s


def test_noise_on_the_socket_harms_nobody(path, client):
    for noise in (b"", b"\0" * 24, b"GET / HTTP/1.1\r\n\r\n"):
        with socket.socket(socket.AF_UNIX) as raw:
            raw.connect(path)
            raw.sendall(noise)
    assert client.build(job(BOX)).scene["ok"]


def test_a_second_host_on_the_same_socket_is_refused(path, tmp_path):
    with pytest.raises(KernelUnavailable, match="already listens"):
        start_host(path, scratch_root=str(tmp_path))


def test_a_path_that_cannot_be_a_socket_is_refused_with_the_reason(tmp_path):
    with pytest.raises(KernelUnavailable, match="longer than"):
        start_host(str(tmp_path / ("x" * 120)), scratch_root=str(tmp_path))


def test_without_a_host_there_is_a_sentence(tmp_path):
    client = KernelClient(str(tmp_path / "none.sock"))
    with pytest.raises(KernelUnavailable, match="cannot be reached"):
        client.build(job(BOX))
    with pytest.raises(KernelUnavailable):
        client.status()
    client.cancel("x")
    client.close()


def test_a_client_survives_the_death_of_its_host(tmp_path, monkeypatch):
    path = str(tmp_path / "kernel.sock")
    monkeypatch.setenv("SUNMAO_SECRET_KEY", "not for the host")
    host = start_host(path, scratch_root=str(tmp_path))
    with open(f"/proc/{host.pid}/environ", "rb") as environment:
        assert b"not for the host" not in environment.read()
    client = KernelClient(path)
    pids = [int(pid) for pid in client.build(job(BOX + "\nimport os\nprint(os.getpid(), os.getppid())"), "a").scene["stdout"].split()]
    thread, results = in_thread(lambda: _build_or_sentence(client, job("while True: pass"), "b"))
    wait_for(lambda: client.status().sessions == 2)
    host.kill()
    thread.join(10)
    assert results[0] == "The kernel host stopped during the build. It is starting again: build once more in a moment."
    wait_for(lambda: not any(map(alive, pids)))
    stop(host)
    host = start_host(path, scratch_root=str(tmp_path))
    assert client.build(job(BOX), "a").scene["ok"]
    client.close()
    stop(host)


def test_a_host_dies_with_the_process_that_started_it(tmp_path):
    path = str(tmp_path / "kernel.sock")
    script = "import sys; from workers.kernel.launch import start_host; print(start_host(sys.argv[1], scratch_root=sys.argv[2]).pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script, path, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as parent:
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    wait_for(lambda: not alive(pid))
    assert not os.path.exists(path)


GEVENT = """
from gevent import monkey; monkey.patch_all()
import sys, gevent, threading, time
sys.path.insert(0, sys.argv[2])
from tests.kernel.sessions import BOX, job
from workers.kernel.client import KernelClient
client = KernelClient(sys.argv[1])
beats = []
beat = gevent.spawn(lambda: [(beats.append(1), gevent.sleep(0.005)) for _ in iter(int, 1)])
endless = gevent.spawn(client.build, job("while True: pass"), "endless")
boxes = [gevent.spawn(client.build, job(BOX, params={"width": float(n)}), f"g{n}") for n in range(1, 4)]
gevent.joinall(boxes, raise_error=True)
assert [round(box.value.scene["parts"][0]["volume_mm3"], 6) for box in boxes] == [2, 4, 6]
fine = job("import cadquery as cq\\nshow_object(cq.Workplane().sphere(100))", deflection_mm=0.02, angle_rad=0.02)
assert client.build(fine).scene["ok"]
assert len(beats) > 10, "the hub was blocked"
client.cancel("endless")
assert endless.get().ended == "cancelled"
beat.kill()
client.close()
print("done")
"""


def test_a_client_under_gevent_lets_other_greenlets_run(path):
    done = subprocess.run([sys.executable, "-c", GEVENT, path, ROOT], capture_output=True, text=True, timeout=120)
    assert done.stdout == "done\n", done.stderr


def _build_or_sentence(client, job, session):
    try:
        return client.build(job, session)
    except KernelUnavailable as error:
        return str(error)
