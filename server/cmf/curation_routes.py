"""``/cmf``: reviewing and publishing, many changes at once, centers."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cmf_db.store import models as store
from cmf_db.store.reading import Viewer, versions_at
from cmf_db.store.states import Act
from server.accounts.guard import public
from server.accounts.identity import signed_in
from server.cmf import curation_schemas as schemas
from server.cmf import queries, refusals, service
from server.cmf import record_schemas as records
from server.cmf.access import center_for, current_viewer, viewer_of
from server.cmf.people import people
from server.core.db import database
from server.core.http import ListQuery, blueprint
from server.core.limits import limited

api = blueprint("cmf_curation", __name__, about="Reviewing and publishing CMF records")
refusals.register(api)
WRITES = "600/minute"


@api.post("/cmf/steps", responses={200: schemas.CmfMovedList}, summary="Submit, publish, return, deprecate … one or many versions")
@limited(WRITES)
def step_cmf_versions(body: schemas.Step) -> schemas.CmfMovedList:
    with database().write() as s:
        moved = service.step(s, actor=signed_in(), act=Act(body.act), versions=body.versions, reason=body.reason)
    return schemas.CmfMovedList(items=[
        schemas.CmfMoved(id=m.version.record_id, version=m.version.number, state=m.version.state, act=m.line.act) for m in moved])


@api.get("/cmf/queue", responses={200: schemas.CmfQueue}, summary="Versions in work, beside what they would replace")
def list_cmf_queue(query: schemas.QueueQuery) -> schemas.CmfQueue:
    with database().read() as s:
        return queries.queue(s, viewer_of(s, signed_in()), query)


@api.get("/cmf/records/<ulid:record_id>/comments", responses={200: records.CmfCommentList}, summary="What was said in review")
def list_cmf_comments(path: records.RecordPath, query: ListQuery) -> records.CmfCommentList:
    with database().read() as s:
        return queries.list_comments(s, viewer_of(s, signed_in()), path.record_id, query)


@api.post("/cmf/records/<ulid:record_id>/comments", responses={201: records.CmfComment}, summary="Say something about a version")
@limited("60/minute")
def add_cmf_comment(path: records.RecordPath, body: records.NewComment) -> tuple[records.CmfComment, int]:
    actor = signed_in()
    with database().write() as s:
        row = service.comment(s, actor=actor, record_id=path.record_id, number=body.version, text=body.text)
        return queries.comment(row, people(s, [actor.id])[actor.id]), 201


@api.post("/cmf/bulk", responses={201: schemas.CmfBatch}, summary="Change one field of many records")
@limited("60/minute")
def change_many_cmf_records(body: schemas.BulkChange) -> tuple[schemas.CmfBatch, int]:
    actor = signed_in()
    batch, unfit = service.change_many(actor, body)
    with database().read() as s:
        return batch_shown(s, viewer_of(s, actor), batch, unfit), 201


@api.post("/cmf/batches/<ulid:batch_id>/undo", responses={200: schemas.CmfBatch}, summary="Take a bulk change or an import back")
@limited("60/minute")
def undo_cmf_batch(path: schemas.BatchPath) -> schemas.CmfBatch:
    actor = signed_in()
    batch = service.undo(actor, path.batch_id)
    with database().read() as s:
        return batch_shown(s, viewer_of(s, actor), batch, [])


@api.get("/cmf/centers", responses={200: schemas.CmfCenterList}, summary="Design centers, one's own first")
@public
def list_cmf_centers() -> schemas.CmfCenterList:
    with database().read() as s:
        return queries.list_centers(s, current_viewer(s))


@api.put("/cmf/centers/<ulid:org_id>", responses={200: schemas.CmfCenter}, summary="Change the rules of a center")
def set_cmf_rules(path: schemas.CenterPath, body: schemas.CenterRules) -> schemas.CmfCenter:
    actor = signed_in()
    with database().write() as s:
        service.set_rules(s, actor=actor, org_id=path.org_id, four_eyes=body.four_eyes)
        s.flush()
        return queries.center(s, viewer_of(s, actor), center_for(s, path.org_id))


def batch_shown(s: Session, viewer: Viewer, batch: store.CmfBatch, unfit: list[schemas.CmfUnfit]) -> schemas.CmfBatch:
    found = versions_at(s, viewer, [(e["record_id"], e["number"]) for e in batch.entries])
    return schemas.CmfBatch(id=batch.id, what=batch.what, at=batch.at, undone_at=batch.undone_at, unfit=unfit, versions=[
        schemas.CmfMoved(id=v.record_id, version=v.number, state=v.state, act=None) for v in found])
