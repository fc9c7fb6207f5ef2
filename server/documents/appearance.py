"""From a document's appearance records to what the kernel writes into files, and to masses.

A part wears an appearance of its own (``{"inline": …}``) or a version of an item of the library (``{"item": id, "version": n}``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy.orm import Session

from cad.look import Look
from cad.scene import Part
from cmf_db.appearance import AppearanceError, resolve
from cmf_db.bundle import ItemLook
from server.cmf.looks import Address
from server.cmf.looks import looks as item_looks

DEFAULT_SCHEME = "default"
Items = Mapping[Address, ItemLook]


def worn(appearance: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and record of every part that has one in the default scheme."""
    for key, record in appearance.items():
        scheme, _, target = key.partition("|")
        if scheme == DEFAULT_SCHEME and target.startswith("part:") and isinstance(record, Mapping):
            yield target.removeprefix("part:"), record


def item_of(record: Mapping[str, Any]) -> Address | None:
    """The version of an item that a record names."""
    id, number = record.get("item"), record.get("version")
    return (id, number) if isinstance(id, str) and isinstance(number, int) and not isinstance(number, bool) else None


def items(s: Session, appearance: Mapping[str, Any]) -> Items:
    """The looks of the items that parts wear. What was never published is not among them, whoever put it there."""
    return item_looks(s, {address for _, record in worn(appearance) if (address := item_of(record))})


def needs_script_colors(appearance: Mapping[str, Any]) -> bool:
    """Whether a part has a finish or a material but takes its colour from the script."""
    return any(inline.get("color") is None for _, record in worn(appearance) if isinstance(inline := record.get("inline"), Mapping))


def looks(appearance: Mapping[str, Any], known: Items, parts: Sequence[Part] = ()) -> tuple[dict[str, Look], list[str]]:
    """Looks by part path, and the paths whose records cannot be used. ``parts`` gives the script's own colours."""
    own = {part["path"]: part for part in parts}
    found: dict[str, Look] = {}
    unusable = []
    for path, record in worn(appearance):
        look = _look(record, known, own.get(path))
        if look is None:
            unusable.append(path)
        else:
            found[path] = look
    return found, unusable


def mass_kg(appearance: Mapping[str, Any], known: Items, parts: Sequence[Part]) -> float | None:
    """Volume times density over all solids; None as soon as one of them has no material."""
    dressed, _ = looks(appearance, known)
    total = 0.0
    solids = [part for part in parts if part["solids"] and not part["debug"]]
    for part in solids:
        look = dressed.get(part["path"])
        density = look.get("density_kg_m3") if look else None
        if density is None:
            return None
        total += part["volume_mm3"] * 1e-9 * density
    return total if solids else None


def _look(record: Mapping[str, Any], known: Items, part: Part | None) -> Look | None:
    """An item is as opaque as its own record says; a part's own appearance keeps the script's opacity."""
    if (address := item_of(record)) is not None:
        item = known.get(address)
        return cast(Look, item.part.as_export()) if item else None
    inline = record.get("inline")
    if not isinstance(inline, Mapping):
        return None
    try:
        return cast(Look, resolve(inline, part["color"] if part else None).as_export(part["alpha"] if part else 1.0))
    except AppearanceError:
        return None
