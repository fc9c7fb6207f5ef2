"""Where the bytes of blobs lie: one protocol, two stores (``disk``, ``s3``). A blob is named by its SHA-256 and never changes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from flask import current_app

from server.core.errors import Damaged
from server.core.offload import breathe

EXTENSION = "sunmao.blobs"
PIECE = 256 << 10


RESTORE = "Everything else still works. Whoever runs this instance can find all damage with `sunmao verify` and restore a backup."


class BlobLost(Damaged):
    """The store does not hold the bytes that a record names."""

    how = "damaged"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"A stored file is {self.how} ({sha256[:12]}). {RESTORE}", blob=sha256)

    def named(self, what: str, code: str, **detail: Any) -> Damaged:
        """The same, said of the thing that people know: ``what`` begins the sentence."""
        return Damaged(f"{what} is {self.how} in the store of this instance. {RESTORE}", code, **detail)


class BlobMissing(BlobLost):
    """The store has no such blob."""

    how = "missing"


class BlobDamaged(BlobLost):
    """The bytes under this name have another hash."""


@dataclass(frozen=True, slots=True)
class Stored:
    sha256: str
    bytes: int


class BlobStore(Protocol):
    """Safe for threads and greenlets; every call may be repeated."""

    def put(self, stream: BinaryIO) -> Stored:
        """Keep what ``stream`` holds. The blob appears whole or not at all, and counts as fresh again if it was there."""
        ...

    def size(self, sha256: str) -> int:
        """Bytes of a blob. Raises BlobMissing."""
        ...

    def pieces(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start``, ``length`` of them or all, in pieces; opened when the first is asked for. Raises BlobMissing then."""
        ...

    def exists(self, sha256: str) -> bool: ...

    def delete(self, sha256: str) -> None:
        """Forget a blob; nothing happens if it is not there."""
        ...

    def held(self) -> Iterator[tuple[str, datetime]]:
        """Name and time of last ``put`` of every blob."""
        ...

    def clean(self, before: datetime) -> None:
        """Remove what unfinished uploads left before that time."""
        ...

    def name(self) -> str:
        """``"disk"`` or ``"s3"``, after a look that the store answers. Raises OSError."""
        ...


class Hashing(io.RawIOBase):
    """A stream that hashes and counts what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._digest, self.count = stream, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), PIECE))
        buffer[: len(data)] = data
        self._digest.update(data)
        self.count += len(data)
        breathe()
        return len(data)

    def stored(self) -> Stored:
        return Stored(self._digest.hexdigest(), self.count)


def key_of(sha256: str) -> str:
    """``sha256/<2>/<64>``. Raises ValueError for what is no SHA-256 in small hex."""
    if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
        raise ValueError("a blob is named by 64 hex digits")
    return f"sha256/{sha256[:2]}/{sha256}"


def checked(store: BlobStore, sha256: str) -> Iterator[bytes]:
    """A whole blob in pieces, the last of which comes only when the hash of all is right. Raises BlobMissing, BlobDamaged."""
    digest, held = hashlib.sha256(), b""
    for piece in store.pieces(sha256):
        digest.update(piece)
        breathe()
        if held:
            yield held
        held = piece
    if digest.hexdigest() != sha256:
        raise BlobDamaged(sha256)
    if held:
        yield held


def read(store: BlobStore, sha256: str) -> bytes:
    """A whole small blob. Raises BlobMissing, BlobDamaged."""
    return b"".join(checked(store, sha256))


def put_bytes(store: BlobStore, data: bytes) -> Stored:
    return store.put(io.BytesIO(data))


def check(store: BlobStore, sha256: str) -> None:
    """Look that the bytes in the store still have the hash that names them. Raises BlobMissing, BlobDamaged."""
    for _ in checked(store, sha256):
        pass


def blob_store() -> BlobStore:
    """The store of the running app."""
    store: BlobStore = current_app.extensions[EXTENSION]
    return store
