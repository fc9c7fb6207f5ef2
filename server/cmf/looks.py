"""How versions of items look and what their parts weigh, cost and emit: for the studio, and for whoever exports a model that uses them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from cmf_db.bundle import Bundle, ItemLook, look
from cmf_db.store.models import CmfVersion
from cmf_db.store.reading import bundle_of
from cmf_db.store.states import PUBLIC
from server.cmf import describe
from server.cmf import search_schemas as schemas
from server.cmf.record_schemas import CmfSummary

Address = tuple[str, int]


def looks(s: Session, wanted: Iterable[Address]) -> dict[Address, ItemLook]:
    """The looks of these versions; one that is missing here cannot be used."""
    return {address: look(bundle) for address, bundle in bundles(s, wanted).items()}


def bundles(s: Session, wanted: Iterable[Address]) -> dict[Address, Bundle]:
    """Those versions of items, with all that they name, that were published once: whoever put them on a part, everybody may see them."""
    return {(v.record_id, v.number): bundle_of(s, v) for v in _public(s, wanted)}


def worn(s: Session, wanted: Iterable[Address]) -> list[schemas.CmfWorn]:
    """How parts that wear these versions look to everybody, in this order; only what was published once."""
    ids = list(dict.fromkeys(wanted))
    held = {(v.record_id, v.number): v for v in _public(s, ids)}
    shown = describe.summaries(s, [id for id in ids if id in held])
    return [_worn(s, held[one.id, one.version], one) for one in shown]


def _public(s: Session, wanted: Iterable[Address]) -> list[CmfVersion]:
    ids = set(wanted)
    rows = s.scalars(select(CmfVersion).where(tuple_(CmfVersion.record_id, CmfVersion.number).in_(ids))) if ids else ()
    return [v for v in rows if v.record.kind == "item" and v.state in PUBLIC]


def _worn(s: Session, version: CmfVersion, summary: CmfSummary) -> schemas.CmfWorn:
    return schemas.CmfWorn(summary=summary, look=describe.look(version, look(bundle_of(s, version))), newest=version.record.published)
