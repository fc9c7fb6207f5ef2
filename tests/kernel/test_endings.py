"""How sessions end: by their limits, by a crash, by a broken protocol. Each is one reason and a sentence with the script's line."""

import threading

import pytest

from tests.kernel.sessions import BOX, is_root, job, state_of, wait_for
from workers.kernel.api import BuildJob
from workers.kernel.endings import Ended, ended_message
from workers.kernel.limits import Limits
from workers.kernel.stack_dump import find_author

pytestmark = pytest.mark.kernel
SMALL = Limits(memory_mb=300, scratch_mb=8, scratch_files=50, threads=20)

ENDINGS = {
    "endless loop": ("timeout", 3, "i = 0\nwhile True:\n    i += 1"),
    "endless sleep": ("timeout", 2, "import time\ntime.sleep(99)"),
    "a kernel call that never gives the interpreter back": (
        "timeout", 3, "import cadquery as cq\nplate = cq.Workplane().rect(900, 900).extrude(5)\n"
        "plate = plate.faces('>Z').workplane().rarray(5, 5, 170, 170).circle(2).extrude(1)\nshow_object(plate)",
    ),
    "threads": ("threads", None, "import threading, time\nthreading.stack_size(1 << 18)\nfor _ in range(40):\n    threading.Thread(target=time.sleep, args=(99,)).start()\ntime.sleep(99)"),
    "many files": ("disk", None, "import time\nfor i in range(90):\n    open(f'f{i}', 'w').close()\ntime.sleep(99)"),
    "large files": ("disk", None, "import time\nfor i in range(3):\n    open(f'f{i}', 'wb').write(bytes(4 << 20))\ntime.sleep(99)"),
    "a folder that hides its content": ("timeout" if is_root() else "disk", None, "import os, time\nos.mkdir('dark', 0o300)\nos.chdir('dark')\nos.mkdir('in')\ntime.sleep(99)"),
    "a deep folder": ("disk", None, "import os, time\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\ntime.sleep(99)"),
    "null pointer": ("crash", 2, "import ctypes\nctypes.string_at(0)"),
    "abort": ("crash", 2, "import os\nos.abort()"),
    "endless recursion in C": ("crash", 3, "import sys\nsys.setrecursionlimit(10 ** 9)\nf = lambda _: sorted([1], key=f)\nf(1)"),
    "its own exit": ("crash", None, "import os\nos._exit(0)"),
    "closed pipes": ("protocol", None, "import os\nos.closerange(3, 99)"),
    "its own kill": ("crash", None, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_an_accident_ends_one_session_with_a_reason_and_a_line(open_session, name):
    reason, line, script = ENDINGS[name]
    sibling = open_session()
    session = open_session(limits=SMALL)
    with pytest.raises(Ended) as caught:
        session.build(job(script, wall_s=2.0 if reason == "timeout" else 60.0))
    ended = caught.value
    assert ended.reason == reason, ended
    if line is not None:
        assert ended.line == line
    said = ended_message(ended, SMALL, 2.0)
    assert said["level"] == "error"
    assert said["text"].endswith(".")
    assert "{" not in said["text"]
    assert session.state == "dead"
    assert sibling.build(job(BOX)).scene["ok"]


@pytest.mark.parametrize(("script", "code"), [
    ("import ctypes\nctypes.string_at(0)", "native"),
    ("import cadquery as cq, ctypes\ncq.Workplane().box(1, 1, 1).each(lambda _: ctypes.string_at(0))", "native"),
    ("import cadquery as cq, faulthandler; cq.Vector.toPnt = faulthandler._sigsegv\ncq.Workplane().box(1, 1, 1)", "crash"),
])
def test_the_kernel_is_blamed_for_a_crash_inside_it_only(open_session, script, code):
    with pytest.raises(Ended) as caught:
        open_session().build(job(script))
    assert caught.value.code == code
    assert caught.value.line == 2


def test_memory_that_ends_inside_the_kernel_is_called_so(open_session):
    """A mesh far too fine: the kernel's own allocation fails, and takes the process with it."""
    session = open_session(limits=SMALL)
    with pytest.raises(Ended) as caught:
        session.build(job("import cadquery as cq\nshow_object(cq.Workplane().sphere(1000))", deflection_mm=1e-4, angle_rad=1e-4))
    assert (caught.value.reason, caught.value.code) == ("memory", "memory")


@pytest.mark.parametrize(("script", "code"), [
    ("x = bytearray(1 << 40)", "memory"), ("1 / 0", "division"), ("import sys\nsys.exit(3)", "exit"), ("exit()", "exit"), ("x = input()", None),
    ("import urllib.request\nurllib.request.urlopen('https://example.com/a.step')", "network"), ("import subprocess\nsubprocess.run(['ls'])", "forbidden"), ("def f(): f()\nf()", "recursion"), ("while True print", "syntax_line"), ("", "empty"),
    ("open('/etc/passwd')", "forbidden"), ("f = open('big', 'wb')\nf.write(bytes(40 << 20))", None), ("raise BaseException('x')", None),
])
def test_what_a_script_does_wrong_is_a_message_and_the_session_lives_on(session, script, code):
    outcome = session.build(job(script))
    assert not outcome.scene["ok"]
    assert outcome.ended == "alive"
    assert outcome.scene["messages"][0]["level"] == "error"
    if code:
        assert outcome.scene["messages"][0]["code"] == code
    assert session.build(job(BOX)).scene["ok"]


def test_a_build_is_cancelled_within_moments(open_session):
    session, stop, caught = open_session(), threading.Event(), []

    def build():
        try:
            session.build(job("while True: pass"), stop=stop)
        except Ended as ended:
            caught.append(ended.reason)

    builder = threading.Thread(target=build)
    builder.start()
    wait_for(lambda: session.state == "building")
    stop.set()
    builder.join(5)
    assert caught == ["cancelled"]


def test_an_interrupt_of_the_caller_ends_the_session(open_session):
    """Ctrl-C, or a listener that fails, leaves no process behind."""
    session = open_session()

    def fail(step, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.build(job(BOX), on_progress=fail)
    assert session.state == "dead"


def test_an_idle_session_is_stopped_with_all_that_a_script_left_running(open_session):
    session = open_session()
    session.build(job("import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()\n" + BOX))
    wait_for(lambda: state_of(session.pid) == "T")
    assert "threads" in session.recycle


def test_a_left_over_thread_cannot_speak_into_the_next_build(open_session):
    session = open_session()
    script = """
import os, threading, time
def speak():
    while not os.path.exists("mark"):
        time.sleep(0.01)
    os.write(3, b"x" * 64)
threading.Thread(target=speak).start()
"""
    assert session.build(job(script + BOX)).scene["ok"]
    with pytest.raises(Ended) as caught:
        session.build(BuildJob({"main.py": b"import time\ntime.sleep(20)", "mark": b""}))
    assert caught.value.reason == "protocol"


def test_the_last_stack_dump_names_the_innermost_line_of_the_author():
    dump = (
        b'noise\nFatal Python error: Segmentation fault\n\nThread 0x1 (most recent call first):\n  File "/usr/lib/threading.py", line 7 in run\n'
        b'\nCurrent thread 0x2 (most recent call first):\n  File "/usr/lib/cq.py", line 900 in cut\n'
        b'  File "/s/\\u58f6.py", line 12 in lid\n  File "/s/main.py", line 3 in <module>\n'
    )
    assert find_author(dump, "/s", ["main.py", "壶.py"]) == ("壶.py", 12, True)
    assert find_author(dump.replace(b"lib/cq.py", b"lib/cadquery/cq.py"), "/s", ["壶.py"]) == ("壶.py", 12, False)
    assert find_author(dump, "/s", ["main.py"]) == ("main.py", 3, True)
    assert find_author(dump, "/other", ["main.py"]) == (None, None, False)
    assert find_author(b'File "/s/main.py", line 99999999999999', "/s", ["main.py"]) == (None, None, False)
    assert find_author(b"\xff" * 100, "/s", ["main.py"]) == (None, None, False)
