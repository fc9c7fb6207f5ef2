"""What a verb of the store refuses, in a sentence that can be shown; ``code`` is for programs."""

from __future__ import annotations

from typing import Any


class StoreError(ValueError):
    def __init__(self, code: str, text: str, **detail: Any) -> None:
        super().__init__(text)
        self.code = code
        self.detail = detail


class Missing(StoreError):
    """There is no such thing, or it is not this viewer's to see: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("not_found", "There is no such record, or it is not yours to see.")


class Refused(StoreError):
    """The viewer sees it but may not do that."""


class Clash(StoreError):
    """Somebody else was there first, or the state does not allow it."""


class Unfit(StoreError):
    """The content does not fit; ``problems`` are (path of the field, sentence)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("invalid", "; ".join(f"{path}: {text}" for path, text in problems[:5]))
        self.problems = problems
