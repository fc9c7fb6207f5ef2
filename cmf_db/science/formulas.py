"""The four colour-difference formulas over arrays of CIELAB. The standard is always the first argument.

Every function takes arrays of shape (..., 3) holding L*, a*, b* that broadcast, and returns an array of shape (...) of ΔE. Both sides
belong to one illuminant and observer: ``difference.py`` sees to that. Plain numpy, since colour-science needs more than a second to
import and has fixed weights; the tests hold these equal to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmf_db.records.colour import Formula

Values = NDArray[np.float64]
Terms = tuple[Values, Values, Values, Values]

# What applies where a tolerance names no weights: kL:kC:kH, l:c, kL:K1:K2 (graphic arts).
DEFAULT_WEIGHTS: Mapping[Formula, tuple[float, ...]] = {
    Formula.DE00: (1.0, 1.0, 1.0), Formula.CMC: (2.0, 1.0), Formula.DE94: (1.0, 0.045, 0.015), Formula.DE76: (),
}
TEXTILE_94 = (2.0, 0.048, 0.014)
CHROMA_25_7 = 25.0**7
ZERO = np.zeros(())


def delta_e(formula: Formula, standard: ArrayLike, sample: ArrayLike, weights: Sequence[float] | None = None) -> Values:
    """ΔE by a formula named in a record. Raises ValueError where the number of weights does not fit the formula.

    >>> round(float(delta_e(Formula.CMC, (50, 2.5, 0), (73, 25, -18))), 4)
    37.9233
    """
    return _length(*terms(formula, standard, sample, weights))


def terms(formula: Formula, standard: ArrayLike, sample: ArrayLike, weights: Sequence[float] | None = None) -> Terms:
    """What lightness, chroma and hue contribute, each divided by its weight and scale, and the rotation (0 but for CIEDE2000)."""
    given = DEFAULT_WEIGHTS[formula] if weights is None else tuple(weights)
    if len(given) != len(DEFAULT_WEIGHTS[formula]):
        raise ValueError(f"{formula.value} takes {len(DEFAULT_WEIGHTS[formula])} weights, not {len(given)}")
    return TERMS[formula](np.asarray(standard, np.float64), np.asarray(sample, np.float64), *given)


def de76(standard: ArrayLike, sample: ArrayLike) -> Values:
    """ΔE*ab of CIE 1976 (ISO/CIE 11664-4): the distance in CIELAB.

    >>> float(de76((50, 0, 0), (53, 4, 0)))
    5.0
    """
    return delta_e(Formula.DE76, standard, sample)


def de94(standard: ArrayLike, sample: ArrayLike, k_l: float = 1.0, k_1: float = 0.045, k_2: float = 0.015) -> Values:
    """ΔE94 (CIE 116-1995); ``TEXTILE_94`` are the weights for textiles.

    >>> round(float(de94((50, 2.5, 0), (73, 25, -18))), 4)
    34.6892
    """
    return delta_e(Formula.DE94, standard, sample, (k_l, k_1, k_2))


def cmc(standard: ArrayLike, sample: ArrayLike, l: float = 2.0, c: float = 1.0) -> Values:  # noqa: E741  the standard's own letters
    """ΔE CMC(l:c) (ISO 105-J03, GB/T 8424.3). Not symmetric: the ellipsoid is that of the standard.

    >>> round(float(cmc((73, 25, -18), (50, 2.5, 0))), 4)
    16.874
    """
    return delta_e(Formula.CMC, standard, sample, (l, c))


def de00(standard: ArrayLike, sample: ArrayLike, k_l: float = 1.0, k_c: float = 1.0, k_h: float = 1.0) -> Values:
    """CIEDE2000 (ISO/CIE 11664-6) as Sharma, Wu and Dalal (2005) write it out.

    >>> round(float(de00((50, 2.6772, -79.7751), (50, 0, -82.7485))), 4)
    2.0425
    """
    return delta_e(Formula.DE00, standard, sample, (k_l, k_c, k_h))


def lch_differences(standard: Values, sample: Values) -> tuple[Values, Values, Values]:
    """ΔL*, ΔC*ab and ΔH*ab, the last positive where the sample's hue angle is the greater."""
    (l_1, a_1, b_1), (l_2, a_2, b_2) = _axes(standard), _axes(sample)
    c_1, c_2 = np.hypot(a_1, b_1), np.hypot(a_2, b_2)
    turn = np.arctan2(a_1 * b_2 - a_2 * b_1, a_1 * a_2 + b_1 * b_2)      # keeps small differences that squares would lose
    return l_2 - l_1, c_2 - c_1, 2 * np.sqrt(c_1 * c_2) * np.sin(turn / 2)


def _terms_76(standard: Values, sample: Values) -> Terms:
    return *lch_differences(standard, sample), ZERO


def _terms_94(standard: Values, sample: Values, k_l: float, k_1: float, k_2: float) -> Terms:
    lightness, chroma, hue = lch_differences(standard, sample)
    c = np.hypot(standard[..., 1], standard[..., 2])
    return lightness / k_l, chroma / (1 + k_1 * c), hue / (1 + k_2 * c), ZERO


def _terms_cmc(standard: Values, sample: Values, l: float, c: float) -> Terms:  # noqa: E741
    lightness, chroma, hue = lch_differences(standard, sample)
    l_1, a_1, b_1 = _axes(standard)
    c_1, h_1 = np.hypot(a_1, b_1), _angle(a_1, b_1)
    s_l = np.where(l_1 < 16, 0.511, 0.040975 * l_1 / (1 + 0.01765 * l_1))
    s_c = 0.0638 * c_1 / (1 + 0.0131 * c_1) + 0.638
    f = np.sqrt(c_1**4 / (c_1**4 + 1900))
    t = np.where((h_1 >= 164) & (h_1 <= 345), 0.56 + np.abs(0.2 * _cos(h_1 + 168)), 0.36 + np.abs(0.4 * _cos(h_1 + 35)))
    return lightness / (l * s_l), chroma / (c * s_c), hue / (s_c * (f * t + 1 - f)), ZERO


def _terms_00(standard: Values, sample: Values, k_l: float, k_c: float, k_h: float) -> Terms:
    (l_1, a_1, b_1), (l_2, a_2, b_2) = _axes(standard), _axes(sample)
    c_7 = ((np.hypot(a_1, b_1) + np.hypot(a_2, b_2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(c_7 / (c_7 + CHROMA_25_7))
    c_1, c_2 = np.hypot(stretch * a_1, b_1), np.hypot(stretch * a_2, b_2)
    h_1, h_2 = _angle(stretch * a_1, b_1), _angle(stretch * a_2, b_2)
    turn, h = _turn_and_mean(h_1, h_2, grey=c_1 * c_2 == 0)
    lightness, c = (l_1 + l_2) / 2, (c_1 + c_2) / 2
    t = 1 - 0.17 * _cos(h - 30) + 0.24 * _cos(2 * h) + 0.32 * _cos(3 * h + 6) - 0.20 * _cos(4 * h - 63)
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    hue = 2 * np.sqrt(c_1 * c_2) * np.sin(np.radians(turn) / 2)
    rotation = -2 * np.sqrt(c**7 / (c**7 + CHROMA_25_7)) * np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    return (l_2 - l_1) / (k_l * s_l), (c_2 - c_1) / (k_c * (1 + 0.045 * c)), hue / (k_h * (1 + 0.015 * c * t)), rotation


TERMS: Mapping[Formula, Callable[..., Terms]] = {
    Formula.DE00: _terms_00, Formula.CMC: _terms_cmc, Formula.DE94: _terms_94, Formula.DE76: _terms_76,
}


def _turn_and_mean(h_1: Values, h_2: Values, *, grey: NDArray[np.bool_]) -> tuple[Values, Values]:
    """Δh′ within ±180° and the mean hue of CIEDE2000; where one side has no chroma there is no turn and the sum stands for the mean."""
    turn, total = h_2 - h_1, h_1 + h_2
    far = np.abs(turn) > 180
    mean = np.where(far, np.where(total < 360, total + 360, total - 360), total) / 2
    return np.where(grey, 0.0, np.where(far, turn - np.sign(turn) * 360, turn)), np.where(grey, total, mean)


def _length(lightness: Values, chroma: Values, hue: Values, rotation: Values) -> Values:
    return np.sqrt(np.maximum(0.0, lightness**2 + chroma**2 + hue**2 + rotation * chroma * hue))


def _axes(lab: Values) -> tuple[Values, Values, Values]:
    return lab[..., 0], lab[..., 1], lab[..., 2]


def _angle(a: Values, b: Values) -> Values:
    return np.degrees(np.arctan2(b, a)) % 360


def _cos(degrees: Values) -> Values:
    return np.cos(np.radians(degrees))
