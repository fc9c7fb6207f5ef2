"""What no resource limit bounds: threads, the whole of a scratch folder, free disk. Looked at from outside while a build runs."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass

from workers.kernel import scratch
from workers.kernel.endings import Ended
from workers.kernel.limits import MEBI, Limits

EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Usage:
    """Of a live process: threads, CPU seconds, and memory in bytes (private, mapped now, mapped at most)."""

    threads: int
    cpu_s: float
    private: int
    mapped: int
    peak: int


def usage(pid: int) -> Usage:
    """Read from /proc; all of it is readable for a process that is not dumpable, too. Raises OSError when it is gone."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        stat = file.read().rpartition(b")")[2].split()      # the name before it may hold anything
    with open(f"/proc/{pid}/status", "rb") as file:
        status = dict(line.split(b":", 1) for line in file if b":" in line)
    kib = {key: int(status.get(key, b"0 kB").split()[0]) << 10 for key in (b"RssAnon", b"VmSize", b"VmPeak")}
    cpu_s = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return Usage(int(stat[17]), cpu_s, kib[b"RssAnon"], kib[b"VmSize"], kib[b"VmPeak"])


class Watchdog:
    """Watches one session."""

    def __init__(self, pid: int, folder: str, limits: Limits) -> None:
        self.pid, self.folder, self.limits = pid, folder, limits
        self.peak = 0                       # VmPeak when last seen
        self._next = 0.0

    def check(self) -> None:
        """Look, if the last look is long enough ago. Raises Ended."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY_S
        try:
            seen = usage(self.pid)
        except OSError:
            return                          # it died; its pipe will say so
        self.peak = max(self.peak, seen.peak)
        if seen.threads > self.limits.threads:
            raise Ended("threads", f"{seen.threads} threads")
        self._check_disk()

    def _check_disk(self) -> None:
        try:
            size, entries = scratch.measure(self.folder, self.limits.scratch_files)
            free = shutil.disk_usage(self.folder).free
        except OSError:                     # a folder of mode 0300 could hide a disk bomb
            raise Ended("disk", "scratch folder not readable") from None
        if entries > self.limits.scratch_files or size > self.limits.scratch_mb * MEBI:
            raise Ended("disk", f"{size} bytes, {entries} entries")
        if free < self.limits.free_disk_mb * MEBI:
            raise Ended("disk", f"only {free} bytes are free on the host", code="host_disk")
