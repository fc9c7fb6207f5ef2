"""What one session may use. The figures are measured defaults; a deployment may lower or raise them."""

from __future__ import annotations

import os
from dataclasses import dataclass

CORES = os.cpu_count() or 1
MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one session. ``mb`` are mebibytes, ``s`` seconds.

    ``memory_mb`` counts from what the zygote has mapped already. No system limit bounds the total on disk: the bound is
    ``open_files`` × ``file_mb``, the watchdog's view of the scratch folder, and the floor of free disk.
    """

    memory_mb: int = 2048
    file_mb: int = 8
    open_files: int = 40
    scratch_mb: int = 64
    scratch_files: int = 200
    free_disk_mb: int = 1024
    threads: int = max(64, 4 * CORES)
    threads_left: int = 2 + 2 * CORES       # after a build: more means that the session is replaced
    cpu_s: int = 3600                       # of the whole life of a session
    builds: int = 500
    idle_s: float = 1800.0
    start_s: float = 20.0


EXPORTING = Limits(file_mb=128, scratch_mb=512)     # a fresh session that writes files for the user
