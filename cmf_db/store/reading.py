"""Reading records: every select starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from cmf_db.bundle import Bundle
from cmf_db.records.colour import ColourStandard
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item, Ref
from cmf_db.records.kinds import AnyRecord, read
from cmf_db.records.material import Material
from cmf_db.records.process import Process
from cmf_db.screen import ScreenColor
from cmf_db.search import writing
from cmf_db.search.models import CmfIndex
from cmf_db.store.errors import Missing
from cmf_db.store.models import CmfRecord, CmfVersion
from cmf_db.store.states import OPEN, PUBLIC, State

BATCH = 500
K = TypeVar("K", ColourStandard, Material, Finish, Process, Item)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person's id, None for anonymous and for the program itself, and the centers that they curate."""

    id: str | None = None
    centers: frozenset[str] = field(default=frozenset())

    def curates(self, org_id: str) -> bool:
        return org_id in self.centers

    def wrote(self, version: CmfVersion) -> bool:
        return self.id is not None and version.author_id == self.id


ANYBODY = Viewer()


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Versions that the viewer may see: what was published once, one's own, and all of one's centers. Needs a join with CmfRecord."""
    mine = [CmfVersion.author_id == viewer.id] if viewer.id is not None else []
    return or_(CmfVersion.state.in_(PUBLIC), CmfRecord.org_id.in_(viewer.centers), *mine)


def may_see(viewer: Viewer, version: CmfVersion) -> bool:
    """The same for a version at hand."""
    return version.state in PUBLIC or viewer.wrote(version) or viewer.curates(version.record.org_id)


def version_for(s: Session, viewer: Viewer, record_id: str, number: int | None = None) -> CmfVersion:
    """That version; without a number the published one, else the newest that the viewer may see. Raises Missing."""
    if number is None:
        record = s.get(CmfRecord, record_id)
        number = record.published if record else None
    rows = select(CmfVersion).join(CmfRecord).where(CmfVersion.record_id == record_id, visible(viewer))
    if number is not None:
        rows = rows.where(CmfVersion.number == number)
    found = s.scalars(rows.order_by(CmfVersion.number.desc()).limit(1)).first()
    if found is None:
        raise Missing
    return found


def versions_at(s: Session, viewer: Viewer, addresses: Sequence[tuple[str, int]]) -> list[CmfVersion]:
    """Those versions in this order. Raises Missing where the viewer may not see one of them."""
    held: dict[tuple[str, int], CmfVersion] = {}
    for start in range(0, len(addresses), BATCH):
        named_here = tuple_(CmfVersion.record_id, CmfVersion.number).in_(addresses[start : start + BATCH])
        rows = select(CmfVersion).join(CmfRecord).where(named_here, visible(viewer))
        held |= {(v.record_id, v.number): v for v in s.scalars(rows)}
    if not held.keys() >= set(addresses):
        raise Missing
    return [held[address] for address in addresses]


def versions_of(s: Session, viewer: Viewer, record_id: str) -> Sequence[CmfVersion]:
    """Every version of the record that the viewer may see, newest first. Raises Missing where there is none."""
    rows = select(CmfVersion).join(CmfRecord).where(CmfVersion.record_id == record_id, visible(viewer))
    found = s.scalars(rows.order_by(CmfVersion.number.desc())).all()
    if not found:
        raise Missing
    return found


def record_of(version: CmfVersion) -> AnyRecord:
    return read(version.body)


def named(s: Session, ref: Ref, kind: type[K]) -> K:
    """The record that a version names, which was checked when it was written."""
    record = record_of(s.get_one(CmfVersion, (ref.id, ref.version)))
    if not isinstance(record, kind):
        raise TypeError(f"{ref.id} is no {kind.__name__}")
    return record


def bundle_of(s: Session, version: CmfVersion) -> Bundle:
    """An item's version with everything that it names."""
    item = record_of(version)
    if not isinstance(item, Item):
        raise TypeError(f"{version.record_id} is no item")
    row = index_row(s, version)
    return Bundle(
        item=item, colour=named(s, item.colour, ColourStandard), material=named(s, item.material, Material),
        finish=named(s, item.finish, Finish), processes=tuple(named(s, ref, Process) for ref in item.processes),
        screen=ScreenColor(row.hex or "#c8c8c8", row.clipped),
    )


def index_row(s: Session, version: CmfVersion) -> CmfIndex:
    row = writing.find(s, version.record_id, version.number)
    if row is None:
        raise LookupError(f"version {version.number} of {version.record_id} is not in the index")
    return row


def colours_of(s: Session, viewer: Viewer, org_id: str) -> Sequence[CmfIndex]:
    """The center's colours that count now and that the viewer may see: published ones, and drafts of what was never published."""
    seen = [CmfIndex.state == State.PUBLISHED.value]
    open_ones = CmfIndex.state.in_([state.value for state in OPEN])
    if viewer.curates(org_id):
        seen.append(open_ones)
    elif viewer.id is not None:
        seen.append(and_(open_ones, CmfIndex.author_id == viewer.id))
    rows = select(CmfIndex).where(CmfIndex.org_id == org_id, CmfIndex.kind == "colour", CmfIndex.revision.is_(False), or_(*seen))
    return s.scalars(rows.order_by(CmfIndex.n)).all()
