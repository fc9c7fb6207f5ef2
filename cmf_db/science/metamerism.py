"""Colours that match under one light and part under another: differences over illuminants, and the special metamerism index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cmf_db.records.colour import Formula, Measurement
from cmf_db.science import tables
from cmf_db.science.conditions import Conditions, ConditionsError, Illuminant, Observer
from cmf_db.science.formulas import de00
from cmf_db.science.lab import Lab
from cmf_db.science.spectrum import SpectrumError, value_of_measurement

Correction = Literal["additive", "multiplicative"]
METHODS = {Formula.DE00: "CIE 2000", Formula.DE76: "CIE 1976"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One sample under one illuminant: ΔE00 to the standard and the index from the reference light; ``missing`` says why one is None.

    ``labs`` are the Lab values of the standard and the sample there.
    """

    illuminant: Illuminant
    de00: float | None
    index: float | None
    missing: str | None = None
    labs: tuple[Lab, Lab] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """``rows`` are the samples in the order given. ``worst`` is (sample, illuminant, ΔE00), None where nothing could be computed."""

    standard: str
    reference: Illuminant
    observer: Observer
    illuminants: tuple[Illuminant, ...]
    rows: tuple[Row, ...]

    @property
    def worst(self) -> tuple[str, Illuminant, float] | None:
        found = [(cell.de00, row.name, cell.illuminant) for row in self.rows for cell in row.cells if cell.de00 is not None]
        if not found:
            return None
        value, name, illuminant = max(found)
        return name, illuminant, value


def matrix(standard: str, colours: Mapping[str, Measurement], illuminants: Sequence[Illuminant], observer: Observer,
           reference: Illuminant = Illuminant.D65) -> Matrix:
    """ΔE00 of every other colour to ``colours[standard]`` under each illuminant, and the additive index of ISO 18314-4 (ΔE00).

    Colours come from their spectra. One that has only a stated Lab value is compared under that value's own conditions; elsewhere its cell
    says what is missing. Raises KeyError for a standard that is not among the colours.
    """
    first = colours[standard]
    rows = [Row(name, tuple(_cell(first, sample, Conditions(light, observer), Conditions(reference, observer)) for light in illuminants))
            for name, sample in colours.items() if name != standard]
    return Matrix(standard, reference, observer, tuple(illuminants), tuple(rows))


def _cell(standard: Measurement, sample: Measurement, test: Conditions, reference: Conditions) -> Cell:
    try:
        first, second = value_of_measurement(standard, test).lab, value_of_measurement(sample, test).lab
    except (ConditionsError, SpectrumError) as error:
        return Cell(test.illuminant, None, None, str(error))
    found = float(de00(first, second))
    try:
        index = special_index(value_of_measurement(standard, reference).lab, first, value_of_measurement(sample, reference).lab, second)
    except (ConditionsError, SpectrumError) as error:
        return Cell(test.illuminant, found, None, str(error), (first, second))
    return Cell(test.illuminant, found, index, labs=(first, second))


def special_index(standard_reference: Lab, standard_test: Lab, sample_reference: Lab, sample_test: Lab, *,
                  correction: Correction = "additive", formula: Formula = Formula.DE00) -> float:
    """Special metamerism index, change in illuminant (ISO 18314-4): what is left of the difference under the test illuminant when the
    sample is corrected, in CIELAB, to match under the reference illuminant. The standard recommends the additive correction in CIELAB.

    Raises ValueError for another formula than ΔE00 and ΔE76, or where a multiplicative correction would divide by 0.

    >>> round(special_index((39.0908, -21.3269, 22.6657), (38.17781, -17.4939, 21.0618),
    ...                     (38.83253, -19.8787, 20.0453), (37.9013, -19.56327, 16.9346), formula=Formula.DE76), 4)
    3.8268
    """
    if formula not in METHODS:
        raise ValueError(f"a metamerism index is given in ΔE00 or ΔE76, not {formula.value}")
    if correction == "multiplicative" and 0 in sample_reference:
        raise ValueError("the sample has a Lab component of 0 under the reference illuminant: use the additive correction")
    return float(tables.library().difference.Lab_to_metamerism_index(
        *map(np.array, (sample_test, standard_test, sample_reference, standard_reference)), correction, METHODS[formula]))
