"""The CMF item that people pick: one colour on one material with one finish, made by a chain of processes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cmf_db.records.colour import Tolerance
from cmf_db.records.material import Compliance, Price
from cmf_db.records.quantity import Quantity
from cmf_db.records.source import Line, Name, Prose, Record


class SurfaceEmission(Quantity):
    UNIT = "kgCO2e/m²"
    ALSO = {"gCO2e/m²": 0.001, "kgCO2e/dm²": 100.0}
    LEAST = 0


class Trade(StrEnum):
    APPLIANCE = "appliance"
    FURNITURE = "furniture"
    APPAREL = "apparel"


class Ref(Record):
    """One version of a record, which never changes."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
    version: int = Field(ge=1)


class Item(Record):
    """``tolerances`` tighten those of the colour for this surface; ``price`` and ``co2e`` are of the surface, beyond the material's own."""

    kind: Literal["item"] = "item"
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9./-]{1,31}$")]
    name: Name
    trades: tuple[Trade, ...] = Field(min_length=1)
    colour: Ref
    material: Ref
    finish: Ref
    processes: tuple[Ref, ...] = Field(default=(), max_length=12)
    tolerances: tuple[Tolerance, ...] = Field(default=(), max_length=10)
    price: Price | None = None
    co2e: SurfaceEmission | None = None
    compliance: tuple[Compliance, ...] = Field(default=(), max_length=30)
    valid_until: date | None = None
    supplier: Line | None = None
    remark: Prose = ""
