"""Start a kernel host as a child of this process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from workers.kernel.api import KernelUnavailable

START_S = 150.0
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH", "SUNMAO_KERNEL_TRUST")


def start_host(
    socket_path: str, *, trust_local: bool = False, memory_mb: int | None = None, uid: int | None = None, scratch_root: str | None = None,
    builds: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a host and wait until it is warm and listens. It ends when this process does. Raises KernelUnavailable with the reason.

    The host gets no secrets: of our environment only the names in ``PASSED_ON``. To stop it: ``terminate()``, then ``wait()``.
    """
    trust = "local" if trust_local else None
    options = {"--memory-mb": memory_mb, "--uid": uid, "--scratch": scratch_root, "--builds": builds, "--trust": trust}
    given = [word for name, value in options.items() if value is not None for word in (name, str(value))]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.kernel", "--socket", socket_path, "--die-with-parent",
             "--ready-fd", str(theirs.fileno()), *given],
            stdin=subprocess.PIPE, pass_fds=[theirs.fileno()], start_new_session=True,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        theirs.close()
        try:
            said = first_words(ours)
        except BaseException:           # the wait was given up
            stop(process)
            raise
    if said != "ready":
        stop(process)
        raise KernelUnavailable(f"The kernel host did not start. {said or 'It ended at once.'}")
    return process


def first_words(ready: socket.socket) -> str:
    """"ready", or why not; empty when the host ended without a word."""
    ready.settimeout(START_S)
    try:
        return ready.recv(4096).decode("utf-8", "replace")
    except OSError:
        return f"It was not ready after {START_S:g} s."


def stop(process: subprocess.Popen[bytes], patience_s: float = 10.0) -> None:
    """End a host and wait for it."""
    if process.stdin:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
