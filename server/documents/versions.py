"""Verbs about versions: save, restore, compare. A version reads the durable log, never a room."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.blobs.service import attach, owned
from server.blobs.store import BlobLost, Stored, blob_store, put_bytes, read
from server.core import audit
from server.core.clock import now, rfc3339
from server.core.db import announce, database
from server.core.errors import Conflict, Invalid
from server.documents import compare, log, queries, schemas, wearing
from server.documents.access import document_for, version_for
from server.documents.content import JSON, Frozen, freeze, hold, owned_assets, thaw, whole_assets
from server.documents.manifest import Manifest
from server.documents.models import Document, Version, VersionBuild
from server.documents.signals import appended, version_saved
from server.documents.ydoc import Content, restore_update
from server.documents.ydoc import read as read_state
from server.jobs.service import submit
from server.projects.policy import Act

BUILD = "version.build"


def current(s: Session, document_id: str) -> tuple[log.Loaded, Content]:
    """The newest durable state and what it holds."""
    loaded = log.load(s, document_id)
    return loaded, read_state(loaded.state)


def save(*, actor: Actor, document_id: str, message: str, thumbnail: bytes | None) -> Version:
    """Freeze the document as it is now. Raises Conflict when nothing changed, or when somebody else saved at the same moment."""
    store = blob_store()
    with database().read() as s:
        document_for(s, actor, document_id, Act.EDIT)
        loaded, content = current(s, document_id)
        assets = owned_assets(s, document_id, content)
        head = queries.heads(s, [document_id]).get(document_id)
    frozen = freeze(store, content, assets)
    if head is not None and head.content_sha256 == frozen.sha256:
        raise Conflict(f"Nothing changed since version {head.number}.", "nothing_changed", number=head.number)
    created = now()
    manifest = Manifest(document=document_id, parents=[head.sha256] if head else [], author=actor.id, message=message,
                        created=rfc3339(created), **frozen.inputs)
    stored = put_bytes(store, manifest.canonical())
    picture = put_bytes(store, thumbnail) if thumbnail else None
    version = Version(
        document_id=document_id, number=head.number + 1 if head else 1, sha256=stored.sha256, content_sha256=frozen.sha256,
        parents=list(manifest.parents), message=message, author_id=actor.id, epoch=loaded.epoch, seq=loaded.seq, created=created)
    with database().write() as s:
        document = document_for(s, actor, document_id, Act.EDIT).document
        _insert(s, document, version, head)
        _hold(s, version, frozen, stored, picture)
        submit(s, BUILD, version.id, org_id=document.org_id, person_id=actor.id)
        _record(s, actor, "version.saved", document, version)
        announce(s, version_saved, document_id=document_id, version_id=version.id)
        s.flush()
        return version_for(s, actor, version.id, Act.READ)[0]


def _insert(s: Session, document: Document, version: Version, head: Version | None) -> None:
    s.execute(select(Document.id).where(Document.id == document.id).with_for_update())      # one saver at a time, on PostgreSQL too
    newest = queries.heads(s, [document.id]).get(document.id)
    if (newest.id if newest else None) != (head.id if head else None):
        raise Conflict("Somebody else saved a version at the same moment. Look at it, then save again.", "saved_meanwhile")
    version.org_id = document.org_id
    s.add(version)
    s.flush()
    s.add(VersionBuild(version_id=version.id))


def _hold(s: Session, version: Version, frozen: Frozen, manifest: Stored, picture: Stored | None) -> None:
    owner = ("version", version.id)
    hold(s, frozen, owner=owner, org_id=version.org_id)
    attach(s, manifest, owner=owner, role="manifest", org_id=version.org_id, media=JSON)
    if picture:
        version.thumbnail = attach(s, picture, owner=owner, role="thumbnail", org_id=version.org_id, media="image/png")


def manifest_of(s: Session, version: Version) -> bytes:
    """The canonical bytes whose SHA-256 names the version. Raises Damaged."""
    sha256 = owned(s, version.sha256, owner=("version", version.id)).sha256
    try:
        return read(blob_store(), sha256)
    except BlobLost as lost:
        number = version.number
        raise lost.named(f"The list of contents of version {number}", "version_damaged", number=number) from None


def content_of(s: Session, version: Version) -> tuple[Content, dict[str, str]]:
    """What the version holds, and its binary files by name. Raises Damaged."""
    return thaw(blob_store(), manifest_of(s, version), version.number)


def compared(s: Session, *, actor: Actor, version_id: str, other: str) -> schemas.Comparison:
    """From the version to ``other``: ``current``, or another version of the same document. Raises Invalid."""
    version, _ = version_for(s, actor, version_id, Act.READ)
    if other == "current":
        there = current(s, version.document_id)[1]
    else:
        second, _ = version_for(s, actor, other, Act.READ)
        if second.document_id != version.document_id:
            raise Invalid("with", "a version of the same document")
        there = content_of(s, second)[0]
    return compare.compare(content_of(s, version)[0], there)


def restore(*, actor: Actor, document_id: str, version_id: str) -> int:
    """Make the document what the version was, as an ordinary edit; returns its number in the log. Raises Invalid."""
    with database().read() as s:
        document_for(s, actor, document_id, Act.EDIT)
        version, _ = version_for(s, actor, version_id, Act.READ)
        if version.document_id != document_id:
            raise Invalid("version", "a version of this document")
        wanted, assets = content_of(s, version)
        loaded, present = current(s, document_id)
    sizes = whole_assets(blob_store(), assets, version.number)
    keys = compare.changed_keys(present, wanted)
    if not keys:
        return loaded.seq
    update = restore_update(loaded.state, wanted)
    with database().write() as s:
        document = document_for(s, actor, document_id, Act.EDIT).document
        [seq] = log.append(s, document_id, loaded.epoch, [log.Update(update, actor.id, keys)])
        wearing.note(s, document_id, wanted.appearance)
        for sha256, size in sizes.items():
            attach(s, Stored(sha256, size), owner=("document", document_id), role="asset", org_id=document.org_id)
        _record(s, actor, "version.restored", document, version)
        announce(s, appended, document_id=document_id, epoch=loaded.epoch, seq=seq, update=update, actor_id=actor.id)
    return seq


def _record(s: Session, actor: Actor, act: str, document: Document, version: Version) -> None:
    subject = ("version", version.id, f"{document.name} v{version.number}")
    audit.record(s, act, actor_id=actor.id, subject=subject, org_id=document.org_id, project_id=document.project_id,
                 number=version.number, message=version.message[:200])
