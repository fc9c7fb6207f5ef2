"""Restore: a backup into an empty place, whole or not at all.

The file is read twice. Only after every hash in it was right is the target touched: blobs first, then every row in one transaction.
A power cut in between leaves a mark that the next attempt understands, and with which nothing is served.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.app import migrate
from server.app.archive import BLOB, INDEX, BackupError, inspect, members, read_rows, table_of
from server.app.backup import BATCH, Count
from server.app.tables import METADATA
from server.blobs.choose import open_store
from server.blobs.models import BlobRef
from server.blobs.store import BlobStore
from server.core.db import Database
from server.core.files import exclusive
from server.core.settings import Settings, SettingsError

MARK = "restore.unfinished"


def restore(settings: Settings, source: Path) -> Count:
    """Bring ``source`` back; on any fault nothing is changed. Raises BackupError."""
    found = inspect(source, migrate.head())
    with _emptied_on_failure(settings):
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with exclusive(settings.data / "serve.lock") as mine, closing(Database(settings.database)) as db:
            if not mine:
                raise BackupError(f"{settings.data} is being served. Stop the service first.")
            migrate.upgrade(db)
            store, mark = open_store(settings), settings.data / MARK
            _require_empty(db, store, interrupted=mark.exists())
            mark.touch()
            try:
                count = _bring_back(db, store, source, found.blobs)
            except BaseException:
                for sha256 in found.blobs:
                    store.delete(sha256)
                mark.unlink()
                raise
            mark.unlink()
    return Count(count, len(found.blobs))


def check_finished(settings: Settings, db: Database) -> None:
    """Raise SettingsError where a restore was interrupted before its rows were written."""
    mark = settings.data / MARK
    if not mark.exists():
        return
    if _first_full_table(db) is None:
        raise SettingsError(f"A restore into {settings.data} was interrupted. Run it again: sunmao restore FILE.tar")
    mark.unlink()       # the rows are the last thing that is written


def _bring_back(db: Database, store: BlobStore, source: Path, blobs: set[str]) -> int:
    for name, stream in members(source):
        if BLOB.fullmatch(name):
            store.put(cast(BinaryIO, stream))
    try:
        with db.write() as s:
            count = _load(s, source)
            if blobs != set(s.scalars(select(BlobRef.sha256))):
                raise BackupError("The blobs in the backup are not those that its rows name. It was changed.")
    except (SQLAlchemyError, OverflowError) as error:
        raise BackupError(f"The rows of the backup do not fit into the database ({type(error).__name__}). It was changed.") from error
    return count


def _load(s: Session, source: Path) -> int:
    """Every row, in the order of the file, which has parents before children; returns how many."""
    count = 0
    for name, stream in members(source):
        if name == INDEX or BLOB.fullmatch(name):
            continue
        table = table_of(name)
        found = read_rows(stream.readline, table)
        while batch := list(islice(found, BATCH)):
            s.execute(insert(table), batch)
            count += len(batch)
    return count


def _require_empty(db: Database, store: BlobStore, *, interrupted: bool) -> None:
    """What an interrupted restore has left in the blob store is no obstacle: the same bytes are put there again, or swept later."""
    if name := _first_full_table(db):
        raise BackupError(f"The database is not empty ({name}). Restore into a new place.")
    if not interrupted and next(iter(store.held()), None):
        raise BackupError("The blob store is not empty. Restore into a new place.")


def _first_full_table(db: Database) -> str | None:
    with db.read() as s:
        return next((table.name for table in METADATA.sorted_tables if s.execute(select(table).limit(1)).first()), None)


@contextmanager
def _emptied_on_failure(settings: Settings) -> Iterator[None]:
    """Files and folders that were not there before are gone again when the block fails."""
    folder_was_there, database_was_there = settings.data.exists(), settings.embedded_database.exists()
    try:
        yield
    except BaseException:
        if not folder_was_there:
            shutil.rmtree(settings.data, ignore_errors=True)
        elif not database_was_there:
            for path in settings.data.glob(f"{settings.embedded_database.name}*"):
                path.unlink()
        raise
