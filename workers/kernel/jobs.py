"""Whether a job can be handed to a session at all. Names and values come from users: they may be anything."""

from __future__ import annotations

import json
import math

from cad.scene import Message
from workers.kernel.api import EXPORT_FORMATS, BuildJob
from workers.kernel.limits import MEBI, Limits
from workers.kernel.sentences import sentence

MAX_NAME = 255
MAX_VALUES_MB = 1               # of parameters and looks as JSON
MAX_WALL_S = 3600.0


def refusal(job: BuildJob, limits: Limits) -> Message | None:
    """Why the job cannot run, as a sentence for the author; ``None`` when it can."""
    return _bad_files(job, limits) or _bad_values(job) or _bad_settings(job)


def plain_name(name: str) -> bool:
    """A file's name in one folder, and nothing that leads out of it."""
    try:
        return 0 < len(name.encode()) <= MAX_NAME and name not in (".", "..") and not {"/", "\0"} & set(name)
    except UnicodeEncodeError:      # a lone surrogate
        return False


def _bad_files(job: BuildJob, limits: Limits) -> Message | None:
    for name, data in job.files.items():
        if not plain_name(name):
            return sentence("file_name", name=name)
        if len(data) > limits.file_mb * MEBI:
            return sentence("file_size", name=name, limit_mb=limits.file_mb)
    if job.main not in job.files:
        return sentence("no_main", name=job.main)
    most_mb, most = limits.scratch_mb // 2, limits.scratch_files // 2
    if len(job.files) > most or sum(map(len, job.files.values())) > most_mb * MEBI:
        return sentence("files_size", limit_mb=most_mb, limit_files=most)
    return None


def _bad_values(job: BuildJob) -> Message | None:
    for name, value in job.params.items():
        if isinstance(value, float) and not math.isfinite(value):
            return sentence("not_finite", name=name)
    try:
        size = len(json.dumps([dict(job.params), dict(job.looks)], allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, TypeError, RecursionError):
        return sentence("values")
    return sentence("values_size", limit_mb=MAX_VALUES_MB) if size > MAX_VALUES_MB * MEBI else None


def _bad_settings(job: BuildJob) -> Message | None:
    for format in job.exports:
        if format not in EXPORT_FORMATS:
            return sentence("format", name=format, choices=", ".join(EXPORT_FORMATS))
    if not (0 < job.wall_s <= MAX_WALL_S and 0 < job.deflection_mm < math.inf and 0 < job.angle_rad < math.inf):
        return sentence("settings", limit_s=MAX_WALL_S)
    return None
