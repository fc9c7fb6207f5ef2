"""The CMF library in a real browser: found by word, facet and colour, compared, imported, reviewed, published, changed in the table."""

from __future__ import annotations

import io
import json
import re
import uuid
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from server.app.demo_content import ACCOUNTS, ZHOU
from tests.journeys.conftest import call, sign_in, violations
from tests.journeys.test_pages import LOOKS, WIDE, faults, foreign

pytestmark = pytest.mark.usefixtures("patience")
CURATOR = ACCOUNTS.index(ZHOU)
RENDERER = re.compile(r"/assets/swatch-")
SAGE = "SM-P-0118"      # a grey green


@pytest.fixture
def visitor(browser: Browser, context_options: dict[str, Any]) -> Page:
    """Somebody without an account."""
    return without_stones(browser.new_context(**context_options).new_page())


def without_stones(page: Page) -> Page:
    """Drawn in software, a page of stones takes half a minute: without their renderer the plain ones stay."""
    page.route(RENDERER, lambda route: route.abort())
    return page


@pytest.fixture
def zhou(browser: Browser, server: str, context_options: dict[str, Any]) -> Page:
    """The curator of the sample center, in Chinese and light."""
    page = without_stones(browser.new_context(**context_options).new_page())
    sign_in(page, server, CURATOR)
    call(page, "PATCH", "/auth/me", {"language": "zh", "theme": "light"})
    return page


def open_library(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/cmf{query}")
    expect(cards(page).first.or_(page.locator("[data-cell='0-0']"))).to_be_visible()


def cards(page: Page) -> Locator:
    return page.locator("article.card[data-code]")


def codes(page: Page) -> list[str]:
    return [str(card.get_attribute("data-code")) for card in cards(page).all()]


def unique(prefix: str) -> str:
    return f"{prefix}{uuid.uuid4().hex[:8].upper()}"


def test_words_of_two_characters_facets_and_gloss_narrow_the_library(visitor: Page, server: str) -> None:
    open_library(visitor, server)
    whole = visitor.get_by_role("status").first.inner_text()
    visitor.get_by_role("searchbox").fill("哑光")
    expect(visitor).to_have_url(re.compile(r"q=%E5%93%91%E5%85%89|q=哑光"))
    expect(visitor.get_by_role("status").first).not_to_have_text(whole)
    by_word = visitor.get_by_role("status").first.inner_text()
    visitor.get_by_label("塑料").check()
    expect(visitor).to_have_url(re.compile("material=plastic"))
    expect(visitor.get_by_role("status").first).not_to_have_text(by_word)
    narrow = codes(visitor)
    assert SAGE in narrow and all(code.startswith("SM-P-") for code in narrow)
    visitor.reload()        # the address holds all of it
    expect(visitor.get_by_role("searchbox")).to_have_value("哑光")
    expect(visitor.get_by_label("塑料")).to_be_checked()
    expect(cards(visitor)).to_have_count(len(narrow))
    most = visitor.get_by_label("光泽上限")
    most.focus()
    most.press("Home")      # 0 GU leaves nothing, and the page names what to drop
    expect(visitor.get_by_text("没有同时符合这些条件的条目")).to_be_visible()
    visitor.get_by_role("button", name="去掉“光泽 GU@60°”").click()
    expect(cards(visitor)).to_have_count(len(narrow))
    visitor.get_by_role("button", name="清除筛选").click()
    expect(visitor.get_by_role("status").first).to_have_text(whole)


def test_a_typed_colour_sorts_the_library_into_within_and_beyond(visitor: Page, server: str) -> None:
    open_library(visitor, server)
    visitor.get_by_role("button", name="按颜色找").click()
    dialog = visitor.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="查找")).to_be_disabled()
    lab = call(visitor, "GET", f"/cmf/records?q={SAGE}")["items"][0]["lab"]
    for axis, value in zip(("L*", "a*", "b*"), lab):
        dialog.get_by_label(axis, exact=True).last.fill(f"{value:.2f}")
        dialog.get_by_label(axis, exact=True).last.press("Tab")
    dialog.get_by_role("button", name="查找").click()
    expect(visitor.locator(".within")).to_be_visible()
    expect(cards(visitor).first).to_have_attribute("data-code", SAGE)
    expect(cards(visitor).first).to_contain_text("ΔE 0.0")
    limit = visitor.get_by_role("textbox", name="色差上限")
    limit.fill("0.5")
    limit.press("Enter")
    expect(visitor.locator(".within")).to_have_text("ΔE00 ≤ 0.5，1 条")
    expect(visitor.locator(".beyond")).to_be_visible()
    visitor.get_by_label("光源与观察者").select_option("A/2")     # under lamp light only spectra can be compared
    expect(visitor.get_by_text(re.compile(r"条件不同的 \d+ 条未比较"))).to_be_visible()


def test_a_colour_out_of_a_picture_is_approximate(visitor: Page, server: str) -> None:
    open_library(visitor, server)
    visitor.get_by_role("button", name="按颜色找").click()
    dialog = visitor.get_by_role("dialog")
    dialog.get_by_text("从图片取色").click()
    dialog.locator("input[type=file]").set_input_files({"name": "刘海.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(dialog.get_by_role("alert")).to_contain_text("“刘海.txt”不是浏览器能读的图片")
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), (0x80, 0x80, 0x80)).save(picture, "PNG")
    dialog.locator("input[type=file]").set_input_files({"name": "grey.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(dialog).to_contain_text("取到 L* 53.6 a* 0.0 b* 0.0")      # sRGB 128 has 21.6 % luminance
    dialog.get_by_role("button", name="查找").click()
    near = visitor.get_by_label("接近这个颜色", exact=True)
    expect(near).to_contain_text("约值")
    expect(near.get_by_label("光源与观察者")).to_have_value("D65/2")


def test_selected_items_are_compared_under_several_lights(visitor: Page, server: str) -> None:
    open_library(visitor, server, "?lab=68.83,-8.52,9.26&under=D65/10")
    first, second = cards(visitor).all()[:2]
    names = [str(card.locator(".name").text_content()) for card in (first, second)]
    for card in (first, second):
        card.get_by_role("checkbox").check()
    tray = visitor.get_by_label("比较", exact=True)
    expect(tray).to_contain_text(re.compile(r"ΔE00 \d"))
    expect(visitor).to_have_url(re.compile("compare="))
    visitor.reload()
    tray.get_by_role("button", name="并排比较").click()
    dialog = visitor.get_by_role("dialog")
    row = dialog.locator("table tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator("td b")).to_have_count(5)        # both have spectra: a difference under each light
    assert violations(visitor) == []
    dialog.get_by_role("button", name="设为标准").click()
    expect(dialog.locator("caption")).to_contain_text(names[1])
    expect(dialog.locator("table tbody th")).to_contain_text(names[0])
    visitor.keyboard.press("Escape")
    with visitor.expect_download() as file:
        visitor.get_by_role("button", name="导出所选 2 条").click()
        visitor.get_by_role("menuitem", name="ASE，Adobe 色板").click()
    assert file.value.path().read_bytes()[:4] == b"ASEF"


def test_stones_are_drawn_by_the_renderer_and_kept(visitor: Page, server: str) -> None:
    visitor.unroute(RENDERER)
    open_library(visitor, server, f"?q={SAGE}")
    stone = visitor.locator(".pebble[data-drawn=true] img")
    expect(stone).to_be_visible()
    assert visitor.evaluate("caches.open('sunmao-stones-1').then((shelf) => shelf.keys()).then((keys) => keys.length)") > 0
    red, green, blue = visitor.evaluate(MIDDLE, stone.element_handle())
    assert green > red > blue and 90 < green < 200      # a grey green, lit from above


MIDDLE = """(image) => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  return [...context.getImageData(image.naturalWidth >> 1, image.naturalHeight >> 1, 1, 1).data.slice(0, 3)]
}"""


def test_a_file_becomes_drafts_and_a_published_item(zhou: Page, server: str) -> None:
    colour, item, code = unique("淡竹"), unique("竹青"), unique("T-")
    zhou.goto(f"{server}/cmf/import")
    upload = zhou.locator("input[type=file]")
    upload.set_input_files({"name": "broken.cxf", "mimeType": "application/xml", "buffer": b"<cc:CxF"})
    expect(zhou.get_by_role("alert")).to_contain_text("读不了这个文件")
    upload.set_input_files({"name": "mill.csv", "mimeType": "text/csv", "buffer": (
        f"name,L,a,b,illuminant,observer\n{colour},70.5,-11.2,8.4,D65,10\n{unique('备用')},40,0,0,D65,10\n").encode()})
    expect(zhou.locator("tr[data-change=new]")).to_have_count(2)
    zhou.locator("tr[data-change=new]").nth(1).get_by_role("checkbox").uncheck()
    zhou.get_by_role("button", name="导入 1 条为草稿").click()
    expect(zhou.get_by_text("已成为草稿")).to_be_visible()

    zhou.goto(f"{server}/cmf/new?kind=item")
    zhou.get_by_label("编号 *").fill(code)
    zhou.get_by_label("中文").fill(item)
    zhou.get_by_label("家电").check()
    for label, words in (("颜色 *", colour), ("材料 *", "ABS"), ("表面 *", "哑光")):
        zhou.get_by_role("combobox", name=label).fill(words)
        zhou.get_by_role("listbox").get_by_role("option").first.click()
    zhou.get_by_role("button", name="保存并送审").click()
    expect(zhou.locator("h1")).to_have_text(item)

    zhou.goto(f"{server}/cmf/review?state=draft")
    zhou.locator("li.queued", has_text=colour).get_by_role("button").click()
    expect(zhou.locator(".detail h2").first).to_have_text(colour)
    zhou.locator(".detail").get_by_role("button", name="送审").click()
    expect(zhou.locator("li.queued", has_text=colour)).to_have_count(0)

    zhou.get_by_text("待审核", exact=True).click()
    row = zhou.locator("li.queued", has_text=item)
    row.get_by_role("button").click()
    zhou.locator(".detail").get_by_role("button", name="发布", exact=True).click()
    expect(zhou.locator(".detail [role=alert]")).to_be_visible()      # its colour is not published yet: the two belong together
    row.get_by_role("checkbox").check()
    zhou.locator("li.queued", has_text=colour).get_by_role("checkbox").check()
    zhou.locator(".queue").get_by_role("button", name="发布", exact=True).click()
    expect(row).to_have_count(0)

    open_library(zhou, server, f"?q={item[:2]}&lab=70.5,-11.2,8.4&under=D65/10")
    expect(cards(zhou).first).to_have_attribute("data-code", code)
    expect(cards(zhou).first).to_contain_text("ΔE 0.0")


def test_a_return_needs_a_reason_and_four_eyes_hold(zhou: Page, server: str) -> None:
    name = unique("退回")
    center = next(one for one in call(zhou, "GET", "/cmf/centers")["items"] if one["curator"])
    body = {"kind": "colour", "name": {"zh": name}, "measurements": [{
        "stated": {"lab": [50, 0, 0], "illuminant": "D65", "observer": "10"}, "geometry": "unknown",
        "source": {"kind": "estimate", "reference": "a guess", "on": "2026-11-24"}}]}
    made = call(zhou, "POST", "/cmf/records", {"center": center["id"], "body": body, "message": ""})
    call(zhou, "POST", "/cmf/steps", {"act": "submit", "versions": [{"id": made["id"], "version": 1}], "reason": ""})
    zhou.goto(f"{server}/cmf/review?at={made['id']}@1")
    detail = zhou.locator(".detail")
    expect(detail.locator("h2").first).to_have_text(name)
    expect(detail.locator("table")).to_contain_text("a guess")
    zhou.get_by_label("发布要第二个人").check()
    expect(detail.get_by_text("这是你写的")).to_be_visible()
    expect(detail.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    zhou.get_by_label("发布要第二个人").uncheck()
    expect(detail.get_by_role("button", name="发布", exact=True)).to_be_enabled()
    detail.get_by_role("button", name="退回").click()
    dialog = zhou.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="退回")).to_be_disabled()
    dialog.get_by_label("理由").fill("请附仪器读数")
    dialog.get_by_role("button", name="退回").click()
    expect(zhou.locator("li.queued", has_text=name)).to_have_count(0)
    zhou.goto(f"{server}/cmf/review?state=draft&at={made['id']}@1")
    expect(zhou.locator(".detail")).to_contain_text("请附仪器读数")


def test_cells_change_by_keyboard_and_many_at_once_and_back(zhou: Page, server: str) -> None:
    open_library(zhou, server, "?view=table&q=SM-W-031")
    at = zhou.get_by_role("columnheader").all_inner_texts().index("样板有效期")
    zhou.locator("[data-cell='0-2']").click()
    zhou.keyboard.press("End")
    expect(zhou.locator(f"[data-cell='0-{at}']")).to_be_focused()
    zhou.keyboard.press("F2")
    zhou.locator("input.cell-input").fill("2031-04-18")
    zhou.keyboard.press("Enter")
    expect(zhou.locator("td.until", has_text="2031-04-18")).to_have_count(1)        # on a new draft: what is published stays
    expect(zhou.locator("tr", has_text="2031-04-18")).to_contain_text("草稿")
    zhou.keyboard.press("Control+z")
    expect(zhou.locator("td.until", has_text="2031-04-18")).to_have_count(0)

    for row in (0, 1):
        zhou.locator(f"[data-cell='{row}-0']").get_by_role("checkbox").check()
    zhou.get_by_role("button", name="改 2 条").click()
    dialog = zhou.get_by_role("dialog")
    dialog.get_by_label("字段").select_option("valid_until")
    dialog.get_by_label("样板有效期").fill("2032-01-31")
    expect(dialog).to_contain_text("其中 2 条已发布")
    dialog.get_by_role("button", name="改 2 条").click()
    expect(zhou.locator("td.until", has_text="2032-01-31")).to_have_count(2)
    zhou.get_by_role("button", name="撤销").last.click()
    expect(zhou.locator("td.until", has_text="2032-01-31")).to_have_count(0)


@pytest.fixture
def context(browser: Browser, server: str) -> BrowserContext:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="zh-CN")
    sign_in(context.new_page(), server, CURATOR)
    return context


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_in_both_languages_and_themes(context: BrowserContext, server: str, language: str, theme: str) -> None:
    page = context.pages[0]
    call(page, "PATCH", "/auth/me", {"language": language, "theme": theme})
    seen = faults(page, server)
    for path, there in (
            ("/cmf?lab=69.6,-8.1,9.4&under=D65/10&q=SM-P-011", "article.card"), ("/cmf?view=table", "[data-cell='3-3']"), ("/cmf/import", ".drop"),
            ("/cmf/review", "main h1"), ("/cmf/new?kind=finish", ".fields .field")):
        page.goto(f"{server}{path}")
        expect(page.locator(there).first).to_be_visible()
        assert violations(page) == [], path
        assert foreign(page, language) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert seen == []


def test_a_failing_library_says_so_and_tries_again(visitor: Page, server: str) -> None:
    answer = json.dumps({"code": "server_away", "message": "away", "detail": None})
    visitor.route("**/api/v1/cmf/records?*", lambda route: route.fulfill(status=500, content_type="application/json", body=answer))
    visitor.goto(f"{server}/cmf")
    expect(visitor.get_by_role("alert")).to_contain_text("这一页没有取到")
    visitor.unroute("**/api/v1/cmf/records?*")
    visitor.get_by_role("button", name="重试").click()
    expect(cards(visitor).first).to_be_visible()
