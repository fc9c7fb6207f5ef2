"""Colour records as a palette, for every format that can carry them."""

from __future__ import annotations

from collections.abc import Iterable

from cmf_db.exchange.palette import Palette, Swatch
from cmf_db.records.colour import ColourStandard
from cmf_db.science.conditions import Conditions


def palette_of(records: Iterable[ColourStandard], name: str) -> Palette:
    """Each record by its standard, ``measurements[0]``: the spectrum where there is one, else Lab with its conditions."""
    return Palette("library", name, tuple(_swatch(record) for record in records))


def _swatch(record: ColourStandard) -> Swatch:
    standard = record.measurements[0]
    if standard.spectrum is not None:
        return Swatch(str(record.name), "spectrum", spectrum=standard.spectrum, measurement=standard)
    stated = standard.stated
    assert stated is not None           # a measurement holds one of the two
    return Swatch(str(record.name), "Lab", stated.lab, conditions=Conditions(stated.illuminant, stated.observer), measurement=standard)
