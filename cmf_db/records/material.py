"""A material: what it weighs, bears, costs and emits. Every figure is a Quantity; prices and CO2e are dated ranges or absent."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from cmf_db.records.quantity import Quantity
from cmf_db.records.source import Line, Name, Prose, Record, Source


class Density(Quantity):
    UNIT = "kg/m³"
    ALSO = {"g/cm³": 1000.0, "kg/m3": 1.0, "g/cm3": 1000.0}
    LEAST = 1
    MOST = 25_000


class Modulus(Quantity):
    UNIT = "GPa"
    ALSO = {"MPa": 0.001}
    LEAST = 0


class Strength(Quantity):
    UNIT = "MPa"
    ALSO = {"GPa": 1000.0}
    LEAST = 0


class Percent(Quantity):
    UNIT = "%"
    LEAST = 0
    MOST = 2000


class Temperature(Quantity):
    UNIT = "°C"
    LEAST = -273.15
    MOST = 4000


class Emission(Quantity):
    UNIT = "kgCO2e/kg"
    ALSO = {"gCO2e/kg": 0.001}
    LEAST = -50
    MOST = 5000


class Areal(Quantity):
    UNIT = "g/m²"
    ALSO = {"kg/m²": 1000.0, "g/m2": 1.0}
    LEAST = 1


class Length(Quantity):
    UNIT = "mm"
    ALSO = {"m": 1000.0, "cm": 10.0, "µm": 0.001}
    LEAST = 0


class MaterialGroup(StrEnum):
    PLASTIC = "plastic"
    ELASTOMER = "elastomer"
    METAL = "metal"
    WOOD = "wood"               # solid wood and boards
    TEXTILE = "textile"
    LEATHER = "leather"
    GLASS = "glass"
    CERAMIC = "ceramic"
    PAPER = "paper"
    STONE = "stone"
    COMPOSITE = "composite"


class Price(Record):
    """What it costs: a range in one currency per unit, for a region and an order quantity, dated by its source."""

    min: float = Field(ge=0)
    max: float = Field(ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    per: Literal["kg", "m²", "m", "piece"]
    region: Line | None = None
    order: Line | None = Field(default=None, description="least order quantity, with its unit")
    source: Source

    def model_post_init(self, context: object, /) -> None:
        if self.min > self.max:
            raise ValueError(f"the lowest price, {self.min:g}, is above the highest, {self.max:g}")


class Hardness(Record):
    scale: Literal["Shore A", "Shore D", "Rockwell R", "Rockwell M", "HRC", "HRB", "HB", "HV", "Mohs", "Janka N"]
    value: float = Field(ge=0)
    source: Source


class Compliance(Record):
    """A claim of conformity; without a certificate it is the supplier's word."""

    standard: Line                      # GB 4806, UL 94 V-0, GB/T 39600 ENF, RoHS …
    certificate: Line | None = None
    valid_until: date | None = None
    source: Source


class Fibre(Record):
    fibre: Name
    percent: float = Field(gt=0, le=100)


class Material(Record):
    kind: Literal["material"] = "material"
    name: Name
    group: MaterialGroup
    grade: Line | None = None
    density: Density
    modulus: Modulus | None = None
    yield_strength: Strength | None = None
    tensile_strength: Strength | None = None
    elongation: Percent | None = None
    hardness: Hardness | None = None
    heat_deflection: Temperature | None = None
    shrinkage: Percent | None = None
    water_absorption: Percent | None = None
    refractive_index: float | None = Field(default=None, ge=1, le=4)
    areal_mass: Areal | None = None
    width: Length | None = None
    thickness: Length | None = None
    composition: tuple[Fibre, ...] = Field(default=(), max_length=12)
    price: Price | None = None
    co2e: Emission | None = None
    recycled_content: Percent | None = None
    compliance: tuple[Compliance, ...] = Field(default=(), max_length=30)
    remark: Prose = ""

