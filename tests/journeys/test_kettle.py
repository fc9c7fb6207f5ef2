"""The main job, whole: two people take the kettle from parameter to saved version and exported file, on both kinds of storage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cad.readers import enclosed, glb_parts, read_step
from tests.journeys.studio import built, hold, new_document, open_script, open_studio, part, value

pytestmark = pytest.mark.usefixtures("patience")

TRAY = '\ntray = cq.Workplane(origin=(0, 0, -3)).box(420, 260, 6)\nshow_object(tray, name="托盘")\n'


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
    above = height(su) - float(value(su, "body_height").input_value())
    hold(chen, "body_height", 0.8)
    row = su.locator('[data-parameter="body_height"]')
    expect(row).to_contain_text("正在拖动")
    expect(row.locator("input")).to_have_attribute("readonly", "")
    dragged = value(chen, "body_height").input_value()
    expect(row.locator("input")).to_have_value(dragged)
    tall = re.compile(f"× {above + float(dragged):.1f}$")
    expect(su.locator(".foot.left b")).to_have_text(tall)
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
        expect(page.locator(".foot.left b")).to_have_text(tall)
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

    # the script: a tray below the kettle, with its writer's caret and name, and it stands in both views
    for page in (chen, su):
        open_script(page)
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
    su.keyboard.insert_text(TRAY)
    expect(chen.locator(".cm-content")).to_contain_text("托盘")
    expect(chen.locator(".cm-person")).to_contain_text("苏桐")
    for page in (chen, su):
        expect(part(page, "托盘")).to_be_visible()
        expect(page.locator(".foot.left b")).to_contain_text("420.0 × 260.0")
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
    assert {"壶身", "壶嘴", "盖钮", "手柄", "座壳", "托盘"} <= leaves.keys()
    assert leaves["托盘"][0].Volume() == pytest.approx(420 * 260 * 6, rel=1e-6)
    assert leaves["手柄"][1][:3] == pytest.approx([0x89 / 255, 0x94 / 255, 0x81 / 255], abs=0.01)
    assert sum(shape.Volume() for shape, _ in leaves.values()) == pytest.approx(volume, rel=1e-3)
    stl = export(chen, "STL")
    assert len(stl) == 84 + 50 * int.from_bytes(stl[80:84], "little")

    # restore: an ordinary edit that both see
    chen.locator("#inspector-versions").click()
    expect(chen.locator(".version").first).to_contain_text("已重建")
    chen.get_by_role("button", name="v1 的操作").click()
    chen.get_by_role("menuitem", name="恢复到这里").click()
    chen.get_by_role("button", name="不存，直接恢复").click()
    for page in (chen, su):
        expect(value(page, "wall")).to_have_value("1.4")
        expect(page.locator("button.chip")).to_have_text("v1")


def height(page: Page) -> float:
    """Of the whole product in mm, as the view says."""
    return float(page.locator(".foot.left b").inner_text().split("×")[-1])


def sum_of_volumes(page: Page) -> float:
    """Volume of all parts in mm³, as the properties of the selected product say."""
    page.keyboard.press("Escape")
    page.get_by_role("treeitem").first.click()
    page.locator("#inspector-props").click()
    text = page.locator(".inspector dl").last.inner_text()
    found = re.search(r"体积\s*([\d,.]+)\s*(cm³|mm³)", text)
    assert found, text
    return float(found[1].replace(",", "")) * (1000 if found[2] == "cm³" else 1)
