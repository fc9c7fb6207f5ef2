"""How a session can end before its answer, and the sentence that says so to the author."""

from __future__ import annotations

from typing import Literal

from cad.scene import Message, Scene
from workers.kernel.limits import Limits

Reason = Literal["timeout", "memory", "crash", "protocol", "cancelled", "threads", "disk"]


class Ended(Exception):
    """The session was ended, or died. ``code`` picks the sentence, ``detail`` is for the log; ``line`` and ``file`` are the script's."""

    def __init__(self, reason: Reason, detail: str = "", code: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.code = code or reason
        self.detail = detail
        self.line: int | None = None
        self.file: str | None = None


def ended_message(ended: Ended, limits: Limits, wall_s: float) -> Message:
    """The sentence for the author, with a code and the values that a translation needs."""
    at = f" at line {ended.line}" if ended.line else ""
    if at and ended.file:
        at += f" of {ended.file}"
    sentence, values = _sentences(at, limits, wall_s)[ended.code]
    message = Message(level="error", text=sentence, line=ended.line, code=ended.code, values=values)
    if ended.file:
        message["file"] = ended.file
    return message


def _sentences(at: str, limits: Limits, wall_s: float) -> dict[str, tuple[str, dict[str, str | int | float]]]:
    memory, threads = limits.memory_mb, limits.threads
    scratch_mb, scratch_files = limits.scratch_mb, limits.scratch_files
    return {
        "timeout": (
            f"The script ran longer than {wall_s:g} s and was stopped{at}. Look for an endless loop there, or make the model simpler.",
            {"limit_s": wall_s},
        ),
        "memory": (
            f"The script needed more than {memory} MB of memory and was stopped{at}. Use fewer copies or simpler shapes.",
            {"limit_mb": memory},
        ),
        "crash": (f"The CAD kernel crashed{at}. Change the sizes of that operation, or build the shape in another way.", {}),
        "quit": (f"The script ended its own process{at}. Remove what exits, and let the script run to its end.", {}),
        "protocol": ("The script disturbed the channel that carries its result, and was stopped. Remove what is not modelling.", {}),
        "cancelled": ("The build was cancelled.", {}),
        "threads": (
            f"The script ran more than {threads} threads and was stopped{at}. Do the work in fewer threads.", {"limit": threads},
        ),
        "disk": (
            f"The script wrote more than {scratch_mb} MB or {scratch_files} files and was stopped{at}. Write less.",
            {"limit_mb": scratch_mb, "limit_files": scratch_files},
        ),
        "host_disk": ("This machine has too little free disk space to build. Free some, then build again.", {}),
    }


def failed_scene(message: Message, kernel: str, seconds: float = 0.0) -> Scene:
    """A scene that holds one message and nothing else."""
    return Scene(
        ok=False, kernel=kernel, seconds=seconds, cpu_seconds=0.0, parameters=[], parts=[], chunks=[], messages=[message],
        timings=[], stdout="",
    )
