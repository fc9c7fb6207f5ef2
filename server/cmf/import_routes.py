"""``/cmf/imports``: colour files, looked at before anything of them is taken over."""

from __future__ import annotations

import io
import unicodedata

from flask import request

from cmf_db.exchange.guard import check_size
from cmf_db.science.conditions import Conditions, ConditionsError
from cmf_db.store import imports as store
from server.accounts.identity import signed_in
from server.blobs.store import blob_store, put_bytes
from server.cmf import curation_schemas as curation
from server.cmf import import_schemas as schemas
from server.cmf import imports, refusals
from server.cmf.access import center_for, viewer_of
from server.cmf.curation_routes import batch_shown
from server.core.db import database
from server.core.errors import Invalid
from server.core.http import blueprint, plain_line
from server.core.limits import limited

api = blueprint("cmf_imports", __name__, about="Colour files into the library")
refusals.register(api)
FILE_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}}}}}


@api.post("/cmf/imports", responses={201: schemas.CmfImport}, openapi_extensions=FILE_BODY, summary="Upload a colour file and look at it")
@limited("30/minute")
def upload_cmf_file(query: schemas.ImportQuery) -> tuple[schemas.CmfImport, int]:
    actor = signed_in()
    if (query.illuminant is None) != (query.observer is None):
        raise ConditionsError("illuminant and observer belong together: name both or none")
    conditions = Conditions(query.illuminant, query.observer) if query.illuminant and query.observer else None
    with database().read() as s:
        center_for(s, query.center)
    file = request.files.get("file")
    if file is None:
        raise Invalid("file", "one file in a multipart form")
    name = _file_name(file.filename)
    size = file.stream.seek(0, io.SEEK_END)
    check_size(size, name)
    file.stream.seek(0)
    data = file.stream.read()
    found = imports.preview(
        actor, center=query.center, file_name=name, data=data, stored=put_bytes(blob_store(), data), conditions=conditions)
    with database().read() as s:
        return imports.describe(s, found), 201


@api.get("/cmf/imports/<ulid:import_id>", responses={200: schemas.CmfImport}, summary="An uploaded file")
def get_cmf_import(path: schemas.ImportPath) -> schemas.CmfImport:
    with database().read() as s:
        return imports.describe(s, store.import_for(s, viewer_of(s, signed_in()), path.import_id))


@api.get("/cmf/imports/<ulid:import_id>/rows", responses={200: schemas.CmfImportRows}, summary="What its colours would change")
def list_cmf_import_rows(path: schemas.ImportPath, query: schemas.RowsQuery) -> schemas.CmfImportRows:
    with database().read() as s:
        store.import_for(s, viewer_of(s, signed_in()), path.import_id)
        return imports.list_rows(s, path.import_id, query)


@api.post("/cmf/imports/<ulid:import_id>/apply", responses={201: curation.CmfBatch}, summary="Take the chosen colours over as drafts")
@limited("30/minute")
def apply_cmf_import(path: schemas.ImportPath, body: schemas.ImportChoice) -> tuple[curation.CmfBatch, int]:
    actor = signed_in()
    batch = imports.apply(actor, import_id=path.import_id, choice=body)
    with database().read() as s:
        return batch_shown(s, viewer_of(s, actor), batch, []), 201


@api.delete("/cmf/imports/<ulid:import_id>", responses={204: None}, summary="Forget an uploaded file")
def delete_cmf_import(path: schemas.ImportPath) -> tuple[str, int]:
    with database().write() as s:
        imports.forget(s, actor=signed_in(), import_id=path.import_id)
    return "", 204


def _file_name(given: str | None) -> str:
    """The last part of the name that the browser sends. Raises Invalid."""
    try:
        return plain_line(unicodedata.normalize("NFC", given or "").replace("\\", "/").rsplit("/", 1)[-1])[:200]
    except ValueError as error:
        raise Invalid("file", f"its name: {error}") from None
