"""Nearest: always what comparing with every colour gives, whatever the colours; equals keep their order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmf_db.science.conditions import Conditions, ConditionsError
from cmf_db.science.formulas import de00
from cmf_db.science.lab import LabColour
from cmf_db.science.nearest import NearestIndex

D65_10 = Conditions.parse("D65/10")
LAB = st.tuples(st.floats(0, 100), st.floats(-130, 130), st.floats(-130, 130))
GRID = st.tuples(st.sampled_from([0.0, 49.0, 50.0, 100.0]), st.sampled_from([-1e-12, 0.0, 25.0]), st.sampled_from([-60.0, 0.0, 1e-9]))


def by_brute_force(labs: np.ndarray, lab: tuple[float, float, float], count: int) -> list[tuple[int, float]]:
    values = de00(lab, labs)
    order = np.argsort(values, kind="stable")[:count]
    return [(int(n), float(values[n])) for n in order]


@settings(max_examples=150, deadline=None)
@given(labs=st.lists(LAB | GRID, min_size=1, max_size=40), wanted=LAB | GRID, count=st.integers(1, 45))
def test_nearest_is_exact(labs: list[tuple[float, float, float]], wanted: tuple[float, float, float], count: int) -> None:
    found = NearestIndex(labs, D65_10, probes=1).nearest(LabColour(wanted, D65_10), count)
    assert [(m.position, m.de00) for m in found] == by_brute_force(np.array(labs), wanted, count)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), wanted=LAB, count=st.integers(1, 20), limit=st.floats(0, 30), spread=st.sampled_from([0.1, 3.0, 100.0]))
def test_exact_among_thousands_near_and_far(seed: int, wanted: tuple[float, float, float], count: int, limit: float, spread: float) -> None:
    labs = np.random.default_rng(seed).normal(wanted, spread, (3000, 3))
    labs[:, 0] = np.clip(labs[:, 0], 0, 100)
    index, colour, values = NearestIndex(labs, D65_10), LabColour(wanted, D65_10), de00(wanted, labs)
    assert [(m.position, m.de00) for m in index.nearest(colour, count)] == by_brute_force(labs, wanted, count)
    assert {m.position for m in index.within(colour, limit)} == set(np.flatnonzero(values <= limit).tolist())


def test_few_or_none_are_no_trouble() -> None:
    colour = LabColour((50, 0, 0), D65_10)
    assert NearestIndex([], D65_10).nearest(colour, 5) == []
    assert NearestIndex([], D65_10).within(colour, 5) == []
    assert len(NearestIndex([(50, 0, 0)], D65_10).nearest(colour, 5)) == 1


def test_what_cannot_be_compared_is_refused() -> None:
    index = NearestIndex([(50, 0, 0)], D65_10)
    with pytest.raises(ConditionsError, match="like conditions"):
        index.nearest(LabColour((50, 0, 0), Conditions.parse("D50/2")), 1)
    with pytest.raises(ValueError, match="one colour or more"):
        index.nearest(LabColour((50, 0, 0), D65_10), 0)
    for labs in ([(50, 0)], [(50, 0, float("nan"))], [50, 0, 0]):
        with pytest.raises(ValueError, match="three numbers"):
            NearestIndex(labs, D65_10)
