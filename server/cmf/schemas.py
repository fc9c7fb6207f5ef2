"""Shapes of the built-in colour, material and finish lists."""

from __future__ import annotations

from typing import Literal

from server.core.http import Output


class BuiltInGloss(Output):
    """Gloss units by ISO 2813 at an angle in degrees."""

    value: float
    angle: int


class BuiltInFinish(Output):
    id: str
    name_zh: str
    name_en: str
    group: str
    gloss_gu: BuiltInGloss | None
    ra_um: float | None
    roughness: float
    metallic: float
    clearcoat: float | None
    clearcoat_roughness: float | None
    sheen: float | None
    sheen_roughness: float | None
    transmission: float | None
    ior: float | None
    anisotropy: float | None
    texture: str
    source: str


class BuiltInFinishList(Output):
    items: list[BuiltInFinish]
    next: str | None


class BuiltInMaterial(Output):
    id: str
    name_zh: str
    name_en: str
    group: str
    density_kg_m3: float
    source_kind: Literal["standard", "estimate"]
    source: str
    date: str


class BuiltInMaterialList(Output):
    items: list[BuiltInMaterial]
    next: str | None
