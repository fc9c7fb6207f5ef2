"""``/cmf/records``: finding, reading, drafting. What was published once is for everybody, signed in or not."""

from __future__ import annotations

from flask import Response, jsonify, make_response, request
from sqlalchemy.orm import Session

from cmf_db.store import models as store
from cmf_db.store.reading import version_for
from cmf_db.store.states import PUBLIC
from server.accounts.guard import public
from server.accounts.identity import Actor, signed_in
from server.cmf import describe, queries, refusals, searching, service
from server.cmf import record_schemas as schemas
from server.cmf import search_schemas as found
from server.cmf.access import current_viewer, viewer_of
from server.core.db import database
from server.core.http import blueprint
from server.core.limits import limited

api = blueprint("cmf_records", __name__, about="CMF records: colours, materials, finishes, processes and items")
refusals.register(api)
WRITES = "600/minute"
A_DAY = "public, max-age=86400"


@api.get("/cmf/records", responses={200: found.CmfRecordList}, summary="Find records by word, facet and colour")
@public
def search_cmf_records(query: found.RecordsQuery) -> found.CmfRecordList:
    with database().read() as s:
        return searching.search(s, current_viewer(s), query)


@api.get("/cmf/records/<ulid:record_id>", responses={200: schemas.CmfVersion}, summary="A record: its published version, or the one named")
@public
def get_cmf_record(path: schemas.RecordPath, query: schemas.VersionQuery) -> schemas.CmfVersion:
    with database().read() as s:
        viewer = current_viewer(s)
        return describe.versions(s, viewer, [version_for(s, viewer, path.record_id, query.version)])[0]


@api.get("/cmf/records/<ulid:record_id>/versions", responses={200: schemas.CmfVersionList}, summary="Versions of a record, newest first")
@public
def list_cmf_versions(path: schemas.RecordPath) -> schemas.CmfVersionList:
    with database().read() as s:
        return queries.list_versions(s, current_viewer(s), path.record_id)


@api.get("/cmf/records/<ulid:record_id>/versions/<int:number>", responses={200: schemas.CmfPublished},
         summary="The content of one version, as it is cited")
@public
def get_cmf_version(path: schemas.RecordVersionPath) -> Response:
    """A superseded or published version never changes: it may be kept by anybody, and its tag is its SHA-256."""
    with database().read() as s:
        version = version_for(s, current_viewer(s), path.record_id, path.number)
        shown = schemas.CmfPublished(
            id=version.record_id, version=version.number, sha256=version.sha256, supersedes=version.supersedes, created=version.created,
            body=version.body)
    response = make_response(jsonify(shown.model_dump(mode="json")))
    if version.state in PUBLIC:
        response.headers["Cache-Control"] = A_DAY
    response.set_etag(version.sha256)
    return response.make_conditional(request)       # type: ignore[return-value]


@api.get("/cmf/records/<ulid:record_id>/history", responses={200: schemas.CmfHistory}, summary="What happened to a record, newest first")
@public
def get_cmf_history(path: schemas.RecordPath) -> schemas.CmfHistory:
    with database().read() as s:
        return queries.history(s, current_viewer(s), path.record_id)


@api.get("/cmf/records/<ulid:record_id>/compare", responses={200: schemas.CmfComparison}, summary="Two versions, field by field")
@public
def compare_cmf_versions(path: schemas.RecordPath, query: schemas.VersionPairQuery) -> schemas.CmfComparison:
    with database().read() as s:
        return queries.compare(s, current_viewer(s), path.record_id, query.before, query.after)


@api.get("/cmf/records/<ulid:record_id>/users", responses={200: schemas.CmfUsers}, summary="Items that name this version of a record")
@public
def list_cmf_users(path: schemas.RecordPath, query: schemas.VersionQuery) -> schemas.CmfUsers:
    with database().read() as s:
        return queries.list_users(s, current_viewer(s), path.record_id, query.version)


@api.post("/cmf/records", responses={201: schemas.CmfVersion}, summary="A new record for a center, in draft")
@limited(WRITES)
def create_cmf_record(body: schemas.NewRecord) -> tuple[schemas.CmfVersion, int]:
    actor, prepared = signed_in(), service.prepare(body.body)
    with database().write() as s:
        return _shown(s, actor, service.create(s, actor=actor, center=body.center, prepared=prepared, message=body.message)), 201


@api.post("/cmf/records/<ulid:record_id>/versions", responses={201: schemas.CmfVersion}, summary="A new draft of a published record")
@limited(WRITES)
def revise_cmf_record(path: schemas.RecordPath, body: schemas.NewCmfVersion) -> tuple[schemas.CmfVersion, int]:
    actor, prepared = signed_in(), None if body.body is None else service.prepare(body.body)
    with database().write() as s:
        return _shown(s, actor, service.revise(s, actor=actor, record_id=path.record_id, prepared=prepared, message=body.message)), 201


@api.put("/cmf/records/<ulid:record_id>/versions/<int:number>", responses={200: schemas.CmfVersion}, summary="Change a draft")
@limited(WRITES)
def edit_cmf_draft(path: schemas.RecordVersionPath, body: schemas.DraftChange) -> schemas.CmfVersion:
    actor = signed_in()
    with database().read() as s:
        version_for(s, viewer_of(s, actor), path.record_id, path.number)
    prepared = service.prepare(body.body)
    with database().write() as s:
        return _shown(s, actor, service.edit(
            s, actor=actor, record_id=path.record_id, number=path.number, prepared=prepared, seen=body.seen, message=body.message))


def _shown(s: Session, actor: Actor, version: store.CmfVersion) -> schemas.CmfVersion:
    s.flush()
    return describe.versions(s, viewer_of(s, actor), [version])[0]
