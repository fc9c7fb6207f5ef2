"""Backup and restore: one tar file with every row as plain JSON and every owned blob, the same for SQLite and PostgreSQL, disk and S3.

The file holds ``tables/<name>.jsonl``, ``blobs/<sha256>`` and last ``index.json`` with the hash of every table, so that a file that was
cut off is noticed. The secret key is not in it: after a restore elsewhere people sign in again.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from server.app import migrate, rows
from server.app.tables import METADATA
from server.blobs.choose import open_store
from server.blobs.models import BlobRef
from server.blobs.store import PIECE, BlobLost, BlobStore, checked
from server.core.clock import now, rfc3339
from server.core.db import Database
from server.core.files import exclusive
from server.core.models import IdempotentAnswer
from server.core.settings import Settings, SettingsError
from server.core.version import VERSION

FORMAT = "sunmao.backup/1"
INDEX = "index.json"
BATCH = 500


class BackupError(SettingsError):
    """What cannot be backed up or brought back, in a sentence."""


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
            raise BackupError("The database has another schema than this program. Run: sunmao migrate")
        try:
            with tarfile.open(draft, "w") as tar, db.snapshot() as s:
                count = _write(tar, s, open_store(settings))
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return count


def restore(settings: Settings, source: Path) -> Count:
    """Bring ``source`` back into an empty database and an empty blob store; on any fault nothing is left there. Raises BackupError."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with exclusive(settings.data / "serve.lock") as mine, closing(Database(settings.database)) as db:
        if not mine:
            raise BackupError(f"{settings.data} is being served. Stop the service first.")
        store = open_store(settings)
        migrate.upgrade(db)
        _require_empty(db, store)
        put: list[str] = []
        try:
            with tempfile.TemporaryDirectory(dir=settings.data) as folder, tarfile.open(source) as tar:
                about = _unpack(tar, Path(folder), store, put)
                return Count(_load(db, Path(folder), about, set(put)), len(put))
        except BaseException as error:
            for sha256 in put:
                store.delete(sha256)
            if isinstance(error, (tarfile.TarError, OSError, ValueError, KeyError)) and not isinstance(error, BackupError):
                raise BackupError(f"{source} is no whole backup of Sunmao: {error}") from error
            raise


def _write(tar: tarfile.TarFile, s: Session, store: BlobStore) -> Count:
    tables = {table.name: _write_table(tar, s, table) for table in _tables()}
    blobs = sorted(set(s.scalars(select(BlobRef.sha256))))
    for sha256 in blobs:
        _write_blob(tar, store, sha256)
    about = {"format": FORMAT, "sunmao": VERSION, "schema": migrate.head(), "created": rfc3339(now())}
    _add(tar, INDEX, json.dumps({**about, "tables": tables, "blobs": len(blobs)}, indent=1).encode())
    return Count(sum(t["rows"] for t in tables.values()), len(blobs))


def _tables() -> list[Table]:
    """Parents before children. Answers kept for repeated requests are of no use later."""
    return [table for table in METADATA.sorted_tables if table.name != IdempotentAnswer.__tablename__]


def _write_table(tar: tarfile.TarFile, s: Session, table: Table) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as file:
        for row in s.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)).mappings():
            line = json.dumps(rows.to_json(dict(row)), ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
        _add(tar, f"tables/{table.name}.jsonl", file)
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


def _require_empty(db: Database, store: BlobStore) -> None:
    with db.read() as s:
        for table in METADATA.sorted_tables:
            if s.execute(select(table).limit(1)).first():
                raise BackupError(f"The database is not empty ({table.name}). Restore into a new place.")
    if next(iter(store.held()), None):
        raise BackupError("The blob store is not empty. Restore into a new place.")


def _unpack(tar: tarfile.TarFile, folder: Path, store: BlobStore, put: list[str]) -> dict[str, Any]:
    """Tables into files of ``folder``, blobs into the store; returns the index. Only names that we write are looked at."""
    tables = {f"tables/{table.name}.jsonl": table.name for table in _tables()}
    about: dict[str, Any] | None = None
    for member in tar:
        stream = cast(BinaryIO, tar.extractfile(member))
        if member.name in tables:
            with open(folder / tables[member.name], "wb") as file:
                _pump(stream, file.write)
        elif member.name.startswith("blobs/"):
            stored = store.put(stream)
            put.append(stored.sha256)
            if member.name != f"blobs/{stored.sha256}":
                raise BackupError(f"{member.name} in the backup is damaged.")
        elif member.name == INDEX:
            about = json.load(stream)
    if about is None or about["format"] != FORMAT or about["blobs"] != len(put):
        raise BackupError("The backup was cut off, or is none of Sunmao.")
    if about["schema"] != migrate.head():
        raise BackupError(f"The backup was made by Sunmao {about['sunmao']}. Restore it with that version, then update.")
    return about


def _load(db: Database, folder: Path, about: dict[str, Any], blobs: set[str]) -> int:
    """Every row in one transaction; returns how many."""
    for name, told in about["tables"].items():
        if _sha256(folder / name) != told["sha256"]:
            raise BackupError(f"The table {name} in the backup is damaged.")
    count = 0
    with db.write() as s:
        for table in _tables():
            for batch in _batches(folder / table.name, table):
                s.execute(insert(table), batch)
                count += len(batch)
        if lost := set(s.scalars(select(BlobRef.sha256))) - blobs:
            raise BackupError(f"The backup lacks {len(lost)} of its blobs.")
    return count


def _batches(path: Path, table: Table) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            batch.append(rows.from_json(table, json.loads(line)))
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        _pump(file, digest.update)
    return digest.hexdigest()


def _pump(stream: BinaryIO, take: Callable[[bytes], object]) -> None:
    while piece := stream.read(PIECE):
        take(piece)
