"""Versions without a kernel: what is frozen, named, compared and brought back."""

from __future__ import annotations

import base64
import hashlib
import io
import json

from sqlalchemy import select

from server.documents import log, ydoc
from server.documents.models import DocumentUpdate
from server.documents.signals import appended, version_saved
from tests.server.support import PNG, Browser, Service, wait_for
from tests.server.test_documents import SCRIPT, content, new_document


def edit(service: Service, document: str, person: Browser, **changes: object) -> None:
    """An edit as the room writes it into the log."""
    with service.db.write() as s:
        loaded = log.load(s, document)
        before = ydoc.read(loaded.state)
        wanted = ydoc.Content(**{name: changes.get(name, getattr(before, name)) for name in ydoc.Content.__dataclass_fields__})
        keys = tuple(changes)
        user = person.get("/auth/session").get_json()["user"]["id"]
        log.append(s, document, loaded.epoch, [log.Update(ydoc.restore_update(loaded.state, wanted), user, keys)])


def save(browser: Browser, document: str, message: str = "") -> dict:
    return browser.ok("POST", f"/documents/{document}/versions", json={"message": message})


def test_a_version_is_named_by_the_hash_of_its_manifest(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    picture = base64.b64encode(PNG).decode()
    version = owner.ok("POST", f"/documents/{document}/versions", json={"message": "起点", "thumbnail_png_base64": picture})
    assert (version["number"], version["message"], version["parents"], version["branch"]) == (1, "起点", [], "main")
    assert version["author"]["name"] == "Owner"
    assert owner.get(version["thumbnail"]).data == PNG
    manifest = owner.get(f"/versions/{version['id']}/manifest")
    assert hashlib.sha256(manifest.data).hexdigest() == version["sha256"]
    plain = json.loads(manifest.data)
    assert plain["files"] == {"main.py": hashlib.sha256(SCRIPT.encode()).hexdigest()}
    assert plain["document"] == document
    assert set(plain["kernel"]) == {"cadquery", "ocp", "sunmao", "settings"}


def test_versions_count_up_and_know_their_parents(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    first = save(owner, document)
    edit(service, document, owner, params={"w": 12})
    second = save(owner, document, "宽一点")
    assert (second["number"], second["parents"]) == (2, [first["sha256"]])
    assert [v["id"] for v in owner.ok("GET", f"/documents/{document}/versions")["items"]] == [second["id"], first["id"]]
    described = owner.ok("GET", f"/documents/{document}")
    assert described["head"]["id"] == second["id"]
    assert described["changes_since_head"] == 0


def test_changes_since_the_newest_version_are_counted_once_each(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    save(owner, document)
    for value in (11, 12):
        edit(service, document, owner, params={"w": value})
    edit(service, document, owner, files={"main.py": SCRIPT + "# more\n"})
    assert owner.ok("GET", f"/documents/{document}")["changes_since_head"] == 2


def test_what_was_put_back_is_no_change(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    first = save(owner, document)
    edit(service, document, owner, params={"w": 12})
    edit(service, document, owner, files={"main.py": SCRIPT + "# more\n"})
    owner.ok("POST", f"/documents/{document}/restore", json={"version": first["id"]})
    assert owner.ok("GET", f"/documents/{document}")["changes_since_head"] == 0


def test_saving_again_without_a_change_is_refused(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    save(owner, document)
    error = owner.refused("POST", f"/documents/{document}/versions", 409, json={"message": "again"})
    assert (error["code"], error["detail"]) == ("nothing_changed", {"number": 1})


def test_a_version_never_changes(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    version = save(owner, document)
    before = owner.ok("GET", f"/versions/{version['id']}/content")
    edit(service, document, owner, files={"main.py": "changed = True\n"}, params={"w": 7})
    assert owner.ok("GET", f"/versions/{version['id']}/content") == before
    assert before["files"] == {"main.py": SCRIPT}
    for method in ("PATCH", "PUT", "DELETE"):
        owner.refused(method, f"/versions/{version['id']}", 405, json={})


def test_comparing_shows_parameters_lines_and_appearance(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, params={"w": 12, "gone": True})
    first = save(owner, document)
    look = {"inline": {"finish": "satin"}}
    edit(service, document, owner, params={"w": 12.5}, files={"main.py": SCRIPT.replace("w, w, w", "w, w, 1")}, appearance={"default|part:箱": look})
    now = owner.ok("GET", f"/versions/{first['id']}/compare?with=current")
    assert now["params"] == [{"name": "gone", "from": True, "to": None}, {"name": "w", "from": 12, "to": 12.5}]
    assert now["appearance"] == [{"key": "default|part:箱", "from": None, "to": look}]
    [file] = now["files"]
    assert file["name"] == "main.py"
    assert "-show_object(cq.Workplane().box(w, w, w), name='箱')" in file["diff"].splitlines()
    second = save(owner, document)
    assert owner.ok("GET", f"/versions/{first['id']}/compare?with={second['id']}") == now
    assert owner.ok("GET", f"/versions/{second['id']}/compare") == {"params": [], "files": [], "appearance": []}


def test_restoring_is_an_ordinary_edit_that_listeners_hear(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    first = save(owner, document)
    edit(service, document, owner, files={"main.py": "changed = True\n"}, params={"w": 7})
    heard: list[tuple[str, int, str]] = []

    def listen(sender: object, document_id: str, epoch: str, seq: int, update: bytes, actor_id: str) -> None:
        heard.append((document_id, seq, epoch))

    with appended.connected_to(listen):
        seq = owner.ok("POST", f"/documents/{document}/restore", json={"version": first["id"]})["seq"]
    described = owner.ok("GET", f"/documents/{document}")
    assert heard == [(document, seq, described["epoch"])]
    assert described["seq"] == seq == 3
    assert content(service, document).files == {"main.py": SCRIPT}
    assert content(service, document).params == {}
    with service.db.read() as s:
        rows = list(s.scalars(select(DocumentUpdate).where(DocumentUpdate.document_id == document).order_by(DocumentUpdate.seq)))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[2].keys == ["script", "params:w"]
    assert owner.ok("POST", f"/documents/{document}/restore", json={"version": first["id"]})["seq"] == seq


def test_files_come_back_with_a_restore_even_after_they_were_removed(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    asset = owner.ok("POST", f"/documents/{document}/assets", data={"file": (io.BytesIO(b"solid"), "handle.stl")})
    named = {"handle.stl": {"sha256": asset["sha256"], "bytes": 5}}
    edit(service, document, owner, assets=named, files={"main.py": SCRIPT, "helper.py": "r = 2\n"})
    version = save(owner, document)
    edit(service, document, owner, assets={}, files={"main.py": SCRIPT})
    owner.ok("POST", f"/documents/{document}/restore", json={"version": version["id"]})
    assert content(service, document).assets == named
    assert content(service, document).files == {"main.py": SCRIPT, "helper.py": "r = 2\n"}


def test_a_hash_does_not_open_what_another_tenant_holds(service: Service, owner: Browser, project: str) -> None:
    secret = new_document(owner, project)
    asset = owner.ok("POST", f"/documents/{secret}/assets", data={"file": (io.BytesIO(b"secret shape"), "a.stl")})
    stranger = service.browser("stranger")
    theirs = new_document(stranger, stranger.ok("POST", "/projects", json={"name": "x"})["id"])
    edit(service, theirs, stranger, assets={"a.stl": {"sha256": asset["sha256"], "bytes": 12}})
    for path, body in (("versions", {"message": ""}), ("exports", {"format": "step"})):
        assert stranger.refused("POST", f"/documents/{theirs}/{path}", 409, json=body)["code"] == "asset_missing"


def test_versions_of_another_document_are_no_help(service: Service, owner: Browser, project: str) -> None:
    document, other = new_document(owner, project), new_document(owner, project, "b = 1\n")
    mine, theirs = save(owner, document), save(owner, other)
    owner.refused("POST", f"/documents/{document}/restore", 422, json={"version": theirs["id"]})
    owner.refused("GET", f"/versions/{mine['id']}/compare?with={theirs['id']}", 422)
    owner.refused("POST", f"/documents/{document}/exports", 422, json={"format": "step", "version": theirs["id"]})
    owner.refused("GET", f"/versions/{mine['id']}/compare?with=nonsense", 404)


def test_without_a_kernel_the_version_is_saved_and_its_build_says_why_it_is_missing(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    heard: list[str] = []

    def listen(sender: object, document_id: str, version_id: str) -> None:
        heard.append(version_id)

    with version_saved.connected_to(listen):
        version = save(owner, document)
        build = wait_for(lambda: (b := owner.ok("GET", f"/versions/{version['id']}")["build"])["state"] == "failed" and b)
        wait_for(lambda: len(heard) == 2)
    assert build["log"][0]["text"] == "This process has no CAD kernel."
    assert heard == [version["id"]] * 2


def test_a_failed_export_is_tried_again_and_the_row_stays_one(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    ids = set()
    for _ in range(2):
        export = owner.ok("POST", f"/documents/{document}/exports", json={"format": "step"})
        ids.add(export["id"])
        assert export["file_name"] == "箱.step"
        ended = wait_for(lambda i=export["id"]: (e := owner.ok("GET", f"/exports/{i}"))["state"] == "failed" and e)
        assert ended["message"]["text"] == "This process has no CAD kernel."
        assert owner.refused("GET", f"/exports/{export['id']}/file", 404)["code"] == "not_ready"
    assert len(ids) == 1


def test_pictures_and_formats_are_checked(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    for picture in ("%%%", base64.b64encode(b"no picture").decode()):
        owner.refused("POST", f"/documents/{document}/versions", 422, json={"message": "", "thumbnail_png_base64": picture})
    owner.refused("POST", f"/documents/{document}/exports", 422, json={"format": "exe"})
