"""The file that a backup is: a plain tar with ``tables/<name>.jsonl``, ``blobs/<sha256>`` and last ``index.json``.

Whoever hands one in may have made it himself: nothing in it is believed. Only names that a backup has are taken, only plain files,
every hash is compared, and no name ever becomes a path.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Table

from server.app import rows
from server.app.tables import METADATA
from server.core.models import IdempotentAnswer
from server.core.settings import SettingsError

FORMAT = "sunmao.backup/1"
INDEX = "index.json"
PIECE = 256 << 10
LONGEST_INDEX = 1 << 20
LONGEST_ROW = 256 << 20
BLOB = re.compile(r"blobs/([0-9a-f]{64})")
COMPRESSED = {b"\x1f\x8b": "gunzip", b"BZh": "bunzip2", b"\xfd7zXZ": "unxz", b"\x28\xb5\x2f\xfd": "unzstd"}


class BackupError(SettingsError):
    """What cannot be backed up or brought back, in a sentence."""


class TableIndex(BaseModel):
    model_config = ConfigDict(strict=True)

    rows: int = Field(ge=0)
    sha256: str


class Index(BaseModel):
    """What the file says about itself."""

    model_config = ConfigDict(strict=True)

    format: str
    sunmao: str = Field(max_length=80)
    schema_: str = Field(alias="schema", max_length=80)
    tables: dict[str, TableIndex]
    blobs: int


@dataclass(slots=True)
class Contents:
    """What was found in the file, every byte of it read once."""

    tables: dict[str, TableIndex] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    index: Index | None = None


def tables() -> list[Table]:
    """Parents before children. Answers kept for repeated requests are of no use later."""
    return [table for table in METADATA.sorted_tables if table.name != IdempotentAnswer.__tablename__]


def inspect(source: Path, schema: str | None) -> Contents:
    """Read the whole file and compare it with its index. Raises BackupError."""
    found = Contents()
    with _readable(source):
        for name, stream in members(source):
            if name == INDEX:
                found.index = _index(stream)
            elif blob := BLOB.fullmatch(name):
                found.blobs.add(_blob(stream, blob[1]))
            else:
                table = table_of(name)
                found.tables[table.name] = _table(stream, table)
    _compare(found, schema)
    return found


def members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and bytes of every member in order. Raises BackupError for what no backup has."""
    seen: set[str] = set()
    known = {INDEX, *(member_of(table) for table in tables())}
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            name = member.name
            if not member.isreg() or member.issparse():
                raise BackupError(f"{source} holds {_shown(name)}, which is no plain file. No backup of Sunmao has such a thing.")
            if name in seen or (name not in known and not BLOB.fullmatch(name)):
                raise BackupError(f"{source} holds {_shown(name)}, which a backup of this version has not, or not twice.")
            seen.add(name)
            stream = tar.extractfile(member)
            assert stream is not None       # it is a plain file
            yield name, stream


def member_of(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def table_of(name: str) -> Table:
    return next(table for table in tables() if member_of(table) == name)


def read_rows(read_line: Callable[[int], bytes], table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as its columns take them. Raises BackupError."""
    number = 0
    while line := read_line(LONGEST_ROW):
        number += 1
        try:
            yield rows.from_json(table, json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BackupError(f"Row {number} of the table {table.name} in the backup cannot be read.") from None


def _blob(stream: IO[bytes], named: str) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    if digest.hexdigest() != named:
        raise BackupError(f"Blob {named} in the backup is damaged.")
    return named


def _table(stream: IO[bytes], table: Table) -> TableIndex:
    digest = hashlib.sha256()

    def read_line(limit: int) -> bytes:
        line = stream.readline(limit)
        digest.update(line)
        return line

    count = sum(1 for _ in read_rows(read_line, table))
    return TableIndex(rows=count, sha256=digest.hexdigest())


def _index(stream: IO[bytes]) -> Index:
    try:
        return Index.model_validate_json(stream.read(LONGEST_INDEX))
    except ValidationError:
        raise BackupError(f"The {INDEX} of the backup is not what Sunmao writes.") from None


def _compare(found: Contents, schema: str | None) -> None:
    index = found.index
    if index is None:
        raise BackupError("The backup was cut off: its index, the last thing that is written, is missing.")
    if index.format != FORMAT:
        raise BackupError("This is no backup of Sunmao, or one of a later version.")
    if index.schema_ != schema:
        raise BackupError(f"The backup was made by Sunmao {_shown(index.sunmao)}. Restore it with that version, then update.")
    for name in sorted(index.tables.keys() | {table.name for table in tables()}):
        if index.tables.get(name) != found.tables.get(name):
            raise BackupError(f"The table {_shown(name)} in the backup is damaged or missing.")
    if index.blobs != len(found.blobs):
        raise BackupError(f"The backup holds {len(found.blobs)} blobs, its index says {index.blobs}. It was cut off or changed.")


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    """What cannot be read becomes a sentence. Raises BackupError."""
    try:
        with open(source, "rb") as file:
            head = file.read(6)
        if tool := next((tool for magic, tool in COMPRESSED.items() if head.startswith(magic)), None):
            raise BackupError(f"{source} is compressed. Unpack it first ({tool}), then restore the .tar file.")
        yield
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise error if isinstance(error, BackupError) else BackupError(f"{source} is no whole backup of Sunmao: {error}") from None
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error.strerror or error}.") from None


def _shown(name: str) -> str:
    """A name out of the file as it can be printed."""
    return ascii(name[:80])
