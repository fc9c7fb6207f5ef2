"""The supervisor's side of the zygote: start it, order sessions, learn how they ended."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
import sysconfig
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.kernel.clean import ENVIRONMENT
from workers.kernel.limits import Limits
from workers.kernel.sandbox import Confinement

CODE = str(Path(__file__).resolve().parents[2])
# -I -S: no environment, no site, no .pth files, which would put the whole checkout on the path
BOOT = """
import json, sys
config = json.loads(sys.argv[2])
sys.path += [*config["packages"], config["code"]]
from workers.kernel.child import zygote
zygote(int(sys.argv[1]), config)
"""
START_S = 120.0
ANSWER_S = 20.0


class ZygoteFailed(RuntimeError):
    """The zygote did not start, or died; the text says why."""


@dataclass(frozen=True, slots=True)
class Spawned:
    """A fresh session's process and our ends of its pipes. ``pidfd`` names this process even when its pid is used again."""

    pid: int
    pidfd: int
    requests: int
    results: int
    crash: int


def packages() -> list[str]:
    """The folders of installed packages on our own path."""
    return list(dict.fromkeys(os.path.realpath(p) for p in sys.path if p.rstrip("/").endswith("-packages")))


def readable() -> list[str]:
    """What every session may read: the interpreter, installed packages, system libraries, fonts, and of our code two folders."""
    return [
        os.path.join(os.path.realpath(sys.base_prefix), "lib"), sysconfig.get_path("stdlib"), *packages(),
        os.path.join(CODE, "cad"), os.path.join(CODE, "workers", "kernel"),
        "/usr/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo",
        "/dev/null", "/dev/zero", "/dev/urandom", "/sys/devices/system/cpu/online",
    ]


class Zygote:
    """A running zygote. Thread-safe."""

    def __init__(self, home: str) -> None:
        """Start it and wait until it is warm. ``home`` is a folder for the caches of libraries. Raises ZygoteFailed."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        config = json.dumps({"packages": packages(), "code": CODE, "read_only": readable()})
        self._lock = threading.Lock()
        self._control = ours
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", BOOT, str(theirs.fileno()), config],
            env={**ENVIRONMENT, "HOME": home, "TMPDIR": home}, cwd="/", pass_fds=[theirs.fileno()], start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=2, stderr=2,
        )
        theirs.close()
        try:
            hello = self._receive(START_S, 0)[0]
            if "error" in hello:
                raise ZygoteFailed(f"The CAD kernel could not be loaded: {hello['error']}")
        except BaseException:
            self.close()
            raise
        self.kernel: str = hello["kernel"]
        self.abi: int = hello["abi"]
        self.pid: int = hello["pid"]

    def alive(self, patience_s: float = 0.0) -> bool:
        """It has not died, nor does it within ``patience_s``."""
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            return True
        return False

    def spawn(self, scratch: str, limits: Limits, how: Confinement) -> Spawned:
        """Fork a session whose private folder is ``scratch``. Raises ZygoteFailed."""
        order = {"do": "spawn", "scratch": scratch, "limits": dataclasses.asdict(limits), "how": dataclasses.asdict(how)}
        child_requests, requests = os.pipe2(os.O_CLOEXEC)
        results, child_results = os.pipe2(os.O_CLOEXEC)
        crash, child_crash = os.pipe2(os.O_CLOEXEC)
        theirs = [child_requests, child_results, child_crash]
        try:
            answer, fds = self._ask(order, theirs, 1)
        except ZygoteFailed:
            for fd in (requests, results, crash):
                os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        return Spawned(answer["pid"], fds[0], requests, results, crash)

    def ending(self, pid: int) -> int | None:
        """The wait status of a dead session, if it is known."""
        try:
            status: int | None = self._ask({"do": "tell", "pid": pid}, [], 0)[0]["status"]
        except ZygoteFailed:
            return None
        return status

    def close(self) -> None:
        """End it; its sessions die with it."""
        self._control.close()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:       # still importing
            self._process.kill()
            self._process.wait()

    def _ask(self, order: dict[str, Any], fds: list[int], expected_fds: int) -> tuple[dict[str, Any], list[int]]:
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(order).encode()], fds)
            except OSError:
                raise ZygoteFailed("The zygote of the kernel died.") from None
            return self._receive(ANSWER_S, expected_fds)

    def _receive(self, seconds: float, expected_fds: int) -> tuple[dict[str, Any], list[int]]:
        try:
            self._control.settimeout(seconds)
            data, fds, _, _ = socket.recv_fds(self._control, 1 << 16, expected_fds)
        except TimeoutError:
            self._process.kill()                # a late answer would be taken for the next one
            raise ZygoteFailed(f"The zygote of the kernel did not answer within {seconds:g} s.") from None
        except OSError:
            data, fds = b"", []
        if not data:
            raise ZygoteFailed("The zygote of the kernel died.")
        return json.loads(data), fds
