"""Versions and exports built by the real kernel in fresh confined sessions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from server.documents import samples
from tests.server.support import Browser, Service, backend, running, wait_for
from tests.server.test_documents import SCRIPT, new_document
from tests.server.test_versions import edit, save
from workers.kernel.local import LocalKernel

pytestmark = pytest.mark.kernel
STEEL = {"inline": {"color": {"hex": "#336699", "approx": True}, "material": "sus304"}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    kernel = LocalKernel()
    try:
        with backend("embedded", tmp_path_factory.mktemp("data")) as settings, running(settings, kernel) as service:
            yield service
    finally:
        kernel.close()


def built(owner: Browser, version: str) -> dict:
    return wait_for(lambda: (b := owner.ok("GET", f"/versions/{version}")["build"])["state"] in ("ok", "failed") and b)


def made(owner: Browser, document: str, **body: object) -> dict:
    export = owner.ok("POST", f"/documents/{document}/exports", json=body)
    return wait_for(lambda: (e := owner.ok("GET", f"/exports/{export['id']}"))["state"] in ("ok", "failed") and e)


def test_a_version_is_built_with_its_own_values(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, params={"w": 20}, appearance={"default|part:箱": STEEL})
    build = built(owner, save(owner, document)["id"])
    assert build["state"] == "ok", build
    figures = build["statistics"]
    assert figures["parts"] == 1
    assert figures["volume_mm3"] == pytest.approx(8000)
    assert figures["mass_kg"] == pytest.approx(8000e-9 * 7930)
    assert figures["bbox_mm"] == pytest.approx([-10, -10, -10, 10, 10, 10], abs=1e-6)
    assert build["log"] == []


def test_without_a_material_there_is_no_mass(owner: Browser, project: str) -> None:
    build = built(owner, save(owner, new_document(owner, project))["id"])
    assert build["statistics"]["mass_kg"] is None


def test_what_does_not_build_is_saved_all_the_same_and_says_why(owner: Browser, project: str) -> None:
    document = new_document(owner, project, "import cadquery as cq\nshow_object(cq.Workplane().bxo(1, 1, 1))\n")
    version = save(owner, document)
    build = built(owner, version["id"])
    assert (build["state"], build["statistics"]) == ("failed", None)
    [message] = [m for m in build["log"] if m["level"] == "error"]
    assert message["line"] == 2
    assert "bxo" in message["text"]
    failed = made(owner, document, format="step", version=version["id"])
    assert failed["state"] == "failed"
    assert failed["message"]["line"] == 2
    assert failed["url"] is None


def test_an_export_is_made_once_and_comes_with_the_designers_name(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, appearance={"default|part:箱": STEEL})
    export = made(owner, document, format="step")
    assert export["state"] == "ok", export
    assert export["message"] is None
    answer = owner.get(export["url"])
    assert answer.data.startswith(b"ISO-10303-21;")
    assert len(answer.data) == export["bytes"] == answer.content_length
    assert answer.headers["Content-Disposition"] == f"attachment; filename=\"_.step\"; filename*=UTF-8''{quote('箱.step')}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    version = save(owner, document)
    again = made(owner, document, format="step", version=version["id"])
    assert again["id"] == export["id"]      # the same content: nothing is built a second time
    part = owner.call("GET", export["url"], headers={"Range": "bytes=0-12"})
    assert (part.status_code, part.data) == (206, b"ISO-10303-21;")
    assert part.headers["Content-Range"] == f"bytes 0-12/{export['bytes']}"


def test_another_value_is_another_file(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    first = made(owner, document, format="stl")
    edit(service, document, owner, params={"w": 15})
    second = made(owner, document, format="stl")
    assert first["id"] != second["id"]
    assert owner.get(first["url"]).data != owner.get(second["url"]).data


def test_a_part_with_a_finish_only_keeps_the_colour_of_its_script(service: Service, owner: Browser, project: str) -> None:
    script = SCRIPT.replace("name='箱'", "name='box', options={'color': 'red'}")
    document = new_document(owner, project, script)
    edit(service, document, owner, appearance={"default|part:box": {"inline": {"finish": "satin"}}})
    export = made(owner, document, format="glb")
    assert export["state"] == "ok", export
    data = owner.get(export["url"]).data
    assert data[:4] == b"glTF"
    assert b'"baseColorFactor":[1' in data.replace(b" ", b"").replace(b"1.0,", b"1,")


def test_an_appearance_that_cannot_be_read_is_told_with_the_file(service: Service, owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, appearance={"default|part:箱": {"inline": {"finish": "no such finish", "color": {"hex": "red"}}}})
    export = made(owner, document, format="step")
    assert export["state"] == "ok"
    assert export["message"]["code"] == "appearance_unusable"
    assert "箱" in export["message"]["text"]


def test_the_kettle_starts_with_its_own_look_and_has_a_mass(owner: Browser, project: str) -> None:
    listed = owner.ok("GET", "/samples")["items"]
    assert [s["id"] for s in listed] == list(samples.catalog())
    start = {"kind": "sample", "sample": "kettle"}
    document = owner.ok("POST", f"/projects/{project}/documents", json={"name": "水壶", "start": start})["id"]
    build = built(owner, save(owner, document)["id"])
    kettle = next(s for s in listed if s["id"] == "kettle")
    assert build["state"] == "ok", build["log"]
    assert build["statistics"]["parts"] == kettle["parts"]
    assert 0.2 < build["statistics"]["mass_kg"] < 5


def test_the_files_of_one_account_do_not_keep_another_one_waiting(service: Service, owner: Browser, project: str) -> None:
    editor, stranger = service.browser("editor"), service.browser("stranger")
    endless = "import cadquery as cq\nwhile True:\n    pass\n"
    slow = [editor.ok("POST", f"/documents/{new_document(owner, project, endless + '#' * n)}/exports", json={"format": "step"}) for n in range(4)]
    for other, where in ((stranger, service.project(stranger, commenter="viewer")), (owner, project)):
        assert made(other, new_document(other, where), format="step")["state"] == "ok"
    assert {editor.ok("GET", f"/exports/{one['id']}")["state"] for one in slow} <= {"queued", "running"}
    owner.ok("DELETE", f"/projects/{project}")
