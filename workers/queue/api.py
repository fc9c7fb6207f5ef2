"""The job queue: it carries names and plain arguments, never code. Two of them: ``threads`` (in this process) and ``celery``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

Arguments = Mapping[str, str]
Run = Callable[[str, Arguments], None]      # does the named work; what it raises is logged and never stops the queue


class Queue(Protocol):
    """At least once: work that was submitted runs, and after a crash of its worker it may run again."""

    def submit(self, name: str, arguments: Arguments, delay_s: float = 0) -> None:
        """Have the work done soon, or after ``delay_s`` seconds, by some worker."""
        ...

    def name(self) -> str:
        """``"threads"`` or ``"celery"``, after a look that the queue answers. Raises OSError."""
        ...

    def close(self) -> None:
        """Take no more work and give what runs in this process a moment to end; what waits is left to its record."""
        ...
