"""The kernel host as a child of the service: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import tempfile
import time

import gevent

from server.core.settings import Settings
from workers.kernel import launch
from workers.kernel.api import KernelUnavailable
from workers.kernel.client import KernelClient, KernelSilent

log = logging.getLogger(__name__)
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
SETTLED_S = 60.0        # a host that lived this long had no trouble starting
LOOK_EVERY_S = 0.25
ASK_EVERY_S = 15.0
MOST_SILENT = 3         # unanswered questions in a row, each of which waits for some seconds
STOP_WITHIN_S = 3.0
LONGEST_PATH = 100


class KernelHost:
    """Keeps one host alive. What it cannot start it keeps trying, ever more rarely, and the service runs on meanwhile."""

    def __init__(self, settings: Settings) -> None:
        self._socket = socket_of(settings)
        self._trusted, self._builds = settings.kernel_trust == "local", settings.builds
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: gevent.Greenlet | None = None

    def start(self) -> None:
        self._keeper = gevent.spawn(self._keep)

    @property
    def pid(self) -> int | None:
        """Of the host that runs now."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def stop(self) -> None:
        """End the host and all of its sessions within seconds."""
        if self._keeper is not None:
            self._keeper.kill()
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        launch.stop(process, STOP_WITHIN_S)

    def _keep(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            started = time.monotonic()
            self._run_once()
            pause = FIRST_PAUSE_S if time.monotonic() - started > SETTLED_S else min(2 * pause, LONGEST_PAUSE_S)
            gevent.sleep(pause)

    def _run_once(self) -> None:
        try:
            self._process = launch.start_host(self._socket, trust_local=self._trusted, builds=self._builds)
        except Exception as error:      # the reason is a sentence; whatever it is, the service goes on without a kernel
            log.error("the kernel host did not start: %s", error)
            return
        log.info("kernel host %d is ready", self._process.pid)
        watch = gevent.spawn(self._watch, self._process)
        while self._process.poll() is None:
            gevent.sleep(LOOK_EVERY_S)
        watch.kill()
        launch.stop(self._process)      # it has ended; this gives its pipe back
        log.error("the kernel host ended with code %s; it is started again", self._process.returncode)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """A host that hangs does not end by itself: after some unanswered questions it is killed, and so started again."""
        client, silent = KernelClient(self._socket), 0
        try:
            while silent < MOST_SILENT:
                gevent.sleep(ASK_EVERY_S)
                try:
                    client.status()
                    silent = 0
                except KernelSilent:
                    silent += 1
                except KernelUnavailable:       # it is ending, or says why it cannot: not for us to judge
                    silent = 0
        finally:
            client.close()
        log.error("the kernel host %d does not answer and is killed", process.pid)
        process.kill()


def socket_of(settings: Settings) -> str:
    """The host's address. A Unix socket's path has room for 107 bytes, so a deep data folder keeps it in the temporary one."""
    if settings.kernel_socket:
        return settings.kernel_socket
    path = str(settings.data.absolute() / "kernel.sock")
    short = f"{tempfile.gettempdir()}/sunmao-{hashlib.sha256(path.encode()).hexdigest()[:16]}.sock"
    return path if len(os.fsencode(path)) < LONGEST_PATH else short
