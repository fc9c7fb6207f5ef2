"""Verbs about imports: a file is read and looked at, then taken over or forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cmf_db.exchange import formats
from cmf_db.exchange.palette import Palette
from cmf_db.science.conditions import Conditions
from cmf_db.store import imports as store
from cmf_db.store import models
from cmf_db.store.errors import Unfit
from cmf_db.store.models import Change, CmfImport, CmfImportRow
from cmf_db.store.records import prepare, require_room
from server.accounts.identity import Actor
from server.blobs.service import attach, release
from server.blobs.store import Stored
from server.cmf import import_schemas as schemas
from server.cmf.access import center_for, viewer_of
from server.core import audit
from server.core.clock import now
from server.core.db import database
from server.core.http import ListQuery
from server.core.offload import breathe, off_loop
from server.core.pagination import page

OWNER = "cmf_import"


def preview(actor: Actor, *, center: str, file_name: str, data: bytes, stored: Stored, conditions: Conditions | None) -> CmfImport:
    """Read the file and keep what it would change. Raises ExchangeError for a file that cannot be read, NotFound."""
    with database().read() as s:
        center_for(s, center)
        known = store.known_colours(s, viewer_of(s, actor), center)
    day = now().date()

    def read() -> tuple[Palette, list[CmfImportRow]]:
        palette = formats.read(data, file_name)
        return palette, list(store.rows_of(palette, known, file_name, day, conditions))

    palette, rows = off_loop(read)
    with database().write() as s:
        found = CmfImport(
            id=models.new_id(), org_id=center, author_id=actor.id, file_name=file_name, format=palette.format, name=palette.name,
            sha256=stored.sha256, bytes=stored.bytes, at=now(),
            messages=[{"level": m.level, "text": m.text, "line": m.line, "byte": m.byte} for m in palette.messages])
        s.add(found)
        s.flush()
        for row in rows:
            row.import_id = found.id
        s.add_all(rows)
        attach(s, stored, owner=(OWNER, found.id), role="file", org_id=center)
        audit.record(s, "cmf.import_previewed", actor_id=actor.id, subject=(OWNER, found.id, file_name), org_id=center, rows=len(rows))
    return found


def apply(actor: Actor, *, import_id: str, choice: schemas.ImportChoice) -> models.CmfBatch:
    """Turn the chosen rows into drafts, all of them or none. Raises Missing, Clash, Unfit."""
    with database().read() as s:
        viewer = viewer_of(s, actor)
        found = store.import_for(s, viewer, import_id)
        rows = store.chosen(s, import_id, new=choice.new, different=choice.different, leave=choice.leave)
        require_room(s, viewer, found.org_id, sum(row.existing_id is None for row in rows))
    if not rows:
        raise Unfit([("rows", "nothing of this file is chosen")])
    made = off_loop(lambda: [(row, prepare(row.body)) for row in rows])
    with database().write() as s:
        batch = store.apply(s, viewer, import_id, made, breathe)
        audit.record(s, "cmf.imported", actor_id=actor.id, subject=(OWNER, import_id, batch.what), org_id=batch.org_id, records=len(made))
    return batch


def forget(s: Session, *, actor: Actor, import_id: str) -> None:
    """Drop a preview; drafts that were made of it stay."""
    found = store.import_for(s, viewer_of(s, actor), import_id)
    release(s, owner=(OWNER, found.id))
    s.execute(delete(CmfImportRow).where(CmfImportRow.import_id == found.id))
    s.delete(found)


def describe(s: Session, found: CmfImport) -> schemas.CmfImport:
    counted = select(CmfImportRow.change, func.count()).where(CmfImportRow.import_id == found.id).group_by(CmfImportRow.change)
    counts = dict(s.execute(counted).all())
    return schemas.CmfImport(
        id=found.id, state=found.state, center=found.org_id, file_name=found.file_name, format=found.format, name=found.name,
        bytes=found.bytes, at=found.at, counts={change: counts.get(change, 0) for change in Change},
        messages=[schemas.CmfFileMessage.model_validate(m) for m in found.messages], batch=found.batch_id)


def list_rows(s: Session, import_id: str, query: schemas.RowsQuery) -> schemas.CmfImportRows:
    rows = select(CmfImportRow).where(CmfImportRow.import_id == import_id)
    if query.change is not None:
        rows = rows.where(CmfImportRow.change == query.change)
    found, following = page(s, rows, ListQuery(cursor=query.cursor, limit=query.limit), CmfImportRow.at, newest_first=False)
    return schemas.CmfImportRows(items=_rows(found), next=following)


def _rows(found: Sequence[CmfImportRow]) -> list[schemas.CmfImportRow]:
    return [
        schemas.CmfImportRow(at=r.at, change=r.change, name=r.name, hex=r.hex, body=r.body, existing=r.existing_id,
                             existing_version=r.existing_number, de00=r.de00, reason=r.reason)
        for r in found
    ]
