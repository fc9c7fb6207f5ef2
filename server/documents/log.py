"""The durable log of a document: what was appended here and committed is never lost and never changes.

``seq`` counts 1, 2, 3 … per document and comes from the database, so that several writers never share a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.documents.models import Document, DocumentSnapshot, DocumentUpdate

SNAPSHOT_EVERY = 200        # updates; loading replays at most about this many


class NoSuchHistory(LookupError):
    """The document is gone, or its history was rewritten and has another epoch now."""


@dataclass(frozen=True, slots=True)
class Update:
    """One Yjs update on its way into the log. ``keys`` names what it touches, as ``root`` or ``root:key``."""

    data: bytes
    actor_id: str | None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The whole state of a document after its update ``seq``, as one Yjs update; ``replayed`` is how many came after the snapshot."""

    org_id: str
    epoch: str
    seq: int
    state: bytes
    replayed: int = 0


def load(session: Session, document_id: str) -> Loaded:
    """The newest durable state. Raises NoSuchHistory."""
    row = session.execute(select(Document.org_id, Document.epoch, Document.seq).where(Document.id == document_id)).one_or_none()
    if row is None:
        raise NoSuchHistory(document_id)
    snapshot = session.execute(
        select(DocumentSnapshot.seq, DocumentSnapshot.state)
        .where(DocumentSnapshot.document_id == document_id, DocumentSnapshot.epoch == row.epoch)
        .order_by(DocumentSnapshot.seq.desc()).limit(1)
    ).one_or_none()
    doc: Doc[Any] = Doc()
    if snapshot is not None:
        doc.apply_update(snapshot.state)
    later = since(session, document_id, row.epoch, snapshot.seq if snapshot else 0)
    for _, data in later:
        doc.apply_update(data)
    return Loaded(row.org_id, row.epoch, row.seq, doc.get_update(), len(later))


def since(session: Session, document_id: str, epoch: str, seq: int) -> list[tuple[int, bytes]]:
    """Number and bytes of every update of this epoch after ``seq``, in order."""
    rows = session.execute(
        select(DocumentUpdate.seq, DocumentUpdate.bytes)
        .where(DocumentUpdate.document_id == document_id, DocumentUpdate.epoch == epoch, DocumentUpdate.seq > seq)
        .order_by(DocumentUpdate.seq)
    )
    return [(number, data) for number, data in rows]


def append(session: Session, document_id: str, epoch: str, updates: Sequence[Update]) -> list[int]:
    """Append in this order and return the numbers given. Durable once the caller's transaction is. Raises NoSuchHistory."""
    if not updates:
        return []
    at = now()
    last = session.execute(
        update(Document).where(Document.id == document_id, Document.epoch == epoch)
        .values(seq=Document.seq + len(updates), updated=at, updated_by_id=updates[-1].actor_id)
        .returning(Document.seq).execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if last is None:
        raise NoSuchHistory(document_id)
    numbers = list(range(last - len(updates) + 1, last + 1))
    session.execute(insert(DocumentUpdate), [
        {"document_id": document_id, "seq": number, "epoch": epoch, "actor_id": one.actor_id, "keys": list(one.keys),
         "bytes": one.data, "at": at}
        for number, one in zip(numbers, updates, strict=True)
    ])
    return numbers


def snapshot(session: Session, document_id: str, loaded: Loaded) -> None:
    """Keep ``loaded`` as the place from where loading starts, instead of an older one. The log itself stays whole."""
    held = session.get(DocumentSnapshot, (document_id, loaded.seq))
    if held is not None:
        return
    session.execute(delete(DocumentSnapshot).where(DocumentSnapshot.document_id == document_id, DocumentSnapshot.seq < loaded.seq))
    session.add(DocumentSnapshot(document_id=document_id, epoch=loaded.epoch, seq=loaded.seq, state=loaded.state))
