"""The kernel of a kernel host, from another process. Works with threads and, after gevent's patching, with greenlets alike."""

from __future__ import annotations

import contextlib
import itertools
import queue
import socket
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from workers.kernel import wire
from workers.kernel.api import BuildJob, HostStatus, KernelUnavailable, Outcome, Progress, Waiting

CONNECT_S = 5.0
STATUS_S = 10.0         # a host that lives answers at once
GONE = "The kernel host cannot be reached. It may be starting again: try once more in a moment."
SILENT = "The kernel host does not answer. If this goes on it is started again: try once more in a minute."
LOST = "The kernel host stopped during the build. It is starting again: build once more in a moment."

Answer = tuple[int, dict[str, Any], memoryview]


class KernelSilent(KernelUnavailable):
    """The host is there and does not answer."""


class KernelClient:
    """``workers.kernel.api.Kernel`` over one connection, made when it is first needed and again after the host came back."""

    def __init__(self, socket_path: str) -> None:
        self._path = socket_path
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    def build(
        self, job: BuildJob, session: str | None = None, on_progress: Progress | None = None, on_waiting: Waiting | None = None,
    ) -> Outcome:
        answers = self._connected().ask(wire.BUILD, *wire.job_frame(job, session))
        for kind, header, body in answers:
            if kind == wire.OUTCOME:
                return wire.read_outcome(header, body)
            if kind == wire.WAITING and on_waiting:
                on_waiting(header["number"])
            elif kind == wire.PROGRESS and on_progress:
                on_progress(header["step"], header["of"])
        raise KernelUnavailable(LOST)

    def cancel(self, session: str) -> None:
        self._tell(wire.CANCEL, session)

    def end_session(self, session: str) -> None:
        self._tell(wire.END, session)

    def status(self) -> HostStatus:
        for _, header, _ in self._connected().ask(wire.STATUS, {}, within_s=STATUS_S):
            return wire.read_status(header)
        raise KernelUnavailable(GONE)

    def close(self) -> None:
        """Close the connection; its builds end. The host lives on: who started it ends it."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection:
            connection.close()

    def _tell(self, kind: int, session: str) -> None:
        with contextlib.suppress(KernelUnavailable):        # with the host its sessions are gone
            for _ in self._connected().ask(kind, {"session": session}):
                return

    def _connected(self) -> Connection:
        with self._lock:
            if self._connection is None or not self._connection.open:
                self._connection = Connection(self._path)
            return self._connection


class Connection:
    """One socket, many requests at once: a reader hands each answer to the request that it belongs to."""

    def __init__(self, path: str) -> None:
        """Raises KernelUnavailable."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(CONNECT_S)
            self._socket.connect(path)
            self._socket.settimeout(None)
        except OSError:
            self._socket.close()
            raise KernelUnavailable(GONE) from None
        self.open = True
        self._writing = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, queue.SimpleQueue[Answer | None]] = {}
        self._reader = threading.Thread(target=self._read, name="kernel-client", daemon=True)
        self._reader.start()

    def ask(self, kind: int, header: Mapping[str, Any], pieces: Iterable[bytes] = (), within_s: float | None = None) -> Iterable[Answer]:
        """Send a request and yield its answers, each ``within_s``; ends early when the connection is lost. Raises KernelUnavailable."""
        number = next(self._numbers)
        answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._waiting[number] = answers
        try:
            self._send(kind, number, header, pieces)
            while answer := answers.get(timeout=within_s) if self.open or not answers.empty() else None:
                if answer[0] == wire.UNAVAILABLE:
                    raise KernelUnavailable(answer[1]["text"])
                yield answer
        except queue.Empty:
            raise KernelSilent(SILENT) from None
        finally:
            self._waiting.pop(number, None)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()

    def _send(self, kind: int, number: int, header: Mapping[str, Any], pieces: Iterable[bytes]) -> None:
        try:
            with self._writing:
                wire.send(self._socket, kind, number, header, pieces)
        except OSError:
            raise KernelUnavailable(GONE) from None

    def _read(self) -> None:
        try:
            while True:
                kind, number, header, body = wire.receive(self._socket)
                if answers := self._waiting.get(number):
                    answers.put((kind, header, body))
        except (OSError, EOFError):
            pass
        finally:
            self.open = False
            for answers in list(self._waiting.values()):
                answers.put(None)
            self._socket.close()
