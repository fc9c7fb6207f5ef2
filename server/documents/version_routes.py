"""Versions and exports of a document."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response

from server.accounts.identity import signed_in
from server.blobs.service import owned
from server.blobs.serving import serve
from server.core.db import database
from server.core.errors import Invalid, NotFound
from server.core.http import ListQuery, blueprint
from server.core.limits import limited
from server.documents import exports, queries, schemas, service, versions
from server.documents.access import document_for, export_for, version_for
from server.documents.routes import PNG
from server.projects.policy import Act

api = blueprint("versions", __name__, about="Saved versions and exported files")
BYTES: dict[Any, Any] = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
MANIFEST: dict[Any, Any] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


@api.get("/documents/<ulid:document_id>/versions", responses={200: schemas.VersionList}, summary="Versions, newest first")
def list_versions(path: schemas.DocumentPath, query: ListQuery) -> schemas.VersionList:
    with database().read() as s:
        document_for(s, signed_in(), path.document_id, Act.READ)
        return queries.list_versions(s, path.document_id, query)


@api.post("/documents/<ulid:document_id>/versions", responses={201: schemas.Version}, summary="Save a version")
@limited("60/minute")
def save_version(path: schemas.DocumentPath, body: schemas.NewVersion) -> tuple[schemas.Version, int]:
    thumbnail = _png(body.thumbnail_png_base64)
    version = versions.save(actor=signed_in(), document_id=path.document_id, message=body.message, thumbnail=thumbnail)
    return queries.describe_version(version), 201


@api.get("/versions/<ulid:version_id>", responses={200: schemas.Version}, summary="One version")
def get_version(path: schemas.VersionPath) -> schemas.Version:
    with database().read() as s:
        return queries.describe_version(version_for(s, signed_in(), path.version_id, Act.READ)[0])


@api.get("/versions/<ulid:version_id>/content", responses={200: schemas.VersionContent}, summary="What a version holds")
def get_version_content(path: schemas.VersionPath) -> schemas.VersionContent:
    with database().read() as s:
        version, _ = version_for(s, signed_in(), path.version_id, Act.READ)
        content, _ = versions.content_of(s, version)
    return schemas.VersionContent.model_validate(content)


@api.get("/versions/<ulid:version_id>/manifest", responses=MANIFEST, summary="The canonical bytes that the version's hash names")
def get_version_manifest(path: schemas.VersionPath) -> Response:
    with database().read() as s:
        version, _ = version_for(s, signed_in(), path.version_id, Act.READ)
        ref = owned(s, version.sha256, owner=("version", version.id))
    return serve(ref, f"The list of contents of version {version.number}", "version_damaged", number=version.number)


@api.get("/versions/<ulid:version_id>/thumbnail", responses=PNG, summary="The picture of a version")
def get_version_thumbnail(path: schemas.VersionPath) -> Response:
    with database().read() as s:
        version, _ = version_for(s, signed_in(), path.version_id, Act.READ)
        if version.thumbnail is None:
            raise NotFound
        ref = owned(s, version.thumbnail, owner=("version", version.id))
    return serve(ref, f"The picture of version {version.number}", "picture_damaged")


@api.get("/versions/<ulid:version_id>/compare", responses={200: schemas.Comparison}, summary="What changes from this version to another")
def compare_version(path: schemas.VersionPath, query: schemas.CompareQuery) -> schemas.Comparison:
    with database().read() as s:
        return versions.compared(s, actor=signed_in(), version_id=path.version_id, other=query.with_)


@api.post("/documents/<ulid:document_id>/restore", responses={200: schemas.Restored}, summary="Make the document what a version was")
@limited("60/minute")
def restore_version(path: schemas.DocumentPath, body: schemas.Restore) -> schemas.Restored:
    return schemas.Restored(seq=versions.restore(actor=signed_in(), document_id=path.document_id, version_id=body.version))


@api.post("/documents/<ulid:document_id>/exports", responses={202: schemas.Export}, summary="Have a file made")
@limited("30/minute")
def request_export(path: schemas.DocumentPath, body: schemas.NewExport) -> tuple[schemas.Export, int]:
    derived = exports.request(actor=signed_in(), document_id=path.document_id, kind=body.format, version_id=body.version)
    return queries.describe_export(derived), 202


@api.get("/exports/<ulid:export_id>", responses={200: schemas.Export}, summary="How the making of a file goes")
def get_export(path: schemas.ExportPath) -> schemas.Export:
    with database().read() as s:
        return queries.describe_export(export_for(s, signed_in(), path.export_id))


@api.get("/exports/<ulid:export_id>/file", responses=BYTES, summary="The file")
def get_export_file(path: schemas.ExportPath) -> Response:
    with database().read() as s:
        derived = export_for(s, signed_in(), path.export_id)
        if derived.blob is None:
            raise NotFound("The file is not made yet.", "not_ready")
        ref = owned(s, derived.blob, owner=("export", derived.id))
    name = derived.file_name
    return serve(ref, f"The exported file “{name}”", "file_damaged", download_as=name, name=name)


def _png(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:      # binascii.Error is one of them
        raise Invalid("thumbnail_png_base64", "a PNG in base64") from None
    return service.check_png(data, "thumbnail_png_base64")
