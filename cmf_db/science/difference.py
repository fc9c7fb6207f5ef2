"""How far a sample lies from a standard: the number, its components, and whether it passes a tolerance, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cmf_db.records.colour import Formula, Tolerance
from cmf_db.records.source import Name
from cmf_db.science.conditions import Conditions, ConditionsError, require_alike
from cmf_db.science.formulas import DEFAULT_WEIGHTS, delta_e, lch_differences, terms
from cmf_db.science.lab import HasLab, lch_of_lab

LABELS = {Formula.DE00: "ΔE00", Formula.CMC: "ΔE CMC", Formula.DE94: "ΔE94", Formula.DE76: "ΔE76"}
AXES = (("偏红", "too red"), ("偏黄", "too yellow"), ("偏绿", "too green"), ("偏蓝", "too blue"))
NEARLY_GREY = 5.0       # C*ab below which people speak of red and green, yellow and blue, not of hue and chroma
TURN_TO_NAME = 60.0     # a hue shift is named by the axis nearest to the hue this many degrees ahead


Component = tuple[str, str, str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """ΔE with the formula, weights and conditions that it belongs to, and sample minus standard in CIELAB.

    ``delta_h`` is ΔH*ab, positive where the sample's hue angle is the greater.
    """

    formula: Formula
    weights: tuple[float, ...]
    conditions: Conditions
    value: float
    delta_l: float
    delta_a: float
    delta_b: float
    delta_c: float
    delta_h: float

    @property
    def label(self) -> str:
        """Such as ``ΔE CMC(2:1)``."""
        plain = self.formula is not Formula.CMC and self.weights == DEFAULT_WEIGHTS[self.formula]
        return LABELS[self.formula] + ("" if plain or not self.weights else f"({':'.join(f'{w:g}' for w in self.weights)})")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``value`` against ``limit`` (with the commercial factor); ``reason`` is one sentence in Chinese and English."""

    passed: bool
    value: float
    limit: float
    difference: Difference
    reason: Name


def difference(standard: HasLab, sample: HasLab, formula: Formula, weights: Sequence[float] | None = None) -> Difference:
    """ΔE of ``sample`` from ``standard``, the standard first. Raises ConditionsError where their conditions are not alike.

    >>> from cmf_db.science.lab import LabColour
    >>> at = Conditions.parse("D65/10")
    >>> found = difference(LabColour((50, 2.5, 0), at), LabColour((73, 25, -18), at), Formula.CMC)
    >>> found.label, round(found.value, 2), found.delta_l
    ('ΔE CMC(2:1)', 37.92, 23.0)
    """
    require_alike(standard.conditions, sample.conditions)
    first, second = np.array(standard.lab, np.float64), np.array(sample.lab, np.float64)
    lightness, chroma, hue = lch_differences(first, second)
    return Difference(
        formula, tuple(weights) if weights is not None else DEFAULT_WEIGHTS[formula], standard.conditions,
        float(delta_e(formula, first, second, weights)), float(lightness), float(second[1] - first[1]), float(second[2] - first[2]),
        float(chroma), float(hue),
    )  # fmt: skip


def judge(standard: HasLab, sample: HasLab, tolerance: Tolerance) -> Verdict:
    """Pass or fail, and why: the component that weighs most in the tolerance's own formula.

    Raises ConditionsError where standard, sample and tolerance are not for one illuminant and observer.

    >>> from cmf_db.science.lab import LabColour
    >>> at = Conditions.parse("D65/10")
    >>> source = {"kind": "estimate", "reference": "agreed with the plant", "on": "2026-11-01"}
    >>> limit = Tolerance.model_validate({"formula": "de00", "limit": 1, "illuminant": "D65", "observer": "10", "source": source})
    >>> judge(LabColour((60, 20, 30), at), LabColour((58, 20, 30), at), limit).reason.en
    'Fails: ΔE00 1.78 is over 1.00, mainly too dark (ΔL* −2.00)'
    """
    wanted = Conditions(tolerance.illuminant, tolerance.observer)
    if standard.conditions != wanted:
        raise ConditionsError(f"the tolerance is for {wanted}, the standard for {standard.conditions}: a verdict needs like conditions")
    found = difference(standard, sample, tolerance.formula, tolerance.weights)
    limit = tolerance.limit * tolerance.commercial_factor
    passed = found.value <= limit
    return Verdict(passed, found.value, limit, found, _reason(found, limit, passed, _largest(standard, sample, found)))


def _largest(standard: HasLab, sample: HasLab, found: Difference) -> Component:
    """Words in Chinese and English, symbol and size of the component that weighs most."""
    lightness, chroma, hue, _ = (abs(float(term)) for term in terms(found.formula, standard.lab, sample.lab, found.weights))
    _, strength, angle = lch_of_lab(standard.lab)
    grey = strength < NEARLY_GREY
    if lightness >= (np.hypot(chroma, hue) if grey else max(chroma, hue)):
        return (*(("偏亮", "too light") if found.delta_l > 0 else ("偏暗", "too dark")), "ΔL*", found.delta_l)
    if grey and abs(found.delta_a) >= abs(found.delta_b):
        return (*AXES[0 if found.delta_a > 0 else 2], "Δa*", found.delta_a)
    if grey:
        return (*AXES[1 if found.delta_b > 0 else 3], "Δb*", found.delta_b)
    if chroma >= hue:
        return (*(("偏艳", "too vivid") if found.delta_c > 0 else ("偏灰", "too dull")), "ΔC*", found.delta_c)
    ahead = angle + (TURN_TO_NAME if found.delta_h > 0 else -TURN_TO_NAME)
    return (*AXES[round(ahead / 90) % 4], "ΔH*", found.delta_h)


def _reason(found: Difference, limit: float, passed: bool, largest: Component) -> Name:
    zh, en, symbol, size = largest
    value, most, component = f"{found.value:.2f}", f"{limit:.2f}", f"{symbol} {_signed(size)}"
    if passed:
        return Name(zh=f"合格：{found.label} {value}，限 {most}", en=f"Passes: {found.label} {value} is within {most}")
    return Name(zh=f"不合格：{found.label} {value}，超过 {most}，主要是{zh}（{component}）",
                en=f"Fails: {found.label} {value} is over {most}, mainly {en} ({component})")


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
