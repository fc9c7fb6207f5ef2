"""The nearest of many colours by CIEDE2000, exactly: a proven lower bound for all of them, the formula itself for the few that remain.

The bound. CIEDE2000 is √(x² + y² + z² + R_T·y·z) with x = ΔL′/S_L, y = ΔC′/S_C, z = ΔH′/S_H. Four steps, each valid for every pair:

1. |R_T| ≤ 2·sin 60°·√(C̄′⁷/(C̄′⁷ + 25⁷)) = 2ρ < 2, and y² + z² + R_T·y·z ≥ (1 − ρ)(y² + z²).
2. S_H = 1 + 0.015·C̄′·T with T ≤ 1.93, so S_H ≤ S_C = 1 + 0.045·C̄′, and y² + z² ≥ (ΔC′² + ΔH′²)/S_C².
3. ΔC′² + ΔH′² is the squared distance of (a′, b), and a′ = (1 + G)·a with one G ≥ 0 for both, so it is at least Δa² + Δb².
4. C̄′ ≤ (1 + G)·C̄, and ρ and S_C grow with C̄′, so (1 + G)·C̄ may stand for it.

Hence ΔE00² ≥ (ΔL/S_L)² + (1 − ρ)(Δa² + Δb²)/S_C². The tests compare with the formula for every colour as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmf_db.science.conditions import Conditions, require_alike
from cmf_db.science.formulas import CHROMA_25_7, de00
from cmf_db.science.lab import HasLab

SLACK = 1e-9        # far above rounding, far below anything seen
PROBES = 1000       # colours with the least bounds, tried first to learn how far away the nearest are


@dataclass(frozen=True, slots=True)
class Match:
    """``position`` counts from 0 in the values that the index was made of."""

    position: int
    de00: float


class NearestIndex:
    """N Lab values under one illuminant and observer. Made once, never changed; safe to ask from many threads.

    >>> from cmf_db.science.lab import LabColour
    >>> at = Conditions.parse("D65/10")
    >>> index = NearestIndex([(50, 0, 0), (52, 0, 0), (90, 0, 0)], at)
    >>> [match.position for match in index.nearest(LabColour((51.8, 0, 0), at), 2)]
    [1, 0]
    """

    def __init__(self, labs: ArrayLike, conditions: Conditions, probes: int = PROBES) -> None:
        """``labs`` has shape (N, 3); ``probes`` changes the speed, never an answer.

        Raises ValueError for another shape, or values that are no numbers.
        """
        values = np.array(labs, np.float64)
        if values.size == 0:
            values = values.reshape(0, 3)
        if values.ndim != 2 or values.shape[1] != 3 or not np.isfinite(values).all():
            raise ValueError("an index is made of rows of three numbers: L*, a* and b*")
        self.conditions = conditions
        self._probes = probes
        self._labs = values
        self._lightness, self._a, self._b = (np.ascontiguousarray(axis) for axis in values.T)
        self._chroma = np.hypot(self._a, self._b)

    def __len__(self) -> int:
        return len(self._labs)

    def nearest(self, colour: HasLab, count: int) -> list[Match]:
        """The ``count`` nearest by ΔE00 with ``colour`` as the standard, nearest first, equals by position.

        Raises ConditionsError where the colour is for other conditions, ValueError for a count below 1.
        """
        require_alike(self.conditions, colour.conditions)
        if count < 1:
            raise ValueError(f"ask for one colour or more, not for {count}")
        bounds = self._least_squares(np.array(colour.lab, np.float64))
        probes = max(self._probes, count)
        if probes >= len(bounds):
            return self._matches(colour, np.arange(len(bounds)))[:count]
        likely = np.argpartition(bounds, probes - 1)[:probes]
        reach = float(np.partition(de00(colour.lab, self._labs[likely]), count - 1)[count - 1])
        return self._matches(colour, _below(bounds, reach))[:count]

    def within(self, colour: HasLab, limit: float) -> list[Match]:
        """All whose ΔE00 from ``colour`` is at most ``limit``, nearest first. Raises ConditionsError as ``nearest`` does."""
        require_alike(self.conditions, colour.conditions)
        bounds = self._least_squares(np.array(colour.lab, np.float64))
        return [match for match in self._matches(colour, _below(bounds, limit)) if match.de00 <= limit]

    def _matches(self, colour: HasLab, positions: NDArray[np.intp]) -> list[Match]:
        values = de00(colour.lab, self._labs[positions])
        order = np.lexsort((positions, values))
        return [Match(position, value) for position, value in zip(positions[order].tolist(), values[order].tolist())]

    def _least_squares(self, lab: NDArray[np.float64]) -> NDArray[np.float64]:
        """The lower bound of ΔE00² for every colour of the index."""
        lightness, a, b = lab
        middle = ((self._lightness + lightness) / 2 - 50) ** 2
        s_l = 1 + 0.015 * middle / np.sqrt(20 + middle)
        chroma = (self._chroma + np.hypot(a, b)) / 2
        chroma *= 1.5 - 0.5 * np.sqrt(_saturation(chroma))
        rho = np.sin(np.radians(60)) * np.sqrt(_saturation(chroma))
        plane = (self._a - a) ** 2 + (self._b - b) ** 2
        least: NDArray[np.float64] = ((self._lightness - lightness) / s_l) ** 2 + (1 - rho) * plane / (1 + 0.045 * chroma) ** 2
        return least


def _saturation(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    """C⁷/(C⁷ + 25⁷); powers by multiplication, which is ten times as fast."""
    square = chroma * chroma
    seventh = square * square * square * chroma
    return seventh / (seventh + CHROMA_25_7)


def _below(bounds: NDArray[np.float64], reach: float) -> NDArray[np.intp]:
    return np.flatnonzero(bounds <= (reach * (1 + SLACK) + SLACK) ** 2)
