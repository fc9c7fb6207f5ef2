"""Verbs of the library as people use them: what the store does, with the audit log in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from cmf_db.store import batches, moving, records
from cmf_db.store import models as store
from cmf_db.store.errors import Unfit
from cmf_db.store.moving import Moved, Target
from cmf_db.store.reading import Viewer, version_for
from cmf_db.store.records import Prepared
from cmf_db.store.states import Act
from server.accounts.identity import Actor
from server.cmf import curation_schemas as curation
from server.cmf.access import center_for, require_admin, viewer_of
from server.cmf.signals import published
from server.core import audit
from server.core.db import announce, database
from server.core.errors import Forbidden
from server.core.offload import breathe, off_loop


def prepare(body: Any) -> Prepared:
    """Check a body and compute what the index needs of it, away from the event loop. Raises Unfit."""
    return off_loop(lambda: records.prepare(body))


def create(s: Session, *, actor: Actor, center: str, prepared: Prepared, message: str) -> store.CmfVersion:
    """A draft for the center: of a curator, or a proposal of anybody. Raises NotFound, Clash, Unfit."""
    center_for(s, center)
    version = records.create(s, viewer_of(s, actor), center, prepared, message=message)
    _record(s, actor, "cmf.drafted", version)
    return version


def revise(s: Session, *, actor: Actor, record_id: str, prepared: Prepared | None, message: str) -> store.CmfVersion:
    version = records.revise(s, viewer_of(s, actor), record_id, prepared, message=message)
    _record(s, actor, "cmf.drafted", version)
    return version


def edit(s: Session, *, actor: Actor, record_id: str, number: int, prepared: Prepared, seen: str, message: str | None) -> store.CmfVersion:
    version = records.edit(s, viewer_of(s, actor), record_id, number, prepared, seen=seen, message=message)
    _record(s, actor, "cmf.edited", version, sha256=version.sha256)
    return version


def step(s: Session, *, actor: Actor, act: Act, versions: Sequence[curation.VersionRef], reason: str) -> list[Moved]:
    """Move versions on; each step is in the audit log. Raises what ``moving.move`` raises."""
    moved = moving.move(s, viewer_of(s, actor), act, targets(versions), reason)
    for one in moved:
        _record(s, actor, f"cmf.{one.line.act}", one.version, before=one.line.source, after=one.line.target, reason=reason)
        if one.line.act in (Act.PUBLISH, Act.RESTORE):
            announce(s, published, record_id=one.version.record_id, number=one.version.number)
    return moved


def comment(s: Session, *, actor: Actor, record_id: str, number: int, text: str) -> store.CmfComment:
    """Say something about a version that one may see."""
    version = version_for(s, viewer_of(s, actor), record_id, number)
    row = store.CmfComment(record_id=record_id, number=version.number, author_id=actor.id, text=text, at=store.now())
    s.add(row)
    s.flush()
    return row


def set_rules(s: Session, *, actor: Actor, org_id: str, four_eyes: bool) -> None:
    """Change the rules of a center. Raises NotFound, Forbidden."""
    center = require_admin(s, actor, org_id)
    rules = s.get(store.CmfCenter, org_id) or store.CmfCenter(org_id=org_id)
    rules.four_eyes = four_eyes
    s.add(rules)
    audit.record(s, "cmf.rules", actor_id=actor.id, subject=("org", org_id, center.name), org_id=org_id, four_eyes=four_eyes)


def change_many(actor: Actor, change: curation.BulkChange) -> tuple[store.CmfBatch, list[curation.CmfUnfit]]:
    """Set a field of many records. Raises Forbidden beyond one's own centers, Unfit naming what does not fit and may not be left out."""
    with database().read() as s:
        viewer = _curator(s, actor, change.center)
        planned = batches.plan(s, viewer, targets(change.versions), change.field, change.value)
    unfit = [curation.CmfUnfit(id=p.target.record_id, version=p.target.number, name=p.name, problem=p.problem)
             for p in planned if p.problem]
    if len(unfit) == len(planned) or (unfit and not change.leave_out):
        raise Unfit([(one.name, one.problem) for one in unfit])
    with database().write() as s:
        batch = batches.change(s, viewer, change.center, planned, change.field)
        _record_batch(s, actor, "cmf.changed_many", batch, field=change.field)
    return batch, unfit


def undo(actor: Actor, batch_id: str) -> store.CmfBatch:
    """Take a bulk change or an import back."""
    with database().read() as s:
        viewer = viewer_of(s, actor)
        held = batches.batch_for(s, viewer, batch_id)
    former = off_loop(lambda: batches.befores(held))
    with database().write() as s:
        batch = batches.undo(s, viewer, batch_id, former, breathe)
        _record_batch(s, actor, "cmf.undone", batch)
    return batch


def targets(versions: Sequence[curation.VersionRef]) -> list[Target]:
    return [Target(v.id, v.version, v.seen) for v in versions]


def _curator(s: Session, actor: Actor, org_id: str) -> Viewer:
    center, viewer = center_for(s, org_id), viewer_of(s, actor)
    if not viewer.curates(org_id):
        raise Forbidden(f"Only curators of “{center.name}” may change many of its records at once.")
    return viewer


def _record(s: Session, actor: Actor, act: str, version: store.CmfVersion, **detail: Any) -> None:
    name = version.body["name"]
    label = " ".join(filter(None, (version.body.get("code"), name.get("zh") or name.get("en"))))
    audit.record(s, act, actor_id=actor.id, subject=("cmf", version.record_id, label), org_id=version.record.org_id,
                 version=version.number, **detail)


def _record_batch(s: Session, actor: Actor, act: str, batch: store.CmfBatch, **detail: Any) -> None:
    audit.record(s, act, actor_id=actor.id, subject=("cmf_batch", batch.id, batch.what), org_id=batch.org_id, records=len(batch.entries),
                 **detail)
