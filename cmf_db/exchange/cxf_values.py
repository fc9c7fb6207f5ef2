"""The values of a CxF3 object: which model each is, scaled as swatches keep them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from cmf_db.exchange.palette import ExchangeError, Model
from cmf_db.exchange.texts import shown

Values = tuple[float, ...]
HTML = re.compile(r"#?([0-9a-fA-F]{6})$")


def points_of(value: Any) -> list[tuple[float, float]] | bool | None:
    """The points of a custom spectrum, True for a reflectance spectrum on an even grid, None for what is no such spectrum."""
    kind = type(value).__name__
    if kind == "CustomSpectrum":
        return [(_finite(point.wl), _finite(point.value)) for point in value.spectral_point]
    return True if kind == "ReflectanceSpectrum" else None


def colour_of(value: Any, line: int) -> tuple[Model, Values] | None:
    """Model and components of a colour value, None for one that is not read. Raises ExchangeError for a component that is no number."""
    found = READERS.get(type(value).__name__)
    if found is None:
        return None
    model, names, scaled = found
    components = [getattr(value, name) for name in names]
    if names != ("html",) and not all(isinstance(v, int | float) and math.isfinite(v) for v in components):
        wrong = next(v for v in components if not isinstance(v, int | float) or not math.isfinite(v))
        raise ExchangeError(f"a component of {type(value).__name__} is no number: {shown(str(wrong))}", line=line)
    values = scaled(value, *components)
    if values is None:
        raise ExchangeError(f"a value of {type(value).__name__} is not written as one: {shown(str(components[0]))}", line=line)
    return model, values


def _finite(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _rgb(value: Any, *components: float) -> Values:
    most = value.max_range if isinstance(value.max_range, int) and value.max_range > 0 else 255
    return tuple(v / most for v in components)


def _xy_y(_: Any, x: float, y: float, luminance: float) -> Values | None:
    return (x * luminance / y, luminance, (1 - x - y) * luminance / y) if y > 0 else None


def _lch(_: Any, lightness: float, chroma: float, hue: float) -> Values:
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def _html(_: Any, text: Any) -> Values | None:
    found = HTML.match(str(text).strip())
    return tuple(v / 255 for v in bytes.fromhex(found.group(1))) if found else None


READERS: dict[str, tuple[Model, tuple[str, ...], Callable[..., Values | None]]] = {
    "ColorCielab": ("Lab", ("l", "a", "b"), lambda _, *v: v),
    "ColorCielch": ("Lab", ("l", "c", "h"), _lch),
    "ColorCiexyz": ("XYZ", ("x", "y", "z"), lambda _, *v: v),
    "ColorCiexyY": ("XYZ", ("x", "y", "colorexchangeformat_com_cx_f3_core_y"), _xy_y),
    "ColorSrgb": ("RGB", ("r", "g", "b"), _rgb),
    "ColorRgb": ("RGB", ("r", "g", "b"), _rgb),
    "ColorHtml": ("RGB", ("html",), _html),
    "ColorCmyk": ("CMYK", ("cyan", "magenta", "yellow", "black"), lambda _, *v: tuple(c / 100 for c in v)),
}
