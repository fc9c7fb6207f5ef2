"""Rows by their difference from a colour: exact ΔE00, computed only for the rows that can be near (``cmf_db.science.nearest``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cmf_db.records.colour import Lab
from cmf_db.science.conditions import Conditions
from cmf_db.science.formulas import de00
from cmf_db.science.lab import LabColour
from cmf_db.science.nearest import NearestIndex
from cmf_db.search.columns import Array, Columns


@dataclass(frozen=True, slots=True)
class Near:
    """A colour to compare with. ``within``: only what differs by at most so much, in ΔE00 with this colour as the standard."""

    lab: Lab
    conditions: Conditions
    within: float | None = None


def labs_under(columns: Columns, conditions: Conditions, of_spectrum: Mapping[tuple[str, int], Lab]) -> Array:
    """Lab of every row under ``conditions``: as stated for just these, or from ``of_spectrum``; NaN where neither is there."""
    labs = columns.lab
    labs[_elsewhere(columns, conditions)] = np.nan
    for place in spectral_elsewhere(columns, conditions):
        labs[place] = of_spectrum.get(columns.ids[place], (np.nan,) * 3)
    return labs


def spectral_elsewhere(columns: Columns, conditions: Conditions) -> list[int]:
    """Places of rows whose value under ``conditions`` has to be computed from a spectrum."""
    places: list[int] = np.flatnonzero(columns.spectral & _elsewhere(columns, conditions)).tolist()
    return places


def within(near: Near, labs: Array, scope: Array) -> Array:
    """Which rows of ``scope`` (a mask) differ by at most ``near.within``, as a mask."""
    assert near.within is not None
    places = np.flatnonzero(scope & ~np.isnan(labs[:, 0]))
    found = NearestIndex(labs[places], near.conditions).within(LabColour(near.lab, near.conditions), near.within)
    mask = np.zeros(len(labs), bool)
    mask[places[[match.position for match in found]]] = True
    return mask


def page(near: Near, labs: Array, places: Array, after: int | None, count: int) -> list[int]:
    """``count`` places, or fewer, nearest first, behind the place ``after``; equals in the order in which ``places`` come."""
    comparable = places[~np.isnan(labs[places, 0])]
    index, colour = NearestIndex(labs[comparable], near.conditions), LabColour(near.lab, near.conditions)
    start = 0
    if after is not None and not np.isnan(labs[after, 0]):
        before = index.within(colour, float(differences(near, labs, [after])[0]))
        start = next((i + 1 for i, match in enumerate(before) if comparable[match.position] == after), 0)
    matches = index.nearest(colour, start + count) if len(comparable) else []
    return [int(comparable[match.position]) for match in matches[start:]]


def differences(near: Near, labs: Array, places: list[int]) -> list[float]:
    """ΔE00 of the rows at ``places``, NaN where they cannot be compared."""
    values: list[float] = np.atleast_1d(de00(near.lab, labs[places])).tolist() if places else []
    return values


def _elsewhere(columns: Columns, conditions: Conditions) -> Array:
    elsewhere: Array = columns.single["conditions"] != columns.words["conditions"].code(str(conditions))
    return elsewhere
