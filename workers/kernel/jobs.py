"""Whether a job can be handed to a session at all. Names and values come from users: they may be anything."""

from __future__ import annotations

import json
import math

from cad.scene import Message
from workers.kernel.api import EXPORT_FORMATS, BuildJob
from workers.kernel.limits import MEBI, Limits

MAX_NAME = 255
MAX_JOB = 1 << 20               # bytes of parameters and looks as JSON
MAX_WALL_S = 3600.0


def refusal(job: BuildJob, limits: Limits) -> Message | None:
    """Why the job cannot run, as a sentence for the author; ``None`` when it can."""
    if job.main not in job.files:
        return _message("no_main", f"There is no file {job.main!a} to run.", name=job.main)
    for name, data in job.files.items():
        if not plain_name(name):
            return _message("file_name", f"{name[:80]!a} cannot be the name of a file. Use a name without slashes.", name=name)
        if len(data) > limits.file_mb * MEBI:
            sentence = f"The file {name} is larger than {limits.file_mb} MB, the limit of one file beside a script."
            return _message("file_size", sentence, name=name, limit_mb=limits.file_mb)
    if len(job.files) > limits.scratch_files // 2 or sum(map(len, job.files.values())) > limits.scratch_mb * MEBI // 2:
        most_mb, most = limits.scratch_mb // 2, limits.scratch_files // 2
        sentence = f"The files beside the script are more than {most_mb} MB, or more than {most} files. Remove some."
        return _message("files_size", sentence, limit_mb=most_mb, limit_files=most)
    return _bad_values(job)


def plain_name(name: str) -> bool:
    """A file's name in one folder, and nothing that leads out of it."""
    try:
        return 0 < len(name.encode()) <= MAX_NAME and name not in (".", "..") and not {"/", "\0"} & set(name)
    except UnicodeEncodeError:      # a lone surrogate
        return False


def _bad_values(job: BuildJob) -> Message | None:
    for name, value in {**job.params, "the time limit": job.wall_s, "deflection": job.deflection_mm, "angle": job.angle_rad}.items():
        if isinstance(value, float) and not math.isfinite(value):
            return _message("not_a_number", f"The value of {name!a} is not a finite number.", name=name)
    try:
        size = len(json.dumps([dict(job.params), dict(job.looks)], allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, TypeError, RecursionError):
        return _message("values", "A parameter or a look holds characters or numbers that cannot be passed on.")
    if size > MAX_JOB:
        return _message("values_size", f"Parameters and looks are larger than {MAX_JOB >> 20} MB together.")
    if unknown := [format for format in job.exports if format not in EXPORT_FORMATS]:
        return _message("format", f"{unknown[0][:40]!a} is not a format that can be written.", name=unknown[0])
    if not (0 < job.wall_s <= MAX_WALL_S and job.deflection_mm > 0 and job.angle_rad > 0):
        return _message("settings", f"Time limit, deflection and angle must be above zero, and the time at most {MAX_WALL_S:g} s.")
    return None


def _message(code: str, sentence: str, **values: str | int | float) -> Message:
    shown = {key: ascii(value)[1:-1][:200] if isinstance(value, str) and not _clean(value) else value for key, value in values.items()}
    return Message(level="error", text=sentence, line=None, code=code, values=shown)


def _clean(value: str) -> bool:
    """Can be stored and shown as it is."""
    try:
        return len(value.encode()) <= MAX_NAME and "\0" not in value
    except UnicodeEncodeError:
        return False
