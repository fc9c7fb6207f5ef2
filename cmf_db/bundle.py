"""An item together with the records that it names, and the look that a renderer, an export and a bill of materials take from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cmf_db.appearance import RENDER, PartLook
from cmf_db.records.colour import ColourStandard
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item
from cmf_db.records.material import Material, Price
from cmf_db.records.process import Process
from cmf_db.records.quantity import Quantity
from cmf_db.screen import ScreenColor


@dataclass(frozen=True, slots=True)
class Bundle:
    item: Item
    colour: ColourStandard
    material: Material
    finish: Finish
    processes: tuple[Process, ...]
    screen: ScreenColor


@dataclass(frozen=True, slots=True)
class Figures:
    """What mass, cost and emission of a part follow from; None where no source says so. Each keeps its own unit and source."""

    density: Quantity
    material_price: Price | None
    surface_price: Price | None
    material_co2e: Quantity | None
    surface_co2e: Quantity | None


@dataclass(frozen=True, slots=True)
class ItemLook:
    part: PartLook
    texture: str
    figures: Figures


def look(bundle: Bundle) -> ItemLook:
    """How an item looks and what it weighs, costs and emits: glTF factors of its finish, the screen colour of its colour standard."""
    factors = bundle.finish.render.model_dump()
    part = PartLook(
        name=str(bundle.item.name), color=bundle.screen.hex, clipped=bundle.screen.clipped, roughness=factors["roughness"],
        metallic=factors["metallic"], optional={name: factors[name] for name in RENDER if factors[name] is not None},
        density_kg_m3=bundle.material.density.typical,
    )
    figures = Figures(
        density=bundle.material.density, material_price=bundle.material.price, surface_price=bundle.item.price,
        material_co2e=bundle.material.co2e, surface_co2e=bundle.item.co2e)
    return ItemLook(part, factors["texture"], figures)


def names(record: Any) -> dict[str, str]:
    """A record's name in both languages; the other one stands in where one is missing."""
    zh, en = record.name.zh, record.name.en
    return {"zh": zh or en or "", "en": en or zh or ""}
