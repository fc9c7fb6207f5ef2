"""Backup: one tar file with every row as plain JSON and every owned blob, the same for SQLite and PostgreSQL, disk and S3.

The file holds the tables, the blobs and last an index with the hash of every table, so that a file that was cut off is noticed
(``archive``). The secret key is not in it: after a restore elsewhere people sign in again.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from server.app import migrate, rows
from server.app.archive import FORMAT, INDEX, BackupError, member_of, tables
from server.blobs.choose import open_store
from server.blobs.models import BlobRef
from server.blobs.store import BlobLost, BlobStore, checked
from server.core.clock import now, rfc3339
from server.core.db import Database
from server.core.settings import Settings
from server.core.version import VERSION

BATCH = 500


@dataclass(frozen=True, slots=True)
class Count:
    rows: int
    blobs: int


def backup(settings: Settings, target: Path) -> Count:
    """Write everything into ``target``; a service may be running meanwhile. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    if not settings.database_url and not settings.embedded_database.exists():
        raise BackupError(f"There is nothing to back up in {settings.data}; SUNMAO_DATA names the folder.")
    draft = target.with_name(f"{target.name}.part")
    with closing(Database(settings.database)) as db:
        if not migrate.is_current(db):
            raise BackupError(migrate.OTHER_SCHEMA)
        try:
            with tarfile.open(draft, "w") as tar, db.snapshot() as s:
                count = _write(tar, s, open_store(settings))
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return count


def _write(tar: tarfile.TarFile, s: Session, store: BlobStore) -> Count:
    written = {table.name: _write_table(tar, s, table) for table in tables()}
    blobs = sorted(set(s.scalars(select(BlobRef.sha256))))
    for sha256 in blobs:
        _write_blob(tar, store, sha256)
    about = {"format": FORMAT, "sunmao": VERSION, "schema": migrate.head(), "created": rfc3339(now())}
    _add(tar, INDEX, json.dumps({**about, "tables": written, "blobs": len(blobs)}, indent=1).encode())
    return Count(sum(t["rows"] for t in written.values()), len(blobs))


def _write_table(tar: tarfile.TarFile, s: Session, table: Table) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as file:
        for row in s.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)).mappings():
            line = json.dumps(rows.to_json(dict(row)), ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
        _add(tar, member_of(table), file)
    return {"rows": count, "sha256": digest.hexdigest()}


def _write_blob(tar: tarfile.TarFile, store: BlobStore, sha256: str) -> None:
    try:
        with tempfile.TemporaryFile() as file:
            for piece in checked(store, sha256):
                file.write(piece)
            _add(tar, f"blobs/{sha256}", file)
    except BlobLost as lost:
        raise BackupError(f"Blob {sha256} is {lost.how} in the store; sunmao verify lists all that is. Bring it back first.") from None


def _add(tar: tarfile.TarFile, name: str, content: bytes | IO[bytes]) -> None:
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    info = tarfile.TarInfo(name)
    info.size, info.mode = file.seek(0, io.SEEK_END), 0o600
    file.seek(0)
    tar.addfile(info, file)
