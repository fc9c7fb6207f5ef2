"""A finish: what a surface is made to feel and look like, apart from colour and material."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from cmf_db.records.quantity import Quantity
from cmf_db.records.source import Line, Name, Prose, Record, Source


class Gloss(Quantity):
    UNIT = "GU"
    LEAST = 0
    MOST = 2000


class Roughness(Quantity):
    UNIT = "µm"
    ALSO = {"um": 1.0, "mm": 1000.0, "nm": 0.001}
    LEAST = 0
    MOST = 1000


class FinishGroup(StrEnum):
    GLOSS = "gloss"
    SATIN = "satin"
    MATT = "matt"
    TEXTURE = "texture"         # mould textures: VDI 3400, SPI, Mold-Tech, etching
    BRUSHED = "brushed"         # brushed, blasted, sanded metal
    POLISHED = "polished"
    COATED = "coated"           # paint, powder, enamel, plating where the layer makes the look
    OILED = "oiled"             # oiled, waxed, lacquered wood
    WOVEN = "woven"
    CLEAR = "clear"             # transparent, frosted


class MouldGrade(Record):
    """``VDI 3400`` 0–45, ``SPI`` A-1 … D-3, or a code of a supplier's plate."""

    system: Literal["VDI 3400", "SPI", "Mold-Tech", "YS", "other"]
    code: Line


class Test(Record):
    """A durability test and what it requires or showed."""

    standard: Line
    result: Line
    source: Source


class Render(Record):
    """Factors of glTF 2.0 and its KHR_materials extensions, 0–1 (``ior`` 1–3). A display aid, never a measurement."""

    roughness: float = Field(ge=0, le=1)
    metallic: float = Field(default=0.0, ge=0, le=1)
    clearcoat: float | None = Field(default=None, ge=0, le=1)
    clearcoat_roughness: float | None = Field(default=None, ge=0, le=1)
    sheen: float | None = Field(default=None, ge=0, le=1)
    sheen_roughness: float | None = Field(default=None, ge=0, le=1)
    transmission: float | None = Field(default=None, ge=0, le=1)
    ior: float | None = Field(default=None, ge=1, le=3)
    anisotropy: float | None = Field(default=None, ge=0, le=1)
    texture: Literal["none", "grain_fine", "grain_coarse", "brushed", "wood", "weave", "twill", "leather"] = "none"
    source: Source


class Finish(Record):
    kind: Literal["finish"] = "finish"
    name: Name
    group: FinishGroup
    gloss_20: Gloss | None = None
    gloss_60: Gloss | None = None
    gloss_85: Gloss | None = None
    ra: Roughness | None = None
    rz: Roughness | None = None
    mould: MouldGrade | None = None
    texture_depth: Roughness | None = None
    coat_thickness: Roughness | None = None
    tests: tuple[Test, ...] = Field(default=(), max_length=30)
    render: Render
    remark: Prose = ""
