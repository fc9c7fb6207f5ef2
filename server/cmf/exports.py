"""Records as files: palettes for colour tools, materials for renderers, the very content for a citation."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from cmf_db.exchange import formats, gltf, materialx
from cmf_db.exchange.library import palette_of
from cmf_db.exchange.palette import Palette, Written
from cmf_db.records.item import Item
from cmf_db.store.reading import Viewer, bundle_of, record_of, version_for
from server.cmf.colours import Coloured, address, coloured
from server.cmf.search_schemas import ExportQuery
from server.core.errors import Invalid
from server.core.offload import off_loop

MEDIA = {
    "cxf": "application/xml", "qtx": "text/plain", "ase": "application/octet-stream", "aco": "application/octet-stream",
    "gpl": "text/plain", "kpl": "application/zip", "soc": "application/xml", "csv": "text/csv", "mtlx": "application/xml",
    "gltf": "model/gltf+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json",
}
SINGLE = ("mtlx", "gltf")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media: str
    written: Written


def export(s: Session, viewer: Viewer, query: ExportQuery) -> File:
    """The chosen records in one file. Raises Missing, Invalid, ExchangeError with what the format cannot hold."""
    if query.format in SINGLE:
        return _material(s, viewer, query)
    if query.format == "json":
        found = [version_for(s, viewer, *address(text)) for text in query.item]
        bodies = [{"id": v.record_id, "version": v.number, "sha256": v.sha256, "body": v.body} for v in found]
        return _file(query, "records", Written(json.dumps(bodies, ensure_ascii=False, indent=1).encode()))
    chosen = [coloured(s, viewer, *address(text)) for text in query.item]
    conditions = query.conditions
    palette = _named_as_listed(chosen)
    return _file(query, palette.name, off_loop(lambda: formats.write(palette, formats.FORMATS[query.format], conditions)))


def _material(s: Session, viewer: Viewer, query: ExportQuery) -> File:
    if len(query.item) != 1:
        raise Invalid("item", f"a {query.format} file holds one material: name one item")
    version = version_for(s, viewer, *address(query.item[0]))
    record = record_of(version)
    if not isinstance(record, Item):
        raise Invalid("item", "only an item has a colour and a finish")
    bundle = bundle_of(s, version)
    write = materialx.write if query.format == "mtlx" else gltf.write
    return _file(query, record.code, write(str(record.name), bundle.finish.render, bundle.screen.hex))


def _named_as_listed(chosen: list[Coloured]) -> Palette:
    """Colours of items go by the code and name of the item, since that is what people look for in their tools."""
    palette = palette_of((one.colour for one in chosen), "Sunmao CMF")
    names = [" ".join(filter(None, (one.version.body.get("code"), str(record_of(one.version).name)))) for one in chosen]
    return replace(palette, swatches=tuple(replace(swatch, name=name) for swatch, name in zip(palette.swatches, names, strict=True)))


def _file(query: ExportQuery, stem: str, written: Written) -> File:
    return File(f"{stem}.{query.format}", MEDIA[query.format], written)
