"""CGATS.17 text (.cgats, .txt), as X-Rite and Argyll write measurements: named columns, then a row for each sample. Read only.

Source: CGATS.17-2009. Columns of spectra are ``SPECTRAL_NM400``, ``nm400`` or ``SPEC_400``; reflectance is 0–1, or percent where values
are plainly larger.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch
from cmf_db.exchange.spectra import HIGHEST, measured, spectrum_of_points
from cmf_db.exchange.texts import decode, number, shown
from cmf_db.science.conditions import Conditions, ConditionsError, Geometry, illuminant_of, observer_of

MARK = "BEGIN_DATA_FORMAT"
WAVELENGTH = re.compile(r"(?:SPECTRAL_|SPEC_)?(?:NM_?)?(\d{3}(?:\.\d+)?)$", re.IGNORECASE)
STATED: tuple[tuple[Model, tuple[str, ...], float], ...] = (
    ("Lab", ("LAB_L", "LAB_A", "LAB_B"), 1), ("XYZ", ("XYZ_X", "XYZ_Y", "XYZ_Z"), 1), ("RGB", ("RGB_R", "RGB_G", "RGB_B"), 255),
    ("CMYK", ("CMYK_C", "CMYK_M", "CMYK_Y", "CMYK_K"), 100),
)  # fmt: skip
WORD = re.compile(r'"([^"]*)"|(\S+)')
NAMES = ("SAMPLE_NAME", "SAMPLENAME", "SAMPLE_LOC", "SAMPLE_ID", "SAMPLEID")
LIGHT = re.compile(r"(?:ILLUMINATION_NAME|ILLUMINANT)\s+\"?(\w[\w-]*)|Illumination=(\w+)")
OBSERVER = re.compile(r"(?:OBSERVER_ANGLE|OBSERVER)\s+\"?(\d+)|ObserverAngle=(\d+)")
Columns = Mapping[str, int]
Rows = list[tuple[int, list[str]]]


def read(data: bytes, name: str) -> Palette:
    """Spectra where there are any, else Lab, XYZ, RGB or CMYK. Raises ExchangeError with the line."""
    text = decode(data)
    lines = [line.strip() for line in text.lines]
    columns = {title.upper(): at for at, title in enumerate(" ".join(_between(lines, MARK, "END_DATA_FORMAT")[1]).split())}
    first, body = _between(lines, "BEGIN_DATA", "END_DATA")
    rows = [(at, _words(line)) for at, line in enumerate(body, start=first) if line and not line.startswith("#")]
    waves = {float(found.group(1)): at for title, at in columns.items() if (found := WAVELENGTH.match(title)) is not None}
    colours = Collector("cgats", name, text.messages)
    colours.room_for(len(rows), first)
    conditions = _conditions("\n".join(lines[: first - 1]), colours)
    scale = _scale(rows, waves, colours) if waves else 1.0
    for at, row in rows:
        if len(row) != len(columns):
            raise ExchangeError(f"the row has {len(row)} values for {len(columns)} columns", line=at)
        swatch = _swatch(colours, row, columns, waves, scale, conditions, at, name)
        if swatch is not None:
            colours.add(swatch, at)
    return colours.palette()


def _between(lines: list[str], opening: str, closing: str) -> tuple[int, list[str]]:
    """The line after the opening, counted from 1, and the lines up to the closing."""
    try:
        start = lines.index(opening) + 1
        return start + 1, lines[start : lines.index(closing, start)]
    except ValueError:
        missing = closing if opening in lines else opening
        raise ExchangeError(f"the file has no line {missing}", line=len(lines)) from None


def _words(line: str) -> list[str]:
    """Tabs part values where there are any, else blanks outside of quotes."""
    if "\t" in line:
        return [piece.strip().strip('"') for piece in line.split("\t")]
    return [quoted or bare for quoted, bare in WORD.findall(line)]


def _swatch(
    colours: Collector, row: list[str], columns: Columns, waves: Mapping[float, int], scale: float, conditions: Conditions | None, at: int,
    file: str,
) -> Swatch | None:  # fmt: skip
    name = next((row[columns[title]] for title in NAMES if title in columns and row[columns[title]]), "")
    stated = {
        model: tuple(number(row[columns[title]], at, f"{title} of {shown(name)}") / most for title in titles)
        for model, titles, most in STATED if all(title in columns for title in titles)
    }  # fmt: skip
    lab, rgb = stated.get("Lab"), stated.get("RGB")
    if waves:
        points = [(nm, number(row[column], at, f"{nm:g} nm of {shown(name)}") / scale) for nm, column in waves.items()]
        curve = spectrum_of_points(colours, name, points, at)
        if curve is not None:
            known = measured(curve, None, Geometry.UNKNOWN, file, {})
            return Swatch(name, "spectrum", spectrum=curve, conditions=conditions if lab else None, lab=lab, rgb=rgb, measurement=known)
    for model, values in stated.items():
        return Swatch(name, model, values, conditions=conditions if model in ("Lab", "XYZ") else None, rgb=rgb if model != "RGB" else None)
    return None


def _scale(rows: Rows, waves: Mapping[float, int], colours: Collector) -> float:
    values = [number(row[at], line, "a reflectance") for line, row in rows for at in waves.values() if at < len(row)]
    if max(values, default=0) <= HIGHEST:
        return 1.0
    colours.say("info", f"reflectance up to {max(values):g} was read as percent")
    return 100.0


def _conditions(head: str, colours: Collector) -> Conditions | None:
    light, observer = LIGHT.search(head), OBSERVER.search(head)
    if light is None or observer is None:
        return None
    try:
        return Conditions(illuminant_of(light.group(1) or light.group(2)), observer_of(observer.group(1) or observer.group(2)))
    except ConditionsError as error:
        colours.say("warning", f"the conditions of Lab values were left out: {error}")
        return None
