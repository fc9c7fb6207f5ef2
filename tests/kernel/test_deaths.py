"""What happens when a zygote or a supervisor is killed: no session outlives them, and builds go on where there is somebody left."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.kernel.sessions import BOX, alive, job, wait_for
from workers.kernel.local import LocalKernel

pytestmark = pytest.mark.kernel
WHO = "\nimport os\nprint(os.getpid(), os.getppid())\n"


@pytest.fixture
def kernel(tmp_path):
    kernel = LocalKernel(scratch_root=str(tmp_path))
    yield kernel
    kernel.close()


def processes(kernel, session):
    """The pids of a session and of its zygote."""
    return [int(pid) for pid in kernel.build(job(BOX + WHO), session).scene["stdout"].split()]


def test_a_killed_zygote_takes_its_sessions_along_and_the_next_build_has_a_new_one(kernel):
    session, zygote = processes(kernel, "a")
    os.kill(zygote, signal.SIGKILL)
    wait_for(lambda: not alive(session))
    new_session, new_zygote = processes(kernel, "a")
    assert (new_session, new_zygote) != (session, zygote)
    assert kernel.status().confined


def test_a_zygote_that_dies_during_a_build_costs_the_build_nothing_but_time(kernel, tmp_path):
    _, zygote = processes(kernel, "a")
    outcomes, begun = [], threading.Event()
    script = BOX + "\nimport time\nfor _ in range(30):\n    show_object(cq.Workplane().box(1, 1, 1))\n    time.sleep(0.05)\n"
    builder = threading.Thread(target=lambda: outcomes.append(kernel.build(job(script), "a", lambda *_: begun.set())))
    builder.start()
    wait_for(begun.is_set)
    os.kill(zygote, signal.SIGKILL)
    builder.join(60)
    assert outcomes[0].scene["ok"], outcomes[0].scene["messages"]


SUPERVISOR = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.kernel.sessions import BOX, job
from tests.kernel.test_deaths import WHO
from workers.kernel.local import LocalKernel
kernel = LocalKernel(scratch_root=sys.argv[2])
for name in ("stopped", "running"):
    print(kernel.build(job(BOX + WHO), name).scene["stdout"], flush=True)
kernel.build(job("while True: pass"), "running")
"""


def test_a_killed_supervisor_leaves_no_process(tmp_path):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    command = [sys.executable, "-c", SUPERVISOR, root, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        pids = {int(pid) for _ in range(4) if (line := supervisor.stdout.readline().split()) for pid in line}
        supervisor.kill()
    assert len(pids) == 3       # two sessions, one zygote
    wait_for(lambda: not any(map(alive, pids)))
    LocalKernel(scratch_root=str(tmp_path)).close()
