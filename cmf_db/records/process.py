"""A process: how a surface or a part is made, what it suits and what it asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from cmf_db.records.material import MaterialGroup, Price
from cmf_db.records.quantity import Quantity
from cmf_db.records.source import Line, Name, Prose, Record, Source


class Wall(Quantity):
    UNIT = "mm"
    ALSO = {"µm": 0.001}
    LEAST = 0
    MOST = 1000


class Degrees(Quantity):
    UNIT = "°"
    LEAST = 0
    MOST = 90


class Days(Quantity):
    UNIT = "d"
    ALSO = {"h": 1 / 24}
    LEAST = 0


class ProcessGroup(StrEnum):
    FORMING = "forming"         # injection, blow, casting, pressing, bending
    CUTTING = "cutting"         # CNC, laser, die cutting
    COATING = "coating"         # spray, powder, UV, PVD, plating, anodising
    TEXTURING = "texturing"     # blasting, brushing, etching
    PRINTING = "printing"       # silk screen, pad, IMD, hot stamping
    JOINING = "joining"
    TEXTILE = "textile"         # weaving, dyeing, printing, sewing
    WOOD = "wood"               # veneering, edge banding, oiling


class Rule(Record):
    """Something to know before choosing it, as a sentence in both languages."""

    severity: Literal["info", "warn", "block"]
    text: Name
    source: Source


class Process(Record):
    kind: Literal["process"] = "process"
    name: Name
    group: ProcessGroup
    materials: tuple[MaterialGroup, ...] = Field(min_length=1)
    wall: Wall | None = None
    draft: Degrees | None = None
    layer: Wall | None = None
    lead_time: Days | None = None
    order: Line | None = None
    cost: Price | None = None
    rules: tuple[Rule, ...] = Field(default=(), max_length=30)
    remark: Prose = ""
