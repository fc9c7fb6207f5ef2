"""Differences: the published pairs, colour-science's own results on random pairs, verdicts in words."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmf_db.records.colour import Formula, Tolerance
from cmf_db.science.conditions import Conditions, ConditionsError
from cmf_db.science.difference import difference, judge
from cmf_db.science.formulas import TEXTILE_94, cmc, de00, de76, de94, delta_e
from cmf_db.science.lab import LabColour

D65_10 = Conditions.parse("D65/10")
VECTORS = Path(__file__).parent / "vectors/sharma2005.csv"


def sharma() -> list[dict[str, float]]:
    lines = [line for line in VECTORS.read_text().splitlines() if not line.startswith("#")]
    return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]


@pytest.mark.parametrize("row", sharma(), ids=lambda row: f"pair{row['pair']:.0f}")
def test_the_published_pairs(row: dict[str, float]) -> None:
    first, second = (row["L1"], row["a1"], row["b1"]), (row["L2"], row["a2"], row["b2"])
    accepted = (4.8045, 4.7461) if row["pair"] == 14 else (row["de00"],)       # pair 14 lies on a hue difference of 180°
    assert any(float(de00(first, second)) == pytest.approx(value, abs=1e-4) for value in accepted)
    assert float(cmc(first, second)) == pytest.approx(row["cmc_1"], abs=1e-4)
    assert float(cmc(second, first)) == pytest.approx(row["cmc_2"], abs=1e-4)


def test_equal_to_colour_science() -> None:
    from colour import difference as theirs

    random = np.random.default_rng(7)
    standards = random.uniform((0, -120, -120), (100, 120, 120), (2000, 3))
    samples = np.concatenate([standards[:1000] + random.normal(size=(1000, 3)), random.uniform((0, -120, -120), (100, 120, 120), (1000, 3))])
    samples[:, 0] = np.clip(samples[:, 0], 0, 100)
    standards[:50, 1:] = 0
    pairs = [
        (de00(standards, samples), theirs.delta_E_CIE2000(standards, samples)),
        (de00(standards, samples, 2), theirs.delta_E_CIE2000(standards, samples, textiles=True)),
        (cmc(standards, samples), theirs.delta_E_CMC(standards, samples)),
        (cmc(standards, samples, 1, 1), theirs.delta_E_CMC(standards, samples, l=1, c=1)),
        (de94(standards, samples), theirs.delta_E_CIE1994(standards, samples)),
        (de94(standards, samples, *TEXTILE_94), theirs.delta_E_CIE1994(standards, samples, textiles=True)),
        (de76(standards, samples), theirs.delta_E_CIE1976(standards, samples)),
    ]
    for ours, expected in pairs:
        np.testing.assert_allclose(ours, expected, atol=1e-9)


def test_arrays_broadcast_and_the_weights_fit_the_formula() -> None:
    assert de00((50, 0, 0), np.zeros((4, 5, 3))).shape == (4, 5)
    with pytest.raises(ValueError, match="cmc takes 2 weights, not 3"):
        delta_e(Formula.CMC, (50, 0, 0), (51, 0, 0), (1, 1, 1))


@pytest.mark.parametrize("formula", Formula)
def test_a_colour_does_not_differ_from_itself(formula: Formula) -> None:
    for lab in ((0.0, 0.0, 0.0), (50.0, 0.0, 0.0), (61.3, 20.4, -70.9), (100.0, 0.0, 0.0)):
        assert delta_e(formula, lab, lab) == 0


def test_components_are_sample_minus_standard() -> None:
    found = difference(LabColour((50, 3, 4), D65_10), LabColour((48, 6, 8), D65_10), Formula.DE76)
    assert (found.delta_l, found.delta_a, found.delta_b, found.delta_c, found.delta_h) == pytest.approx((-2, 3, 4, 5, 0))
    assert found.value == pytest.approx(29**0.5)
    assert found.conditions == D65_10


def test_unlike_conditions_are_refused_in_words() -> None:
    with pytest.raises(ConditionsError, match="standard is given for D65/10, the sample for A/10"):
        difference(LabColour((50, 0, 0), D65_10), LabColour((50, 0, 0), Conditions.parse("A/10")), Formula.DE00)


def tolerance(**changes: Any) -> Tolerance:
    source = {"kind": "supplier", "reference": "Order 7", "on": "2026-11-01"}
    return Tolerance.model_validate({"formula": "de00", "limit": 1.0, "illuminant": "D65", "observer": "10", "source": source, **changes})


ORANGE, GREY, VIOLET = (60.0, 35.0, 50.0), (60.0, 0.5, 1.0), (40.0, 30.0, -40.0)


@pytest.mark.parametrize(("standard", "sample", "zh", "en"), [
    (ORANGE, (65.0, 35.0, 50.0), "偏亮", "too light"), (ORANGE, (55.0, 35.0, 50.0), "偏暗", "too dark"),
    (ORANGE, (60.0, 42.0, 60.0), "偏艳", "too vivid"), (ORANGE, (60.0, 28.0, 40.0), "偏灰", "too dull"),
    (ORANGE, (60.0, 42.0, 44.3), "偏红", "too red"), (ORANGE, (60.0, 28.0, 54.2), "偏黄", "too yellow"),
    (VIOLET, (40.0, 36.0, -34.7), "偏红", "too red"), (VIOLET, (40.0, 23.0, -44.4), "偏蓝", "too blue"),
    (GREY, (60.0, 4.5, 1.0), "偏红", "too red"), (GREY, (60.0, -3.5, 1.0), "偏绿", "too green"),
    (GREY, (60.0, 0.5, 5.0), "偏黄", "too yellow"), (GREY, (60.0, 0.5, -3.0), "偏蓝", "too blue"), (GREY, (65.0, 0.5, 1.0), "偏亮", "too light"),
])
@pytest.mark.parametrize("formula", ["de00", "cmc"])
def test_a_failure_names_what_is_wrong(formula: str, standard: Any, sample: Any, zh: str, en: str) -> None:
    verdict = judge(LabColour(standard, D65_10), LabColour(sample, D65_10), tolerance(formula=formula))
    assert not verdict.passed
    assert verdict.reason.zh is not None and verdict.reason.zh.startswith("不合格") and zh in verdict.reason.zh
    assert verdict.reason.en is not None and en in verdict.reason.en


def test_the_limit_is_met_by_what_equals_it_and_scaled_by_the_commercial_factor() -> None:
    standard, sample = LabColour((50, 0, 0), D65_10), LabColour((51, 0, 0), D65_10)
    assert judge(standard, sample, tolerance(formula="de76")).passed
    strict = judge(standard, sample, tolerance(formula="de76", commercial_factor=0.9))
    assert (strict.passed, strict.value, strict.limit) == (False, 1.0, 0.9)


def test_a_tolerance_for_another_light_is_refused() -> None:
    with pytest.raises(ConditionsError, match="tolerance is for A/10, the standard for D65/10"):
        judge(LabColour(ORANGE, D65_10), LabColour(ORANGE, D65_10), tolerance(illuminant="A"))


def test_the_standard_decides_in_cmc() -> None:
    first, second = LabColour((50, 2.5, 0), D65_10), LabColour((73, 25, -18), D65_10)       # pair 17
    limit = tolerance(formula="cmc", limit=20)
    assert not judge(first, second, limit).passed
    assert judge(second, first, limit).passed


@pytest.mark.parametrize(("formula", "weights"), [("cmc", [1, 1, 1]), ("de00", [2, 1]), ("de94", [0, 0.045, 0.015]), ("de76", [1, 1])])
def test_a_tolerance_has_the_weights_of_its_formula(formula: str, weights: list[float]) -> None:
    with pytest.raises(ValueError, match=f"{formula} takes"):
        tolerance(formula=formula, weights=weights)


def test_the_weights_show_in_the_reason() -> None:
    verdict = judge(LabColour((50, 0, 0), D65_10), LabColour((54, 0, 0), D65_10), tolerance(formula="cmc", weights=[1, 1]))
    assert verdict.reason.en is not None and "ΔE CMC(1:1) 3.68 is over 1.00, mainly too light (ΔL* +4.00)" in verdict.reason.en
