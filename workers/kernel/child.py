"""The zygote: a process that has imported the kernel once and forks a confined session for every order. Never sees a script.

It runs with ``-I -S`` and an environment of its own, so a session can read nothing of the supervisor's in its memory. This is the
only module that loads the kernel.
"""

from __future__ import annotations

import fcntl
import functools
import gc
import importlib.metadata
import json
import os
import select
import signal
import site
import socket
import sys
import tempfile
import traceback
from collections import deque
from pathlib import Path
from typing import Any, NoReturn

from workers.kernel import confined, landlock, sandbox
from workers.kernel.clean import CleanState
from workers.kernel.limits import Limits
from workers.kernel.sandbox import Confinement, Ground
from workers.kernel.syscalls import PR_SET_DUMPABLE, prctl

# No booleans and no parallel meshing: they start the kernel's thread pool. ``text`` indexes the system's fonts, once for all sessions.
WARM_UP = """
import cadquery as cq
show_object(cq.Workplane().box(3, 2, 1).edges("|Z").fillet(0.2), name="box", options={"color": "#336699"})
show_object(cq.Workplane().text("a", 1, 0.1), name="text")
"""
REMEMBERED = 256        # endings of dead sessions


def zygote(control_fd: int, config: dict[str, Any]) -> NoReturn:
    """Import, warm up, say hello, fork until the control socket closes. ``config``: see ``zygote.Zygote``."""
    control = socket.socket(fileno=control_fd)
    prctl(PR_SET_DUMPABLE, 0)
    end_with_supervisor(control_fd, True)
    try:
        nursery = Nursery(control, config)
    except Exception as error:          # a missing system library, mostly: the supervisor tells it in a sentence
        traceback.print_exc()
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:2000]}).encode())
        os._exit(1)
    end_with_supervisor(control_fd, False)
    try:
        control.send(json.dumps(nursery.hello()).encode())
        nursery.run()
    except ConnectionError:             # the supervisor died in the middle of a word
        os._exit(0)


def end_with_supervisor(control_fd: int, on: bool) -> None:
    """Whether the kernel ends this process (by SIGIO) when the other side closes: while it imports, it does not look there itself."""
    fcntl.fcntl(control_fd, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(control_fd, fcntl.F_GETFL)
    fcntl.fcntl(control_fd, fcntl.F_SETFL, flags | os.O_ASYNC if on else flags & ~os.O_ASYNC)


class Nursery:
    """The warm kernel, and the sessions that were forked from it."""

    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        from cad.kernel.build import build
        from cad.kernel.kept import Kept

        self.build, self.kept = build, Kept     # each session has one of its own
        self.control = control
        self.read_only = tuple(config["read_only"])
        self.pid = os.getpid()
        self.children: dict[int, int] = {}                          # pidfd → pid
        self.ended: deque[tuple[int, int]] = deque(maxlen=REMEMBERED)   # pid, wait status
        self.kernel = f"cadquery {importlib.metadata.version('cadquery')}, OCP {importlib.metadata.version('cadquery-ocp')}"
        self._warm_up()
        site.setquit()                      # ``exit`` and ``quit``, which -S leaves out
        sys.path.remove(config["code"])     # our packages are found by their own __path__ now; what lies beside them is not
        self.clean = CleanState()
        gc.collect()
        gc.freeze()                         # or every collection of a session walks and copies the whole heap

    def _warm_up(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "main.py").write_text(WARM_UP)
            before = os.getcwd()
            os.chdir(folder)
            sink = confined.NullSink()
            built = self.build(Path(folder), "main.py", {}, mesh=True, deflection_mm=0.1, angle_rad=0.2, exports=(), looks={}, sink=sink)
            os.chdir(before)
        if not built.ok:
            raise RuntimeError("; ".join(message["text"] for message in built.body["messages"]))

    def hello(self) -> dict[str, Any]:
        """A fork copies one thread only: a pool of a second one would hang in every session, so there must be none."""
        threads = len(os.listdir("/proc/self/task"))
        if threads != 1:
            return {"error": f"the zygote has {threads} threads after its warm-up"}
        return {"kernel": self.kernel, "abi": landlock.abi(), "pid": self.pid}

    def run(self) -> NoReturn:
        while True:
            control = self.control.fileno()
            ready = select.select([control, *self.children], [], [])[0]
            for pidfd in self.children.keys() & set(ready):
                self._reap(pidfd)
            if control not in ready:
                continue
            data, fds, _, _ = socket.recv_fds(self.control, 1 << 16, 3)
            if not data:
                os._exit(0)             # the supervisor is gone; the sessions die with us
            order = json.loads(data)
            if order["do"] == "spawn":
                self._spawn(order, fds)
            else:
                self._tell_ending(order["pid"])

    def _reap(self, pidfd: int) -> None:
        pid = self.children.pop(pidfd)
        self.ended.append((pid, os.waitpid(pid, 0)[1]))
        os.close(pidfd)

    def _tell_ending(self, pid: int) -> None:
        for pidfd in select.select(list(self.children), [], [], 0)[0]:
            self._reap(pidfd)
        status = next((status for ended, status in reversed(self.ended) if ended == pid), None)
        self.control.send(json.dumps({"status": status}).encode())

    def _spawn(self, order: dict[str, Any], fds: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_session(order, fds)
        pidfd = os.pidfd_open(pid)          # not reaped yet, so this pid is surely ours
        self.children[pidfd] = pid
        socket.send_fds(self.control, [json.dumps({"pid": pid}).encode()], [pidfd])
        for fd in fds:
            os.close(fd)

    def _become_session(self, order: dict[str, Any], fds: list[int]) -> NoReturn:
        try:
            requests, results, crash = fds
            how = Confinement(**order["how"])
            limits = Limits(**order["limits"])
            ground = Ground(requests, results, crash, order["scratch"], self.read_only, self.pid)
            sandbox.confine(ground, limits, how)
            if tuple(how.layers) == sandbox.ALL_LAYERS:
                sandbox.prove_confined(self.pid)
            confined.serve(functools.partial(self.build, kept=self.kept()), self.clean, order["scratch"], limits, self.kernel)
        except BaseException:
            traceback.print_exc()           # to the crash pipe, once descriptor 2 is it
        finally:
            signal.set_wakeup_fd(-1)
            os._exit(sandbox.EXIT_FAILED)
