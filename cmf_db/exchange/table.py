"""A row for each colour, as spreadsheets keep them: name, group, sRGB, Lab and its conditions, and a column for each wavelength.

Titles may be in English or Chinese and in any order; unknown columns are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.palette import ExchangeError, Swatch
from cmf_db.exchange.soc import HEX, hex_of
from cmf_db.exchange.spectra import measured, spectrum_of_points
from cmf_db.exchange.texts import NUMBER, shown
from cmf_db.records.colour import Spectrum
from cmf_db.science.conditions import Conditions, ConditionsError, Geometry, illuminant_of, observer_of

COLUMNS = ("Name 名称", "Group 分组", "sRGB", "L*", "a*", "b*", "Illuminant 光源", "Observer 视场")
NAME, GROUP, SRGB = range(3)
TITLES = {
    "name": ("name", "colour", "color", "名称", "色名", "颜色", "颜色名称"), "group": ("group", "分组", "组"),
    "hex": ("srgb", "hex", "rgb", "色值"), "l": ("l*", "l"), "a": ("a*", "a"), "b": ("b*", "b"),
    "illuminant": ("illuminant", "light", "光源"), "observer": ("observer", "视场", "观察者", "视角"),
}  # fmt: skip
WAVELENGTH = re.compile(r"(\d{3}(?:\.\d+)?)\s*(?:nm)?$")
Cells = tuple[Any, ...]
Fields = dict[str, int]
Waves = dict[float, int]


def header_of(row: Cells) -> tuple[Fields, Waves] | None:
    """Which column holds what, or None for a row that is no header."""
    fields: Fields = {}
    waves: Waves = {}
    for column, cell in enumerate(row):
        words = [word.casefold() for word in str(cell if cell is not None else "").split()]
        key = next((key for key, titles in TITLES.items() if any(word in titles for word in words)), None)
        wave = WAVELENGTH.match(" ".join(words))
        if key:
            fields.setdefault(key, column)
        elif wave and 200 <= float(wave.group(1)) <= 1100:
            waves[float(wave.group(1))] = column
    coloured = "hex" in fields or {"l", "a", "b"} <= fields.keys() or len(waves) >= 8
    return (fields, waves) if "name" in fields and coloured else None


def add_row(colours: Collector, row: Cells, fields: Fields, waves: Waves, at: int, file: str) -> None:
    text = {key: str(row[column]).strip() for key, column in fields.items() if column < len(row) and row[column] is not None}
    name = text.get("name", "")
    lab, conditions = _lab(text, name, at), _conditions(text, name, at)
    rgb = _rgb(text, name, at)
    points = [(nm, _number(row[column], name, f"{nm:g} nm", at)) for nm, column in waves.items()
              if column < len(row) and row[column] is not None]  # fmt: skip
    curve = spectrum_of_points(colours, name, points, at) if points else None
    group = text.get("group", "")
    if curve is not None:
        colours.add(Swatch(
            name, "spectrum", group=group, spectrum=curve, conditions=conditions if lab else None, lab=lab, rgb=rgb,
            measurement=measured(curve, None, Geometry.UNKNOWN, file, {})), at)  # fmt: skip
    elif lab is not None:
        colours.add(Swatch(name, "Lab", lab, group, conditions=conditions, rgb=rgb), at)
    elif rgb is not None:
        colours.add(Swatch(name, "RGB", rgb, group), at)
    elif text:
        colours.say("warning", f"{shown(name)} has no colour and was left out", at)


def _lab(text: Mapping[str, str], name: str, at: int) -> tuple[float, ...] | None:
    given = [key for key in ("l", "a", "b") if text.get(key)]
    if not given:
        return None
    if len(given) < 3:
        raise ExchangeError(f"the Lab value of {shown(name)} is incomplete", line=at)
    return tuple(_number(text[key], name, key, at) for key in given)


def _number(cell: Any, name: str, what: str, at: int) -> float:
    written = str(cell).strip().replace("−", "-")
    if not NUMBER.match(written):
        raise ExchangeError(f"{what} of {shown(name)} is no number: {shown(written)}", line=at)
    return float(written.replace(",", "."))


def _rgb(text: Mapping[str, str], name: str, at: int) -> tuple[float, ...] | None:
    written = text.get("hex", "")
    if not written:
        return None
    value = HEX.match(written if written.startswith("#") else f"#{written}")
    if value is None:
        raise ExchangeError(f"the screen colour of {shown(name)} is written #rrggbb, not {shown(written)}", line=at)
    return tuple(v / 255 for v in bytes.fromhex(value.group(1)))


def _conditions(text: Mapping[str, str], name: str, at: int) -> Conditions | None:
    illuminant, observer = text.get("illuminant", ""), text.get("observer", "")
    if not illuminant and not observer:
        return None
    try:
        return Conditions(illuminant_of(illuminant), observer_of(observer.removesuffix(".0")))
    except ConditionsError as error:
        raise ExchangeError(f"conditions of {shown(name)}: {error}", line=at) from None


def say_bare(colours: Collector) -> None:
    """Once for the whole table."""
    bare = sum(s.stated_lab is not None and s.conditions is None for s in colours.swatches)
    if bare:
        colours.say("warning", f"{bare} Lab values name no illuminant and observer, so they cannot be compared")


def cells_of(swatch: Swatch, waves: list[float]) -> list[Any]:
    lab, rgb, conditions = swatch.stated_lab, swatch.stated_rgb, swatch.conditions
    points = points_of(swatch.spectrum) if swatch.spectrum else {}
    return [
        swatch.name or None, swatch.group or None, hex_of(rgb) if rgb else None, *(lab or (None, None, None)),
        conditions.illuminant.value if conditions else None, int(conditions.observer) if conditions else None,
        *(points.get(nm) for nm in waves),
    ]  # fmt: skip


def points_of(curve: Spectrum) -> dict[float, float]:
    return {round(curve.start_nm + i * curve.step_nm, 6): value for i, value in enumerate(curve.values)}
