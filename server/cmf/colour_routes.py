"""``/cmf``: colours under conditions, compared, judged, exported, and as the studio shows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response

from cmf_db.bundle import look
from cmf_db.store.reading import bundle_of, version_for
from server.accounts.guard import public
from server.blobs.serving import disposition
from server.cmf import colours, describe, exports, looks, refusals
from server.cmf import record_schemas as records
from server.cmf import search_schemas as schemas
from server.cmf.access import current_viewer
from server.core.db import database
from server.core.errors import Invalid
from server.core.http import blueprint
from server.core.limits import limited

api = blueprint("cmf_colours", __name__, about="Colours under conditions, compared and exported")
refusals.register(api)
FILE: dict[Any, Any] = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@api.get("/cmf/records/<ulid:record_id>/values", responses={200: schemas.CmfValues}, summary="The colour under chosen conditions")
@public
def get_cmf_values(path: records.RecordPath, query: schemas.ValuesQuery) -> schemas.CmfValues:
    with database().read() as s:
        one = colours.coloured(s, current_viewer(s), path.record_id, query.version)
    return colours.values(one, query.conditions)


@api.get("/cmf/records/<ulid:record_id>/judgement", responses={200: schemas.CmfJudgement}, summary="A sample against the tolerances")
@public
def judge_cmf_sample(path: records.RecordPath, query: schemas.JudgeQuery) -> schemas.CmfJudgement:
    with database().read() as s:
        one = colours.coloured(s, current_viewer(s), path.record_id, query.version)
    return colours.judgement(one, query)


@api.get("/cmf/records/<ulid:record_id>/bands", responses={200: schemas.CmfBandList}, summary="How far the spectrum may be scaled")
@public
def list_cmf_bands(path: records.RecordPath, query: records.VersionQuery) -> schemas.CmfBandList:
    with database().read() as s:
        one = colours.coloured(s, current_viewer(s), path.record_id, query.version)
    return schemas.CmfBandList(items=colours.bands(one), next=None)


@api.get("/cmf/compare", responses={200: schemas.CmfMatrix}, summary="Differences of two to six items under several lights")
@public
def compare_cmf_records(query: schemas.MatrixQuery) -> schemas.CmfMatrix:
    with database().read() as s:
        return colours.matrix(s, current_viewer(s), query)


@api.get("/cmf/records/<ulid:record_id>/look", responses={200: schemas.CmfLook}, summary="How a version of an item looks and weighs")
@public
def get_cmf_look(path: records.RecordPath, query: records.VersionQuery) -> schemas.CmfLook:
    with database().read() as s:
        version = version_for(s, current_viewer(s), path.record_id, query.version)
        if version.record.kind != "item":
            raise Invalid("record", "only an item has a look")
        shown = look(bundle_of(s, version))
    return describe.look(version, shown)


@api.get("/cmf/looks", responses={200: schemas.CmfWornList}, summary="How parts look and weigh that wear these items")
@public
def list_cmf_looks(query: schemas.WornQuery) -> schemas.CmfWornList:
    wanted = [(id, number) for id, number in map(colours.address, query.item) if number is not None]
    with database().read() as s:
        return schemas.CmfWornList(items=looks.worn(s, wanted), next=None)


@api.get("/cmf/export", responses=FILE, summary="Records as a file of a colour or render tool")
@public
@limited("60/minute")
def export_cmf_records(query: schemas.ExportQuery) -> Response:
    with database().read() as s:
        file = exports.export(s, current_viewer(s), query)
    response = Response(file.written.data, mimetype=file.media)
    response.headers["Content-Disposition"] = disposition(file.name)
    if file.written.messages:       # what the format could not carry, one sentence a line
        response.headers["X-Sunmao-Warnings"] = quote("\n".join(message.text for message in file.written.messages)[:2000])
    return response
