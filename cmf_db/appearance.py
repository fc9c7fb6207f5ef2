"""The appearance of one part as designers write it, and the numbers that a renderer or an export needs.

An inline appearance is JSON: ``{"color": {"lab": [L, a, b], "illuminant", "observer", "source"} | {"hex", "approx": true},
"finish": id, "material": id}``, every key optional.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cmf_db import finishes, materials
from cmf_db.screen import screen_of_lab

ILLUMINANTS = ("D65", "D50", "A", "F2", "F11", "F12", "LED-B3")
OBSERVERS = ("2", "10")
SOURCES = ("measured", "lab", "supplier", "computed", "estimate")
RENDER = ("clearcoat", "clearcoat_roughness", "sheen", "sheen_roughness", "transmission", "ior", "anisotropy")
NEUTRAL = "#c8c8c8"


class AppearanceError(ValueError):
    """The appearance is not one; the text names the field and what it may hold."""


@dataclass(frozen=True, slots=True)
class PartLook:
    """glTF factors 0–1 and a screen colour; ``density_kg_m3`` is None without a material."""

    name: str
    color: str
    roughness: float
    metallic: float
    optional: Mapping[str, float]
    density_kg_m3: float | None
    clipped: bool

    def as_export(self, alpha: float = 1.0) -> dict[str, Any]:
        """The same as one flat record, as exports take it."""
        density = {} if self.density_kg_m3 is None else {"density_kg_m3": self.density_kg_m3}
        return {"name": self.name, "color": self.color, "alpha": alpha, "roughness": self.roughness, "metallic": self.metallic,
                **self.optional, **density}


def resolve(inline: Mapping[str, Any], script_color: str | None = None) -> PartLook:
    """What an inline appearance looks like; ``script_color`` (``#rrggbb``) stands in where it has no colour.

    Raises AppearanceError for an unknown finish or material, a colour without its conditions, or a key that does not belong.
    """
    unknown = inline.keys() - {"color", "finish", "material"}
    if unknown:
        raise AppearanceError(f"an appearance has color, finish and material, not {', '.join(sorted(map(str, unknown)))}")
    finish = _known(finishes.BY_ID, inline.get("finish"), "finish") or finishes.DEFAULT
    material = _known(materials.BY_ID, inline.get("material"), "material")
    color, clipped = _screen(inline["color"]) if inline.get("color") is not None else (script_color or NEUTRAL, False)
    numbers = asdict(finish)
    return PartLook(
        name=" ".join(filter(None, (color, finish.id, material.id if material else None))), color=color,
        roughness=finish.roughness, metallic=finish.metallic, optional={k: numbers[k] for k in RENDER if numbers[k] is not None},
        density_kg_m3=material.density_kg_m3 if material else None, clipped=clipped,
    )


def _known(table: Mapping[str, Any], id: object, what: str) -> Any:
    if id is None:
        return None
    if not isinstance(id, str) or id not in table:
        raise AppearanceError(f"there is no {what} {id!r}; there are {', '.join(table)}")
    return table[id]


def _screen(color: Any) -> tuple[str, bool]:
    if not isinstance(color, Mapping):
        raise AppearanceError("a colour is Lab with its conditions, or a hex value marked approx")
    if "hex" in color:
        return _screen_of_hex(color)
    lab = color.get("lab")
    if not isinstance(lab, list | tuple) or len(lab) != 3 or not all(_number(v) for v in lab):
        raise AppearanceError("lab holds three numbers: L*, a*, b*")
    if not 0 <= lab[0] <= 100 or any(abs(v) > 200 for v in lab[1:]):
        raise AppearanceError("L* is 0 to 100, a* and b* are −200 to 200")
    for key, allowed in (("illuminant", ILLUMINANTS), ("observer", OBSERVERS), ("source", SOURCES)):
        if color.get(key) not in allowed:
            raise AppearanceError(f"a Lab colour names its {key}: one of {', '.join(allowed)}")
    shown = screen_of_lab((float(lab[0]), float(lab[1]), float(lab[2])))
    return shown.hex, shown.clipped


def _screen_of_hex(color: Mapping[str, Any]) -> tuple[str, bool]:
    value = color["hex"]
    if not isinstance(value, str) or len(value) != 7 or value[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in value[1:]):
        raise AppearanceError(f"a screen colour is written #rrggbb, not {value!r}")
    if color.get("approx") is not True:
        raise AppearanceError("a hex colour has no conditions, so it is marked approx")
    return value.lower(), False


def _number(v: object) -> bool:
    return isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)
