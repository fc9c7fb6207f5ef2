"""One contract for both stores, and what the service makes of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from server.blobs import service as blobs
from server.blobs.disk import DiskStore
from server.blobs.models import Blob, BlobRef
from server.blobs.s3 import S3Store
from server.blobs.store import BlobDamaged, BlobMissing, BlobStore, Stored, check, checked, key_of, put_bytes, read
from server.core.clock import now
from server.core.errors import NotFound
from tests.server.support import Service, minio_bucket, required

ABSENT = hashlib.sha256(b"absent").hexdigest()
LARGE = bytes(range(256)) * (40 << 10)      # 10 MB: several parts of an S3 upload


@pytest.fixture(scope="module", params=["disk", pytest.param("s3", marks=pytest.mark.service)])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlobStore]:
    if request.param == "disk":
        yield DiskStore(tmp_path_factory.mktemp("blobs"))
        return
    [minio] = required("MINIO")
    with minio_bucket(minio) as url:
        yield S3Store.from_url(url)


def spoil(store: BlobStore, sha256: str, data: bytes) -> None:
    """Put other bytes under a blob's name, past the store."""
    if isinstance(store, DiskStore):
        (store._root / key_of(sha256)).write_bytes(data)
    else:
        assert isinstance(store, S3Store)
        store._client.put_object(store._bucket, key_of(sha256), io.BytesIO(data), len(data))


def names(store: BlobStore) -> set[str]:
    return {name for name, _ in store.held()}


@pytest.mark.parametrize("data", [b"", b"x", "榫卯".encode(), LARGE], ids=["empty", "one", "text", "large"])
def test_what_is_put_comes_back_under_its_hash(store: BlobStore, data: bytes) -> None:
    stored = store.put(io.BytesIO(data))
    assert stored == Stored(hashlib.sha256(data).hexdigest(), len(data))
    assert store.size(stored.sha256) == len(data)
    assert read(store, stored.sha256) == data
    assert store.exists(stored.sha256)
    check(store, stored.sha256)
    assert stored.sha256 in names(store)


@pytest.mark.parametrize(("start", "length"), [(0, 5), (3, 4), (9, 1), (5, None), (0, None), (0, 0), (10, 0)])
def test_ranges(store: BlobStore, start: int, length: int | None) -> None:
    sha256 = put_bytes(store, b"0123456789").sha256
    expected = b"0123456789"[start:] if length is None else b"0123456789"[start : start + length]
    assert b"".join(store.pieces(sha256, start, length)) == expected


def test_putting_twice_keeps_one_and_makes_it_fresh(store: BlobStore) -> None:
    first = put_bytes(store, b"twice")
    before = dict(store.held())[first.sha256]
    assert put_bytes(store, b"twice") == first
    assert dict(store.held())[first.sha256] >= before
    assert len([name for name, _ in store.held() if name == first.sha256]) == 1


def test_what_is_not_there_is_missing(store: BlobStore) -> None:
    assert not store.exists(ABSENT)
    with pytest.raises(BlobMissing):
        check(store, ABSENT)
    with pytest.raises(BlobMissing):
        store.size(ABSENT)
    with pytest.raises(BlobMissing):
        read(store, ABSENT)
    store.delete(ABSENT)


def test_deleting_forgets(store: BlobStore) -> None:
    sha256 = put_bytes(store, b"gone").sha256
    store.delete(sha256)
    assert not store.exists(sha256)
    assert sha256 not in names(store)


class BrokenStream(io.RawIOBase):
    """Breaks after its first piece, as a connection does."""

    def __init__(self) -> None:
        self.pieces = [b"half of it"]

    def read(self, size: int = -1) -> bytes:
        if not self.pieces:
            raise ConnectionResetError("the browser went away")
        return self.pieces.pop()


def test_an_upload_that_breaks_leaves_no_blob(store: BlobStore) -> None:
    before = names(store)
    with pytest.raises(ConnectionResetError):
        store.put(BrokenStream())       # type: ignore[arg-type]
    assert names(store) == before
    assert not store.exists(hashlib.sha256(b"half of it").hexdigest())


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, ABSENT.upper(), ABSENT + "0", ABSENT[:63] + "/"])
def test_only_hashes_name_blobs(store: BlobStore, name: str) -> None:
    for call in (store.size, store.exists, store.delete, lambda n: list(store.pieces(n))):
        with pytest.raises(ValueError, match="64 hex digits"):
            call(name)


def test_the_store_says_what_it_is(store: BlobStore) -> None:
    assert store.name() == ("disk" if isinstance(store, DiskStore) else "s3")


@pytest.mark.parametrize("change", [lambda data: data[:-1] + b"?", lambda data: data[:-1], lambda data: b"", lambda data: data + b"?"],
                         ids=["changed", "cut", "emptied", "longer"])
def test_damaged_bytes_are_never_taken_for_whole_ones(store: BlobStore, change: Callable[[bytes], bytes]) -> None:
    whole = LARGE[:700_000]
    sha256 = put_bytes(store, whole).sha256
    spoil(store, sha256, change(whole))
    with pytest.raises(BlobDamaged):
        check(store, sha256)
    with pytest.raises(BlobDamaged):
        read(store, sha256)
    arrived: list[bytes] = []
    with pytest.raises(BlobDamaged):
        arrived.extend(checked(store, sha256))
    assert len(b"".join(arrived)) < len(whole), "who streams does not get all of it"
    assert put_bytes(store, whole).sha256 == sha256
    assert read(store, sha256) == whole, "putting it again heals it"


def test_leftovers_of_broken_uploads_are_cleaned_when_they_are_old(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    (tmp_path / "tmp" / "left").write_bytes(b"x")
    store.clean(now() - timedelta(hours=1))
    assert (tmp_path / "tmp" / "left").exists()
    store.clean(now() + timedelta(hours=1))
    assert not (tmp_path / "tmp" / "left").exists()


def test_an_object_store_that_is_not_there_is_named_in_health() -> None:
    with pytest.raises(ValueError, match="https://key:secret@host:port/bucket"):
        S3Store.from_url("https://host/bucket")


def test_a_blob_is_read_only_through_an_owner(service: Service) -> None:
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    stored, mine = put_bytes(store, b"held"), ("test", "01" * 13)
    with service.db.write() as s:
        blobs.attach(s, stored, owner=mine, role="file", org_id=service.org.id, media="text/plain")
        blobs.attach(s, stored, owner=mine, role="file", org_id=service.org.id)
    with service.db.read() as s:
        assert blobs.owned(s, stored.sha256, owner=mine).media == "text/plain"
        with pytest.raises(NotFound):
            blobs.owned(s, stored.sha256, owner=("test", "02" * 13))
    with service.db.write() as s:
        blobs.release(s, owner=mine)
        assert s.scalar(select(BlobRef).where(BlobRef.sha256 == stored.sha256)) is None


def age(service: Service, sha256: str) -> None:
    with service.db.write() as s:
        s.execute(update(Blob).where(Blob.sha256 == sha256).values(created=now() - timedelta(hours=25)))


def test_a_sweep_takes_only_what_nobody_has_owned_for_a_day(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    owned, loose, young, stray = (put_bytes(store, data) for data in (b"owned", b"loose", b"young", b"stray"))
    with service.db.write() as s:
        for stored in (owned, loose, young):
            blobs.attach(s, stored, owner=("test", "03" * 13), role="file", org_id=service.org.id)
        blobs.release(s, owner=("test", "03" * 13), keep=owned.sha256)
    for stored in (owned, loose):
        age(service, stored.sha256)
    assert blobs.sweep(service.db, store) == 0          # the bytes themselves are young: somebody may be about to own them
    assert all(store.exists(b.sha256) for b in (owned, loose, young, stray))
    monkeypatch.setattr(blobs, "KEEP_UNOWNED", timedelta(seconds=-60))
    blobs.sweep(service.db, store)
    assert store.exists(owned.sha256)
    assert not any(store.exists(b.sha256) for b in (loose, young, stray))
