"""Verbs about blobs: give one to an owner, take it away, sweep what nobody owns."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from server.blobs.models import Blob, BlobRef
from server.blobs.store import BlobStore, Stored
from server.core.clock import now
from server.core.db import Database, insert_if_absent
from server.core.errors import NotFound

KEEP_UNOWNED = timedelta(hours=24)
log = logging.getLogger(__name__)


def attach(s: Session, stored: Stored, *, owner: tuple[str, str], role: str, org_id: str, media: str = "application/octet-stream") -> str:
    """Make ``owner`` (kind, id) hold the blob under ``role``; returns its SHA-256."""
    insert_if_absent(s, Blob, sha256=stored.sha256, bytes=stored.bytes, created=now())
    s.execute(update(Blob).where(Blob.sha256 == stored.sha256).values(created=now()))
    kind, owner_id = owner
    ref = {"sha256": stored.sha256, "owner_kind": kind, "owner_id": owner_id, "role": role}
    insert_if_absent(s, BlobRef, **ref, org_id=org_id, media=media, created=now())
    return stored.sha256


def release(s: Session, *, owner: tuple[str, str], role: str | None = None, keep: str | None = None) -> None:
    """Let go of the owner's blobs, those of one role or all, except ``keep``. The bytes go with a later sweep."""
    kind, owner_id = owner
    gone = delete(BlobRef).where(BlobRef.owner_kind == kind, BlobRef.owner_id == owner_id)
    if role is not None:
        gone = gone.where(BlobRef.role == role)
    if keep is not None:
        gone = gone.where(BlobRef.sha256 != keep)
    s.execute(gone)


def owned(s: Session, sha256: str, *, owner: tuple[str, str]) -> BlobRef:
    """The owner's hold on the blob. Raises NotFound when it has none: what another owner holds does not exist for this one."""
    kind, owner_id = owner
    ref = s.scalar(select(BlobRef).where(BlobRef.sha256 == sha256, BlobRef.owner_kind == kind, BlobRef.owner_id == owner_id).limit(1))
    if ref is None:
        raise NotFound
    return ref


def sweep(db: Database, store: BlobStore) -> int:
    """Delete blobs that nobody has owned for a day, and what unfinished uploads left; returns how many blobs went."""
    before = now() - KEEP_UNOWNED
    with db.write() as s:
        unowned = select(Blob.sha256).where(Blob.created < before, ~exists().where(BlobRef.sha256 == Blob.sha256))
        s.execute(delete(Blob).where(Blob.sha256.in_(unowned)).execution_options(synchronize_session=False))
    with db.read() as s:
        known = set(s.scalars(select(Blob.sha256)))
    gone = 0
    for sha256, at in store.held():
        if at < before and sha256 not in known:     # fresh ones may belong to a transaction that is on its way
            store.delete(sha256)
            gone += 1
    store.clean(before)
    if gone:
        log.info("swept %d blobs that nobody owned", gone)
    return gone
