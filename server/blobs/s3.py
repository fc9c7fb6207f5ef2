"""Blobs in MinIO, or any other S3: streamed to ``tmp/``, hashed on the way, then copied inside the store to their name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from minio import Minio
from minio.commonconfig import CopySource
from minio.error import S3Error

from server.blobs.store import PIECE, BlobMissing, Hashing, Stored, key_of
from server.core.errors import StorageFull
from server.core.ids import new_id

FULL = ("XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity")
PART = 8 << 20      # S3 takes parts of 5 MB or more


class S3Store:
    """A BlobStore in one bucket."""

    def __init__(self, client: Minio, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    @classmethod
    def from_url(cls, url: str) -> S3Store:
        """``https://key:secret@host:port/bucket``; the bucket is made if it is not there. Raises ValueError."""
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username or not parts.password or not bucket:
            raise ValueError("an object store is written https://key:secret@host:port/bucket")
        endpoint = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        client = Minio(endpoint, access_key=unquote(parts.username), secret_key=unquote(parts.password), secure=parts.scheme == "https")
        if not client.bucket_exists(bucket):
            client.make_bucket(bucket)
        return cls(client, bucket)

    def put(self, stream: BinaryIO) -> Stored:
        hashing, draft = Hashing(stream), f"tmp/{new_id()}"
        try:
            self._client.put_object(self._bucket, draft, hashing, -1, part_size=PART)   # type: ignore[arg-type]
            stored = hashing.stored()
            self._client.copy_object(self._bucket, key_of(stored.sha256), CopySource(self._bucket, draft))
        except S3Error as error:
            if error.code in FULL:
                raise StorageFull("the object store") from error
            raise
        finally:
            self._client.remove_object(self._bucket, draft)
        return stored

    def size(self, sha256: str) -> int:
        try:
            return int(self._client.stat_object(self._bucket, key_of(sha256)).size or 0)
        except S3Error as error:
            raise _missing(error, sha256) from None

    def pieces(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:
            return
        try:
            answer = self._client.get_object(self._bucket, key_of(sha256), offset=start, length=length or 0)
        except S3Error as error:
            raise _missing(error, sha256) from None
        try:
            yield from answer.stream(PIECE)
        finally:
            answer.close()
            answer.release_conn()

    def exists(self, sha256: str) -> bool:
        try:
            self.size(sha256)
        except BlobMissing:
            return False
        return True

    def delete(self, sha256: str) -> None:
        self._client.remove_object(self._bucket, key_of(sha256))

    def held(self) -> Iterator[tuple[str, datetime]]:
        for item in self._client.list_objects(self._bucket, "sha256/", recursive=True):
            if item.object_name and item.last_modified:
                yield item.object_name.rsplit("/", 1)[1], item.last_modified

    def clean(self, before: datetime) -> None:
        for item in self._client.list_objects(self._bucket, "tmp/", recursive=True):
            if item.object_name and item.last_modified and item.last_modified < before:
                self._client.remove_object(self._bucket, item.object_name)

    def name(self) -> str:
        try:
            self._client.bucket_exists(self._bucket)
        except Exception as error:      # urllib3 and the SDK each have their own
            raise OSError(f"the object store does not answer: {type(error).__name__}") from error
        return "s3"


def _missing(error: S3Error, sha256: str) -> Exception:
    return BlobMissing(sha256) if error.code == "NoSuchKey" else error
