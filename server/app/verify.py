"""``sunmao verify``: read every stored file and every row of the edit logs, and list what is damaged by the names that people know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.app import migrate
from server.blobs.choose import open_store
from server.blobs.models import Blob, BlobRef
from server.blobs.store import BlobLost, BlobStore, check
from server.core.db import Database
from server.core.settings import Settings, SettingsError
from server.documents import log
from server.documents.models import Derived, Document, Version

MOST_OWNERS = 3


@dataclass(frozen=True, slots=True)
class Report:
    """How much was read, and one line for each damage."""

    blobs: int
    documents: int
    damage: list[str]


def verify(settings: Settings) -> Report:
    """Change nothing; a service may be running meanwhile. Raises SettingsError."""
    if not settings.database_url and not settings.embedded_database.exists():
        raise SettingsError(f"There is no database in {settings.data}; SUNMAO_DATA names the folder.")
    with closing(Database(settings.database)) as db:
        if not migrate.is_current(db):
            raise SettingsError(migrate.OTHER_SCHEMA)
        with db.snapshot() as s:
            blobs = list(s.execute(select(Blob.sha256, Blob.bytes).order_by(Blob.sha256)))
            documents = list(s.execute(select(Document.id, Document.name)))
            damage = [*_damaged_blobs(s, open_store(settings), blobs), *_damaged_logs(s, documents)]
    return Report(len(blobs), len(documents), damage)


def _damaged_blobs(s: Session, store: BlobStore, blobs: Iterable[tuple[str, int]]) -> Iterator[str]:
    owners = defaultdict(list)
    for ref in s.scalars(select(BlobRef)):
        owners[ref.sha256].append(ref)
    for sha256, _ in blobs:
        held = owners.get(sha256)
        if not held:
            continue        # the next sweep takes it
        try:
            check(store, sha256)
        except BlobLost as lost:
            named = "; ".join(_owner(s, ref) for ref in held[:MOST_OWNERS])
            more = f"; and {len(held) - MOST_OWNERS} more" if len(held) > MOST_OWNERS else ""
            yield f"{lost.how} blob {sha256}: {named}{more}"


def _owner(s: Session, ref: BlobRef) -> str:
    """The owner and what the blob is to it, in words."""
    if ref.owner_kind == "version" and (version := s.get(Version, ref.owner_id)):
        return f"{ref.role} of version {version.number} of “{version.document.name}” ({version.document_id})"
    if ref.owner_kind == "export" and (export := s.get(Derived, ref.owner_id)):
        return f"{ref.role} of the exported “{export.file_name}” ({export.id})"
    if ref.owner_kind == "document" and (document := s.get(Document, ref.owner_id)):
        return f"{ref.role} of “{document.name}” ({document.id})"
    return f"{ref.role} of {ref.owner_kind} {ref.owner_id}"


def _damaged_logs(s: Session, documents: Iterable[tuple[str, str]]) -> Iterator[str]:
    for document_id, name in documents:
        for problem in log.problems(s, document_id):
            yield f"damaged edit log of “{name}” ({document_id}): {problem}"
