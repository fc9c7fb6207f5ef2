"""One CIELAB value with the conditions that make it a colour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cmf_db.science.conditions import Conditions

Lab = tuple[float, float, float]


class HasLab(Protocol):
    """Anything that has a Lab value under conditions."""

    @property
    def lab(self) -> Lab: ...

    @property
    def conditions(self) -> Conditions: ...


@dataclass(frozen=True, slots=True)
class LabColour:
    """L* 0–150, a*, b* ±250, under ``conditions``. Raises ValueError for what is no Lab value.

    >>> LabColour((50, 3, 4), Conditions.parse("D65/10")).lch[:2]
    (50, 5.0)
    """

    lab: Lab
    conditions: Conditions

    def __post_init__(self) -> None:
        check_lab(self.lab)

    @property
    def lch(self) -> Lab:
        return lch_of_lab(self.lab)


def check_lab(lab: Sequence[float]) -> Lab:
    """The same three numbers. Raises ValueError with the bounds."""
    lightness, a, b = lab
    if not (0 <= lightness <= 150 and abs(a) <= 250 and abs(b) <= 250):     # NaN fails as well
        raise ValueError(f"{lightness:g}, {a:g}, {b:g} is no Lab colour: L* is 0 to 150, a* and b* are −250 to 250")
    return lightness, a, b


def lch_of_lab(lab: Lab) -> Lab:
    """L*, C*ab and h_ab in degrees (0–360), after ISO/CIE 11664-4.

    >>> lch_of_lab((50.0, 0.0, -20.0))
    (50.0, 20.0, 270.0)
    """
    lightness, a, b = lab
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def parse_lab(text: str) -> Lab:
    """From ``66.27, 3.28, 14.93``, Unicode minus signs included. Raises ValueError in words.

    >>> parse_lab("50,−2.5,0")
    (50.0, -2.5, 0.0)
    """
    try:
        lightness, a, b = (float(piece) for piece in text.replace("−", "-").split(","))
    except ValueError:
        raise ValueError(f"{text[:60]!r} is no Lab colour: write L*, a* and b* as 66.3,3.3,14.9") from None
    return check_lab((lightness, a, b))


def parse_colour(text: str) -> tuple[Lab, Conditions | None]:
    """From ``L,a,b`` or ``L,a,b@D65/10``. Raises ValueError or ConditionsError in words."""
    lab, at, conditions = text.partition("@")
    return parse_lab(lab), Conditions.parse(conditions) if at else None
