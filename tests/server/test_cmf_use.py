"""Items of the library on parts of a model: looks, masses and files come from the very version that the part names."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import gltf
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


def test_the_file_passes_the_validator_of_khronos(service: Service, owner: Browser, project: str, center: Center, tmp_path: Path) -> None:
    render = {"roughness": 0.02, "transmission": 0.9, "ior": 1.5, "sheen": 0.2, "sheen_roughness": 0.5, "anisotropy": 0.3, "source": shelf.SOURCE}
    [glass] = center.published(shelf.finish("透明", 95, "clear", render=render))
    item = center.item("SM-G-0001", "透明绿", finish={"id": glass["id"], "version": 1})
    document = new_document(owner, project)
    edit(service, document, owner, appearance=on(item))
    export = made(owner, document, format="glb")
    path = tmp_path / "box.glb"
    path.write_bytes(owner.get(export["url"]).data)
    assert set(glb_material(path.read_bytes())["extensions"]) == {f"KHR_materials_{name}" for name in ("transmission", "ior", "sheen", "anisotropy")}
    issues = gltf.issues(path)
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:5]


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


def test_the_sheet_has_a_row_a_picture_and_sums_and_no_text_is_a_formula(service: Service, owner: Browser, project: str, center: Center) -> None:
    kilo = {"min": 20, "max": 30, "currency": "CNY", "per": "kg", "source": shelf.SOURCE}
    [priced] = center.published(shelf.material("ABS 有价", price=kilo, co2e={"value": 3, "unit": "kgCO2e/kg", "source": shelf.SOURCE}))
    surface = {"min": 50, "max": 80, "currency": "CNY", "per": "m²", "source": shelf.SOURCE | {"reference": "=1+1"}}
    item = center.item("SM-P-0400", "=HYPERLINK(\"http://evil.example\")", material={"id": priced["id"], "version": 1}, price=surface, supplier="@SUM(A1)")
    script = "import cadquery as cq\nshow_object(cq.Workplane().box(100, 100, 100), name='=cmd')\nshow_object(cq.Workplane().box(1, 1, 1), name='素')\n"
    document = new_document(owner, project, script)
    edit(service, document, owner, appearance={"default|part:=cmd": {"item": item["id"], "version": 1}})
    version = save(owner, document)
    export = made(owner, document, format="xlsx", version=version["id"])
    assert (export["state"], export["message"]) == ("ok", None)
    assert export["file_name"].endswith(" v1.xlsx")
    book = load_workbook(io.BytesIO(owner.get(export["url"]).data))
    sheet, sources = book.worksheets
    titles = [cell.value.split(" ")[0] for cell in sheet[3]]
    row, plain, total = ({title: cell.value for title, cell in zip(titles, sheet[at], strict=True)} for at in (4, 5, 6))
    assert (row["部件"], row["编号"], row["供应商"], row["条件"], row["光泽"]) == ("=cmd", "SM-P-0400", "@SUM(A1)", "D65/10", 12.4)
    assert (row["L*"], row["a*"], row["b*"]) == (68.83, -8.52, 9.26)
    mass = 1e6 * 1e-9 * 1050
    assert row["质量"] == pytest.approx(mass * 1000)
    assert (row["成本下限"], row["成本上限"], row["币种"]) == (round(mass * 20 + 0.06 * 50, 2), round(mass * 30 + 0.06 * 80, 2), "CNY")
    assert total["成本下限"] == row["成本下限"]
    assert (plain["部件"], plain["编号"], plain["质量"]) == ("素", None, None)
    assert "1/2" in total["备注"]
    assert len(sheet._images) == 2
    assert not [cell.coordinate for page in (sheet, sources) for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    assert {(line[1].value, line[2].value, line[3].value) for line in sources.iter_rows(min_row=2)} >= {("表面单价 Surface price", "supplier", "=1+1")}


def test_one_finds_ones_own_models_that_wear_an_item(service: Service, owner: Browser, project: str, center: Center) -> None:
    item = center.item("SM-P-0500", "用在哪里")
    document = new_document(owner, project)
    first = save(owner, document)
    edit(service, document, owner, appearance=on(item))
    save(owner, document)
    owner.ok("POST", f"/documents/{document}/restore", json={"version": first["id"]})
    assert owner.ok("GET", f"/documents/wearing/{item['id']}")["items"] == []
    second = owner.ok("GET", f"/documents/{document}/versions")["items"][0]
    owner.ok("POST", f"/documents/{document}/restore", json={"version": second["id"]})
    [found] = owner.ok("GET", f"/documents/wearing/{item['id']}")["items"]
    assert (found["document"]["id"], found["versions"], found["parts"]) == (document, [1], 1)
    assert service.browser("stranger").ok("GET", f"/documents/wearing/{item['id']}")["items"] == []
    center.anybody.refused("GET", f"/documents/wearing/{item['id']}", 401)
