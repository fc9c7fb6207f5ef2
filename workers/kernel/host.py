"""The kernel host: a process of its own that serves ``LocalKernel`` to the server processes of this machine over one Unix socket."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from workers.kernel import wire
from workers.kernel.api import KernelUnavailable
from workers.kernel.local import Call, LocalKernel

log = logging.getLogger(__name__)
PAUSE_S = 0.1
MOST_REQUESTS = 500             # of one connection at the same time
BUSY = "The kernel host has too many builds waiting. Try again in a moment."


class Host:
    """Accepts connections until told to stop."""

    def __init__(self, kernel: LocalKernel, socket_path: str) -> None:
        """Bind the socket, for this user only. Raises OSError when another host holds it or the path cannot be one."""
        self._kernel = kernel
        self._path = socket_path
        self._running = Running()
        self._listener = bind(socket_path)

    def serve(self, until: list[int]) -> None:
        """Accept until one of the descriptors of ``until`` is readable or closed. Must run in the main thread."""
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        for fd in until:
            poll.register(fd, select.POLLIN)
        while all(fd == self._listener.fileno() for fd, _ in poll.poll()):
            try:
                connection, _ = self._listener.accept()
            except OSError as error:                    # no descriptor left, mostly
                log.warning("a connection was not accepted: %s", error)
                time.sleep(PAUSE_S)
                continue
            threading.Thread(target=Client(connection, self._kernel, self._running).serve, daemon=True).start()

    def close(self) -> None:
        """Remove the socket and end every session."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)
        self._listener.close()
        self._kernel.close()


class Running:
    """The builds that have arrived and not ended, by session and in their order, so that a cancel finds one that is yet to start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: dict[str | None, list[threading.Event]] = defaultdict(list)

    def add(self, session: str | None) -> threading.Event:
        stop = threading.Event()
        with self._lock:
            self._stops[session].append(stop)
        return stop

    def remove(self, session: str | None, stop: threading.Event) -> None:
        with self._lock:
            self._stops[session].remove(stop)
            if not self._stops[session]:
                del self._stops[session]

    def cancel(self, session: str) -> None:
        with self._lock:
            if stops := self._stops.get(session):
                stops[0].set()


class Client:
    """One connection: each request runs in a thread of its own."""

    def __init__(self, connection: socket.socket, kernel: LocalKernel, running: Running) -> None:
        self._socket = connection
        self._kernel = kernel
        self._running = running
        self._writing = threading.Lock()
        self._stops: set[threading.Event] = set()       # of this connection's builds

    def serve(self) -> None:
        try:
            while True:
                kind, request, header, body = wire.receive(self._socket)
                self._take(kind, request, header, body)
        except (OSError, EOFError):
            pass
        finally:
            for stop in list(self._stops):              # nobody waits for these builds any more
                stop.set()
            self._socket.close()

    def _take(self, kind: int, request: int, header: dict[str, Any], body: memoryview) -> None:
        if kind == wire.BUILD:
            self._take_build(request, header, body)
        elif kind == wire.CANCEL:
            self._running.cancel(header["session"])
            self._answer(wire.DONE, request, {})
        elif kind == wire.END:
            self._start(request, lambda: self._end(request, header["session"]))
        elif kind == wire.STATUS:
            self._start(request, lambda: self._answer(wire.HOST_STATUS, request, wire.status_header(self._kernel.status())))

    def _take_build(self, request: int, header: dict[str, Any], body: memoryview) -> None:
        if len(self._stops) >= MOST_REQUESTS:
            self._answer(wire.UNAVAILABLE, request, {"text": BUSY})
            return
        stop = self._running.add(header["session"])     # here, so that a cancel which follows finds it
        self._stops.add(stop)
        self._start(request, lambda: self._build(request, header, body, stop))

    def _build(self, request: int, header: dict[str, Any], body: memoryview, stop: threading.Event) -> None:
        job, session = wire.read_job(header, body)
        try:
            outcome = self._kernel.run(Call(
                job, stop, on_progress=lambda step, of: self._answer(wire.PROGRESS, request, {"step": step, "of": of}),
                on_waiting=lambda number: self._answer(wire.WAITING, request, {"number": number})), session)
        finally:
            self._stops.discard(stop)
            self._running.remove(session, stop)
        self._answer(wire.OUTCOME, request, *wire.outcome_frame(outcome))

    def _end(self, request: int, session: str) -> None:
        self._kernel.end_session(session)
        self._answer(wire.DONE, request, {})

    def _start(self, request: int, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except KernelUnavailable as error:
                self._answer(wire.UNAVAILABLE, request, {"text": str(error)})

        threading.Thread(target=run, daemon=True).start()

    def _answer(self, kind: int, request: int, header: dict[str, Any], pieces: list[bytes] | None = None) -> None:
        with contextlib.suppress(OSError), self._writing:       # the client has gone
            wire.send(self._socket, kind, request, header, pieces or ())


def bind(path: str) -> socket.socket:
    """A listening socket that only this user may open; a file that a dead host left is replaced. Raises OSError."""
    if len(os.fsencode(path)) > wire.LONGEST_PATH:
        raise OSError(f"The socket path {path} is longer than {wire.LONGEST_PATH} bytes. Name a shorter one.")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if listener.connect_ex(path) == 0:
            raise OSError(f"A kernel host already listens at {path}. Stop it, or name another socket.")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        before = os.umask(0o177)
        try:
            listener.bind(path)
        finally:
            os.umask(before)
        listener.listen(64)
    except OSError:
        listener.close()
        raise
    return listener


def stop_signals() -> int:
    """SIGTERM and SIGINT make the returned descriptor readable."""
    reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return reader
