"""The studio: two people edit one product live, from script to saved version and export, and every state of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.cad.readers import enclosed, glb_parts, read_step
from tests.journeys.conftest import call, violations
from tests.journeys.studio import (
    PATIENCE_MS,
    SCRIPT,
    built,
    chip,
    new_box,
    new_document,
    open_script,
    open_studio,
    part,
    value,
    write,
)


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


def export(page: Page, label: str) -> bytes:
    """The file that the export menu offers when it is ready."""
    if not page.locator(".formats").is_visible():
        page.get_by_role("button", name="导出", exact=True).click()
    page.locator(".formats").get_by_role("button", name=label).click()
    link = page.locator(".job.ok a.download").first
    expect(page.locator(".job").first).to_have_class(re.compile("ok"))
    address = link.get_attribute("href")
    assert address
    return page.request.get(page.evaluate("path => new URL(path, location.href).href", address)).body()


@pytest.mark.parametrize("instance", ["demo", "deployment"], indirect=True)
def test_two_people_edit_a_kettle_from_parameter_to_export(two_people: tuple[Page, Page], server: str, tmp_path: Path) -> None:
    chen, su = two_people
    document = new_document(chen, {"kind": "sample", "sample": "kettle"}, "听泉")
    open_studio(chen, server, document)
    open_studio(su, server, document)
    expect(chen.locator(".people button.person")).to_have_count(1)

    # a selection is seen, a drag is live and ends in one stored value
    part(chen, "手柄").click()
    expect(su.locator('.part.other[data-path$="手柄"]')).to_be_visible()
    box_before = su.locator(".foot.left b").inner_text()
    slider = chen.locator('[data-parameter="body_height"] [role=slider]')
    place = slider.bounding_box()
    assert place
    chen.mouse.move(place["x"] + place["width"] * 0.5, place["y"] + 8)
    chen.mouse.down()
    chen.mouse.move(place["x"] + place["width"] * 0.8, place["y"] + 8)
    row = su.locator('[data-parameter="body_height"]')
    expect(row).to_contain_text("正在拖动")
    expect(row.locator("input")).to_have_attribute("readonly", "")
    dragged = row.locator("input").input_value()
    chen.mouse.up()
    expect(row).not_to_contain_text("正在拖动")
    expect(row.locator("input")).to_have_value(dragged)

    # two parameters at once, a sum, and the geometry follows in both windows
    value(chen, "wall").fill("1+0.4")
    value(su, "spout_tip").fill("11")
    value(chen, "wall").press("Enter")
    value(su, "spout_tip").press("Enter")
    for page in (chen, su):
        expect(value(page, "wall")).to_have_value("1.4")
        expect(value(page, "spout_tip")).to_have_value("11.0")
        expect(page.locator(".foot.left b")).not_to_have_text(box_before)
        built(page)

    # colour, finish and material of a part, live, with its mass
    part(chen, "手柄").click()
    for index, number in enumerate(("60", "-8", "9")):
        field = chen.locator(".three input").nth(index)
        field.fill(number)
        field.press("Enter")
    chen.locator(".finish", has_text="镀铬").click()
    chen.get_by_label("材料", exact=True).select_option("sus304")
    mass = chen.locator('.part[data-path$="手柄"] .mass').inner_text()
    expect(su.locator('.part[data-path$="手柄"] .mass')).to_have_text(mass)

    # the script, with the other's caret and name
    open_script(su)
    write(su, "# 你好 from Su\n")
    open_script(chen)
    expect(chen.locator(".cm-content")).to_contain_text("你好 from Su")
    expect(chen.locator(".cm-person")).to_contain_text("苏桐")
    built(chen)

    # a version, and what changed since the one before
    chen.keyboard.press("Control+s")
    expect(chen.get_by_role("dialog", name="存为 v1")).to_be_visible()
    chen.locator("#save-message").fill("收腰")
    chen.get_by_role("button", name="存为 v1").click()
    for page in (chen, su):
        expect(page.locator("button.chip")).to_have_text("v1")
    value(su, "wall").fill("1.6")
    value(su, "wall").press("Enter")
    expect(chen.locator("button.chip")).to_have_text("v1 之后 1 处改动")

    # exports, read back
    built(chen)
    glb = glb_parts(export(chen, "GLB"))
    volume = sum_of_volumes(chen)       # after the export, which took in the last edit as the view did
    handle = next(material for names, _, _, _, material in glb if names[-1] == "手柄")
    assert handle.pbrMetallicRoughness.metallicFactor == 1
    assert handle.pbrMetallicRoughness.baseColorFactor == pytest.approx([0.250, 0.296, 0.220, 1], abs=0.002)   # Lab 60 −8 9, linear
    inside = sum(enclosed(points, indices) for _, points, indices, primitive, _ in glb if primitive.mode != 1) * 1e9
    assert inside == pytest.approx(volume, rel=0.01)
    step = tmp_path / "kettle.step"
    step.write_bytes(export(chen, "STEP"))
    leaves = {names[-1]: (shape, color) for names, shape, color, _ in read_step(step)}
    assert {"壶身", "壶嘴", "盖钮", "手柄", "座壳"} <= leaves.keys()
    assert leaves["手柄"][1][:3] == pytest.approx([0x89 / 255, 0x94 / 255, 0x81 / 255], abs=0.01)
    assert sum(shape.Volume() for shape, _ in leaves.values()) == pytest.approx(volume, rel=1e-3)
    stl = export(chen, "STL")
    assert len(stl) == 84 + 50 * int.from_bytes(stl[80:84], "little")

    # restore: an ordinary edit that both see
    chen.locator("#inspector-versions").click()
    expect(chen.locator(".version").first).to_contain_text("已重建")
    chen.get_by_role("button", name="v1 的操作").click()
    chen.get_by_role("menuitem", name="恢复到这里").click()
    chen.get_by_role("button", name="恢复到 v1", exact=True).click()
    for page in (chen, su):
        expect(value(page, "wall")).to_have_value("1.4")
        expect(page.locator("button.chip")).to_have_text("v1")


def sum_of_volumes(page: Page) -> float:
    """Volume of all parts in mm³, as the properties of the selected product say."""
    page.keyboard.press("Escape")
    page.get_by_role("treeitem").first.click()
    page.locator("#inspector-props").click()
    text = page.locator(".inspector dl").last.inner_text()
    found = re.search(r"体积\s*([\d,.]+)\s*(cm³|mm³)", text)
    assert found, text
    return float(found[1].replace(",", "")) * (1000 if found[2] == "cm³" else 1)


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
    expect(chen.get_by_role("button", name="存为版本").first).to_be_disabled()
    value(su, "wall").fill("3")
    value(su, "wall").press("Enter")
    line(True)
    chen.get_by_role("button", name="立即重连").click()
    expect(bar).to_have_count(0)
    for page in (chen, su):
        expect(value(page, "width")).to_have_value("60.0")
        expect(value(page, "wall")).to_have_value("3.0")
        built(page)


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
