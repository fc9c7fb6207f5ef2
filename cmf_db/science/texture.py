"""Mould textures: VDI 3400 and SPI grades → roughness → the draft that lets the part leave the mould.

Web tables contradict each other (grades above 45, Rz below 4 Ra), so VDI roughness comes from the formula and every rule names its source.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

VDI_GRADES = (0, 45)
DEPTH_PER_RA = 4.0              # peak to valley of a spark-eroded texture over its Ra: an estimate, Rz ≈ 4 Ra


class TextureError(ValueError):
    """A grade, material or depth outside what is known here; the text names the bounds."""


@dataclass(frozen=True, slots=True)
class DraftRule:
    """Draft = base of the material + ``degrees_per_25_um`` for each 25 µm of texture depth."""

    degrees_per_25_um: float
    source: str


# The sources disagree; the stricter one is the default.
COMMON = DraftRule(1.0, "1° per 0.025 mm of texture depth: minghaomould, draft of textured walls")
STRICT = DraftRule(1.5, "1.5° per 0.025 mm (0.001 inch) of texture depth: eFunda, Plastic Design, Draft")


@dataclass(frozen=True, slots=True)
class BaseDraft:
    """Draft of an untextured wall in degrees: the least, and the range that is recommended."""

    least_deg: float
    recommended_deg: tuple[float, float]


BASE_DRAFT_SOURCE = "mfgabc.com, draft angle for injection moulding"
BASE_DRAFT: Mapping[str, BaseDraft] = {
    **dict.fromkeys(("ABS", "PC", "PA", "POM"), BaseDraft(0.5, (1.0, 1.5))), "PP": BaseDraft(0.5, (0.5, 1.0)),
    "PMMA": BaseDraft(1.0, (1.5, 2.0)), "TPE": BaseDraft(1.0, (2.0, 3.0)), "LSR": BaseDraft(3.0, (5.0, 5.0)),
}

# Ra in µm of the polished or blasted steel: least and most. The A grades are published; the others are usual figures.
SPI_SOURCE = "A: jbrplas.com, surface finish texture standards; B–D: usual figures, estimate"
SPI_RA_UM: Mapping[str, tuple[float, float]] = {
    "A-1": (0.012, 0.025), "A-2": (0.025, 0.05), "A-3": (0.05, 0.10),
    "B-1": (0.05, 0.10), "B-2": (0.10, 0.15), "B-3": (0.28, 0.32),
    "C-1": (0.35, 0.40), "C-2": (0.45, 0.55), "C-3": (0.63, 0.70),
    "D-1": (0.80, 1.00), "D-2": (1.00, 2.80), "D-3": (3.20, 18.0),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft that a texture asks for, in degrees, and how it was found."""

    least_deg: float
    recommended_deg: tuple[float, float]
    texture_deg: float
    depth_um: float
    source: str


def ra_of_vdi(grade: float) -> float:
    """Ra in µm of a VDI 3400 grade: 0.1 · 10^(grade / 20), 0 ≤ grade ≤ 45. Raises TextureError outside.

    >>> round(ra_of_vdi(27), 2)
    2.24
    """
    least, most = VDI_GRADES
    if not least <= grade <= most:
        raise TextureError(f"VDI 3400 has grades {least} to {most}, not {grade:g}")
    return float(0.1 * 10 ** (grade / 20))


def vdi_of_ra(ra_um: float) -> int:
    """The VDI 3400 grade whose Ra is nearest on the scale's logarithmic steps. Raises TextureError outside 0.1–17.8 µm.

    >>> vdi_of_ra(3.15)
    30
    """
    least, most = (ra_of_vdi(grade) for grade in VDI_GRADES)
    if not least <= ra_um <= most:
        raise TextureError(f"VDI 3400 covers Ra {least:g} to {most:.1f} µm, not {ra_um:g}")
    return round(20 * math.log10(ra_um / 0.1))


def ra_of_spi(code: str) -> tuple[float, float]:
    """Least and most Ra in µm of an SPI finish, ``A-1`` to ``D-3``. Raises TextureError for another code.

    >>> ra_of_spi("a-2")
    (0.025, 0.05)
    """
    try:
        return SPI_RA_UM[code.strip().upper()]
    except KeyError:
        raise TextureError(f"there is no SPI finish {code.strip()[:20]!r}: there are {', '.join(SPI_RA_UM)}") from None


def draft_of_depth(material: str, depth_um: float, rule: DraftRule = STRICT) -> Draft:
    """Draft for a texture of known depth. Raises TextureError for a material without a base draft, or a depth that is none.

    >>> draft_of_depth("ABS", 25).least_deg
    2.0
    """
    base = BASE_DRAFT.get(material.strip().upper())
    if base is None:
        raise TextureError(f"there is no base draft for {material.strip()[:40]!r}: there is one for {', '.join(BASE_DRAFT)}")
    if not 0 <= depth_um < math.inf:
        raise TextureError(f"a texture depth is 0 µm or more, not {depth_um:g}")
    texture = rule.degrees_per_25_um * depth_um / 25
    low, high = base.recommended_deg
    return Draft(base.least_deg + texture, (low + texture, high + texture), texture, depth_um, f"{BASE_DRAFT_SOURCE}; {rule.source}")


def draft_of_vdi(material: str, grade: float, rule: DraftRule = STRICT, depth_per_ra: float = DEPTH_PER_RA) -> Draft:
    """Draft for a VDI 3400 grade, its depth estimated as ``depth_per_ra`` · Ra. Raises TextureError as its parts do.

    >>> round(draft_of_vdi("PC", 30).least_deg, 2)
    1.26
    """
    found = draft_of_depth(material, depth_per_ra * ra_of_vdi(grade), rule)
    return Draft(found.least_deg, found.recommended_deg, found.texture_deg, found.depth_um,
                 f"{found.source}; depth {depth_per_ra:g} · Ra, estimate")
