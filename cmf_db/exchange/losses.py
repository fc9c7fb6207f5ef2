"""What several formats cannot carry, said in the same words."""

from __future__ import annotations

from cmf_db.exchange.palette import Message, Palette, Swatch
from cmf_db.exchange.texts import shown
from cmf_db.records.finish import Render

AB = (-128.0, 127.0)            # a* and b* of Adobe's files


def without_groups(palette: Palette, what: str) -> list[Message]:
    """``what`` is the format with its article."""
    if not any(swatch.group for swatch in palette.swatches):
        return []
    return [Message("warning", f"{what} has no groups; the groups were left out")]


def without_conditions(palette: Palette, format: str) -> tuple[Message, ...]:
    """For formats that hold a Lab or XYZ value but not what it is for."""
    under = sorted({str(s.conditions) for s in palette.swatches if s.model in ("Lab", "XYZ") and s.conditions is not None})
    if not under:
        return ()
    return (Message("warning", f"{format} does not say that its values are for {' and '.join(under)}: keep that beside the file"),)


def without_texture(render: Render, what: str) -> tuple[Message, ...]:
    if render.texture == "none":
        return ()
    return (Message("warning", f"the texture {render.texture} is no part of {what}; the surface is written smooth"),)


def adobe_lab(swatch: Swatch, messages: list[Message]) -> tuple[float, float, float]:
    """Lab within L* 0–100 and a*, b* −128 to 127; a warning where a value was moved."""
    lightness, a, b = swatch.values
    kept = (min(100.0, lightness), *(min(AB[1], max(AB[0], v)) for v in (a, b)))
    if kept != swatch.values:
        messages.append(Message("warning", f"{shown(swatch.name)} lies outside the Lab range of this format; the nearest was written"))
    return kept[0], kept[1], kept[2]
