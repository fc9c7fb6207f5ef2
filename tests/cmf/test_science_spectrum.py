"""Spectra to colours: the worked example, colour-science on every grid, ends, and what is refused."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from cmf_db.records.colour import Measurement, Spectrum, StatedLab
from cmf_db.records.source import Source, SourceKind
from cmf_db.science.conditions import Conditions, ConditionsError, Geometry, Illuminant, Observer
from cmf_db.science.spectrum import SpectrumError, screen_of_spectrum, value_of_measurement, value_of_spectrum
from cmf_db.science.tables import OBSERVERS

EVERY = [Conditions(light, observer) for light in Illuminant for observer in Observer]
D65_10 = Conditions.parse("D65/10")
SOURCE = Source(kind=SourceKind.SUPPLIER, reference="chart", on=date(2026, 11, 1))


def ramp(nm: np.ndarray) -> np.ndarray:
    return 0.2 + 0.001 * (nm - 400)


def hill(nm: np.ndarray) -> np.ndarray:
    return 0.1 + 0.7 * np.exp(-(((nm - 590) / 45) ** 2))


def spectrum(start: float, step: float, end: float, shape: Callable[[np.ndarray], np.ndarray] = ramp) -> Spectrum:
    nm = np.arange(start, end + 1e-6, step)
    return Spectrum(start_nm=start, step_nm=step, values=tuple(shape(nm).tolist()))


@pytest.mark.parametrize(("conditions", "lab"), [      # R(λ) = 0.2 + 0.01·i, 400–700 nm in steps of 10, ASTM E308 by colour-science 0.4.7
    ("D65/10", (65.835, 4.060, 14.692)), ("A/10", (67.240, 7.260, 16.174)), ("FL11/10", (66.669, 4.195, 16.637)), ("LED-B3/10", (66.625, 4.605, 15.793)),
])
def test_the_worked_example(conditions: str, lab: tuple[float, float, float]) -> None:
    value = value_of_spectrum(spectrum(400, 10, 700), Conditions.parse(conditions))
    assert value.lab == pytest.approx(lab, abs=6e-4)
    assert value.source_kind is SourceKind.COMPUTED
    assert str(value.conditions) == conditions


def test_two_degrees_and_the_screen() -> None:
    example = spectrum(400, 10, 700)
    # The source divides by the white of the chromaticity 0.3127, 0.3290, four digits of it; the summed white differs by 0.02 % in Z.
    assert value_of_spectrum(example, Conditions.parse("D65/2")).lab == pytest.approx((66.273, 3.275, 14.932), abs=0.01)
    shown = screen_of_spectrum(example)
    assert not shown.clipped
    assert [int(shown.hex[i : i + 2], 16) / 255 for i in (1, 3, 5)] == pytest.approx([1.055 * v ** (1 / 2.4) - 0.055 for v in (0.4424, 0.3430, 0.2408)], abs=0.003)
    assert screen_of_spectrum(spectrum(400, 10, 700, lambda nm: np.where(abs(nm - 520) < 15, 0.9, 0.0))).clipped


def test_the_orange_of_the_colour_checker() -> None:
    import colour

    orange = colour.SDS_COLOURCHECKERS["BabelColor Average"]["orange"]
    chip = Spectrum(start_nm=380, step_nm=10, values=tuple(orange.values.tolist()))
    assert value_of_spectrum(chip, D65_10).lab == pytest.approx((59.925, 34.298, 53.888), abs=0.005)


@pytest.mark.parametrize("conditions", EVERY, ids=str)
@pytest.mark.parametrize("grid", [(400, 10, 700), (350, 10, 800), (360, 20, 780), (400, 20, 700), (390, 20, 710), (400, 5, 700), (300, 5, 800), (400, 1, 700)], ids=str)
def test_equal_to_colour_science(grid: tuple[float, float, float], conditions: Conditions) -> None:
    import colour

    sample = spectrum(*grid, hill)
    theirs = colour.SpectralDistribution(np.array(sample.values), sample.start_nm + sample.step_nm * np.arange(len(sample.values)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", colour.utilities.ColourRuntimeWarning)      # it warns of every alignment
        expected = colour.sd_to_XYZ(theirs, colour.MSDS_CMFS[OBSERVERS[conditions.observer]], colour.SDS_ILLUMINANTS[conditions.illuminant.value])
    assert value_of_spectrum(sample, conditions).xyz == pytest.approx(tuple(expected), rel=1e-9)


@pytest.mark.parametrize("conditions", EVERY, ids=str)
@pytest.mark.parametrize("step", [1, 3.3, 5, 10, 20])
def test_the_perfect_diffuser_is_white_and_a_grey_has_no_chroma(step: float, conditions: Conditions) -> None:
    assert value_of_spectrum(spectrum(380, step, 730, np.ones_like), conditions).lab == pytest.approx((100, 0, 0), abs=1e-6)
    assert value_of_spectrum(spectrum(380, step, 730, lambda nm: np.full_like(nm, 0.18)), conditions).lch[1] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("grid", "words"), [((395, 10, 705), "interpolated to 1 nm"), ((380.5, 3.3, 750), "interpolated to 1 nm"), ((400, 20, 700), "interpolated to 10 nm")], ids=str)
def test_any_grid_tells_nearly_the_same_and_how(grid: tuple[float, float, float], words: str) -> None:
    value, reference = value_of_spectrum(spectrum(*grid, hill), D65_10), value_of_spectrum(spectrum(360, 10, 780, hill), D65_10)
    assert value.lab == pytest.approx(reference.lab, abs=0.15)
    assert "ASTM E308-15" in value.method and words in value.method


def test_missing_ends_take_the_first_and_last_value_and_are_flagged() -> None:
    short, wide = spectrum(420, 10, 660, hill), spectrum(360, 10, 780, lambda nm: hill(np.clip(nm, 420, 660)))
    assert value_of_spectrum(short, D65_10).extrapolated and "420–660 nm extended" in value_of_spectrum(short, D65_10).method
    assert not value_of_spectrum(wide, D65_10).extrapolated
    assert value_of_spectrum(short, D65_10).xyz == pytest.approx(value_of_spectrum(wide, D65_10).xyz)


def test_too_coarse_a_spectrum_is_refused() -> None:
    with pytest.raises(SpectrumError, match="every 25 nm: colour needs one every 20 nm"):
        value_of_spectrum(spectrum(400, 25, 700), D65_10)


def test_a_stated_value_is_never_carried_to_other_conditions() -> None:
    stated = Measurement(stated=StatedLab(lab=(50, 10, -20), illuminant=Illuminant.D65, observer=Observer.TEN), geometry=Geometry.SCI, source=SOURCE)
    value = value_of_measurement(stated, D65_10)
    assert (value.lab, value.source_kind) == ((50, 10, -20), SourceKind.SUPPLIER)
    assert value.xyz[1] == pytest.approx(18.4187, abs=1e-4)         # Y of L* 50, ISO/CIE 11664-4
    with pytest.raises(ConditionsError, match="no spectrum, and Lab is stated for D65/10"):
        value_of_measurement(stated, Conditions.parse("A/10"))
