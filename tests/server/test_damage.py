"""What was damaged on the disk is told by the name that people know; the rest works on, and nothing is overwritten."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from server.app.verify import verify
from server.blobs.models import BlobRef
from server.blobs.store import BlobStore, read
from server.documents.models import DocumentUpdate
from tests.server.support import PNG, Browser, Service, backend, running, wait_for
from tests.server.test_blobs import spoil
from tests.server.test_documents import SCRIPT, new_document
from tests.server.test_versions import edit, save


@pytest.fixture(scope="module", params=["embedded", pytest.param("scaled", marks=pytest.mark.service)])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Instances of their own: what is damaged here would be found elsewhere."""
    with backend(request.param, tmp_path_factory.mktemp("data")) as settings, running(settings) as service:
        yield service


@pytest.fixture
def document(owner: Browser, project: str) -> str:
    return new_document(owner, project)


def blobs_of(service: Service, owner_id: str, role: str) -> list[str]:
    with service.db.read() as s:
        return list(s.scalars(select(BlobRef.sha256).where(BlobRef.owner_id == owner_id, BlobRef.role == role)))


Damage = Callable[[BlobStore, str], None]
DAMAGES: dict[str, Damage] = {"damaged": lambda store, sha: spoil(store, sha, read(store, sha)[:-1] + b"?"), "missing": lambda store, sha: store.delete(sha)}


@pytest.fixture(params=DAMAGES)
def damage(request: pytest.FixtureRequest, service: Service) -> Iterator[Callable[[str], None]]:
    """Damages a blob; it is whole again afterwards."""
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    whole: list[bytes] = []

    def do(sha256: str) -> None:
        whole.append(read(store, sha256))
        DAMAGES[request.param](store, sha256)

    yield do
    for data in whole:
        store.put(io.BytesIO(data))


def test_a_version_names_the_file_that_it_lost(service: Service, owner: Browser, document: str, damage: Callable[[str], None]) -> None:
    first = save(owner, document)
    edit(service, document, owner, files={"main.py": SCRIPT + "# later\n"})
    second = save(owner, document)
    [file] = blobs_of(service, first["id"], "file")
    damage(file)
    asked = (("GET", f"/versions/{first['id']}/content", None), ("GET", f"/versions/{first['id']}/compare?with=current", None),
             ("POST", f"/documents/{document}/restore", {"version": first["id"]}),
             ("POST", f"/documents/{document}/exports", {"format": "step", "version": first["id"]}))
    for method, path, body in asked:
        error = owner.refused(method, path, 500, json=body)
        assert (error["code"], error["detail"]) == ("version_file_damaged", {"name": "main.py", "number": 1})
        assert error["message"].startswith("The file “main.py” of version 1 is ")
        assert "restore a backup" in error["message"]
    assert owner.ok("GET", f"/versions/{second['id']}/content")["files"]["main.py"].endswith("# later\n")
    assert owner.ok("GET", f"/documents/{document}/versions")["items"][1]["id"] == first["id"]
    assert any("file of version 1" in line and document in line for line in verify(service.app.extensions["sunmao.settings"]).damage)


def test_list_of_contents_and_picture_are_named(service: Service, owner: Browser, document: str, damage: Callable[[str], None]) -> None:
    version = save(owner, document)
    owner.call("PUT", f"/documents/{document}/thumbnail", data=PNG)
    damage(version["sha256"])
    for path in ("manifest", "content"):
        assert owner.refused("GET", f"/versions/{version['id']}/{path}", 500)["code"] == "version_damaged"
    damage(blobs_of(service, document, "thumbnail")[0])
    assert owner.refused("GET", f"/documents/{document}/thumbnail", 500)["code"] == "picture_damaged"


def test_a_file_beside_the_script_is_named_by_the_export(service: Service, owner: Browser, document: str, damage: Callable[[str], None]) -> None:
    asset = owner.ok("POST", f"/documents/{document}/assets", data={"file": (io.BytesIO(b"solid"), "把手.stl")})
    edit(service, document, owner, assets={"把手.stl": {"sha256": asset["sha256"], "bytes": 5}})
    damage(asset["sha256"])
    answer = owner.call("POST", f"/documents/{document}/exports", json={"format": "step"}).get_json()
    if "id" in answer:      # its bytes are only read when the file is made
        answer = wait_for(lambda: (e := owner.ok("GET", f"/exports/{answer['id']}"))["state"] == "failed" and e["message"])
    told = answer.get("message", "") or answer["text"]
    assert told.startswith("The file “把手.stl” of this document is ")


def test_a_part_of_a_damaged_file_is_not_given_either(service: Service, owner: Browser, document: str) -> None:
    owner.call("PUT", f"/documents/{document}/thumbnail", data=PNG)
    path = f"/documents/{document}/thumbnail"
    assert owner.call("GET", path, headers={"Range": "bytes=0-3"}).data == PNG[:4]
    store: BlobStore = service.app.extensions["sunmao.blobs"]
    spoil(store, blobs_of(service, document, "thumbnail")[0], PNG[:-1] + b"?")
    assert owner.refused("GET", path, 500, headers={"Range": "bytes=0-3"})["code"] == "picture_damaged"
    store.put(io.BytesIO(PNG))


def test_a_damaged_row_closes_the_document_and_nothing_is_written(service: Service, owner: Browser, document: str) -> None:
    version = save(owner, document)
    edit(service, document, owner, params={"w": 20})
    with service.db.write() as s:
        s.execute(update(DocumentUpdate).where(DocumentUpdate.document_id == document, DocumentUpdate.seq == 2).values(bytes=b"\0\0"))
    for path, body in (("versions", {"message": "x"}), ("restore", {"version": version["id"]}), ("exports", {"format": "step"})):
        error = owner.refused("POST", f"/documents/{document}/{path}", 500, json=body)
        assert (error["code"], error["detail"]) == ("log_damaged", {"row": 2})
    assert owner.ok("GET", f"/versions/{version['id']}/content")["files"] == {"main.py": SCRIPT}
    with service.db.read() as s:
        assert len(s.scalars(select(DocumentUpdate.seq).where(DocumentUpdate.document_id == document)).all()) == 2
    lines = verify(service.app.extensions["sunmao.settings"]).damage
    assert [line for line in lines if document in line] == [f"damaged edit log of “箱” ({document}): row 2 is damaged"]


def test_verify_reads_all_and_finds_nothing_where_nothing_is_damaged(tmp_path: Path) -> None:
    with backend("embedded", tmp_path) as settings, running(settings) as service:
        owner = service.browser("owner")
        save(owner, new_document(owner, service.project(owner)))
        report = verify(settings)
        assert (report.damage, report.documents) == ([], 1)
        assert report.blobs >= 2
        [sha256] = blobs_of(service, owner.ok("GET", "/documents")["items"][0]["head"]["id"], "file")
        service.app.extensions["sunmao.blobs"].delete(sha256)
    command = [sys.executable, "-m", "server.cli.main", "verify"]
    done = subprocess.run(command, env={"SUNMAO_DATA": str(tmp_path), "PATH": ""}, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"missing blob {sha256}: file of version 1 of “箱”")
    assert "1 problems" in done.stdout
