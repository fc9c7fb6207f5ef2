"""The rows of a CMF sheet: what each part is made of, by the records that it wears, and what every figure rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cad.scene import Part
from cmf_db import finishes, materials
from cmf_db.bundle import Bundle, Figures, look
from cmf_db.figures import PartFigures, figures_of
from cmf_db.records.source import Source
from cmf_db.store.states import State
from server.cmf.looks import bundles, worn
from server.cmf.record_schemas import CmfSummary
from server.documents.appearance import item_of, looks
from server.documents.appearance import worn as worn_by_parts

NEUTRAL = "#c8c8c8"
UNREADABLE = "外观读不懂，显示脚本的颜色 Appearance cannot be read, colour of the script"
GONE = "库里没有这个条目 Not in this library"
REMARKS = {
    State.DEPRECATED: "条目已停用 Item is deprecated", State.SUPERSEDED: "已有更新的版本 A newer version is published",
}
COLOUR_ONLY = "屏幕色，近似 Screen colour, approximate"
BASES = (("density", "密度 Density"), ("material_price", "材料单价 Material price"), ("surface_price", "表面单价 Surface price"),
         ("material_co2e", "材料 CO2e Material CO2e"), ("surface_co2e", "表面 CO2e Surface CO2e"))
Source5 = tuple[str, str, str, str, str]        # what, kind, reference, date, by


@dataclass(slots=True)
class Row:
    """Texts are as their authors wrote them; None where nothing is known."""

    part: str
    path: str
    color: str
    code: str | None = None
    item: str | None = None
    version: int | None = None
    lab: tuple[float, float, float] | None = None
    conditions: str | None = None
    material: str | None = None
    finish: str | None = None
    processes: str | None = None
    gloss_gu: float | None = None
    supplier: str | None = None
    valid_until: str | None = None
    mass_kg: float | None = None
    figures: PartFigures | None = None
    remark: str = ""
    sources: list[Source5] = field(default_factory=list)


def rows(s: Session, appearance: Mapping[str, Any], parts: Sequence[Part]) -> list[Row]:
    """One row for each part that is no aid, in the order of the product."""
    records = dict(worn_by_parts(appearance))
    addresses = {address for record in records.values() if (address := item_of(record))}
    held = bundles(s, addresses)
    shown = {(one.summary.id, one.summary.version): one.summary for one in worn(s, held)}
    dressed, _ = looks(appearance, {address: look(bundle) for address, bundle in held.items()}, parts)
    found = []
    for part in parts:
        if part["debug"]:
            continue
        record = records.get(part["path"], {})
        dress = dressed.get(part["path"])
        row = Row(part["name"], part["path"], dress["color"] if dress else part["color"] or NEUTRAL)
        address = item_of(record)
        if address in held:
            _of_item(row, held[address], shown[address], part)
        elif address is not None:
            row.remark = GONE
        elif dress is not None:
            _of_inline(row, record["inline"], part)
        elif record:
            row.remark = UNREADABLE
        found.append(row)
    return found


def _of_item(row: Row, bundle: Bundle, shown: CmfSummary, part: Part) -> None:
    item, figures = bundle.item, look(bundle).figures
    row.code, row.item, row.version, row.lab, row.conditions = item.code, str(item.name), shown.version, shown.lab, shown.conditions
    row.material = " ".join(filter(None, (str(bundle.material.name), bundle.material.grade)))
    mould = bundle.finish.mould
    row.finish = f"{bundle.finish.name} {mould.system} {mould.code}" if mould else str(bundle.finish.name)
    row.processes = " → ".join(str(process.name) for process in bundle.processes)
    row.gloss_gu, row.supplier, row.valid_until = shown.gloss, item.supplier, shown.valid_until
    row.remark = " ".join(filter(None, (REMARKS.get(shown.state), item.remark)))
    row.sources = list(_sources(bundle, figures))
    if part["solids"]:
        row.figures = figures_of(figures, part["volume_mm3"], part["area_mm2"])
        row.mass_kg = row.figures.mass_kg


def _sources(bundle: Bundle, figures: Figures) -> Iterator[Source5]:
    yield _source("颜色 Colour", bundle.colour.measurements[0].source)
    if bundle.finish.gloss_60 is not None:
        yield _source("光泽 Gloss", bundle.finish.gloss_60.source)
    for name, words in BASES:
        if (given := getattr(figures, name)) is not None:
            yield _source(words, given.source)


def _source(what: str, source: Source) -> Source5:
    return what, source.kind.value, source.reference, source.on.isoformat(), source.by or ""


def _of_inline(row: Row, inline: Mapping[str, Any], part: Part) -> None:
    """A built-in finish and material, and a colour with its conditions or none."""
    color = inline.get("color")
    if isinstance(color, Mapping) and "lab" in color:
        row.lab, row.conditions = tuple(color["lab"]), f"{color.get('illuminant')}/{color.get('observer')}"
    elif color is not None:
        row.remark = COLOUR_ONLY
    if finish := finishes.BY_ID.get(str(inline.get("finish"))):
        row.finish, row.gloss_gu = f"{finish.name_zh} {finish.name_en}", finish.gloss_gu
        row.sources.append(("光泽 Gloss", "estimate", finish.source, "", ""))
    if material := materials.BY_ID.get(str(inline.get("material"))):
        row.material = material.name_zh if material.name_zh == material.name_en else f"{material.name_zh} {material.name_en}"
        row.sources.append(("密度 Density", material.source_kind, material.source, material.date, ""))
        if part["solids"]:
            row.mass_kg = part["volume_mm3"] * 1e-9 * material.density_kg_m3
