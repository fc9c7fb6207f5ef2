"""From a document's appearance records to what the kernel writes into files, and to masses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from cad.look import Look
from cad.scene import Part
from cmf_db.appearance import AppearanceError, resolve

DEFAULT_SCHEME = "default"


def inlines(appearance: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Path and inline appearance of every part that has one in the default scheme."""
    for key, record in appearance.items():
        scheme, _, target = key.partition("|")
        inline = record.get("inline") if isinstance(record, Mapping) else None
        if scheme == DEFAULT_SCHEME and target.startswith("part:") and isinstance(inline, Mapping):
            yield target.removeprefix("part:"), inline


def needs_script_colors(appearance: Mapping[str, Any]) -> bool:
    """Whether a part has a finish or a material but takes its colour from the script."""
    return any(inline.get("color") is None for _, inline in inlines(appearance))


def looks(appearance: Mapping[str, Any], parts: Sequence[Part] = ()) -> tuple[dict[str, Look], list[str]]:
    """Looks by part path, and the paths whose records cannot be used. ``parts`` gives the script's own colours."""
    own = {part["path"]: part for part in parts}
    found, unusable = {}, []
    for path, inline in inlines(appearance):
        part = own.get(path)
        try:
            look = resolve(inline, part["color"] if part else None)
        except AppearanceError:
            unusable.append(path)
        else:
            found[path] = cast(Look, look.as_export(part["alpha"] if part else 1.0))
    return found, unusable


def mass_kg(appearance: Mapping[str, Any], parts: Sequence[Part]) -> float | None:
    """Volume times density over all solids; None as soon as one of them has no material."""
    known, _ = looks(appearance)
    total = 0.0
    solids = [part for part in parts if part["solids"] and not part["debug"]]
    for part in solids:
        look = known.get(part["path"])
        density = look.get("density_kg_m3") if look else None
        if density is None:
            return None
        total += part["volume_mm3"] * 1e-9 * density
    return total if solids else None
