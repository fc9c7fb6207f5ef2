"""The pipes to one session. What comes out of them is hostile: bounded, checked frame by frame, and never waited for without end."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Collection
from typing import Any

from workers.kernel import frames
from workers.kernel.endings import Ended
from workers.kernel.zygote import Spawned

TICK_S = 0.05
READ = 256 << 10            # at a time; what arrived is worked off before the next look at clock and watchdog
CRASH_KEPT = 16 << 10
DRAIN_READS = 16                # of the crash pipe at a time: it may be a flood


class Channel:
    """``tick`` is called every 50 ms and may raise Ended; so do all methods when the session dies or breaks the protocol."""

    def __init__(self, process: Spawned, tick: Callable[[], None]) -> None:
        self._requests, self._results, self._crash = process.requests, process.results, process.crash
        self._tick = tick
        self._arrived = bytearray()     # grows with what came, never with what was announced
        self.crash = b""
        for fd in (self._requests, self._results, self._crash):
            os.set_blocking(fd, False)

    def silent(self) -> bool:
        """Nothing has come that was not asked for."""
        return not self._arrived and not _ready(self._results, select.POLLIN, 0)

    def send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._guard(deadline)
            try:
                view = view[os.write(self._requests, view) :]
            except BlockingIOError:
                _ready(self._requests, select.POLLOUT, TICK_S)
            except BrokenPipeError:
                raise Ended("crash", "closed its request pipe") from None

    def receive(self, expected: Collection[int], request: int, deadline: float) -> tuple[int, dict[str, Any], bytes]:
        """The next frame: its type, checked header and binary."""
        kind, header_bytes, body_bytes, number = frames.FRAME.unpack(self._exactly(frames.FRAME.size, deadline))
        try:
            frames.check_sizes(kind, header_bytes, body_bytes)
            if kind not in expected or number != request:
                raise frames.ProtocolError("frame out of turn")
            header, body = self._exactly(header_bytes, deadline), self._exactly(body_bytes, deadline)
            return kind, frames.check_frame(kind, header, body), body
        except frames.ProtocolError as error:
            raise Ended("protocol", str(error)) from None

    def drain(self) -> bytes:
        """Empty the crash pipe (a full one would stop the session) and keep its end."""
        try:
            for _ in range(DRAIN_READS):
                self.crash = (self.crash + os.read(self._crash, 1 << 16))[-CRASH_KEPT:]
        except BlockingIOError:
            pass
        return self.crash

    def close(self) -> None:
        for fd in (self._requests, self._results, self._crash):
            os.close(fd)

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._arrived) < size:
            self._guard(deadline)
            try:
                piece = os.read(self._results, READ)
            except BlockingIOError:
                _ready(self._results, select.POLLIN, TICK_S)
                continue
            if not piece:
                raise Ended("crash", "closed its result pipe")
            self._arrived += piece
        data = bytes(memoryview(self._arrived)[:size])
        del self._arrived[:size]
        return data

    def _guard(self, deadline: float) -> None:
        self.drain()
        self._tick()
        if time.monotonic() > deadline:
            raise Ended("timeout")


def _ready(fd: int, event: int, seconds: float) -> bool:
    poll = select.poll()            # select() fails above descriptor 1023
    poll.register(fd, event)
    return bool(poll.poll(seconds * 1000))
