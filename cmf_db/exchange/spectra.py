"""Reflectance as files hold it, into the record's spectrum: even steps, 0–1, wide enough for colour. What does not fit is said."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from cmf_db.exchange.collect import Collector, clean
from cmf_db.exchange.palette import ExchangeError
from cmf_db.exchange.texts import shown
from cmf_db.records.colour import Measurement, Spectrum, StatedLab
from cmf_db.records.source import Source, SourceKind
from cmf_db.science.conditions import Conditions, Geometry

NOISE = -0.1                    # dark samples measure a little below zero; CxF3 allows as much
HIGHEST = 4.0                   # as a record holds it
WHITER = 1.0
UNEVEN = 1e-3                   # nm


def spectrum(
    colours: Collector, name: str, start_nm: float, step_nm: float, values: Sequence[float], line: int | None = None,
) -> Spectrum | None:
    """None, with a warning, for a spectrum that no colour can be computed from. Raises ExchangeError for numbers that are none."""
    checked = [_reflectance(name, value, start_nm + i * step_nm, line) for i, value in enumerate(values)]
    dark = [i for i, value in enumerate(checked) if value < 0]
    if dark:
        first = f"{checked[dark[0]]:g} at {start_nm + dark[0] * step_nm:g} nm"
        colours.say("warning", f"{shown(name)} is below zero at {len(dark)} wavelengths, first {first}; they became 0", line)
    if max(checked, default=0) > WHITER:
        colours.say("warning", f"{shown(name)} reflects up to {max(checked):.4g}, more than falls on it: is it fluorescent?", line)
    try:
        return Spectrum(start_nm=start_nm, step_nm=step_nm, values=tuple(max(0.0, value) for value in checked))
    except ValidationError as error:
        problem = error.errors()[0]
        reason = problem["msg"].removeprefix("Value error, ")
        where = ".".join(map(str, problem["loc"]))
        colours.say("warning", f"{shown(name)} was left out: {f'{where}: ' if where else ''}{reason}", line)
        return None


def spectrum_of_points(colours: Collector, name: str, points: Sequence[tuple[float, float]], line: int | None = None) -> Spectrum | None:
    """From (nm, reflectance) in any order. None, with a warning, for uneven or repeated wavelengths: nothing is resampled here."""
    ordered = sorted(points)
    if len(ordered) < 2:
        colours.say("warning", f"{shown(name)} was left out: its spectrum has {len(ordered)} points", line)
        return None
    start, step = ordered[0][0], (ordered[-1][0] - ordered[0][0]) / (len(ordered) - 1)
    if not all(math.isfinite(nm) for nm, _ in ordered):
        raise ExchangeError(f"a wavelength of {shown(name)} is not a number", line=line)
    if any(abs(start + i * step - nm) > UNEVEN for i, (nm, _) in enumerate(ordered)):
        colours.say("warning", f"{shown(name)} was left out: its wavelengths do not follow each other in even steps", line)
        return None
    return spectrum(colours, name, start, step, [value for _, value in ordered], line)


def _reflectance(name: str, value: float, nm: float, line: int | None) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ExchangeError(f"the reflectance of {shown(name)} at {nm:g} nm is not a number", line=line)
    if not NOISE <= value <= HIGHEST:
        raise ExchangeError(f"the reflectance of {shown(name)} at {nm:g} nm is {value:g}: it lies from 0 to 1", line=line)
    return float(value)


def measured(
    what: Spectrum | tuple[float, ...], conditions: Conditions | None, geometry: Geometry, file: str, known: Mapping[str, Any],
) -> Measurement | None:
    """A measurement as the record keeps it; ``known`` holds its optional fields. None for Lab without conditions or out of range."""
    stated = None if isinstance(what, Spectrum) else _stated(what, conditions)
    if not isinstance(what, Spectrum) and stated is None:
        return None
    at = known.get("measured_at")
    reference = f"file {clean(file)[0]}".strip()
    source = Source(kind=SourceKind.MEASURED, reference=reference, on=at.date() if at else date.today())
    curve = what if isinstance(what, Spectrum) else None
    instrument = clean(str(known.get("instrument") or ""))[0] or None
    return Measurement(spectrum=curve, stated=stated, geometry=geometry, source=source, **{**known, "instrument": instrument})


def _stated(lab: tuple[float, ...], conditions: Conditions | None) -> StatedLab | None:
    if conditions is None:
        return None
    try:
        return StatedLab(lab=(lab[0], lab[1], lab[2]), illuminant=conditions.illuminant, observer=conditions.observer)
    except ValidationError:         # the collector refuses it in its own words
        return None
