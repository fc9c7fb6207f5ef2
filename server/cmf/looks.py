"""How versions of items look and what their parts weigh, cost and emit: for the studio, and for whoever exports a model that uses them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from cmf_db.bundle import ItemLook, look
from cmf_db.store.models import CmfVersion
from cmf_db.store.reading import ANYBODY, Viewer, bundle_of, may_see
from server.cmf import describe
from server.cmf import search_schemas as schemas
from server.cmf.record_schemas import CmfSummary

Address = tuple[str, int]


def looks(s: Session, viewer: Viewer, wanted: Iterable[Address]) -> dict[Address, ItemLook]:
    """The looks of those versions of items that there are and that the viewer may see; one that is missing here cannot be used."""
    ids = set(wanted)
    rows = s.scalars(select(CmfVersion).where(tuple_(CmfVersion.record_id, CmfVersion.number).in_(ids))) if ids else ()
    return {(v.record_id, v.number): look(bundle_of(s, v)) for v in rows if v.record.kind == "item" and may_see(viewer, v)}


def worn(s: Session, wanted: Iterable[Address]) -> list[schemas.CmfWorn]:
    """How parts that wear these versions look to everybody, in this order; only what was published once."""
    ids = list(dict.fromkeys(wanted))
    rows = s.scalars(select(CmfVersion).where(tuple_(CmfVersion.record_id, CmfVersion.number).in_(ids)))
    held = {(v.record_id, v.number): v for v in rows if v.record.kind == "item" and may_see(ANYBODY, v)}
    shown = describe.summaries(s, [id for id in ids if id in held])
    return [_worn(s, held[one.id, one.version], one) for one in shown]


def _worn(s: Session, version: CmfVersion, summary: CmfSummary) -> schemas.CmfWorn:
    return schemas.CmfWorn(summary=summary, look=describe.look(version, look(bundle_of(s, version))), newest=version.record.published)
