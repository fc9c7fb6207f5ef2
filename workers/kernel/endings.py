"""How a session can end before its answer."""

from __future__ import annotations

from typing import Literal

from cad.scene import Message
from workers.kernel.limits import Limits
from workers.kernel.sentences import sentence

Reason = Literal["timeout", "memory", "crash", "protocol", "cancelled", "threads", "disk"]


class Ended(Exception):
    """The session was ended, or died. ``code`` picks the sentence, ``detail`` is for the log; ``line`` and ``file`` are the script's."""

    def __init__(self, reason: Reason, detail: str = "", code: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.code = code or reason
        self.detail = detail
        self.line: int | None = None
        self.file: str | None = None        # only when it is not the main script

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code

    def become(self, reason: Reason, code: str = "") -> None:
        """A closer look found another reason."""
        self.reason, self.code = reason, code or reason


def ended_message(ended: Ended, limits: Limits, wall_s: float) -> Message:
    """The sentence for the author."""
    values: dict[str, dict[str, str | int | float]] = {
        "timeout": {"limit_s": wall_s},
        "internal": {"reason": ended.detail},
        "threads": {"limit": limits.threads},
        "disk": {"limit_mb": limits.scratch_mb, "limit_files": limits.scratch_files},
    }
    message = sentence(ended.code, **values.get(ended.code, {}))
    message["line"] = ended.line
    if ended.file:
        message["file"] = ended.file
    return message
