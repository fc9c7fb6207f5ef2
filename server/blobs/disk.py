"""Blobs as files: written to ``tmp/``, hashed on the way, made durable, then renamed to their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from server.blobs.store import PIECE, BlobMissing, Hashing, Stored, key_of
from server.core.errors import FULL, StorageFull
from server.core.ids import new_id
from server.core.offload import off_loop


class DiskStore:
    """A BlobStore in a folder of one file system."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tmp = root / "tmp"
        self._tmp.mkdir(parents=True, exist_ok=True)

    def put(self, stream: BinaryIO) -> Stored:
        draft = self._tmp / new_id()
        try:
            return self._put(Hashing(stream), draft)
        except OSError as error:
            if error.errno in FULL:
                raise StorageFull("the files") from error
            raise
        finally:
            draft.unlink(missing_ok=True)

    def _put(self, hashing: Hashing, draft: Path) -> Stored:
        with open(draft, "wb") as file:
            while piece := hashing.read(PIECE):
                file.write(piece)
            file.flush()
            off_loop(lambda: os.fsync(file.fileno()))
        stored = hashing.stored()
        target = self._path(stored.sha256)
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(target.parent.parent)
        os.replace(draft, target)
        _sync_folder(target.parent)
        return stored

    def size(self, sha256: str) -> int:
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def pieces(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        try:
            with open(self._path(sha256), "rb") as file:
                file.seek(start)
                while piece := file.read(PIECE if length is None else min(PIECE, length)):
                    length = None if length is None else length - len(piece)
                    yield piece
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def held(self) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self._root.glob("sha256/??/*")):
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def clean(self, before: datetime) -> None:
        for path in self._tmp.iterdir():
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def name(self) -> str:
        if not os.access(self._tmp, os.W_OK):
            raise OSError(f"{self._tmp} cannot be written")
        return "disk"

    def _path(self, sha256: str) -> Path:
        return self._root / key_of(sha256)


def _sync_folder(folder: Path) -> None:
    """A rename is durable once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
