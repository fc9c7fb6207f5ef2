from __future__ import annotations

import hashlib
import io

import pytest
from sqlalchemy import select

from server.blobs.models import BlobRef
from server.documents import log, ydoc
from tests.server.support import PNG, Browser, Service

SCRIPT = "import cadquery as cq\nw = 10.0  # mm [5:1:20] Width\nshow_object(cq.Workplane().box(w, w, w), name='箱')\n"


def new_document(browser: Browser, project: str, text: str = SCRIPT, name: str = "箱") -> str:
    start = {"kind": "script", "file_name": "box.py", "text": text}
    return str(browser.ok("POST", f"/projects/{project}/documents", json={"name": name, "start": start})["id"])


def content(service: Service, document: str) -> ydoc.Content:
    with service.db.read() as s:
        return ydoc.read(log.load(s, document).state)


def test_a_document_from_a_script_holds_it_line_by_line(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project, "\ufeffa = 1\r\nb = '𠮷'\rc = 2\n")
    assert content(service, document).files == {"main.py": "a = 1\nb = '𠮷'\nc = 2\n"}


def test_an_empty_document_is_ready_to_write(service: Service, owner: Browser, project: str) -> None:
    made = owner.ok("POST", f"/projects/{project}/documents", json={"name": "空", "start": {"kind": "empty"}})
    assert (made["name"], made["main"], made["role"], made["seq"], made["head"], made["active"]) == ("空", "main.py", "owner", 1, None, [])
    assert made["updated_by"]["name"] == "Owner"
    assert content(service, made["id"]).files["main.py"].startswith("import cadquery as cq")


@pytest.mark.parametrize("start", [
    {"kind": "sample", "sample": "no such"}, {"kind": "sample"}, {"kind": "script", "text": "x"}, {"kind": "other"}, {}, None,
    {"kind": "script", "file_name": "x.py", "text": "a\x00b"}, {"kind": "script", "file_name": "x.py", "text": "x" * 1_000_001},
])
def test_a_start_that_is_none_makes_no_document(owner: Browser, project: str, start: object) -> None:
    owner.refused("POST", f"/projects/{project}/documents", 422, json={"name": "x", "start": start})
    assert owner.ok("GET", f"/projects/{project}/documents")["items"] == []


def test_documents_are_listed_last_changed_first(owner: Browser, project: str) -> None:
    first, second = new_document(owner, project, name="1"), new_document(owner, project, name="2")
    for path in (f"/projects/{project}/documents", "/documents?recent=1&limit=2"):
        assert [d["id"] for d in owner.ok("GET", path)["items"]][:2] == [second, first]
    assert owner.ok("GET", f"/projects/{project}")["documents"] == 2


def test_renaming_and_deleting(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    assert owner.ok("PATCH", f"/documents/{document}", json={"name": "新"})["name"] == "新"
    assert owner.call("DELETE", f"/documents/{document}").status_code == 204
    owner.refused("GET", f"/documents/{document}", 404)
    acts = [i["act"] for i in owner.ok("GET", f"/projects/{project}/activity")["items"]]
    assert acts[:3] == ["document.deleted", "document.renamed", "document.created"]


def test_the_thumbnail_comes_back_and_may_be_cached_by_its_address(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    owner.refused("GET", f"/documents/{document}/thumbnail", 404)
    assert owner.call("PUT", f"/documents/{document}/thumbnail", data=PNG, content_type="image/png").status_code == 204
    address = owner.ok("GET", f"/documents/{document}")["thumbnail"]
    answer = owner.get(address)
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert "immutable" in answer.headers["Cache-Control"]
    assert owner.call("GET", address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert owner.ok("GET", f"/projects/{project}")["thumbnails"] == [address]


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a", PNG + bytes(600_000)])
def test_a_thumbnail_is_a_small_png(owner: Browser, project: str, data: bytes) -> None:
    document = new_document(owner, project)
    owner.refused("PUT", f"/documents/{document}/thumbnail", 422, data=data, content_type="image/png")


def test_a_replaced_thumbnail_is_let_go(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    for data in (PNG, PNG + b"trailer"):
        owner.call("PUT", f"/documents/{document}/thumbnail", data=data, content_type="image/png")
    with service.db.read() as s:
        held = list(s.scalars(select(BlobRef.sha256).where(BlobRef.owner_id == document, BlobRef.role == "thumbnail")))
    assert held == [hashlib.sha256(PNG + b"trailer").hexdigest()]


def test_an_uploaded_file_is_named_by_its_hash(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    asset = owner.ok("POST", f"/documents/{document}/assets", data={"file": (io.BytesIO(b"solid"), "把手 1.stl")})
    assert asset == {"name": "把手 1.stl", "sha256": hashlib.sha256(b"solid").hexdigest(), "bytes": 5}


@pytest.mark.parametrize("name", ["..", "main.py", ".hidden", "a\nb", "x" * 200])
def test_a_file_name_cannot_play_tricks(owner: Browser, project: str, name: str) -> None:
    document = new_document(owner, project)
    owner.refused("POST", f"/documents/{document}/assets", 422, data={"file": (io.BytesIO(b"x"), name)})


def test_an_upload_without_a_file_says_what_is_missing(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    assert "file" in owner.refused("POST", f"/documents/{document}/assets", 422)["message"]


def test_a_path_in_an_upload_counts_for_nothing(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    assert owner.ok("POST", f"/documents/{document}/assets", data={"file": (io.BytesIO(b"x"), "../../etc/passwd")})["name"] == "passwd"
