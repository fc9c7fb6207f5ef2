"""CIE tables as weights for tristimulus values, from colour-science. The one place that imports it for spectra.

The import takes more than a second, so it happens at the first call, never when this module is imported.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmf_db.science.conditions import Conditions, Observer

START_NM, END_NM = 360, 780         # the working range of ASTM E308
OBSERVERS = {Observer.TWO: "CIE 1931 2 Degree Standard Observer", Observer.TEN: "CIE 1964 10 Degree Standard Observer"}

Weights = NDArray[np.float64]


@cache
def library() -> Any:
    """colour-science, imported once."""
    import colour

    return colour


@cache
def weights(conditions: Conditions, step_nm: int) -> Weights:
    """Weights W of shape (n, 3) for 360–780 nm, so that XYZ = R @ W and the perfect diffuser has Y = 100.

    Steps of 1 and 5 nm: products of illuminant and observer, which is how ASTM E308-15 sums such spectra. Steps of 10 nm: weighting factors
    of ASTM E2022, the values of tables 5 of E308. No bandpass correction. Raises ValueError for other steps.

    >>> weights(Conditions.parse("D65/2"), 10).sum(axis=0).round(2).tolist()        # the white of CIE 15: 95.05, 100, 108.88
    [95.05, 100.0, 108.88]
    """
    colour = library()
    if step_nm not in (1, 5, 10):
        raise ValueError(f"there are weights for 1, 5 and 10 nm, not for {step_nm}")
    shape = colour.SpectralShape(START_NM, END_NM, 5 if step_nm == 5 else 1)
    observer = colour.MSDS_CMFS[OBSERVERS[conditions.observer]].copy().align(shape)
    light = colour.SDS_ILLUMINANTS[conditions.illuminant.value].copy().align(shape)
    if step_nm == 10:
        found = colour.colorimetry.tristimulus_weighting_factors_ASTME2022(observer, light, colour.SpectralShape(START_NM, END_NM, 10))
    else:
        found = observer.values * light.values[:, None]
        found = found * (100 / found[:, 1].sum())
    found.setflags(write=False)
    return np.asarray(found, np.float64)


def white_xy(conditions: Conditions, step_nm: int = 10) -> NDArray[np.float64]:
    """Chromaticity x, y of the perfect reflecting diffuser, summed as a spectrum of this step is, so that it has a* = b* = 0."""
    xyz = weights(conditions, step_nm).sum(axis=0)
    return np.asarray(xyz[:2] / xyz.sum())
