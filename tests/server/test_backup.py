from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from server.app import backup, migrate
from server.app.archive import BackupError
from server.app.restore import MARK, check_finished, restore
from server.app.tables import METADATA
from server.blobs.store import BlobStore, read
from server.cli.main import main
from server.core.db import Database
from server.core.settings import Settings, SettingsError
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
        assert restore(settings, tmp_path / "all.tar") == count
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


def rows_of(table: str, change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """Change the rows of a table, and its hash in the index, as somebody does who knows the format."""
    told: dict[str, object] = {}

    def alter(name: str, data: bytes) -> bytes:
        if name == f"tables/{table}.jsonl":
            data = change(data)
            told.update(rows=data.count(b"\n"), sha256=hashlib.sha256(data).hexdigest())
        elif name == "index.json":
            about = json.loads(data)
            about["tables"][table] = told
            return json.dumps(about).encode()
        return data

    return alter


FAULTS: dict[str, tuple[Callable[[str, bytes], bytes | None], str]] = {
    "a blob is damaged": (lambda name, data: data[:-1] + b"?" if name.startswith("blobs/") and data else data, "is damaged"),
    "a blob is gone": (lambda name, data: None if name.startswith("blobs/") else data, "cut off"),
    "a row is changed": (lambda name, data: data.replace(b"Owner", b"Other") if "user_account" in name else data, "user_account.*damaged"),
    "a table is gone": (lambda name, data: None if "/version.jsonl" in name else data, "'version'.*missing"),
    "a table is not in the index": (index(tables={}), "damaged or missing"),
    "it was cut off": (lambda name, data: None if name == "index.json" else data, "cut off"),
    "it is something else": (index(format="other/1"), "no backup of Sunmao"),
    "it is of another version": (index(schema="9999", sunmao="9.9"), "made by Sunmao '9.9'"),
    "its index is a list": (lambda name, data: b"[]" if name == "index.json" else data, "not what Sunmao writes"),
    "its index is no JSON": (lambda name, data: b"{" if name == "index.json" else data, "not what Sunmao writes"),
    "its index has other types": (index(tables=[], blobs="3"), "not what Sunmao writes"),
    "its index counts other blobs": (index(blobs=99), "its index says 99"),
    "its index knows another table": (lambda name, data: index(tables={**json.loads(data)["tables"], "../x": {"rows": 0, "sha256": ""}})(name, data)
                                      if name == "index.json" else data, r"'\.\./x'.*damaged or missing"),
    "a row is a list": (rows_of("project", lambda data: b"[]\n"), "Row 1 of the table project"),
    "a row has another column": (rows_of("project", lambda data: b'{"evil": 1}\n'), "Row 1 of the table project"),
    "a row is nested deeply": (rows_of("project", lambda data: b"[" * 100_000 + b"\n"), "Row 1 of the table project"),
    "a row has a wrong time": (rows_of("project", lambda data: data.replace(b"2026", b"20x6")), "Row 1 of the table project"),
    "a row is there twice": (rows_of("project", lambda data: data * 2), "do not fit into the database"),
    "a row belongs to nobody": (rows_of("organisation", lambda data: b""), "do not fit into the database"),
    "a number is too large": (rows_of("version", lambda data: data.replace(b'"number": 1', b'"number": ' + b"9" * 30)), "do not fit into the database"),
    "a blob has no owner": (rows_of("blob_ref", lambda data: b""), "not those that its rows name"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place") / "new"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_backup_is_refused_and_nothing_of_it_stays(whole: Path, place: Path, tmp_path: Path, fault: str) -> None:
    change, sentence = FAULTS[fault]
    with pytest.raises(BackupError, match=sentence):
        restore(Settings(data=place), rewritten(whole, tmp_path / "bad.tar", change))
    assert not place.exists()


def member(name: str, data: bytes = b"", **more: object) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in more.items():
        setattr(info, key, value)
    return info, data


MEMBERS = {
    "a folder": member("tables", type=tarfile.DIRTYPE),
    "a pipe": member("blobs/" + "0" * 64, type=tarfile.FIFOTYPE),
    "a link": member("blobs/" + "0" * 64, type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": member("tables/project.jsonl", type=tarfile.LNKTYPE, linkname="index.json"),
    "a device": member("blobs/" + "0" * 64, type=tarfile.CHRTYPE, devmajor=1, devminor=5),
    "a path that leads out": member("../../etc/passwd", b"x"),
    "a path from the root": member("/tmp/x", b"x"),
    "a table that is none": member("tables/sqlite_master.jsonl", b"{}\n"),
    "a table that is not kept": member("tables/idempotent_answer.jsonl", b""),
    "a blob of no hash": member("blobs/../x", b"x"),
    "the same twice": member("tables/project.jsonl", b""),
}


@pytest.mark.parametrize("odd", MEMBERS)
def test_what_no_backup_holds_is_refused(whole: Path, place: Path, tmp_path: Path, odd: str) -> None:
    shutil.copy(whole, tmp_path / "odd.tar")
    info, data = MEMBERS[odd]
    with tarfile.open(tmp_path / "odd.tar", "a") as tar:
        tar.addfile(info, io.BytesIO(data))
    with pytest.raises(BackupError, match=r"holds '.*', which"):
        restore(Settings(data=place), tmp_path / "odd.tar")
    assert not place.exists()


def test_a_size_that_is_not_there_is_noticed(whole: Path, place: Path, tmp_path: Path) -> None:
    info, _ = member("blobs/" + "0" * 64)
    info.size = 1 << 60
    (tmp_path / "huge.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)
    with pytest.raises(BackupError, match=r"damaged|no whole backup"):
        restore(Settings(data=place), tmp_path / "huge.tar")
    assert not place.exists()


@pytest.mark.parametrize("cut", [20, 1000, None])
def test_a_compressed_file_is_to_be_unpacked_first(whole: Path, place: Path, tmp_path: Path, cut: int | None) -> None:
    (tmp_path / "all.tar.gz").write_bytes(gzip.compress(whole.read_bytes())[:cut])
    with pytest.raises(BackupError, match="Unpack it first"):
        restore(Settings(data=place), tmp_path / "all.tar.gz")


def test_the_command_says_it_in_a_sentence(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNMAO_DATA", str(place))
    for source in (tmp_path / "none.tar", tmp_path):
        assert main(["restore", str(source)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    assert not place.exists()


def test_a_restore_that_a_power_cut_ended_is_run_again_and_not_served(whole: Path, tmp_path: Path) -> None:
    """The blobs are there, the rows are not: what a kill between the two leaves."""
    settings = Settings(data=tmp_path / "new")
    restore(settings, whole)
    blobs = settings.data / "blobs"
    shutil.move(blobs, tmp_path / "kept")
    shutil.rmtree(settings.data)
    settings.data.mkdir()
    shutil.move(tmp_path / "kept", blobs)
    with pytest.raises(BackupError, match="blob store is not empty"):
        restore(settings, whole)
    (settings.data / MARK).touch()
    with closing(Database(settings.database)) as db:
        migrate.upgrade(db)
        with pytest.raises(SettingsError, match="was interrupted"):
            check_finished(settings, db)
        assert restore(settings, whole).blobs >= 3
        assert not (settings.data / MARK).exists()
        (settings.data / MARK).touch()      # cut after the rows were written: nothing is missing
        check_finished(settings, db)
    assert not (settings.data / MARK).exists()


def test_a_backup_is_restored_into_an_empty_place_only(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    backup.backup(settings_of(service), tmp_path / "all.tar")
    with pytest.raises(BackupError, match="not empty"):
        restore(settings_of(service), tmp_path / "all.tar")


def test_a_backup_is_not_overwritten_and_needs_something_to_save(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    (tmp_path / "all.tar").write_text("mine")
    with pytest.raises(BackupError, match="exists already"):
        backup.backup(settings_of(service), tmp_path / "all.tar")
    assert (tmp_path / "all.tar").read_text() == "mine"
    with pytest.raises(BackupError, match="nothing to back up"):
        backup.backup(Settings(data=tmp_path / "nowhere"), tmp_path / "none.tar")
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_store_is_noticed_while_backing_up(filled: tuple[Service, str], tmp_path: Path) -> None:
    service, _ = filled
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    sha256 = next(sha for sha, _ in store.held())
    store.delete(sha256)
    with pytest.raises(BackupError, match=f"{sha256} is missing"):
        backup.backup(settings_of(service), tmp_path / "all.tar")
    assert not list(tmp_path.glob("*.tar*"))


@pytest.mark.parametrize("junk", [b"", b"not a tar at all", b"\x00" * 10240])
def test_a_file_that_is_no_backup_is_told_so(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "junk").write_bytes(junk)
    with pytest.raises(BackupError, match=r"no whole backup|cut off"):
        restore(Settings(data=tmp_path / "new"), tmp_path / "junk")
