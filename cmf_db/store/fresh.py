"""Many new colours written together: a file of twenty thousand takes seconds instead of minutes, in which nobody else could write."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from cmf_db.records.kinds import digest, plain
from cmf_db.search import writing
from cmf_db.search.entry import entry
from cmf_db.store.models import CmfRecord, CmfTransition, CmfVersion, new_id, now
from cmf_db.store.reading import Viewer
from cmf_db.store.records import Prepared, require_room, standing
from cmf_db.store.states import State

BATCH = 100


def create_colours(s: Session, viewer: Viewer, org_id: str, made: Sequence[Prepared], message: str,
                   pause: Callable[[], object]) -> list[CmfVersion]:
    """A draft of a new record for each, as ``records.create`` makes one: a colour holds no code and names nothing.

    ``pause`` is called between batches.
    """
    require_room(s, viewer, org_id, len(made))
    versions: list[CmfVersion] = []
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        new = [_draft(viewer, org_id, prepared, message) for prepared in batch]
        s.add_all(new)
        s.flush()
        s.add_all(CmfTransition(record_id=v.record_id, number=1, target=State.DRAFT, actor_id=viewer.id, at=v.created) for v in new)
        writing.add(s, [
            {"record_id": v.record_id, "number": 1, **standing(v), **entry(p.record, p.value)} for v, p in zip(new, batch, strict=True)])
        versions += new
        pause()
    return versions


def _draft(viewer: Viewer, org_id: str, prepared: Prepared, message: str) -> CmfVersion:
    id, moment = new_id(), now()
    record = CmfRecord(id=id, kind=prepared.record.kind, org_id=org_id, created=moment, created_by=viewer.id, latest=1)
    return CmfVersion(
        record_id=id, record=record, number=1, state=State.DRAFT, body=plain(prepared.record), sha256=digest(prepared.record),
        message=message, author_id=viewer.id, created=moment, changed=moment)
