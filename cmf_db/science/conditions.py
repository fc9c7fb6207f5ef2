"""Under what a colour was measured and computed. Without these a Lab value is not a colour, so nothing here has a default."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Illuminant(StrEnum):
    """CIE illuminants (CIE 15:2018); TL84 is FL11, CWF is FL2."""

    D50 = "D50"
    D65 = "D65"
    A = "A"
    FL2 = "FL2"
    FL11 = "FL11"
    FL12 = "FL12"
    LED_B3 = "LED-B3"


class Observer(StrEnum):
    """CIE standard observers: 2° (1931) and 10° (1964)."""

    TWO = "2"
    TEN = "10"


class Geometry(StrEnum):
    """Measuring geometries of CIE 15:2018; ``unknown`` is said, never left out."""

    SCI = "d/8 SCI"
    SCE = "d/8 SCE"
    RING_45_0 = "45/0"
    RING_0_45 = "0/45"
    MULTI_ANGLE = "multi-angle"
    UNKNOWN = "unknown"


class ConditionsError(ValueError):
    """Conditions are missing, unknown or not alike; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Illuminant and observer of a tristimulus value.

    >>> Conditions.parse("D65/10")
    Conditions(illuminant=<Illuminant.D65: 'D65'>, observer=<Observer.TEN: '10'>)
    >>> str(Conditions.parse("F11/2"))
    'FL11/2'
    """

    illuminant: Illuminant
    observer: Observer

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``D65/10``, ``d65/10°`` or ``TL84/2``. Raises ConditionsError that names what is there."""
        illuminant, slash, observer = text.strip().partition("/")
        if not slash:
            raise ConditionsError(f"{text!r} does not name illuminant and observer: write them as D65/10")
        return cls(illuminant_of(illuminant), observer_of(observer))

    def __str__(self) -> str:
        return f"{self.illuminant.value}/{self.observer.value}"


OTHER_NAMES = {"F2": "FL2", "F11": "FL11", "F12": "FL12", "TL84": "FL11", "CWF": "FL2", "LEDB3": "LED-B3", "LED_B3": "LED-B3"}


def illuminant_of(text: str) -> Illuminant:
    """Raises ConditionsError for a light that is not known here."""
    name = text.strip().upper()
    try:
        return Illuminant(OTHER_NAMES.get(name, name))
    except ValueError:
        raise ConditionsError(f"illuminant {text.strip()!r} is not known: use one of {', '.join(Illuminant)}") from None


def observer_of(text: str) -> Observer:
    """Raises ConditionsError for anything but 2 and 10 degrees."""
    try:
        return Observer(text.strip().rstrip("°").removesuffix("deg").strip())
    except ValueError:
        raise ConditionsError(f"observer {text.strip()!r} is not known: use 2 or 10 (degrees)") from None


def require_alike(standard: Conditions, sample: Conditions) -> None:
    """Raises ConditionsError where a difference between the two would compare unlike things."""
    if standard != sample:
        raise ConditionsError(
            f"the standard is given for {standard}, the sample for {sample}: a difference needs like conditions. "
            "Give both for the same illuminant and observer, or start from their spectra")
