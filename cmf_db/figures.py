"""What a part weighs, costs and emits by the records that it wears: mass = volume × density; cost = mass × material price + surface price;
CO2e likewise. Ranges stay ranges. The same rules as ``web/src/pages/studio/model/figures.ts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cmf_db.bundle import Figures
from cmf_db.records.material import Price
from cmf_db.records.quantity import Quantity

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PartFigures:
    """Mass in kg, cost by currency, emission in kg CO2e; None and no currency where no source says so."""

    mass_kg: float
    cost: Mapping[str, Range] = field(default_factory=dict)
    co2e_kg: Range | None = None


def figures_of(figures: Figures, volume_mm3: float, area_mm2: float) -> PartFigures:
    """Of a part of this volume and surface. All of its surface counts, so what a surface costs is an upper limit.

    >>> from cmf_db.records.material import Density
    >>> source = {"kind": "estimate", "reference": "handbook", "on": "2026-11-01"}
    >>> price = Price.model_validate({"min": 10, "max": 12, "currency": "CNY", "per": "kg", "source": source})
    >>> steel = Figures(Density.model_validate({"value": 8000, "unit": "kg/m³", "source": source}), price, None, None, None)
    >>> figures_of(steel, 1e6, 0).cost
    {'CNY': (80.0, 96.0)}
    """
    mass, area = volume_mm3 * 1e-9 * figures.density.typical, area_mm2 * 1e-6
    cost: dict[str, Range] = {}
    for price in (figures.material_price, figures.surface_price):
        amount = _amount(price, mass, area)
        if price is not None and amount is not None:
            cost[price.currency] = _plus(cost.get(price.currency, (0.0, 0.0)), (price.min * amount, price.max * amount))
    emitted = [_scaled(q, by) for q, by in ((figures.material_co2e, mass), (figures.surface_co2e, area)) if q is not None]
    return PartFigures(mass, cost, _sum(emitted))


def together(parts: Iterable[PartFigures]) -> PartFigures:
    """The sum of several parts; a currency or an emission that only some of them have counts with those."""
    all = list(parts)
    cost: dict[str, Range] = {}
    for part in all:
        for currency, one in part.cost.items():
            cost[currency] = _plus(cost.get(currency, (0.0, 0.0)), one)
    return PartFigures(sum(part.mass_kg for part in all), cost, _sum([part.co2e_kg for part in all if part.co2e_kg is not None]))


def range_of(quantity: Quantity) -> Range:
    """From the least to the most; a value is both."""
    one = quantity.value if quantity.value is not None else quantity.mean
    if one is not None:
        return one, one
    ends = [end for end in (quantity.min, quantity.max) if end is not None]
    return ends[0], ends[-1]


def _amount(price: Price | None, mass: float, area: float) -> float | None:
    """How much of what it is priced by a part takes; None for metres, which geometry does not tell."""
    return {"kg": mass, "m²": area, "piece": 1.0}.get(price.per) if price else None


def _scaled(quantity: Quantity, by: float) -> Range:
    least, most = range_of(quantity)
    return least * by, most * by


def _sum(ranges: list[Range]) -> Range | None:
    if not ranges:
        return None
    return sum(one[0] for one in ranges), sum(one[1] for one in ranges)


def _plus(a: Range, b: Range) -> Range:
    return a[0] + b[0], a[1] + b[1]
