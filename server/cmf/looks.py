"""How versions of items look and what their parts weigh, cost and emit: for the studio, and for whoever exports a model that uses them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from cmf_db.bundle import ItemLook, look
from cmf_db.store.models import CmfVersion
from cmf_db.store.reading import Viewer, bundle_of, may_see
from cmf_db.store.states import PUBLIC, State

Address = tuple[str, int]


def looks(s: Session, viewer: Viewer, wanted: Iterable[Address]) -> dict[Address, ItemLook]:
    """The looks of those versions of items that there are and that the viewer may see; one that is missing here cannot be used."""
    ids = set(wanted)
    rows = s.scalars(select(CmfVersion).where(tuple_(CmfVersion.record_id, CmfVersion.number).in_(ids))) if ids else ()
    return {(v.record_id, v.number): look(bundle_of(s, v)) for v in rows if v.record.kind == "item" and may_see(viewer, v)}


def newer(s: Session, wanted: Iterable[Address]) -> dict[Address, int]:
    """For each version that a newer published one follows: that one's number."""
    ids = set(wanted)
    rows = s.scalars(select(CmfVersion).where(tuple_(CmfVersion.record_id, CmfVersion.number).in_(ids))) if ids else ()
    return {(v.record_id, v.number): v.record.published for v in rows if v.record.published is not None and v.record.published > v.number}


def usable(s: Session, viewer: Viewer, record_id: str, number: int) -> bool:
    """Whether this version of an item may be put on a part now: it is published, or the viewer works on it."""
    version = s.get(CmfVersion, (record_id, number))
    return (version is not None and version.record.kind == "item" and may_see(viewer, version)
            and version.state is not State.WITHDRAWN and (version.state in PUBLIC or viewer.id is not None))
