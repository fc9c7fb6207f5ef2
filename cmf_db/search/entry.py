"""From a record to its row in the index: what it is found by and what a list shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cmf_db.bundle import names
from cmf_db.records.colour import ColourStandard, Lab
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item
from cmf_db.records.kinds import AnyRecord
from cmf_db.records.material import Material
from cmf_db.records.process import Process
from cmf_db.science.conditions import Conditions
from cmf_db.screen import screen_of_lab
from cmf_db.search.models import CmfIndex
from cmf_db.search.tokens import tokens

USUAL = Conditions.parse("D65/10")


@dataclass(frozen=True, slots=True)
class StandardValue:
    """The Lab value that a colour is listed with, and its screen colour. ``spectral``: values under other conditions can be computed."""

    lab: Lab
    conditions: Conditions
    spectral: bool
    hex: str
    clipped: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What an item names: the index row of its colour, and the records of the rest."""

    colour: CmfIndex
    material: Material
    finish: Finish
    processes: Sequence[tuple[str, Process]]


def standard_value(colour: ColourStandard) -> StandardValue:
    """As its source states it, or computed from the spectrum for D65/10, which loads the colour library."""
    first = colour.measurements[0]
    if first.stated is not None:
        stated = first.stated
        shown = screen_of_lab(stated.lab)
        return StandardValue(stated.lab, Conditions(stated.illuminant, stated.observer), False, shown.hex, shown.clipped)
    from cmf_db.science.spectrum import lab_of_spectrum, screen_of_spectrum

    assert first.spectrum is not None
    shown = screen_of_spectrum(first.spectrum)
    return StandardValue(lab_of_spectrum(first.spectrum, USUAL), USUAL, True, shown.hex, shown.clipped)


def entry(record: AnyRecord, value: StandardValue | None = None, parts: Parts | None = None) -> dict[str, Any]:
    """The columns of the index row that depend on the content; ``value`` for a colour, ``parts`` for an item."""
    row = {**EMPTY, "name_zh": record.name.zh, "name_en": record.name.en}
    if isinstance(record, ColourStandard) and value is not None:
        return row | _colour(record, value)
    if isinstance(record, Item) and parts is not None:
        return row | _item(record, parts)
    if isinstance(record, Material):
        return row | {"material": record.group.value, "compliance": _standards(record), "about_zh": record.grade or "",
                      "about_en": record.grade or "", "tokens": _words(record.name.zh, record.name.en, record.grade)}
    if isinstance(record, Finish):
        mould = f"{record.mould.system} {record.mould.code}" if record.mould else ""
        return row | {"finish": record.group.value, "gloss": _gloss(record), "render": _render(record), "about_zh": mould,
                      "about_en": mould, "tokens": _words(record.name.zh, record.name.en, mould)}
    return row | {"tokens": _words(record.name.zh, record.name.en)}


EMPTY: dict[str, Any] = {
    "code": "", "about_zh": "", "about_en": "", "lab_l": None, "lab_a": None, "lab_b": None, "conditions": None, "spectral": False,
    "hex": None, "clipped": False, "colour_id": None, "colour_number": None, "material": None, "finish": None, "gloss": None,
    "render": None, "source": None, "processes": [], "compliance": [], "trades": [], "valid_until": None, "tokens": "",
}


OF_THE_COLOUR = ("lab_l", "lab_a", "lab_b", "conditions", "spectral", "hex", "clipped", "source")


def _colour(record: ColourStandard, value: StandardValue) -> dict[str, Any]:
    codes = " ".join(n.code for n in record.notations)
    return {
        **_value(value.lab, str(value.conditions)), "spectral": value.spectral, "hex": value.hex, "clipped": value.clipped,
        "source": record.measurements[0].source.kind.value, "about_zh": codes, "about_en": codes,
        "tokens": _words(record.name.zh, record.name.en, codes, record.substrate),
    }


def _item(item: Item, parts: Parts) -> dict[str, Any]:
    shared = {name: getattr(parts.colour, name) for name in OF_THE_COLOUR}
    material, finish = names(parts.material), names(parts.finish)
    processes = [names(process) for _, process in parts.processes]
    return shared | {
        "code": item.code, "about_zh": f"{material['zh']}，{finish['zh']}", "about_en": f"{material['en']}, {finish['en']}",
        "colour_id": item.colour.id, "colour_number": item.colour.version, "material": parts.material.group.value,
        "finish": parts.finish.group.value, "gloss": _gloss(parts.finish), "render": _render(parts.finish),
        "processes": [id for id, _ in parts.processes],
        "compliance": list(dict.fromkeys(_standards(item) + _standards(parts.material))), "trades": [t.value for t in item.trades],
        "valid_until": item.valid_until.isoformat() if item.valid_until else None,
        "tokens": _words(item.code, item.name.zh, item.name.en, *material.values(), parts.material.grade, *finish.values(),
                         parts.colour.name_zh, parts.colour.name_en, *(n for p in processes for n in p.values()), item.supplier),
    }


def _value(lab: Lab, conditions: str) -> dict[str, Any]:
    return {"lab_l": lab[0], "lab_a": lab[1], "lab_b": lab[2], "conditions": conditions}


def _gloss(finish: Finish) -> float | None:
    return finish.gloss_60.typical if finish.gloss_60 else None


def _render(finish: Finish) -> dict[str, Any]:
    return finish.render.model_dump(mode="json", exclude={"source"}, exclude_none=True)


def _standards(record: Item | Material) -> list[str]:
    return [claim.standard for claim in record.compliance]


def _words(*texts: str | None) -> str:
    return " ".join(tokens(*texts))
