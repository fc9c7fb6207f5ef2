from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from server.app import backup
from server.app.tables import METADATA
from server.blobs.store import BlobStore, read
from server.core.settings import Settings
from tests.server.support import Browser, Service, opened, running
from tests.server.support import backend as new_backend
from tests.server.test_documents import SCRIPT, content, new_document
from tests.server.test_versions import save


@contextmanager
def work(kind: str, folder: Path) -> Iterator[tuple[Service, str]]:
    """A service with a document, a version and an uploaded file in it, and the document."""
    with new_backend(kind, folder) as settings, running(settings) as service:
        owner = service.browser("owner")
        document = new_document(owner, service.project(owner))
        owner.ok("POST", f"/documents/{document}/assets", data={"file": (io.BytesIO(bytes(300_000)), "把手.stl")})
        save(owner, document)
        yield service, document


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    with work("embedded", tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup without a fault."""
    folder = tmp_path_factory.mktemp("whole")
    with work("embedded", folder / "data") as (service, _):
        backup.backup(settings_of(service), folder / "all.tar")
    return folder / "all.tar"


def settings_of(service: Service) -> Settings:
    settings: Settings = service.app.extensions["sunmao.settings"]
    return settings


def everything(service: Service) -> dict[str, list[dict[str, object]]]:
    with service.db.read() as s:
        return {t.name: [dict(r) for r in s.execute(select(t).order_by(*t.primary_key.columns)).mappings()] for t in METADATA.sorted_tables}


@pytest.mark.parametrize(("source", "target"), [
    ("embedded", "embedded"), pytest.param("embedded", "scaled", marks=pytest.mark.service), pytest.param("scaled", "embedded", marks=pytest.mark.service)])
def test_what_was_backed_up_comes_back_row_by_row_and_byte_by_byte(tmp_path: Path, source: str, target: str) -> None:
    with work(source, tmp_path / "data") as (service, document), new_backend(target, tmp_path / "new") as settings:
        count = backup.backup(settings_of(service), tmp_path / "all.tar")
        before = everything(service)
        assert backup.restore(settings, tmp_path / "all.tar") == count
        with opened(settings) as restored:
            after = everything(restored)
            for name in ("job", "audit", "idempotent_answer", "version_build"):     # jobs of the living service go on meanwhile
                assert (len(before[name]) > 0) is (len(after[name]) > 0), name
                before.pop(name), after.pop(name)
            assert after == before
            assert content(restored, document).files == {"main.py": SCRIPT}
            store: BlobStore = restored.app.extensions["sunmao.blobs"]
            there: BlobStore = service.app.extensions["sunmao.blobs"]
            assert {sha for sha, _ in store.held()} == {row["sha256"] for row in after["blob_ref"]}
            assert all(read(store, sha) == read(there, sha) for sha, _ in store.held())
            owner = Browser(restored.app.test_client(), "owner")
            [version] = owner.ok("GET", f"/documents/{document}/versions")["items"]
            assert owner.ok("GET", f"/versions/{version['id']}/content")["files"] == {"main.py": SCRIPT}


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a backup in which ``change`` has altered or (with None) left out members."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            data = change(member.name, old.extractfile(member).read())      # type: ignore[union-attr]
            if data is not None:
                member.size = len(data)
                new.addfile(member, io.BytesIO(data))
    return target


def index(**changes: object) -> Callable[[str, bytes], bytes]:
    return lambda name, data: json.dumps({**json.loads(data), **changes}).encode() if name == "index.json" else data


FAULTS: dict[str, tuple[Callable[[str, bytes], bytes | None], str]] = {
    "a blob is damaged": (lambda name, data: data[:-1] + b"?" if name.startswith("blobs/") and data else data, "is damaged"),
    "a blob is gone": (lambda name, data: None if name.startswith("blobs/") else data, "cut off"),
    "a row is changed": (lambda name, data: data.replace(b"Owner", b"Other") if "user_account" in name else data, "user_account.*damaged"),
    "a table is gone": (lambda name, data: None if "version.jsonl" in name else data, "no whole backup"),
    "it was cut off": (lambda name, data: None if name == "index.json" else data, "cut off"),
    "it is something else": (index(format="other/1"), "none of Sunmao"),
    "it is of another version": (index(schema="9999", sunmao="9.9"), "made by Sunmao 9.9"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_backup_is_refused_and_nothing_of_it_stays(whole: Path, tmp_path: Path, fault: str) -> None:
    change, sentence = FAULTS[fault]
    with new_backend("embedded", tmp_path / "new") as settings:
        with pytest.raises(backup.BackupError, match=sentence):
            backup.restore(settings, rewritten(whole, tmp_path / "bad.tar", change))
        assert backup.restore(settings, whole).blobs >= 3       # the place is empty still


def test_a_backup_is_restored_into_an_empty_place_only(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    backup.backup(settings_of(service), tmp_path / "all.tar")
    with pytest.raises(backup.BackupError, match="not empty"):
        backup.restore(settings_of(service), tmp_path / "all.tar")


def test_a_backup_is_not_overwritten_and_needs_something_to_save(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    (tmp_path / "all.tar").write_text("mine")
    with pytest.raises(backup.BackupError, match="exists already"):
        backup.backup(settings_of(service), tmp_path / "all.tar")
    assert (tmp_path / "all.tar").read_text() == "mine"
    with pytest.raises(backup.BackupError, match="nothing to back up"):
        backup.backup(Settings(data=tmp_path / "nowhere"), tmp_path / "none.tar")
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_store_is_noticed_while_backing_up(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    sha256 = next(sha for sha, _ in store.held())
    store.delete(sha256)
    with pytest.raises(backup.BackupError, match=f"{sha256} is missing"):
        backup.backup(settings_of(service), tmp_path / "all.tar")
    assert not list(tmp_path.glob("*.tar*"))


@pytest.mark.parametrize("junk", [b"", b"not a tar at all", b"\x00" * 10240])
def test_a_file_that_is_no_backup_is_told_so(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "junk").write_bytes(junk)
    with pytest.raises(backup.BackupError, match=r"no whole backup|cut off"):
        backup.restore(Settings(data=tmp_path / "new"), tmp_path / "junk")
