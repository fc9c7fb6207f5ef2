"""How a part shall look in an export: plain numbers, resolved by the server from appearance records."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Look(TypedDict):
    """Render material of one part in the terms of glTF 2.0 metallic-roughness. Colours are sRGB ``#rrggbb``, factors 0–1."""

    name: str                   # shown as the material's name in GLB, as the author of the record wrote it
    color: str
    alpha: float
    roughness: float
    metallic: float
    clearcoat: NotRequired[float]
    clearcoat_roughness: NotRequired[float]
    sheen: NotRequired[float]
    sheen_roughness: NotRequired[float]
    transmission: NotRequired[float]
    ior: NotRequired[float]
    anisotropy: NotRequired[float]
    density_kg_m3: NotRequired[float]
