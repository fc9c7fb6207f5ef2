"""Spectral reflectance to XYZ, Lab and LCh under an illuminant and observer, by ASTM E308-15."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmf_db.records.colour import Measurement, Spectrum
from cmf_db.records.source import SourceKind
from cmf_db.science import tables
from cmf_db.science.conditions import Conditions, ConditionsError, Illuminant, Observer
from cmf_db.science.lab import Lab, lch_of_lab
from cmf_db.screen import ScreenColor, screen_of_lab

WIDEST_STEP_NM = 20
SCREEN = Conditions(Illuminant.D65, Observer.TWO)


class SpectrumError(ValueError):
    """The spectrum is too coarse for colour; the text says so and what to do."""


@dataclass(frozen=True, slots=True)
class ColourValue:
    """A derived value. ``xyz`` has Y = 100 for the perfect diffuser, ``lch`` its hue in degrees.

    ``extrapolated`` says that the spectrum ends inside 360–780 nm, so that its first and last values stand for what lies beyond.
    """

    lab: Lab
    xyz: tuple[float, float, float]
    conditions: Conditions
    method: str
    extrapolated: bool = False
    source_kind: SourceKind = SourceKind.COMPUTED

    @property
    def lch(self) -> Lab:
        return lch_of_lab(self.lab)


def value_of_spectrum(spectrum: Spectrum, conditions: Conditions) -> ColourValue:
    """XYZ, Lab and LCh of a reflectance spectrum; ``method`` says how they were computed.

    ASTM E308-15 without bandpass correction: 10 nm by the weights of table 5, 1 and 5 nm by summation, 20 nm interpolated to 10 nm as the
    practice says; any other step or grid up to 20 nm interpolated to 1 nm after CIE 167:2005 first. The white is the perfect diffuser.
    The first call needs more than a second, since it loads colour-science. Raises SpectrumError for a coarser step.

    >>> grey = Spectrum(start_nm=400, step_nm=10, values=(0.2,) * 31)
    >>> [round(v, 3) for v in value_of_spectrum(grey, Conditions.parse("D65/10")).lab]
    [51.837, 0.0, 0.0]
    """
    grid = _on_grid(spectrum)
    weights = _within(tables.weights(conditions, grid.step_nm), grid)
    xyz = grid.values @ weights
    extrapolated = grid.start_nm > tables.START_NM or grid.end_nm < tables.END_NM
    method = grid.method + (f", ends of {spectrum.start_nm:g}–{spectrum.end_nm:g} nm extended" if extrapolated else "")
    lightness, a, b = tables.library().XYZ_to_Lab(xyz / 100, tables.white_xy(conditions, grid.step_nm)).tolist()
    x, y, z = xyz.tolist()
    return ColourValue((lightness, a, b), (x, y, z), conditions, method, extrapolated)


def lab_of_spectrum(spectrum: Spectrum, conditions: Conditions) -> Lab:
    """Only the Lab value of ``value_of_spectrum``."""
    return value_of_spectrum(spectrum, conditions).lab


def value_of_measurement(measurement: Measurement, conditions: Conditions) -> ColourValue:
    """The colour of a measurement under ``conditions``: from its spectrum, or the stated Lab value if it is for just these.

    Raises ConditionsError where a stated value would have to be guessed.
    """
    if measurement.spectrum is not None:
        return value_of_spectrum(measurement.spectrum, conditions)
    stated = measurement.stated
    assert stated is not None
    given = Conditions(stated.illuminant, stated.observer)
    if given != conditions:
        raise ConditionsError(f"there is no spectrum, and Lab is stated for {given}: it cannot be computed for {conditions}")
    x, y, z = (100 * tables.library().Lab_to_XYZ(stated.lab, tables.white_xy(conditions))).tolist()
    return ColourValue(stated.lab, (x, y, z), conditions, "stated by the source", source_kind=measurement.source.kind)


def screen_of_spectrum(spectrum: Spectrum) -> ScreenColor:
    """The sRGB colour that shows the sample in daylight, through D65 and 2°; ``clipped`` where the screen cannot show it.

    >>> screen_of_spectrum(Spectrum(start_nm=400, step_nm=10, values=tuple(0.2 + 0.01 * i for i in range(31)))).hex
    '#b19e87'
    """
    return screen_of_lab(lab_of_spectrum(spectrum, SCREEN))


@dataclass(frozen=True, slots=True)
class _Grid:
    """A spectrum on wavelengths that the tables have."""

    start_nm: int
    step_nm: int
    values: NDArray[np.float64]
    method: str

    @property
    def end_nm(self) -> int:
        return self.start_nm + self.step_nm * (len(self.values) - 1)


def _on_grid(spectrum: Spectrum) -> _Grid:
    step, start, values = spectrum.step_nm, spectrum.start_nm, np.array(spectrum.values)
    if step > WIDEST_STEP_NM:
        raise SpectrumError(f"the spectrum has a value every {step:g} nm: colour needs one every {WIDEST_STEP_NM} nm or closer")
    if step in (1, 5, 10) and start % step == 0:
        return _trimmed(_Grid(int(start), int(step), values, f"ASTM E308-15, {step:g} nm"))
    if step == 20 and start % 10 == 0:
        return _trimmed(_Grid(int(start), 10, _halved(values), "ASTM E308-15, 20 nm interpolated to 10 nm"))
    nm = np.arange(math.ceil(start), math.floor(spectrum.end_nm) + 1)
    fine = tables.library().SpragueInterpolator(np.arange(len(values)), values)((nm - start) / step)
    method = f"ASTM E308-15, {step:g} nm from {start:g} nm interpolated to 1 nm (CIE 167:2005)"
    return _trimmed(_Grid(int(nm[0]), 1, np.asarray(fine), method))


def _trimmed(grid: _Grid) -> _Grid:
    """Without what lies beyond 360–780 nm."""
    before = max(0, tables.START_NM - grid.start_nm) // grid.step_nm
    after = max(0, grid.end_nm - tables.END_NM) // grid.step_nm
    values = grid.values[before : len(grid.values) - after]
    return _Grid(grid.start_nm + before * grid.step_nm, grid.step_nm, values, grid.method)


def _halved(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 20 to 10 nm as ASTM E308-15 says: two values extrapolated at each end, then four neighbours for each one between."""
    before = 3 * values[0] - 3 * values[1] + values[2]
    after = values[-3] - 3 * values[-2] + 3 * values[-1]
    wide = np.concatenate(([before], values, [after]))
    between = -0.0625 * wide[:-3] + 0.5625 * wide[1:-2] + 0.5625 * wide[2:-1] - 0.0625 * wide[3:]
    finer = np.empty(2 * len(values) - 1)
    finer[::2], finer[1::2] = values, between
    return finer


def _within(weights: tables.Weights, grid: _Grid) -> tables.Weights:
    """Weights for the range of the spectrum: those of missing wavelengths are added to its first and last, as ASTM E308 says."""
    first = (grid.start_nm - tables.START_NM) // grid.step_nm
    last = first + len(grid.values) - 1
    kept = weights[first : last + 1].copy()
    kept[0] += weights[:first].sum(axis=0)
    kept[-1] += weights[last + 1 :].sum(axis=0)
    return kept
