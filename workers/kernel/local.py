"""The kernel in this process: supervises a zygote and its sessions with threads. Used by the command line and by the kernel host."""

from __future__ import annotations

import dataclasses
import os
import threading
import time

from workers.kernel.api import BuildJob, HostStatus, Outcome, Progress
from workers.kernel.endings import Ended, ended_message
from workers.kernel.jobs import refusal
from workers.kernel.limits import CORES, EXPORTING, MEBI, Limits
from workers.kernel.nursery import Nursery
from workers.kernel.sandbox import Confinement
from workers.kernel.seats import Seat, Seats
from workers.kernel.sentences import failed_scene
from workers.kernel.session import Session

SLOTS = 2 * CORES + 2       # builds at the same time; more of them would only run into their limits
WAIT_S = 0.05


class LocalKernel:
    """``workers.kernel.api.Kernel``. Nothing is started before the first call.

    ``trust_local`` runs scripts although this host cannot confine them: for one user's own scripts only, never for a service.
    ``memory_mb`` is what all live sessions together may hold; beyond it the one unused for longest is ended (default: half of the
    machine's). ``scratch_root`` is the folder for the sessions' private folders.
    """

    def __init__(
        self, *, limits: Limits | None = None, exporting: Limits = EXPORTING, how: Confinement | None = None, trust_local: bool = False,
        memory_mb: int | None = None, scratch_root: str | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._exporting = exporting
        self._nursery = Nursery(how or Confinement(), trust_local=trust_local, scratch_root=scratch_root)
        self._slots = threading.BoundedSemaphore(SLOTS)
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        self._seats = Seats(self._limits.idle_s, memory_mb * MEBI if memory_mb else total // 2)

    def build(self, job: BuildJob, session: str | None = None, on_progress: Progress | None = None) -> Outcome:
        return self.run(job, session, on_progress, threading.Event())

    def run(self, job: BuildJob, session: str | None, on_progress: Progress | None, stop: threading.Event) -> Outcome:
        """``build`` that ``stop`` ends from another thread, in a fresh session too. Raises KernelUnavailable."""
        limits = self._exporting if session is None and job.exports else self._limits
        if message := refusal(job, limits):
            return Outcome(failed_scene(message, ""), {}, {})
        if session is None:
            return self._build_fresh(job, limits, on_progress, stop)
        with self._seats.take(session, stop) as seat:
            before = seat.session
            outcome = self._build_in(seat, job, on_progress, stop)
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

    def _build_fresh(self, job: BuildJob, limits: Limits, on_progress: Progress | None, stop: threading.Event) -> Outcome:
        seat = Seat("")
        try:
            return self._attempt(seat, limits, job, on_progress, stop)
        finally:
            seat.clear()

    def _build_in(self, seat: Seat, job: BuildJob, on_progress: Progress | None, stop: threading.Event) -> Outcome:
        """Build in the seat's live session, or in a new one, and leave out the chunks that its caller kept."""
        known = seat.known if job.have == "last" else frozenset()
        seat.known = frozenset()
        outcome = self._attempt(seat, self._limits, job, on_progress, stop)
        seat.known = frozenset(outcome.chunks)
        return dataclasses.replace(outcome, chunks={name: data for name, data in outcome.chunks.items() if name not in known})

    def _attempt(self, seat: Seat, limits: Limits, job: BuildJob, on_progress: Progress | None, stop: threading.Event) -> Outcome:
        started = time.monotonic()
        try:
            self._wait_for_slot(stop)
            try:
                return self._run(seat, limits, job, on_progress, stop)
            finally:
                self._slots.release()
        except Ended as ended:
            seat.clear()
            scene = failed_scene(ended_message(ended, limits, job.wall_s), self._nursery.kernel, time.monotonic() - started)
            return Outcome(scene, {}, {}, ended.reason)

    def _wait_for_slot(self, stop: threading.Event) -> None:
        while not self._slots.acquire(timeout=WAIT_S):
            if stop.is_set():
                raise Ended("cancelled")

    def _run(self, seat: Seat, limits: Limits, job: BuildJob, on_progress: Progress | None, stop: threading.Event) -> Outcome:
        try:
            outcome = self._ready(seat, limits).build(job, on_progress, stop)
        except Ended as ended:
            if ended.reason != "crash" or not (seat.session and seat.session.orphaned()):
                raise
            outcome = self._ready(seat, limits).build(job, on_progress, stop)   # it was not the script: once more in a new one
        if seat.session and seat.session.recycle:
            seat.clear()
        return outcome

    def _ready(self, seat: Seat, limits: Limits) -> Session:
        """The seat's session, alive; a new one where it has none or it died while it was idle."""
        if seat.session is None or not seat.session.alive():
            seat.clear()
            seat.session = self._nursery.session(limits)
        return seat.session
