"""The comment beside a parameter: ``# mm [1.2:0.2:5] Wall thickness``, in the manner of the OpenSCAD Customizer.

In any order: a unit, one bracket with a range ``[min:max]``, ``[min:step:max]`` or choices ``[round, square]``, and text.
Choices may carry labels, ``[10:small, 20:large]``; the label is for the reader of the script. Chinese ， and ： are accepted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cad.script.parameter import Value

UNITS = {
    unit: unit
    for unit in (
        "µm", "mm", "cm", "m", "in", "ft", "mm2", "mm²", "cm2", "cm²", "m²", "mm3", "mm³", "cm3", "cm³", "ml", "mL", "l", "L",
        "deg", "°", "rad", "mg", "g", "kg", "t", "N", "kN", "Nm", "N·m", "Pa", "kPa", "MPa", "GPa", "ms", "s", "min", "h",
        "mm/s", "m/s", "rpm", "Hz", "W", "kW", "V", "A", "K", "°C", "%", "ΔE", "GU", "kg/m3", "kg/m³", "g/m2", "g/m²", "pcs",
    )
} | {
    "um": "µm", "μm": "µm", "毫米": "mm", "厘米": "cm", "米": "m", "度": "°", "degree": "deg", "degrees": "deg", "inch": "in",
    "克": "g", "千克": "kg", "公斤": "kg", "牛": "N", "秒": "s", "毫升": "ml", "升": "l", "个": "个", "片": "片", "层": "层", "根": "根",
}

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,，]*?)\s*(?:[,，]|$)""")
_HEADING = re.compile(r"#+\s*(?:[-=─—*#~]{2,}\s*(?P<ruled>.*?)\s*[-=─—*#~]*|\[\s*(?P<boxed>[^\[\]:：,，]+?)\s*\])\s*")
_EDGES = " \t,;，；:：.。-–—|"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a comment says. ``low``, ``step``, ``high`` are ``None`` where it is silent."""

    unit: str | None = None
    low: float | None = None
    step: float | None = None
    high: float | None = None
    choices: tuple[Value, ...] | None = None
    text: str | None = None


def read_annotation(comment: str, kind: str) -> Annotation:
    """Read the comment of a parameter of type ``kind`` (with or without its ``#``). What is not understood stays text."""
    before, after = comment.lstrip("#").strip(), ""
    low = step = high = None
    choices = None
    for match in _BRACKET.finditer(before):
        inside = match.group(1)
        limits = _range(inside) if kind in ("number", "integer") else None
        choices = _choices(inside, kind) if limits is None and kind != "switch" else None
        if limits is not None or choices is not None:
            low, step, high = limits or (None, None, None)
            before, after = before[: match.start()], before[match.end() :]
            break
    unit, before = _unit(before.strip(_EDGES))
    if unit is None:
        unit, after = _unit(after.strip(_EDGES))
    text = " ".join(piece for words in (before, after) if (piece := words.strip(_EDGES)))
    return Annotation(unit, low, step, high, choices, text[:400] or None)


def heading(line: str) -> str | None:
    """The group that a whole-line comment opens: ``# --- Body ---``, ``# [Body]``, ``# == 壶体 ==``; else None."""
    match = _HEADING.fullmatch(line.strip())
    if match is None:
        return None
    name = (match.group("ruled") or match.group("boxed") or "").strip()
    return name[:120] or None


def _range(inside: str) -> tuple[float, float | None, float] | None:
    pieces = [piece.strip() for piece in inside.replace("：", ":").split(":")]
    if len(pieces) not in (2, 3) or not all(_NUMBER.fullmatch(piece) for piece in pieces):
        return None
    numbers = [float(piece) for piece in pieces]
    low, high = numbers[0], numbers[-1]
    step = numbers[1] if len(numbers) == 3 else None
    if not low <= high or high == float("inf") or (step is not None and not step > 0):
        return None
    return low, step, high


def _choices(inside: str, kind: str) -> tuple[Value, ...] | None:
    items = []
    at = 0
    while at < len(inside):
        match = _ITEM.match(inside, at)
        if match is None or match.end() == at:
            return None
        items.append(match.group(1))
        at = match.end()
    values = [_choice(item, kind) for item in items]
    found = tuple(value for value in values if value is not None)
    quoted = all(item[:1] in "\"'" for item in items if item)
    if len(found) != len(values) or not found or len(found) > 1000 or (len(found) < 2 and not quoted):
        return None
    return found


def _choice(item: str, kind: str) -> Value | None:
    if item[:1] in ("'", '"'):
        return item[1:-1] if kind == "text" and len(item) > 1 and item[-1] == item[0] else None
    value = re.split("[:：]", item, maxsplit=1)[0].strip()
    if kind == "text":
        return value or None
    if not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    if kind == "integer":
        return int(number) if number.is_integer() else None
    return number if abs(number) != float("inf") else None


def _unit(words: str) -> tuple[str | None, str]:
    """The unit at the start of the words or alone in parentheses, and the words without it."""
    first, _, rest = words.partition(" ")
    bare = first.strip(",;，；:：")
    if bare in UNITS:
        return UNITS[bare], rest
    for match in re.finditer(r"[(（]\s*([^()（）\s]+)\s*[)）]", words):
        if match.group(1) in UNITS:
            return UNITS[match.group(1)], words[: match.start()].rstrip() + words[match.end() :]
    return None, words
