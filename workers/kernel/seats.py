"""Named places for live sessions: one build at a time in each; those unused for long, or unused longest when memory is short, end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from workers.kernel.session import Session

SHARED = 25 << 20           # what a session holds beyond its own private memory
JANITOR_S = 15.0


@dataclass(slots=True, eq=False)
class Seat:
    """A name's session, while it has one, and the chunks of its latest answer."""

    name: str
    session: Session | None = None
    known: frozenset[str] = frozenset()
    stop: threading.Event | None = None     # ends the running build
    used: float = 0.0
    left: bool = False                      # nobody may sit down here any more
    lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self) -> None:
        """End its session, if any."""
        if self.session:
            self.session.end()
            self.session = None

    def memory(self) -> int:
        """Bytes that ending its session would free, about."""
        session = self.session
        seen = session.usage() if session else None
        return max(0, seen.private - session.born_private) + SHARED if session and seen else 0


class Seats:
    """Thread-safe."""

    def __init__(self, idle_s: float, memory: int) -> None:
        self._idle_s, self._memory = idle_s, memory
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._closing = threading.Event()
        self._janitor: threading.Thread | None = None

    @contextmanager
    def take(self, name: str, stop: threading.Event) -> Iterator[Seat]:
        """Hold the seat of this name for one build; waits while another one runs there."""
        seat = self._sit(name)
        try:
            seat.stop = stop
            if seat.left:               # ended just now, before it could be told by ``stop``
                stop.set()
            yield seat
        finally:
            seat.stop = None
            seat.used = time.monotonic()
            if seat.left:
                seat.clear()
            seat.lock.release()

    def cancel(self, name: str) -> None:
        with self._lock:
            seat = self._seats.get(name)
        stop = seat.stop if seat else None
        if stop:
            stop.set()

    def end(self, name: str) -> None:
        """Forget the seat; a build that runs there is cancelled."""
        with self._lock:
            seat = self._seats.pop(name, None)
        if seat:
            self._leave(seat)

    def count(self) -> int:
        with self._lock:
            return sum(seat.session is not None for seat in self._seats.values())

    def evict(self) -> None:
        """End idle sessions: those past their time, then the longest unused ones until the rest fits into the memory."""
        with self._lock:
            seats = sorted(self._seats.values(), key=lambda seat: seat.used)
        total = sum(seat.memory() for seat in seats)
        for seat in seats:
            old = time.monotonic() - seat.used > self._idle_s
            if (old or total > self._memory) and seat.lock.acquire(blocking=False):
                total -= seat.memory()
                self._forget(seat)

    def close(self) -> None:
        """End all sessions."""
        self._closing.set()
        with self._lock:
            seats = list(self._seats.values())
            self._seats.clear()
        for seat in seats:
            self._leave(seat)
        if self._janitor:
            self._janitor.join()

    def _sit(self, name: str) -> Seat:
        while True:
            with self._lock:
                seat = self._seats.setdefault(name, Seat(name, used=time.monotonic()))
                if self._janitor is None:
                    self._janitor = threading.Thread(target=self._tidy, name="kernel-janitor", daemon=True)
                    self._janitor.start()
            seat.lock.acquire()
            if not seat.left:
                return seat
            seat.lock.release()

    def _forget(self, seat: Seat) -> None:
        """With the seat's lock held."""
        with self._lock:
            if self._seats.get(seat.name) is seat:
                del self._seats[seat.name]
        seat.left = True
        seat.clear()
        seat.lock.release()

    def _leave(self, seat: Seat) -> None:
        seat.left = True
        stop = seat.stop
        if stop:
            stop.set()                  # the builder clears the seat
        with seat.lock:
            seat.clear()

    def _tidy(self) -> None:
        while not self._closing.wait(JANITOR_S):
            self.evict()
