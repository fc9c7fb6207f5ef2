"""The durable log of a document: what was appended here and committed is never lost and never changes.

``seq`` counts 1, 2, 3 … per document and comes from the database, so that several writers never share a number. Every row carries a
checksum: what was damaged on the disk is refused, since an update that cannot be read would take all later ones with it silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from pycrdt import Doc
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.core.clock import now
from server.core.errors import Damaged
from server.documents.models import Document, DocumentSnapshot, DocumentUpdate
from server.documents.ydoc import YDoc

SNAPSHOT_EVERY = 200        # updates; loading replays at most about this many


class NoSuchHistory(LookupError):
    """The document is gone, or its history was rewritten and has another epoch now."""


class LogDamaged(Damaged):
    """An update of this history is gone or not as it was written."""

    code = "log_damaged"

    def __init__(self, seq: int) -> None:
        super().__init__(
            f"Row {seq} of this document's edit log is damaged, so the document cannot be opened; nothing was changed. Its saved versions "
            "are kept apart from it. Whoever runs this instance can find all damage with `sunmao verify` and restore a backup.", row=seq)


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
    """The newest durable state. Raises NoSuchHistory, LogDamaged."""
    row = session.execute(select(Document.org_id, Document.epoch, Document.seq).where(Document.id == document_id)).one_or_none()
    if row is None:
        raise NoSuchHistory(document_id)
    doc, start = _from_snapshot(session, document_id, row.epoch)
    later = since(session, document_id, row.epoch, start)
    if start + len(later) < row.seq:
        raise LogDamaged(start + len(later) + 1)
    for number, data in later:
        if not _applied(doc, data):
            raise LogDamaged(number)
    return Loaded(row.org_id, row.epoch, row.seq, doc.get_update(), len(later))


def since(session: Session, document_id: str, epoch: str, seq: int) -> list[tuple[int, bytes]]:
    """Number and bytes of every update of this epoch after ``seq``, in order and without a gap. Raises LogDamaged."""
    rows = session.execute(
        select(DocumentUpdate.seq, DocumentUpdate.bytes, DocumentUpdate.crc)
        .where(DocumentUpdate.document_id == document_id, DocumentUpdate.epoch == epoch, DocumentUpdate.seq > seq)
        .order_by(DocumentUpdate.seq)
    ).all()
    for expected, (number, data, crc) in enumerate(rows, seq + 1):
        if number != expected or not _whole(data, crc):
            raise LogDamaged(expected)
    return [(number, data) for number, data, _ in rows]


def problems(session: Session, document_id: str) -> list[str]:
    """What is wrong with the history of a document, row by row from its beginning, and with its snapshot."""
    document = session.get_one(Document, document_id)
    mine = DocumentUpdate.document_id == document_id, DocumentUpdate.epoch == document.epoch
    rows = session.execute(select(DocumentUpdate.seq, DocumentUpdate.bytes, DocumentUpdate.crc).where(*mine)).all()
    whole = {number for number, data, crc in rows if _whole(data, crc) and _applied(Doc(), data)}
    found = [f"row {number} is damaged" for number, *_ in sorted(rows) if number not in whole]
    found += [f"row {number} is missing" for number in sorted(set(range(1, document.seq + 1)) - {number for number, *_ in rows})]
    kept = DocumentSnapshot.document_id == document_id, DocumentSnapshot.epoch == document.epoch
    for number, state, crc in session.execute(select(DocumentSnapshot.seq, DocumentSnapshot.state, DocumentSnapshot.crc).where(*kept)):
        if not (_whole(state, crc) and _applied(Doc(), state)):
            found.append(f"the snapshot after row {number} is damaged; the log is read from its beginning instead")
    return found


def _from_snapshot(session: Session, document_id: str, epoch: str) -> tuple[YDoc, int]:
    """The state to replay from and its number. The log itself is whole, so a damaged snapshot only costs time."""
    snapshot = session.execute(
        select(DocumentSnapshot.seq, DocumentSnapshot.state, DocumentSnapshot.crc)
        .where(DocumentSnapshot.document_id == document_id, DocumentSnapshot.epoch == epoch)
        .order_by(DocumentSnapshot.seq.desc()).limit(1)
    ).one_or_none()
    doc: YDoc = Doc()
    if snapshot is None:
        return doc, 0
    if _whole(snapshot.state, snapshot.crc) and _applied(doc, snapshot.state):
        return doc, snapshot.seq
    return Doc(), 0


def _whole(data: bytes, crc: int | None) -> bool:
    return crc is None or crc32(data) == crc


def _applied(doc: YDoc, data: bytes) -> bool:
    try:
        doc.apply_update(data)
    except ValueError:
        return False
    return True


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
         "bytes": one.data, "crc": crc32(one.data), "at": at}
        for number, one in zip(numbers, updates, strict=True)
    ])
    return numbers


def snapshot(session: Session, document_id: str, loaded: Loaded) -> None:
    """Keep ``loaded`` as the place from where loading starts, instead of an older one. The log itself stays whole."""
    held = session.get(DocumentSnapshot, (document_id, loaded.seq))
    if held is not None:
        return
    session.execute(delete(DocumentSnapshot).where(DocumentSnapshot.document_id == document_id, DocumentSnapshot.seq < loaded.seq))
    session.add(DocumentSnapshot(document_id=document_id, epoch=loaded.epoch, seq=loaded.seq, state=loaded.state,
                                 crc=crc32(loaded.state)))
