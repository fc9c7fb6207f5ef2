"""Scripts and jobs for the tests of this folder."""

import os
import time

from workers.kernel.api import BuildJob

BOX = """
import cadquery as cq
width = 3.0
show_object(cq.Workplane().box(1, 2, width), name="box")
"""

# ``attempt`` says on standard output whether an act that must fail went through
ATTEMPT = """
import ctypes, os, signal, socket, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def syscall(*numbers):
    result = libc.syscall(*(ctypes.c_long(n) if isinstance(n, int) else n for n in numbers))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
def attempt(act):
    try:
        result = act()
    except BaseException as error:
        print("refused:", type(error).__name__, error)
    else:
        print("THROUGH:", repr(result)[:200])
"""


def job(script, **settings):
    return BuildJob({"main.py": script.encode()}, **settings)


def went_through(session, act, **settings):
    """Whether ``act``, the source of an expression, gets what it wants in this session. The session must survive it."""
    outcome = session.build(job(f"{ATTEMPT}\nattempt(lambda: {act})\n", **settings))
    said = outcome.scene["stdout"]
    assert said.startswith(("refused:", "THROUGH:")), (said, outcome.scene["messages"])
    return said.startswith("THROUGH:")


def message(outcome):
    (only,) = outcome.scene["messages"]
    return only


def state_of(pid):
    """One letter of the process table: R running, S sleeping, T stopped, Z dead and not yet waited for; "" when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def alive(pid):
    """Running or stopped."""
    return state_of(pid) not in ("", "Z", "X")


def wait_for(condition, seconds=20):
    """Wait until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def is_root():
    return os.geteuid() == 0
