"""Colours as scripts write them: a name, ``#rgb``, ``#rrggbb``, ``#rrggbbaa``, three or four numbers, or ``cq.Color``."""

from __future__ import annotations

import re
from typing import Any

import cadquery

from cad.script.failures import Failure, sentence

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def read_color(value: Any) -> tuple[str, float | None]:
    """sRGB ``#rrggbb`` and the opacity, which is ``None`` where the value says nothing of it. Raises Failure.

    Numbers are 0–1; if any is above 1 all are taken as 0–255, as CQ-editor does.
    """
    if isinstance(value, cadquery.Color):
        return _from_numbers(value.toTuple())
    if isinstance(value, str):
        return _from_text(value.strip())
    try:
        return _from_numbers(tuple(float(number) for number in value))
    except (TypeError, ValueError):
        raise Failure(sentence("color", value=str(value)[:80])) from None


def _from_text(text: str) -> tuple[str, float | None]:
    match = _HEX.fullmatch(text)
    if match and (text.startswith("#") or len(text) > 3):
        digits = match.group(1).lower()
        if len(digits) == 3:
            digits = "".join(2 * digit for digit in digits)
        return f"#{digits[:6]}", int(digits[6:], 16) / 255 if len(digits) == 8 else None
    for name in (text, text.lower(), text.lower().replace("grey", "gray")):
        try:
            color, _ = _from_numbers(cadquery.Color(name).toTuple())
        except ValueError:
            continue
        return color, None
    raise Failure(sentence("color", value=text[:80]))


def _from_numbers(numbers: tuple[float, ...]) -> tuple[str, float | None]:
    if len(numbers) not in (3, 4) or not all(0 <= n <= 255 for n in numbers):
        raise Failure(sentence("color", value=str(numbers)[:80]))
    scale = 1 if max(numbers[:3]) > 1 else 255
    red, green, blue = (round(n * scale) for n in numbers[:3])
    alpha = None if len(numbers) == 3 else numbers[3] if numbers[3] <= 1 else numbers[3] / 255
    return f"#{red:02x}{green:02x}{blue:02x}", alpha


def linear(color: str) -> tuple[float, float, float]:
    """sRGB ``#rrggbb`` as linear light 0–1 (IEC 61966-2-1), which is what glTF and OCCT keep."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
