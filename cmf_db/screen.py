"""Colours on a screen: CIELAB to sRGB and back. Display only; differences are never computed from these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# sRGB primaries, D65 white (2°), IEC 61966-2-1; XYZ scaled to Y = 1.
WHITE = (0.95047, 1.0, 1.08883)
XYZ_TO_RGB = ((3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252))
RGB_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
EPSILON, KAPPA = 216 / 24389, 24389 / 27        # CIE 15:2018
TOLERANCE = 5e-4        # a channel this far outside 0–1 is rounding, not gamut


@dataclass(frozen=True, slots=True)
class ScreenColor:
    """``hex`` is ``#rrggbb``; ``clipped`` says that the colour lies outside sRGB and the nearest channel values are shown."""

    hex: str
    clipped: bool


def screen_of_lab(lab: tuple[float, float, float]) -> ScreenColor:
    """CIELAB (L* 0–100) to 8-bit sRGB, relative to the white of the Lab value, whatever its illuminant and observer.

    The white of the value becomes the screen's D65: the right choice for showing an object colour, a display aid for everything else.
    Method: CIE 15:2018 and IEC 61966-2-1.

    >>> screen_of_lab((100, 0, 0))
    ScreenColor(hex='#ffffff', clipped=False)
    """
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    f = (fy + a / 500, fy, fy - b / 200)
    xyz = [w * (v**3 if v**3 > EPSILON else (116 * v - 16) / KAPPA) for w, v in zip(WHITE, f)]
    linear = [sum(m * v for m, v in zip(row, xyz)) for row in XYZ_TO_RGB]
    clipped = any(v < -TOLERANCE or v > 1 + TOLERANCE for v in linear)
    return ScreenColor("#" + "".join(f"{round(255 * _encode(min(1.0, max(0.0, v)))):02x}" for v in linear), clipped)


def lab_of_hex(hex: str) -> tuple[float, float, float]:
    """sRGB ``#rrggbb`` to CIELAB under D65 and the 2° observer. Raises ValueError for anything else.

    >>> lab_of_hex("#ffffff")[0]
    100.0
    """
    return _lab_of_linear(linear_of_hex(hex))


def lab_of_rgb(rgb: Sequence[float]) -> tuple[float, float, float]:
    """sRGB with three values 0–1 to CIELAB under D65 and the 2° observer.

    >>> lab_of_rgb((1, 1, 1))[0]
    100.0
    """
    return _lab_of_linear([_decode(v) for v in rgb])


def linear_of_hex(hex: str) -> tuple[float, float, float]:
    """``#rrggbb`` as linear light 0–1 (IEC 61966-2-1), as renderers take it. Raises ValueError for anything else.

    >>> linear_of_hex("#ff0000")
    (1.0, 0.0, 0.0)
    """
    if len(hex) != 7 or hex[0] != "#":
        raise ValueError(f"a screen colour is written #rrggbb, not {hex!r}")
    try:
        r, g, b = (_decode(int(hex[i : i + 2], 16) / 255) for i in (1, 3, 5))
    except ValueError:
        raise ValueError(f"a screen colour is written #rrggbb, not {hex!r}") from None
    return r, g, b


def _lab_of_linear(linear: Sequence[float]) -> tuple[float, float, float]:
    xyz = [sum(m * v for m, v in zip(row, linear)) / w for row, w in zip(RGB_TO_XYZ, WHITE)]
    fx, fy, fz = (v ** (1 / 3) if v > EPSILON else (KAPPA * v + 16) / 116 for v in xyz)
    return round(116 * fy - 16, 4), round(500 * (fx - fy), 4), round(200 * (fy - fz), 4)


def _encode(v: float) -> float:
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


def _decode(v: float) -> float:
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
