"""Metamerism: the worked example of ISO 18314-4, a real pair of metamers, and what has no spectrum."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cmf_db.records.colour import Formula, Measurement, Spectrum, StatedLab
from cmf_db.records.source import Source, SourceKind
from cmf_db.science.conditions import Conditions, Geometry, Illuminant, Observer
from cmf_db.science.metamerism import Correction, matrix, special_index
from cmf_db.science.tables import weights

SOURCE = Source(kind=SourceKind.MEASURED, reference="lab", on=date(2026, 11, 1))
LIGHTS = (Illuminant.D65, Illuminant.A, Illuminant.FL11)
STANDARD_R, STANDARD_T = (39.0908, -21.3269, 22.6657), (38.17781, -17.4939, 21.0618)
SAMPLE_R, SAMPLE_T = (38.83253, -19.8787, 20.0453), (37.9013, -19.56327, 16.9346)


@pytest.mark.parametrize(("correction", "index"), [("additive", 3.8267581), ("multiplicative", 3.9842216)])      # ISO 18314-4:2024, CIE 1976 differences
def test_the_worked_example(correction: Correction, index: float) -> None:
    assert special_index(STANDARD_R, STANDARD_T, SAMPLE_R, SAMPLE_T, correction=correction, formula=Formula.DE76) == pytest.approx(index, abs=1e-6)


def test_what_cannot_be_an_index_is_refused() -> None:
    with pytest.raises(ValueError, match="use the additive"):
        special_index(STANDARD_R, STANDARD_T, (38.0, 0.0, 20.0), SAMPLE_T, correction="multiplicative")
    with pytest.raises(ValueError, match="not cmc"):
        special_index(STANDARD_R, STANDARD_T, SAMPLE_R, SAMPLE_T, formula=Formula.CMC)


def measured(values: np.ndarray) -> Measurement:
    return Measurement(spectrum=Spectrum(start_nm=360, step_nm=10, values=tuple(values.tolist())), geometry=Geometry.SCI, source=SOURCE)


def metamers() -> dict[str, Measurement]:
    """A grey and a colour that equals it under D65/10: a wave minus its part that D65/10 sees."""
    nm = np.arange(360, 781, 10)
    seen = weights(Conditions.parse("D65/10"), 10)
    wave = np.sin(nm / 18.0)
    black = wave - seen @ np.linalg.lstsq(seen, wave, rcond=None)[0]
    return {"grey": measured(np.full(len(nm), 0.4)), "metamer": measured(0.4 + 0.1 * black)}


def test_a_pair_that_matches_by_day_parts_under_lamps() -> None:
    found = matrix("grey", metamers(), LIGHTS, Observer.TEN)
    [row] = found.rows
    day, lamp, shop = row.cells
    assert day.de00 == pytest.approx(0, abs=1e-6)
    assert lamp.de00 is not None and lamp.de00 > 0.5
    assert shop.de00 is not None and shop.de00 > 0.5
    assert lamp.index == pytest.approx(lamp.de00, abs=1e-4)     # the match leaves nothing to correct
    assert found.worst == max((row.name, c.illuminant, c.de00) for c in row.cells if c.de00 == max(lamp.de00, shop.de00))


def test_a_colour_without_a_spectrum_is_compared_only_where_it_is_stated() -> None:
    colours = metamers()
    colours["stated"] = Measurement(stated=StatedLab(lab=(70.0, 0.0, 0.0), illuminant=Illuminant.D65, observer=Observer.TEN), geometry=Geometry.SCI, source=SOURCE)
    found = matrix("grey", colours, LIGHTS, Observer.TEN)
    assert [row.name for row in found.rows] == ["metamer", "stated"]
    day, lamp, _ = found.rows[1].cells
    assert day.de00 is not None and day.missing is None
    assert (lamp.de00, lamp.index) == (None, None)
    assert lamp.missing is not None and "no spectrum" in lamp.missing


def test_nothing_to_compare_has_no_worst() -> None:
    assert matrix("grey", {"grey": metamers()["grey"]}, LIGHTS, Observer.TEN).worst is None
