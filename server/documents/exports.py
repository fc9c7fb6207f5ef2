"""Verbs about exports: files made from frozen content, once for each content and format."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.blobs.service import attach
from server.blobs.store import Stored, blob_store, put_bytes
from server.core import audit
from server.core.clock import now
from server.core.db import database, insert_if_absent
from server.core.errors import Invalid
from server.core.ids import new_id
from server.documents import versions
from server.documents.access import document_for, version_for
from server.documents.content import JSON, Frozen, freeze, hold, owned_assets
from server.documents.models import BuildState, Derived, Document
from server.documents.ydoc import Content
from server.jobs.service import submit
from server.projects.policy import Act

EXPORT = "export"
SHEET = "xlsx"         # the CMF sheet, which the server writes; all other formats are the kernel's
MEDIA = {
    "step": "model/step", "glb": "model/gltf-binary", "stl": "model/stl", "3mf": "model/3mf", "dxf": "image/vnd.dxf",
    "svg": "image/svg+xml", "brep": "application/octet-stream",
    SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OPTIONS: Mapping[str, Any] = {}     # every format has one set of options so far
NOT_IN_NAMES = frozenset('/\\:*?"<>|')


def request(*, actor: Actor, document_id: str, kind: str, version_id: str | None) -> Derived:
    """The export of the version, or of the document as it is now. One that failed is tried again. Raises Invalid."""
    store = blob_store()
    with database().read() as s:
        document_for(s, actor, document_id, Act.EXPORT)
        content, assets, suffix = _source(s, actor, document_id, version_id)
    frozen = freeze(store, content, assets)
    manifest = put_bytes(store, frozen.data)
    with database().write() as s:
        document = document_for(s, actor, document_id, Act.EXPORT).document
        derived = _row(s, actor, document, kind, frozen, manifest, f"{document.name}{suffix}")
        if derived.state is BuildState.FAILED:
            derived.state, derived.message, derived.requested_by_id = BuildState.QUEUED, None, actor.id
            submit(s, EXPORT, derived.id, org_id=derived.org_id, person_id=actor.id)
        subject = ("export", derived.id, derived.file_name)
        audit.record(s, "document.exported", actor_id=actor.id, subject=subject, org_id=document.org_id, project_id=document.project_id,
                     format=kind, version=version_id)
        return derived


def end(export_id: str, state: BuildState, message: Mapping[str, Any] | None) -> None:
    """Write how the making of an export ended."""
    with database().write() as s:
        row = s.get(Derived, export_id)
        if row is not None:
            row.state, row.message = state, dict(message) if message else None


def file_name(name: str, kind: str) -> str:
    """A name that every file system takes, in the words of the designer."""
    plain = "".join("_" if c in NOT_IN_NAMES or not c.isprintable() else c for c in name).strip(" .")[:100]
    return f"{plain or 'model'}.{kind}"


def _source(s: Session, actor: Actor, document_id: str, version_id: str | None) -> tuple[Content, dict[str, str], str]:
    if version_id is None:
        content = versions.current(s, document_id)[1]
        return content, owned_assets(s, document_id, content), ""
    version, _ = version_for(s, actor, version_id, Act.EXPORT)
    if version.document_id != document_id:
        raise Invalid("version", "a version of this document")
    return *versions.content_of(s, version), f" v{version.number}"


def _row(s: Session, actor: Actor, document: Document, kind: str, frozen: Frozen, manifest: Stored, name: str) -> Derived:
    """The one row of this content and format; a new one is queued."""
    key = {
        "document_id": document.id, "content_sha256": frozen.sha256, "kind": kind,
        "options_sha256": hashlib.sha256(rfc8785.dumps(dict(OPTIONS))).hexdigest(),
    }
    fresh = insert_if_absent(
        s, Derived, id=new_id(), org_id=document.org_id, manifest=manifest.sha256, file_name=file_name(name, kind), state=BuildState.QUEUED,
        requested_by_id=actor.id, created=now(), **key)
    derived = s.scalars(select(Derived).filter_by(**key)).one()
    if fresh:
        owner = ("export", derived.id)
        hold(s, frozen, owner=owner, org_id=document.org_id)
        attach(s, manifest, owner=owner, role="manifest", org_id=document.org_id, media=JSON)
        submit(s, EXPORT, derived.id, org_id=document.org_id, person_id=actor.id)
    return derived
