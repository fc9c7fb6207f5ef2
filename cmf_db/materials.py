"""The materials that ship with the project, for mass: a small fixed list. Density in kg/m³ at room temperature.

Typical values of handbooks, rounded as engineers round them; a supplier's datasheet goes before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Material:
    """One material. ``source_kind`` says what the density rests on, ``source`` names it, ``date`` is when it was read (ISO 8601)."""

    id: str
    name_zh: str
    name_en: str
    group: str                  # plastic, elastomer, metal, glass, ceramic, wood, textile
    density_kg_m3: float
    source_kind: Literal["standard", "estimate"]
    source: str
    date: str = "2026-11-24"


HANDBOOK = "typical handbook value"

MATERIALS: tuple[Material, ...] = (
    Material("abs", "ABS", "ABS", "plastic", 1050.0, "estimate", HANDBOOK),
    Material("pp", "PP 聚丙烯", "PP polypropylene", "plastic", 905.0, "estimate", HANDBOOK),
    Material("pc", "PC 聚碳酸酯", "PC polycarbonate", "plastic", 1200.0, "estimate", HANDBOOK),
    Material("pa66_gf30", "PA66+GF30", "PA66+GF30", "plastic", 1370.0, "estimate", HANDBOOK),
    Material("pom", "POM 聚甲醛", "POM acetal", "plastic", 1410.0, "estimate", HANDBOOK),
    Material("silicone", "硅胶", "Silicone rubber", "elastomer", 1150.0, "estimate", HANDBOOK),
    Material("sus304", "不锈钢 SUS304", "Stainless steel SUS304", "metal", 7930.0, "standard", "EN 10088-1, 1.4301: 7.9 kg/dm³"),
    Material("al6063", "铝 6063", "Aluminium 6063", "metal", 2700.0, "standard", "EN 573, typical density 2.70 g/cm³"),
    Material("brass", "黄铜 H62", "Brass CuZn37", "metal", 8440.0, "estimate", HANDBOOK),
    Material("glass", "高硼硅玻璃", "Borosilicate glass 3.3", "glass", 2230.0, "standard", "ISO 3585: 2.23 g/cm³"),
    Material("ash", "白蜡木", "Ash", "wood", 680.0, "estimate", HANDBOOK),
    Material("walnut", "胡桃木", "Walnut", "wood", 640.0, "estimate", HANDBOOK),
    Material("plywood", "桦木胶合板", "Birch plywood", "wood", 680.0, "estimate", HANDBOOK),
    Material("cotton", "棉布", "Cotton fabric", "textile", 450.0, "estimate", "areal 270 g/m² at 0.6 mm"),
    Material("wool", "羊毛呢", "Wool cloth", "textile", 300.0, "estimate", "areal 450 g/m² at 1.5 mm"),
)

BY_ID: dict[str, Material] = {material.id: material for material in MATERIALS}
