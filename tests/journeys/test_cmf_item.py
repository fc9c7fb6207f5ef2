"""The page of a CMF item, and the item on a part: one puts it on from the library, the other sees it change, both read it back from files."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests import gltf
from tests.journeys.conftest import call, violations
from tests.journeys.studio import new_box, open_studio, part, synced
from tests.journeys.test_kettle import export

pytestmark = pytest.mark.usefixtures("patience")

CODE, NAME = "SM-C-0033", "靛青 烤漆高光"


@pytest.fixture
def visitor(browser: Browser, server: str, context_options: dict[str, Any]) -> Page:
    """Somebody without an account."""
    page = browser.new_context(**context_options).new_page()
    page.goto(f"{server}/sign-in")
    return page


def item(page: Page, code: str = CODE) -> dict[str, Any]:
    """The published item of this code, as lists show it."""
    return next(one for one in call(page, "GET", f"/cmf/records?q={code}")["items"] if one["code"] == code)


def open_item(page: Page, server: str, id: str) -> None:
    page.goto(f"{server}/cmf/{id}")
    expect(page.locator("h1")).to_have_text(NAME)


def test_anybody_reads_an_item_and_what_each_number_rests_on(visitor: Page, server: str) -> None:
    asked: list[str] = []
    visitor.on("response", lambda answer: asked.append(f"{answer.status} {answer.url}"))
    open_item(visitor, server, item(visitor)["id"])
    hero = visitor.locator(".hero")
    expect(hero).to_contain_text("33.00")
    hero.get_by_label("光源").select_option("A")
    expect(hero).not_to_contain_text("33.00")       # the same spectrum under lamp light is another value
    visitor.get_by_role("button", name="密度的来源：估计").click()
    expect(visitor.get_by_role("dialog")).to_contain_text("typical handbook value")
    visitor.keyboard.press("Escape")
    chart = visitor.locator("figure svg[role=img]")
    chart.focus()
    chart.press("ArrowRight")
    expect(visitor.locator("figure [role=status]")).to_have_text(re.compile(r"^400 nm，R [\d.]+ % \("))
    expect(visitor.locator(".cells li")).to_have_count(5)
    expect(visitor.get_by_test_id("used")).to_contain_text("登录后")
    expect(visitor.locator("aside")).to_contain_text("SHA-256")
    assert violations(visitor) == []
    assert [line for line in asked if not line.startswith(("2", "304"))] == []
    visitor.get_by_role("link", name="用到模型").click()
    expect(visitor).to_have_url(re.compile(r"/sign-in\?next=/cmf/"))


def test_a_draft_has_no_page_for_others(visitor: Page, server: str) -> None:
    visitor.goto(f"{server}/cmf/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("这里没有内容")


def test_an_item_goes_on_a_part_while_another_watches_and_comes_back_from_files(two_people: tuple[Page, Page], server: str, tmp_path: Path) -> None:
    chen, su = two_people
    document = new_box(chen)
    indigo = item(chen)
    open_studio(su, server, document)
    su.get_by_role("tab", name="CMF").click()
    part(su, "盒盖").click()

    # from the page of the item, live for whoever is in the model, and back
    open_item(chen, server, indigo["id"])
    chen.get_by_role("button", name="用到模型").click()
    chen.get_by_label("找模型").fill("盒")
    chen.locator("button.model").first.click()
    chen.locator(".parts li").filter(has_text="盒盖").locator("label").click()
    assert violations(chen) == []
    chen.get_by_role("button", name="用到 1 个部件").click()
    expect(chen.locator(".report")).to_contain_text("已用到 1 个部件")
    worn = su.get_by_test_id("worn")
    expect(worn).to_contain_text(NAME)
    expect(su.locator('[data-path="盒盖"] .swatch')).to_have_css("background-color", "rgb(53, 77, 110)")
    chen.get_by_role("button", name="撤销").click()
    expect(worn).to_have_count(0)
    chen.get_by_role("button", name="用到 1 个部件").click()
    expect(worn).to_contain_text(CODE)
    chen.get_by_role("link", name="打开模型").wait_for()
    chen.keyboard.press("Escape")
    chen.reload()
    expect(chen.get_by_test_id("used").get_by_role("link", name="盒").first).to_be_visible()

    # the studio finds items in place: by a two-character word, by likeness, among what was used
    part(su, "盒身").click()
    library = su.get_by_test_id("library")
    library.get_by_role("searchbox").fill("靛青")
    expect(library.locator(".item").first).to_contain_text("靛青")
    library.locator(".item", has_text=CODE).click()
    expect(worn).to_contain_text(NAME)
    library.get_by_text("相近的颜色").click()
    expect(library.locator(".item").first).to_contain_text("ΔE00")
    expect(su.get_by_test_id("figures")).to_contain_text("质量")
    assert violations(su) == []
    su.keyboard.press("Control+z")
    expect(worn).to_have_count(0)
    synced(su)

    # the files say the same
    path = tmp_path / "box.glb"
    path.write_bytes(export(su, "GLB"))
    issues = gltf.issues(path)
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:5]
    data = path.read_bytes()
    materials = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])["materials"]
    assert any(one.get("name", "").startswith(NAME) for one in materials)
    sheet = load_workbook(io.BytesIO(export(su, "CMF 表"))).worksheets[0]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4)}
    assert (rows["盒盖"][2].value, rows["盒身"][2].value) == (CODE, None)
    assert rows["盒盖"][9].value == "D65/10"
    chen.get_by_role("button", name="导出", exact=True).click()
    with chen.expect_download() as downloading:
        chen.get_by_role("menuitem", name="ASE").click()
    palette = Path(downloading.value.path()).read_bytes()
    assert palette[:4] == b"ASEF" and NAME.encode("utf-16-be") in palette


def test_the_page_in_english_and_dark(two_people: tuple[Page, Page], server: str) -> None:
    chen, _ = two_people
    call(chen, "PATCH", "/auth/me", {"language": "en", "theme": "dark"})
    chen.goto(f"{server}/cmf/{item(chen)['id']}")
    expect(chen.locator("h1")).to_have_text("Indigo, baked gloss")
    expect(chen.locator(".cells li")).to_have_count(5)
    assert violations(chen) == []
    words = chen.locator("main").inner_text()
    assert "undefined" not in words and "cmfItem." not in words
