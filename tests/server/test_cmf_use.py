"""Items of the library on parts of a model: looks, masses and files come from the very version that the part names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cmf import shelf
from tests.server.cmf_support import Center, make_center
from tests.server.support import Browser, Service, backend, running
from tests.server.test_builds import built, made
from tests.server.test_documents import new_document
from tests.server.test_versions import edit, save
from workers.kernel.local import LocalKernel

pytestmark = pytest.mark.kernel
BOX = "default|part:箱"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    kernel = LocalKernel()
    try:
        with backend("embedded", tmp_path_factory.mktemp("data")) as settings, running(settings, kernel) as service:
            yield service
    finally:
        kernel.close()


@pytest.fixture(scope="module")
def center(service: Service) -> Center:
    return make_center(service)


@pytest.fixture(scope="module")
def item(center: Center) -> dict[str, Any]:
    return center.item("SM-P-0118", "鼠尾草 04 UV 哑光")


def on(item: dict[str, Any], version: int = 1) -> dict[str, Any]:
    return {BOX: {"item": item["id"], "version": version}}


def glb_material(data: bytes) -> dict[str, Any]:
    """The one material of a GLB file, by its JSON chunk (glTF 2.0, 4.4)."""
    length = int.from_bytes(data[12:16], "little")
    [material] = json.loads(data[20 : 20 + length])["materials"]
    return material


def test_an_item_gives_its_look_to_the_file_and_its_density_to_the_mass(service: Service, owner: Browser, project: str, item: dict[str, Any]) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, params={"w": 20}, appearance=on(item))
    version = save(owner, document)
    build = built(owner, version["id"])
    assert build["statistics"]["mass_kg"] == pytest.approx(8000e-9 * 1050)
    export = made(owner, document, format="glb", version=version["id"])
    assert (export["state"], export["message"]) == ("ok", None)
    material = glb_material(owner.get(export["url"]).data)
    assert material["name"].startswith("鼠尾草 04 UV 哑光")
    assert material["pbrMetallicRoughness"]["roughnessFactor"] == 0.33
    assert material["extensions"]["KHR_materials_clearcoat"]["clearcoatFactor"] == 0.4


def test_a_saved_version_names_the_item_and_its_version(service: Service, owner: Browser, project: str, item: dict[str, Any]) -> None:
    document = new_document(owner, project)
    edit(service, document, owner, appearance=on(item))
    version = save(owner, document)
    assert owner.ok("GET", f"/versions/{version['id']}/content")["appearance"] == on(item)


def test_a_newer_version_is_told_and_the_part_stays_as_it_was(service: Service, owner: Browser, project: str, center: Center) -> None:
    item = center.item("SM-P-0200", "豆绿 UV 哑光")
    document = new_document(owner, project)
    edit(service, document, owner, appearance=on(item))
    first = made(owner, document, format="glb")
    shining = center.published(shelf.finish("高光", 85, "gloss", render={"roughness": 0.05, "source": shelf.SOURCE}))[0]
    body = center.read(f"/cmf/records/{item['id']}/versions/1")["body"] | {"finish": {"id": shining["id"], "version": 1}}
    second = center.curator.ok("POST", f"/cmf/records/{item['id']}/versions", json={"body": body, "message": "高光"})
    center.step("submit", second)
    center.step("publish", second)
    [worn] = center.read(f"/cmf/looks?item={item['id']}@1")["items"]
    assert (worn["summary"]["version"], worn["summary"]["state"], worn["newest"]) == (1, "superseded", 2)
    assert worn["look"]["render"]["roughness"] == 0.33
    edit(service, document, owner, params={"w": 11})
    again = made(owner, document, format="glb")
    assert glb_material(owner.get(again["url"]).data) == glb_material(owner.get(first["url"]).data)
    edit(service, document, owner, appearance=on(item, 2))
    newest = made(owner, document, format="glb")
    assert glb_material(owner.get(newest["url"]).data)["pbrMetallicRoughness"]["roughnessFactor"] == 0.05


def test_an_item_that_is_no_longer_offered_keeps_its_parts(service: Service, owner: Browser, project: str, center: Center) -> None:
    item = center.item("SM-P-0300", "停用的绿")
    document = new_document(owner, project)
    edit(service, document, owner, appearance=on(item))
    center.step("deprecate", item, reason="供应商停产")
    [worn] = center.read(f"/cmf/looks?item={item['id']}@1")["items"]
    assert worn["summary"]["state"] == "deprecated"
    export = made(owner, document, format="glb")
    assert (export["state"], export["message"]) == ("ok", None)
    assert glb_material(owner.get(export["url"]).data)["pbrMetallicRoughness"]["roughnessFactor"] == 0.33


def test_a_draft_of_others_gives_nothing_away_and_the_file_says_so(service: Service, owner: Browser, project: str, center: Center, item: dict[str, Any]) -> None:
    draft = center.curator.ok("POST", f"/cmf/records/{item['id']}/versions", json={"message": "未发布"})
    document = new_document(owner, project)
    edit(service, document, owner, appearance=on(item, draft["version"]))
    assert center.read(f"/cmf/looks?item={item['id']}@{draft['version']}")["items"] == []
    export = made(owner, document, format="glb")
    assert (export["state"], export["message"]["code"]) == ("ok", "appearance_unusable")
    build = built(owner, save(owner, document)["id"])
    assert build["statistics"]["mass_kg"] is None
