"""The studio in each of its states: others at work, undo, failures, lost connections, roles, keyboard, languages and themes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.conftest import call, violations
from tests.journeys.studio import (
    PATIENCE_MS,
    SCRIPT,
    built,
    chip,
    hold,
    new_box,
    new_document,
    open_script,
    open_studio,
    part,
    value,
    write,
)

pytestmark = pytest.mark.usefixtures("patience")


def test_undo_is_mine_alone(two_people: tuple[Page, Page], server: str) -> None:
    chen, su = two_people
    document = new_box(chen)
    for page in (chen, su):
        open_studio(page, server, document)
    value(chen, "width").fill("50")
    value(chen, "width").press("Enter")
    expect(value(su, "width")).to_have_value("50.0")
    su.get_by_role("switch").click()
    expect(chen.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    chen.get_by_role("button", name="撤销我的上一步").click()
    for page in (chen, su):
        expect(value(page, "width")).to_have_value("40.0")
        expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")

    # what another changed since is asked about, and stays
    for page, number in ((chen, "50"), (su, "60")):
        value(page, "width").fill(number)
        value(page, "width").press("Enter")
        for one in (chen, su):
            expect(value(one, "width")).to_have_value(f"{number}.0")
    chen.get_by_role("button", name="撤销我的上一步").click()
    question = chen.get_by_role("dialog", name="撤销这一步？")
    expect(question).to_contain_text("宽后来被别人改过")
    question.get_by_role("button", name="不撤销").click()
    expect(question).to_have_count(0)
    chen.get_by_role("button", name="撤销我的上一步").click()
    question.get_by_role("button", name="撤销我的部分").click()
    expect(chen.get_by_text("没有剩下可收回的")).to_be_visible()
    expect(value(chen, "width")).to_have_value("60.0")


def test_others_are_seen_at_work_and_followed(two_people: tuple[Page, Page], server: str) -> None:
    chen, su = two_people
    document = new_box(chen)
    for page in (chen, su):
        open_studio(page, server, document)

    # a drag is built for the other before it is let go, and Esc takes it back
    envelope = su.locator(".foot.left b")
    expect(envelope).to_have_text("40.0 × 30.0 × 25.5")
    hold(chen, "width", 1)
    expect(envelope).to_have_text("80.0 × 30.0 × 25.5")
    chip(su, "preview")
    chen.keyboard.press("Escape")
    chen.mouse.up()
    expect(envelope).to_have_text("40.0 × 30.0 × 25.5")
    for page in (chen, su):
        expect(value(page, "width")).to_have_value("40.0")
        built(page)

    # camera, section and selection are followed until the follower moves the camera
    su.get_by_role("button", name="跟随陈屿").click()
    expect(chen.get_by_test_id("followers")).to_have_text(re.compile("1 人跟随你"))
    expect(su.locator(".follow-frame")).to_be_visible()
    part(chen, "盒盖").click()
    expect(part(su, "盒盖")).to_have_attribute("aria-selected", "true")
    chen.get_by_test_id("viewport").focus()
    chen.keyboard.press("s")
    expect(su.get_by_role("region", name="剖切")).to_be_visible()
    home = cube(chen)
    chen.keyboard.press("1")
    chen.wait_for_function(CUBE_DIFFERS, arg=home)
    su.wait_for_function("front => document.querySelector('.sm-cube').innerHTML === front", arg=cube(chen))
    su.get_by_test_id("viewport").focus()
    su.keyboard.press("7")
    expect(chen.get_by_test_id("followers")).to_have_count(0)
    expect(su.locator(".follow-frame")).to_have_count(0)


def cube(page: Page) -> str:
    return page.locator(".sm-cube").inner_html()


CUBE_DIFFERS = "before => document.querySelector('.sm-cube').innerHTML !== before"


def test_a_value_out_of_range_is_refused_with_its_limit(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    open_studio(page, server, new_box(page))
    field = value(page, "wall")
    field.fill("9")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="最大 5 mm")).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("2.0")
    field.press("ArrowUp")
    expect(field).to_have_value("2.5")
    field.press("Shift+ArrowUp")
    expect(field).to_have_value("5.0")
    page.get_by_role("button", name="壁厚已改").click()
    page.get_by_role("menuitem", name="恢复到脚本里的值 2.0 mm").click()
    expect(field).to_have_value("2.0")


def test_a_failing_script_keeps_the_view_and_says_where(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    open_studio(page, server, new_box(page))
    open_script(page)
    write(page, "nonsense(1)\n")
    chip(page, "stale")
    expect(page.locator(".cm-lens")).to_contain_text("不认识名字 nonsense")
    expect(part(page, "盒身")).to_be_visible()
    page.locator("#inspector-messages").click()
    expect(page.locator(".inspector")).to_contain_text("第 1 行")
    assert violations(page) == []
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    built(page)
    expect(page.locator(".cm-lens")).to_have_count(0)


def test_a_part_that_is_renamed_loses_its_colour_until_it_is_reassigned(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    open_studio(page, server, new_box(page))
    part(page, "盒盖").click()
    page.get_by_label("材料", exact=True).select_option("brass")
    page.get_by_role("switch").click()
    expect(page.get_by_test_id("lost")).to_contain_text("盒盖")
    part(page, "盒身").click()
    page.get_by_role("button", name="指给盒身").click()
    expect(page.get_by_test_id("lost")).to_have_count(0)
    expect(page.locator('.part[data-path="盒身"] .mass')).to_contain_text("g")


@pytest.fixture
def breakable(two_people: tuple[Page, Page]) -> tuple[Page, Page, Callable[[bool], None]]:
    """Two people, and a switch for the first one's line."""
    chen, su = two_people
    lines: list[WebSocketRoute] = []
    up = True

    def route(line: WebSocketRoute) -> None:
        if not up:
            line.close()
            return
        line.connect_to_server()
        lines.append(line)

    def switch(on: bool) -> None:
        nonlocal up
        up = on
        while lines and not on:
            lines.pop().close()

    chen.route_web_socket(re.compile("/socket.io/"), route)
    chen.route(re.compile("/socket.io/.*polling"), lambda request: request.continue_() if up else request.abort())
    return chen, su, switch


def test_work_goes_on_without_a_connection(breakable: tuple[Page, Page, Callable[[bool], None]], server: str) -> None:
    chen, su, line = breakable
    document = new_box(chen)
    for page in (chen, su):
        open_studio(page, server, document)
    line(False)
    bar = chen.get_by_test_id("reconnect")
    expect(bar).to_be_visible()
    value(chen, "width").fill("60")
    value(chen, "width").press("Enter")
    expect(bar).to_contain_text("1 处改动已存本机")
    save = chen.get_by_role("button", name="存为版本").first
    expect(save).to_be_disabled()
    expect(save).to_have_attribute("aria-description", "连上服务器后才能存版本")
    chen.locator("#inspector-versions").click()
    expect(chen.locator(".inspector").get_by_text("连上服务器后才能存版本")).to_be_visible()
    value(su, "wall").fill("3")
    value(su, "wall").press("Enter")
    line(True)
    chen.get_by_role("button", name="立即重连").click()
    expect(bar).to_have_count(0)
    for page in (chen, su):
        expect(value(page, "width")).to_have_value("60.0")
        expect(value(page, "wall")).to_have_value("3.0")
        built(page)


def test_a_version_is_compared_and_restored_with_nothing_lost(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    document = new_box(page)
    call(page, "POST", f"/documents/{document}/versions", {"message": "起点"})
    open_studio(page, server, document)
    page.locator("#inspector-versions").click()
    expect(page.locator(".version")).to_contain_text("已重建")

    def choose(action: str) -> None:
        page.get_by_role("button", name="v1 的操作").click()
        page.get_by_role("menuitem", name=action).click()

    choose("与现在比较")
    dialog = page.get_by_role("dialog", name="v1 与现在")
    expect(dialog).to_contain_text("现在和 v1 相同")
    page.keyboard.press("Escape")
    value(page, "width").fill("60")
    value(page, "width").press("Enter")
    expect(page.locator(".foot.left b")).to_have_text("60.0 × 30.0 × 25.5")
    choose("与现在比较")
    expect(dialog.locator(".changes")).to_contain_text("40.0\u2009mm → 60.0\u2009mm")
    expect(dialog.get_by_test_id("figures")).to_contain_text(re.compile(r"体积.*\+\d"))
    expect(dialog.get_by_role("img", name="现在的图")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    choose("恢复到这里")
    page.get_by_role("button", name="先存版本，再恢复").click()
    expect(value(page, "width")).to_have_value("40.0")
    expect(page.locator(".version").first).to_contain_text("恢复到 v1 之前")
    kept = call(page, "GET", f"/documents/{document}/versions")["items"][0]
    assert call(page, "GET", f"/versions/{kept['id']}/content")["params"] == {"width": 60}


def test_a_viewer_looks_and_is_told_why(two_people: tuple[Page, Page], server: str) -> None:
    chen, su = two_people
    project = call(chen, "POST", "/projects", {"name": "只给看"})["id"]
    me = call(su, "GET", "/auth/session")["user"]
    call(chen, "POST", f"/projects/{project}/members", {"email": me["email"], "role": "viewer"})
    document = call(chen, "POST", f"/projects/{project}/documents", {"name": "盒", "start": {"kind": "script", "file_name": "box.py", "text": SCRIPT}})["id"]
    open_studio(su, server, document)
    expect(su.get_by_text("只读", exact=True)).to_be_visible()
    expect(value(su, "width")).to_have_attribute("readonly", "")
    expect(su.get_by_role("switch")).to_be_disabled()
    expect(su.get_by_text("你的角色是“查看”").first).to_be_visible()
    open_script(su)
    expect(su.locator(".cm-content")).to_have_attribute("contenteditable", "false")
    call(chen, "PATCH", f"/projects/{project}/members/{me['id']}", {"role": "editor"})
    expect(su.get_by_text("只读", exact=True)).to_have_count(0)
    expect(su.locator(".cm-content")).to_have_attribute("contenteditable", "true")
    call(chen, "DELETE", f"/projects/{project}/members/{me['id']}")
    expect(su.get_by_text("你不再是这个项目的成员")).to_be_visible()


def test_an_empty_document_offers_products_first(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{server}/documents/{new_document(page, {'kind': 'empty'}, '空')}")
    expect(page.get_by_role("heading", name="从一件产品开始")).to_be_visible()
    doors = page.locator(".doors button")
    expect(doors.last).to_contain_text("空脚本")
    expect(doors.first.locator("b")).to_contain_text("壶")
    assert violations(page) == []
    page.locator('.doors input[type="file"]').set_input_files({"name": "box.py", "mimeType": "text/x-python", "buffer": SCRIPT.encode()})
    built(page)
    expect(part(page, "盒身")).to_be_visible()


def test_everything_is_reached_by_keyboard(two_people: tuple[Page, Page], server: str) -> None:
    page = two_people[0]
    open_studio(page, server, new_box(page))
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(part(page, "盒身")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="全部显示")).to_be_visible()
    page.keyboard.press("Shift+H")
    expect(page.get_by_role("button", name="全部显示")).to_have_count(0)
    page.keyboard.press("F6")
    expect(page.get_by_test_id("viewport")).to_be_focused()
    for region in ("editor", "inspector", "status", "bar", "tree", "view"):
        page.keyboard.press("F6")
        expect(page.locator(REGIONS[region])).to_be_focused()
    page.keyboard.press("Tab")
    expect(part(page, "盒盖")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("`")
    page.locator(".cm-content").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="工作室快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="工作室快捷键")).to_have_count(0)
    page.keyboard.press("Alt+1")
    expect(page.locator("#inspector-props")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("F2")
    page.keyboard.type("木盒")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="木盒")).to_be_visible()


REGIONS = {"editor": "button.closed", "inspector": ".inspector [role=tab][tabindex='0']", "status": ".status", "bar": ".home", "tree": "[role=tree]",
           "view": "[role=application]"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_look_of_the_studio_is_accessible(two_people: tuple[Page, Page], server: str, language: str, theme: str) -> None:
    page = two_people[0]
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
    document = new_box(page)
    call(page, "PATCH", "/auth/me", {"language": language, "theme": theme})
    open_studio(page, server, document)
    open_script(page)
    part(page, "盒身").click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    for tab in ("cmf", "props", "versions", "messages"):
        page.locator(f"#inspector-{tab}").click()
        assert violations(page) == [], tab
    page.keyboard.press("Control+s")
    expect(page.locator("#save-message")).to_be_visible()
    assert violations(page) == []
    assert seen == []
