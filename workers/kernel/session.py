"""The supervisor's side of one session: its states, its watchdog, its end.

starting → idle (stopped) → building → idle | killing → dead. Not thread-safe: one lock for each document above it.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import signal
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Literal

from workers.kernel import frames, scratch
from workers.kernel.api import BuildJob, Outcome, Progress
from workers.kernel.channel import Channel
from workers.kernel.collect import Collector
from workers.kernel.endings import Ended
from workers.kernel.limits import MEBI, Limits
from workers.kernel.sandbox import EXIT_CUT_OFF, EXIT_FAILED, Confinement
from workers.kernel.stack_dump import find_author
from workers.kernel.watchdog import Usage, Watchdog, usage
from workers.kernel.zygote import Zygote

log = logging.getLogger(__name__)
GRACE_S = 0.5               # past the wall clock of a build: the session's own stack dump comes first
OWN_DEATH_S = 0.2          # between a pipe that closes and the process that ends
KILL_S = 5.0
PROGRESS_S = 0.05
MAX_PROGRESS = 20_000
OUT_OF_MEMORY = (b"bad_alloc", b"OutOfMemory", b"MemoryError")
NEVER = threading.Event()


class Session:
    """One confined process. Every method that talks to it raises Ended, and then the process and its folder are gone."""

    def __init__(self, zygote: Zygote, folder: str, limits: Limits, how: Confinement) -> None:
        """Fork it and wait until it has confined itself. Raises Ended, ZygoteFailed."""
        self._zygote = zygote
        self._process = zygote.spawn(folder, limits, how)
        self.pid = self._process.pid
        self.folder, self.limits = folder, limits
        self.state: Literal["starting", "idle", "building", "killing", "dead"] = "starting"
        self.builds = 0
        self.document = ""          # whose it is, for the log
        self.recycle = ""           # why it is to be replaced before the next build
        self.ended: Ended | None = None
        self._stop = NEVER
        self._main = ""
        self._files: Collection[str] = ()
        self._wall_end = sys.float_info.max     # of the running build
        self.born_private = 0       # private bytes before the first build: the pages that it shares with the zygote
        self._memory_line = sys.maxsize         # mapped bytes at which the limit is reached
        self._watchdog = Watchdog(self.pid, folder, limits)
        self._channel = Channel(self._process, self._tick)
        with self._or_killed():
            self._channel.receive({frames.READY}, 0, time.monotonic() + limits.start_s)
            self._note_birth()
            self._rest()

    def build(self, job: BuildJob, on_progress: Progress | None = None, stop: threading.Event = NEVER) -> Outcome:
        """Run one job; ``stop`` ends it. Raises Ended."""
        if self.state != "idle":
            raise self.ended or Ended("crash", self.state)
        self.builds += 1
        self.state, self._stop, self._main, self._files = "building", stop, job.main, job.files.keys()
        with self._or_killed():
            outcome = self._build(job, on_progress)
            self._rest()
        self._stop = NEVER
        return outcome

    def kill(self, ended: Ended) -> Ended:
        """SIGKILL, wait for the end, read the crash pipe, tidy up. Returns ``ended`` with what was learnt from it."""
        if self.state in ("killing", "dead"):
            return self.ended or ended
        self.state, self.ended = "killing", ended
        died = ended.reason == "crash" and self._gone(OWN_DEATH_S)
        self._signal(signal.SIGKILL)
        self._gone(KILL_S)
        self._explain(ended, died)
        self._channel.close()
        os.close(self._process.pidfd)
        try:
            scratch.wipe(self.folder)
        except OSError:
            pass                    # the sweep at the next start takes what is left
        self.state = "dead"
        self._log(ended)
        return ended

    def end(self) -> None:
        """End it and free its memory."""
        self.kill(Ended("cancelled", "no longer needed"))

    def alive(self) -> bool:
        """Ready for a build. One that died while it was idle is tidied up here."""
        if self.state == "idle" and self._gone(0):
            self.kill(Ended("crash", "died while idle"))
        return self.state == "idle"

    def orphaned(self) -> bool:
        """Its zygote is gone: that, and not the script, ended it."""
        return not self._zygote.alive(patience_s=OWN_DEATH_S)

    def usage(self) -> Usage | None:
        """What it uses now, or ``None`` when it is dead."""
        try:
            return usage(self.pid) if self.state != "dead" else None
        except OSError:
            return None

    @contextmanager
    def _or_killed(self) -> Iterator[None]:
        """Whatever goes wrong in the block, here too (the user's Ctrl-C), the process does not outlive it."""
        try:
            yield
        except Ended as ended:
            raise self.kill(ended) from None
        except BaseException:
            self.end()
            raise

    def _note_birth(self) -> None:
        try:
            born = usage(self.pid)
        except OSError:
            raise Ended("crash", "died at once") from None
        self.born_private = born.private
        self._memory_line = born.mapped + self.limits.memory_mb * MEBI

    def _build(self, job: BuildJob, on_progress: Progress | None) -> Outcome:
        self._signal(signal.SIGCONT)
        if not self._channel.silent():
            raise Ended("protocol", "spoke while idle")
        self._wall_end = time.monotonic() + job.wall_s
        deadline = self._wall_end + GRACE_S
        self._channel.send(_job_frame(job, self.builds), deadline)
        collector, steps, told = Collector(job.exports), 0, 0.0
        while True:
            kind, header, body = self._channel.receive(
                {frames.PROGRESS, frames.CHUNK, frames.FILE, frames.RESULT}, self.builds, deadline
            )
            if kind == frames.CHUNK:
                collector.chunk(header, body)
            elif kind == frames.FILE:
                collector.file(header, body)
            elif kind == frames.RESULT:
                self.recycle = header["deep"]
                return collector.outcome(header, body, self._zygote.kernel)
            else:
                steps += 1
                if steps > MAX_PROGRESS:
                    raise Ended("protocol", "floods with progress")
                if on_progress and time.monotonic() > told + PROGRESS_S:
                    on_progress(header["step"], header["of"])
                    told = time.monotonic()

    def _rest(self) -> None:
        """After an answer: stop the process, so that what the script left behind sleeps too, and decide whether to keep it."""
        self._channel.crash, self._wall_end = b"", sys.float_info.max
        try:
            seen = usage(self.pid)
        except OSError:
            raise Ended("crash", "died after its answer") from None
        self._signal(signal.SIGSTOP)
        if seen.threads > self.limits.threads_left:
            self.recycle = f"{seen.threads} threads left"
        elif self.builds >= self.limits.builds or seen.cpu_s > self.limits.cpu_s / 2:
            self.recycle = "old"
        self.state = "idle"

    def _tick(self) -> None:
        if self._stop.is_set():
            raise Ended("cancelled")
        self._watchdog.check()

    def _log(self, ended: Ended) -> None:
        """One line; names and details may hold a script's words."""
        whose = f" of document {ascii(self.document)[1:-1]}" if self.document else ""
        why = ended.detail if ended.reason == "cancelled" and ended.detail else str(ended)
        log.info("session %d%s ended: %s", self.pid, whose, ascii(why)[1:-1])

    def _signal(self, number: signal.Signals) -> None:
        try:
            signal.pidfd_send_signal(self._process.pidfd, number)
        except ProcessLookupError:
            pass                    # it is dead: its pipes say so

    def _gone(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._process.pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _explain(self, ended: Ended, died: bool) -> None:
        """Find the script's line, and for a pipe that closed the reason: wait status, peak of memory, end of the crash pipe."""
        text = self._channel.drain()
        ended.file, ended.line, native = find_author(text, self.folder, self._files)
        if ended.file == self._main:
            ended.file = None
        if ended.reason != "crash":
            return
        if not died:
            ended.become("protocol")
            return
        status = self._zygote.ending(self.pid)
        last_words = text.decode("utf-8", "replace").strip().rpartition("\n")[2]
        ended.detail = re.sub(r"^[\w.]+: ", "", last_words) or describe(status)
        near_limit = self._watchdog.peak > self._memory_line - self.limits.memory_mb * MEBI // 5
        code = os.waitstatus_to_exitcode(status) if status is not None else 0       # below zero: the signal
        if time.monotonic() > self._wall_end:
            ended.become("timeout")                 # a stack dump of running code may crash it
        elif near_limit or any(word in text for word in OUT_OF_MEMORY):
            ended.become("memory")
        elif code == -signal.SIGKILL:
            ended.become("crash", "killed")         # not by us: we would know why
        elif code == EXIT_CUT_OFF:
            ended.become("protocol")
        elif status is not None and code >= 0:
            ended.become("crash", "internal" if code == EXIT_FAILED else "quit")
        elif native:
            ended.become("crash", "native")


def describe(status: int | None) -> str:
    """A wait status in words."""
    if status is None:
        return "ended"
    code = os.waitstatus_to_exitcode(status)
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name


def _job_frame(job: BuildJob, request: int) -> bytes:
    files = list(job.files.items())
    header = json.dumps({
        "files": [[name, len(data)] for name, data in files], "main": job.main, "params": dict(job.params), "wall_s": job.wall_s,
        "mesh": job.mesh, "deflection_mm": job.deflection_mm, "angle_rad": job.angle_rad, "exports": list(job.exports),
        "looks": dict(job.looks),
    }).encode()
    body = b"".join(data for _, data in files)
    return frames.FRAME.pack(frames.BUILD, len(header), len(body), request) + header + body
