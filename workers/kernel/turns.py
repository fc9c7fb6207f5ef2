"""Whose build comes next when there are more of them than places.

The next free place goes to the organisation that has used the fewest seconds of late, and within it to the person who has: whoever
builds for one second never stands behind everybody who builds for thirty. Where builds last equally long this is a round robin.
Organisations come first, since one that has many accounts shall not have many shares; people second, since colleagues share one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from workers.kernel.api import KernelUnavailable, Waiting
from workers.kernel.endings import Ended

WAIT_S = 0.05
HALF_LIFE_S = 60.0          # of what is remembered against somebody
FORGOTTEN_S = 0.01
MOST_WAITING = 50           # builds of one person
CROWDED = "You have too many builds waiting. Close some documents, or wait until a few have ended."

Owner = tuple[str, ...]     # (organisation,) or (organisation, person)


@dataclass(slots=True, eq=False)
class Turn:
    """One build that waits for a place or has one."""

    organisation: str
    person: str
    go: threading.Event = field(default_factory=threading.Event)
    since: float = 0.0

    @property
    def owners(self) -> tuple[Owner, Owner]:
        return (self.organisation,), (self.organisation, self.person)


class Turns:
    """``places`` builds run at the same time, half of them at most for one person. One place more is kept for an organisation that
    has none, so that it never waits for another one's endless loops. Builds without a name, the command line's, have no such bounds.
    Thread-safe.
    """

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places, self._most_of_one = places, max(1, places // 2)
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._used: dict[Owner, tuple[float, float]] = {}       # seconds, and when they were counted

    @contextmanager
    def take(self, organisation: str, person: str, stop: threading.Event, on_waiting: Waiting | None = None) -> Iterator[None]:
        """Hold a place. ``on_waiting`` is told the turn's number in the line, 1 for the next. Raises Ended, KernelUnavailable."""
        turn = self._enter(organisation, person)
        try:
            self._wait(turn, stop, on_waiting)
            yield
        finally:
            self._leave(turn)

    def _enter(self, organisation: str, person: str) -> Turn:
        turn = Turn(organisation, person)
        with self._lock:
            if person and sum(other.owners == turn.owners for other in self._waiting) >= MOST_WAITING:
                raise KernelUnavailable(CROWDED)
            self._waiting.append(turn)
            self._call()
        return turn

    def _wait(self, turn: Turn, stop: threading.Event, on_waiting: Waiting | None) -> None:
        told = 0
        while not turn.go.wait(WAIT_S):
            if stop.is_set():
                raise Ended("cancelled")
            number = self._number(turn)
            if on_waiting and number and number != told:
                on_waiting(number)
                told = number

    def _leave(self, turn: Turn) -> None:
        with self._lock:
            if turn in self._running:
                self._charge(turn)
                self._running.remove(turn)
            else:
                self._waiting.remove(turn)
            self._call()

    def _number(self, turn: Turn) -> int:
        with self._lock:
            line = self._line()
            return line.index(turn) + 1 if turn in line else 0

    def _call(self) -> None:
        """Give free places away. With the lock held."""
        while turn := next(filter(self._fits, self._line()), None):
            self._waiting.remove(turn)
            self._running.append(turn)
            turn.since = self._clock()
            turn.go.set()

    def _line(self) -> list[Turn]:
        """Who waits, in the order of their turns; equal ones as they came."""
        return sorted(self._waiting, key=lambda turn: tuple(map(self._seconds, turn.owners)))

    def _fits(self, turn: Turn) -> bool:
        mine = sum(other.owners == turn.owners for other in self._running)
        if turn.person and mine >= self._most_of_one:
            return False
        ours = sum(other.organisation == turn.organisation for other in self._running)
        kept = 1 if turn.organisation and not ours else 0
        return len(self._running) < self._places + kept

    def _seconds(self, owner: Owner) -> float:
        """What the owner has used of late, running builds included."""
        at = self._clock()
        return self._remembered(owner, at) + sum(at - turn.since for turn in self._running if owner in turn.owners)

    def _charge(self, turn: Turn) -> None:
        at = self._clock()
        now = {owner: self._remembered(owner, at) for owner in self._used}
        for owner in turn.owners:
            now[owner] = now.get(owner, 0.0) + at - turn.since
        self._used = {owner: (seconds, at) for owner, seconds in now.items() if seconds > FORGOTTEN_S}

    def _remembered(self, owner: Owner, at: float) -> float:
        seconds, counted = self._used.get(owner, (0.0, at))
        return float(seconds * 0.5 ** ((at - counted) / HALF_LIFE_S))
