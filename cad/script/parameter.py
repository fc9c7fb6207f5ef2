"""A script's parameter as the rest of the house sees it: plain data, no kernel."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("number", "integer", "text", "switch")

Value = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """One top-level literal of a CQGI script.

    ``type`` is one of ``number`` (float), ``integer`` (int), ``text`` (str) and ``switch`` (bool), taken from the literal.
    ``min``, ``max`` and ``step`` are in ``unit`` and ``None`` where the script does not say; ``choices`` lists the only
    accepted values. ``text`` is the author's label, ``group`` the heading it stands under, ``line`` the 1-based script line.
    """

    name: str
    type: str
    default: Value
    value: Value
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    choices: tuple[Value, ...] | None = None
    text: str | None = None
    group: str | None = None
    line: int = 0
