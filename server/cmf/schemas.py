"""Shapes of the built-in colour, material and finish lists."""

from __future__ import annotations

from typing import Literal

from server.core.http import Output


class Gloss(Output):
    """Gloss units by ISO 2813 at an angle in degrees."""

    value: float
    angle: int


class Finish(Output):
    id: str
    name_zh: str
    name_en: str
    group: str
    gloss_gu: Gloss | None
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


class FinishList(Output):
    items: list[Finish]
    next: str | None


class Material(Output):
    id: str
    name_zh: str
    name_en: str
    group: str
    density_kg_m3: float
    source_kind: Literal["standard", "estimate"]
    source: str
    date: str


class MaterialList(Output):
    items: list[Material]
    next: str | None
