"""Measured gloss ⇄ roughness of a rendered surface. A display aid for uncoated dielectrics, never a measurement.

Gloss units (GU) after ISO 2813 and GB/T 9754: 100 GU is polished black glass of index 1.567. The tables hold what a GGX surface of
index 1.5 reflects into the receptor, integrated over its aperture at each angle. At 85° the model reads less than instruments do; 60°
is its own ground.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from typing import Literal

Angle = Literal[20, 60, 85]
Points = tuple[tuple[float, float], ...]

ANGLES: tuple[Angle, ...] = (20, 60, 85)
STANDARD_INDEX = 1.567      # the black glass of ISO 2813
USUAL_INDEX = 1.5           # plastics and paints, glTF's default

# (glTF roughness, GU) at each angle, as far as a step of 0.1 GU tells neighbours apart; the flat surface stands before them.
_GGX: Mapping[Angle, Points] = {
    20: ((0.05, 77.9), (0.10, 46.9), (0.15, 19.0), (0.20, 7.5), (0.25, 3.3), (0.30, 1.6), (0.35, 0.9), (0.40, 0.5), (0.45, 0.3),
         (0.50, 0.2), (0.60, 0.1)),
    60: ((0.05, 88.4), (0.10, 79.0), (0.15, 57.5), (0.20, 37.6), (0.25, 24.3), (0.30, 15.7), (0.35, 10.2), (0.40, 6.7), (0.45, 4.4),
         (0.50, 3.0), (0.60, 1.4), (0.70, 0.7), (0.80, 0.4), (0.90, 0.2), (1.00, 0.1)),
    85: ((0.05, 97.9), (0.10, 85.1), (0.15, 58.5), (0.20, 35.7), (0.25, 21.4), (0.30, 12.9), (0.35, 7.9), (0.40, 4.9), (0.45, 3.1),
         (0.50, 2.0), (0.60, 0.9), (0.70, 0.4), (0.80, 0.2), (0.90, 0.1)),
}


class GlossError(ValueError):
    """A gloss or roughness outside what the model covers; the text gives the limit and what to do."""


def fresnel(angle_deg: float, index: float) -> float:
    """Reflectance (0–1) of a flat dielectric in air for unpolarised light.

    >>> round(fresnel(60, 1.567), 6)
    0.100056
    """
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    inside = math.sqrt(index**2 - sine**2)
    across = (cosine - inside) / (cosine + inside)
    along = (index**2 * cosine - inside) / (index**2 * cosine + inside)
    return (across**2 + along**2) / 2


def flat_gloss(angle: Angle = 60, index: float = USUAL_INDEX) -> float:
    """GU of a perfectly flat surface: the most that an uncoated dielectric of this index can have.

    >>> round(flat_gloss(), 2)
    89.14
    """
    return 100 * fresnel(angle, index) / fresnel(angle, STANDARD_INDEX)


def angle_for(gloss_60_gu: float) -> Angle:
    """The angle at which ISO 2813 tells surfaces of this 60° gloss apart best: 20° above 70 GU, 85° below 10 GU, else 60°.

    >>> angle_for(85), angle_for(40), angle_for(4)
    (20, 60, 85)
    """
    return 20 if gloss_60_gu > 70 else 85 if gloss_60_gu < 10 else 60


def roughness_of_gloss(gloss_gu: float, angle: Angle = 60) -> float:
    """glTF roughness (0–1) of an uncoated dielectric of index 1.5 with this gloss, linear between the points of the table.

    Raises GlossError for a negative gloss, for one above the flat limit (89.1 GU at 60°: metal, or a coat of a higher index), and at 20°
    and 85° for one below the last point, where the model no longer tells surfaces apart. At 60° everything below 0.1 GU is 1.

    >>> roughness_of_gloss(37.6), roughness_of_gloss(3, angle=85)
    (0.2, 0.4545)
    """
    points = [(gu, roughness) for roughness, gu in reversed(points_at(angle))]
    if not 0 <= gloss_gu <= points[-1][0]:
        raise GlossError(f"{gloss_gu:g} GU at {angle}° is not between 0 and {points[-1][0]:.1f}, the most of a flat uncoated surface "
                         f"of index {USUAL_INDEX:g}: more needs metal or a coat of a higher index")
    if gloss_gu < points[0][0]:
        if angle != 60:
            raise GlossError(f"{gloss_gu:g} GU at {angle}° is too little to tell roughness: measure at {85 if angle == 20 else 60}°")
        return points[0][1]
    at = max(1, bisect_left(points, (gloss_gu, -1.0)))
    (low_gu, low), (high_gu, high) = points[at - 1], points[at]
    return round(low + (high - low) * (gloss_gu - low_gu) / (high_gu - low_gu), 4)


def gloss_of_roughness(roughness: float, angle: Angle = 60) -> float:
    """GU that an uncoated dielectric of index 1.5 and this glTF roughness has in the model; the inverse of ``roughness_of_gloss``.

    Raises GlossError for a roughness outside 0–1; beyond the last point of the table it is that point's 0.1 GU.

    >>> gloss_of_roughness(0.2)
    37.6
    """
    if not 0 <= roughness <= 1:
        raise GlossError(f"roughness is 0 to 1, not {roughness:g}")
    points = points_at(angle)
    at = bisect_left(points, (roughness, -1.0))
    if at in (0, len(points)):
        return points[min(at, len(points) - 1)][1]
    (low, low_gu), (high, high_gu) = points[at - 1], points[at]
    return round(low_gu + (high_gu - low_gu) * (roughness - low) / (high - low), 4)


def points_at(angle: Angle) -> Points:
    """(roughness, GU) from the flat surface down. Raises GlossError for an angle that glossmeters do not have."""
    if angle not in ANGLES:
        raise GlossError(f"gloss is measured at 20°, 60° or 85°, not at {angle}°")
    return ((0.0, flat_gloss(angle)), *_GGX[angle])
