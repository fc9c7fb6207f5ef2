"""Verbs about documents: create, rename, delete, thumbnail, assets."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.blobs.service import attach, release
from server.blobs.store import Stored, blob_store, put_bytes
from server.core import audit
from server.core.db import announce
from server.core.errors import Invalid
from server.documents import log, samples, schemas, ydoc
from server.documents.access import document_for
from server.documents.models import Derived, Document, Version
from server.documents.signals import document_deleted
from server.projects import queries as projects
from server.projects.policy import Act

EMPTY_SCRIPT = "import cadquery as cq\n\n"
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_THUMBNAIL = 512 << 10
LARGEST_ASSET = 20 << 20
Start = schemas.FromSample | schemas.FromScript | schemas.FromNothing
Picture = tuple[Stored, str]        # what is stored, and its media type


def starting_content(start: Start) -> ydoc.Content:
    """What a new document holds. Raises Invalid for an unknown sample."""
    if isinstance(start, schemas.FromSample):
        return samples.content_of(samples.find(start.sample))
    text = start.text if isinstance(start, schemas.FromScript) else EMPTY_SCRIPT
    return ydoc.Content(files={ydoc.MAIN: text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")})


def starting_picture(start: Start) -> Picture | None:
    """The picture of the sample, until the document has one of its own; the bytes are stored before the transaction."""
    found = samples.picture(start.sample) if isinstance(start, schemas.FromSample) else None
    return (put_bytes(blob_store(), found[0]), found[1]) if found else None


def create(s: Session, *, actor: Actor, project_id: str, name: str, first_update: bytes, picture: Picture | None = None) -> Document:
    """A new document of the project whose history begins with ``first_update`` (``ydoc.new_document``)."""
    project, _ = projects.project_for(s, actor, project_id, Act.EDIT)
    document = Document(org_id=project.org_id, project_id=project_id, project=project, name=name, seq=0, updated_by_id=actor.id)
    s.add(document)
    s.flush()
    log.append(s, document.id, document.epoch, [log.Update(first_update, actor.id)])
    s.refresh(document)
    if picture:
        stored, media = picture
        document.thumbnail = attach(s, stored, owner=("document", document.id), role="thumbnail", org_id=project.org_id, media=media)
    _record(s, actor, "document.created", document)
    return document


def rename(s: Session, *, actor: Actor, document_id: str, name: str | None) -> Document:
    document = document_for(s, actor, document_id, Act.EDIT).document
    if name is not None and name != document.name:
        before, document.name = document.name, name
        _record(s, actor, "document.renamed", document, before=before)
    return document


def delete(s: Session, *, actor: Actor, document_id: str) -> None:
    document = document_for(s, actor, document_id, Act.MANAGE).document
    _record(s, actor, "document.deleted", document)
    remove(s, document)


def remove(s: Session, document: Document) -> None:
    """Delete the document with its history, versions and files."""
    owners = [("document", document.id)]
    owners += [("version", version_id) for version_id in s.scalars(select(Version.id).where(Version.document_id == document.id))]
    owners += [("export", export_id) for export_id in s.scalars(select(Derived.id).where(Derived.document_id == document.id))]
    for owner in owners:
        release(s, owner=owner)
    announce(s, document_deleted, document_id=document.id)
    s.delete(document)
    s.flush()


def check_png(data: bytes, field: str) -> bytes:
    """A small PNG. Raises Invalid."""
    if not data.startswith(PNG) or len(data) > LARGEST_THUMBNAIL:
        raise Invalid(field, f"a PNG of at most {LARGEST_THUMBNAIL >> 10} KB")
    return data


def set_thumbnail(s: Session, *, actor: Actor, document_id: str, stored: Stored) -> None:
    """Not an edit: it leaves no trace in the history."""
    document = document_for(s, actor, document_id, Act.EDIT).document
    attach(s, stored, owner=("document", document.id), role="thumbnail", org_id=document.org_id, media="image/png")
    release(s, owner=("document", document.id), role="thumbnail", keep=stored.sha256)
    document.thumbnail = stored.sha256


def check_asset_name(name: str | None) -> str:
    """A plain file name, the last part of what the browser says. Raises Invalid."""
    plain = (name or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not ydoc.is_further_file(plain):
        raise Invalid("file", "a file with a plain name of up to 128 characters")
    return plain


def add_asset(s: Session, *, actor: Actor, document_id: str, name: str, stored: Stored) -> schemas.Asset:
    """Hold a binary file for the document. It becomes part of the content when the room writes its name into ``assets``."""
    if stored.bytes > LARGEST_ASSET:
        raise Invalid("file", f"a file of at most {LARGEST_ASSET >> 20} MB")
    document = document_for(s, actor, document_id, Act.EDIT).document
    attach(s, stored, owner=("document", document.id), role="asset", org_id=document.org_id)
    _record(s, actor, "asset.added", document, name=name, sha256=stored.sha256)
    return schemas.Asset(name=name, sha256=stored.sha256, bytes=stored.bytes)


def _record(s: Session, actor: Actor, act: str, document: Document, **detail: object) -> None:
    subject = ("document", document.id, document.name)
    audit.record(s, act, actor_id=actor.id, subject=subject, org_id=document.org_id, project_id=document.project_id, **detail)

