"""How far a spectrum may move before a tolerance is used up: the band that a chart of spectra shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cmf_db.records.colour import Tolerance
from cmf_db.science.formulas import delta_e
from cmf_db.science.lab import Lab
from cmf_db.screen import EPSILON, KAPPA

STEPS = 50      # bisections of an interval of 2: to 1e-15
LEAST, MOST = 0.0, 2.0


@dataclass(frozen=True, slots=True)
class Band:
    """Factors of the whole spectrum, below and above 1, at which a sample lies just at the limit."""

    low: float
    high: float


def band_of(lab: Lab, tolerance: Tolerance) -> Band:
    """The band around a standard of this Lab value, which is for the tolerance's illuminant and observer.

    A spectrum times k has k times its XYZ (CIE 15:2018), so no spectrum is needed here. A factor ends at 0 or 2 where the limit is not
    reached.

    >>> from cmf_db.records.colour import Tolerance
    >>> source = {"kind": "estimate", "reference": "agreed with the plant", "on": "2026-11-01"}
    >>> limit = Tolerance.model_validate({"formula": "de76", "limit": 1, "illuminant": "D65", "observer": "10", "source": source})
    >>> found = band_of((50.0, 0.0, 0.0), limit)
    >>> round(scaled((50.0, 0.0, 0.0), found.high)[0], 6), round(scaled((50.0, 0.0, 0.0), found.low)[0], 6)
    (51.0, 49.0)
    """
    limit = tolerance.limit * tolerance.commercial_factor
    standard = np.array(lab, np.float64)

    def over(factor: float) -> bool:
        sample = np.array(scaled(lab, factor), np.float64)
        return float(delta_e(tolerance.formula, standard, sample, tolerance.weights)) > limit

    return Band(_edge(over, LEAST), _edge(over, MOST))


def scaled(lab: Lab, factor: float) -> Lab:
    """The Lab value of ``factor`` times the XYZ of ``lab``, under the same white."""
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    fx, fy, fz = (_forward(factor * _inverse(f)) for f in (fy + a / 500, fy, fy - b / 200))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _edge(over: Callable[[float], bool], end: float) -> float:
    """Where between 1 and ``end`` the limit is passed."""
    if not over(end):
        return end
    within, beyond = 1.0, end
    for _ in range(STEPS):
        middle = (within + beyond) / 2
        within, beyond = (within, middle) if over(middle) else (middle, beyond)
    return within


def _inverse(f: float) -> float:
    return f**3 if f**3 > EPSILON else (116 * f - 16) / KAPPA


def _forward(v: float) -> float:
    return float(np.cbrt(v)) if v > EPSILON else (KAPPA * v + 16) / 116
