"""The kernel in this process: supervises a zygote and its sessions with threads. Used by the command line and by the kernel host."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import threading
import time

from workers.kernel.api import BuildJob, HostStatus, Outcome, Progress, Waiting
from workers.kernel.endings import Ended, ended_message
from workers.kernel.jobs import refusal
from workers.kernel.limits import CORES, EXPORTING, MEBI, Limits
from workers.kernel.nursery import Nursery
from workers.kernel.sandbox import Confinement
from workers.kernel.seats import Seat, Seats
from workers.kernel.sentences import failed_scene
from workers.kernel.session import Session
from workers.kernel.turns import Turns

LEAST_PLACES = 2            # one endless loop never stops everybody else
BEHIND = 10                 # niceness of what nobody waits for at the screen


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One build and who hears of it; ``stop`` ends it from another thread."""

    job: BuildJob
    stop: threading.Event
    on_progress: Progress | None = None
    on_waiting: Waiting | None = None


class LocalKernel:
    """``workers.kernel.api.Kernel``. Nothing is started before the first call.

    ``trust_local`` runs scripts although this host cannot confine them: for one user's own scripts only, never for a service.
    ``memory_mb`` is what all live sessions together may hold; beyond it the one unused for longest is ended (default: half of the
    machine's). ``scratch_root`` is the folder for the sessions' private folders. ``builds`` is how many builds run at the same time
    in live sessions (default: one a core); fresh ones, of versions and files, have half as many places of their own behind them.
    """

    def __init__(
        self, *, limits: Limits | None = None, exporting: Limits = EXPORTING, how: Confinement | None = None, trust_local: bool = False,
        memory_mb: int | None = None, scratch_root: str | None = None, builds: int | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._exporting = exporting
        self._nursery = Nursery(how or Confinement(), trust_local=trust_local, scratch_root=scratch_root)
        places = builds or CORES
        self._live, self._fresh = Turns(max(LEAST_PLACES, places)), Turns(max(LEAST_PLACES, places // 2))
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        self._seats = Seats(self._limits.idle_s, memory_mb * MEBI if memory_mb else total // 2)

    def build(
        self, job: BuildJob, session: str | None = None, on_progress: Progress | None = None, on_waiting: Waiting | None = None,
    ) -> Outcome:
        return self.run(Call(job, threading.Event(), on_progress, on_waiting), session)

    def run(self, call: Call, session: str | None) -> Outcome:
        """``build`` that can be stopped, in a fresh session too. Raises KernelUnavailable."""
        limits = self._exporting if session is None and call.job.exports else self._limits
        if message := refusal(call.job, limits):
            return Outcome(failed_scene(message, ""), {}, {})
        if session is None:
            return self._build_fresh(call, limits)
        with self._seats.take(session, call.stop) as seat:
            before = seat.session
            outcome = self._build_in(seat, call)
            more = seat.session is not before
        if more:
            self._seats.evict()
        return outcome

    def cancel(self, session: str) -> None:
        self._seats.cancel(session)

    def end_session(self, session: str) -> None:
        self._seats.end(session)

    def status(self) -> HostStatus:
        return self._nursery.status(self._seats.count())

    def close(self) -> None:
        self._seats.close()
        self._nursery.close()

    def _build_fresh(self, call: Call, limits: Limits) -> Outcome:
        seat = Seat("")
        try:
            return self._attempt(seat, call, limits, self._fresh)
        finally:
            seat.clear()

    def _build_in(self, seat: Seat, call: Call) -> Outcome:
        """Build in the seat's live session, or in a new one, and leave out the chunks that its caller kept."""
        known = seat.known if call.job.have == "last" else frozenset()
        seat.known = frozenset()
        outcome = self._attempt(seat, call, self._limits, self._live)
        seat.known = frozenset(outcome.chunks)
        return dataclasses.replace(outcome, chunks={name: data for name, data in outcome.chunks.items() if name not in known})

    def _attempt(self, seat: Seat, call: Call, limits: Limits, turns: Turns) -> Outcome:
        started, job = time.monotonic(), call.job
        try:
            with turns.take(job.organisation, job.person, call.stop, call.on_waiting):
                started = time.monotonic()
                return self._run(seat, call, limits, patient=turns is self._fresh and bool(job.organisation))
        except Ended as ended:
            seat.clear()
            scene = failed_scene(ended_message(ended, limits, job.wall_s), self._nursery.kernel, time.monotonic() - started)
            return Outcome(scene, {}, {}, ended.reason)

    def _run(self, seat: Seat, call: Call, limits: Limits, *, patient: bool) -> Outcome:
        """``patient``: the cores go to everybody else first."""
        try:
            outcome = self._ready(seat, limits, patient).build(call.job, call.on_progress, call.stop)
        except Ended as ended:
            if ended.reason != "crash" or not (seat.session and seat.session.orphaned()):
                raise
            outcome = self._ready(seat, limits, patient).build(call.job, call.on_progress, call.stop)   # not the script: once more
        if seat.session and seat.session.recycle:
            seat.clear()
        return outcome

    def _ready(self, seat: Seat, limits: Limits, patient: bool) -> Session:
        """The seat's session, alive; a new one where it has none or it died while it was idle."""
        if seat.session is None or not seat.session.alive():
            seat.clear()
            seat.session = self._nursery.session(limits)
            seat.session.document = seat.name
            if patient:
                with contextlib.suppress(OSError):      # it died at once: its build says so
                    os.setpriority(os.PRIO_PROCESS, seat.session.pid, BEHIND)
        return seat.session
