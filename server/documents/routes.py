"""``/documents``: the documents themselves, their pictures and uploaded files."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from server.accounts.identity import signed_in
from server.blobs.service import owned
from server.blobs.serving import serve
from server.blobs.store import blob_store, put_bytes
from server.core.db import database
from server.core.errors import Invalid, NotFound
from server.core.http import ListQuery, blueprint
from server.core.limits import limited
from server.documents import queries, schemas, service, wearing
from server.documents.access import document_for
from server.documents.ydoc import new_document
from server.projects import queries as projects
from server.projects.policy import Act
from server.projects.schemas import ProjectPath

api = blueprint("documents", __name__, about="Documents: parametric products")
PNG: dict[Any, Any] = {200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
PNG_BODY = {"requestBody": {"required": True, "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}}
FILE_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}}}}}


@api.get("/documents", responses={200: schemas.DocumentList}, summary="One's documents in every project, last changed first")
def list_documents(query: schemas.DocumentsQuery) -> schemas.DocumentList:
    with database().read() as s:
        return queries.list_all(s, signed_in(), query)


@api.get("/documents/wearing/<ulid:item_id>", responses={200: schemas.WearingList}, summary="One's documents with parts that wear an item")
def list_wearing_documents(path: schemas.ItemPath) -> schemas.WearingList:
    with database().read() as s:
        return wearing.list_wearing(s, signed_in(), path.item_id)


@api.get("/projects/<ulid:project_id>/documents", responses={200: schemas.DocumentList}, summary="Documents of a project")
def list_project_documents(path: ProjectPath, query: ListQuery) -> schemas.DocumentList:
    actor = signed_in()
    with database().read() as s:
        projects.project_for(s, actor, path.project_id, Act.READ)
        return queries.list_in_project(s, actor, path.project_id, query)


@api.post("/projects/<ulid:project_id>/documents", responses={201: schemas.Document}, summary="Start a document")
@limited("60/minute")
def create_document(path: ProjectPath, body: schemas.NewDocument) -> tuple[schemas.Document, int]:
    actor = signed_in()
    first_update, picture = new_document(service.starting_content(body.start)), service.starting_picture(body.start)
    with database().write() as s:
        document = service.create(
            s, actor=actor, project_id=path.project_id, name=body.name, first_update=first_update, picture=picture)
        return queries.describe(s, actor, [document])[0], 201


@api.get("/documents/<ulid:document_id>", responses={200: schemas.Document}, summary="One document")
def get_document(path: schemas.DocumentPath) -> schemas.Document:
    actor = signed_in()
    with database().read() as s:
        return queries.describe(s, actor, [document_for(s, actor, path.document_id, Act.READ).document])[0]


@api.patch("/documents/<ulid:document_id>", responses={200: schemas.Document}, summary="Rename")
def change_document(path: schemas.DocumentPath, body: schemas.DocumentChange) -> schemas.Document:
    actor = signed_in()
    with database().write() as s:
        document = service.rename(s, actor=actor, document_id=path.document_id, name=body.name)
        return queries.describe(s, actor, [document])[0]


@api.delete("/documents/<ulid:document_id>", responses={204: None}, summary="Delete with history and versions")
def delete_document(path: schemas.DocumentPath) -> tuple[str, int]:
    with database().write() as s:
        service.delete(s, actor=signed_in(), document_id=path.document_id)
    return "", 204


@api.get("/documents/<ulid:document_id>/thumbnail", responses=PNG, summary="The picture of the document")
def get_thumbnail(path: schemas.DocumentPath) -> Response:
    with database().read() as s:
        document = document_for(s, signed_in(), path.document_id, Act.READ).document
        if document.thumbnail is None:
            raise NotFound
        ref = owned(s, document.thumbnail, owner=("document", document.id))
    return serve(ref, "The picture of this document", "picture_damaged")


@api.put("/documents/<ulid:document_id>/thumbnail", responses={204: None}, openapi_extensions=PNG_BODY, summary="Set the picture")
def put_thumbnail(path: schemas.DocumentPath) -> tuple[str, int]:
    actor = signed_in()
    with database().read() as s:
        document_for(s, actor, path.document_id, Act.EDIT)
    if (request.content_length or 0) > service.LARGEST_THUMBNAIL:
        raise Invalid("body", f"a PNG of at most {service.LARGEST_THUMBNAIL >> 10} KB")
    stored = put_bytes(blob_store(), service.check_png(request.get_data(), "body"))
    with database().write() as s:
        service.set_thumbnail(s, actor=actor, document_id=path.document_id, stored=stored)
    return "", 204


@api.post("/documents/<ulid:document_id>/assets", responses={201: schemas.Asset}, openapi_extensions=FILE_BODY, summary="Upload a file")
@limited("60/minute")
def add_asset(path: schemas.DocumentPath) -> tuple[schemas.Asset, int]:
    actor = signed_in()
    with database().read() as s:
        document_for(s, actor, path.document_id, Act.EDIT)
    file = request.files.get("file")
    name = service.check_asset_name(file.filename if file else None)
    if file is None:
        raise Invalid("file", "one file in a multipart form")
    stored = blob_store().put(file.stream)      # type: ignore[arg-type]
    with database().write() as s:
        return service.add_asset(s, actor=actor, document_id=path.document_id, name=name, stored=stored), 201
