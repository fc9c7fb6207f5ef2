"""What hands do in the 3D view, and what it tells the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.viewport.jug import LID, PARTS, SIZE, drag, idle, jug, place, show, told


def test_clicks_go_from_part_to_face_to_edge(view: Page) -> None:
    page = view
    x, y = place(page, [0.0, -37.5, 94.0])
    page.evaluate("void v.on('pick', ({pick}) => v.setSelection({mine: pick ? [pick] : [], others: []}))")
    for _ in range(3):
        page.mouse.click(x, y)
    part, face, edge = told(page, "pick")
    lid = next(p for p in jug()["parts"] if p["path"] == "lid")
    assert part["pick"] == {"part": "lid"}
    assert lid["faces"][face["pick"]["face"]]["kind"] == "plane"
    assert face["normal"] == pytest.approx([0, 0, 1], abs=0.01)
    assert face["point"] == pytest.approx([0, -37.5, 94], abs=1.0)
    assert lid["edges"][edge["pick"]["edge"]]["kind"] == "circle"
    page.mouse.click(5, 5)
    assert told(page, "pick")[-1]["pick"] is None


def test_the_pointer_on_the_model_is_told_and_leaves(view: Page) -> None:
    page = view
    page.mouse.move(*place(page, LID))
    page.wait_for_function("told.some(([name, value]) => name === 'hover' && value?.part === 'lid')")
    page.wait_for_function("told.some(([name, value]) => name === 'pointer' && value?.part === 'lid')")
    assert told(page, "pointer")[-1]["point"] == pytest.approx(LID, abs=1.0)
    page.mouse.move(4, 4)
    page.wait_for_function("told.findLast(([name]) => name === 'pointer')[1] === null")


def test_a_drag_on_the_model_turns_and_on_nothing_draws_a_box(view: Page) -> None:
    page = view
    start = page.evaluate("v.camera.position")
    drag(page, (4, 4), (SIZE[0] - 4, SIZE[1] - 4))
    assert sorted(told(page, "boxselect")[0]["paths"]) == sorted(PARTS)
    assert page.evaluate("v.camera.position") == start
    drag(page, place(page, LID), (SIZE[0] // 2, 20))
    assert page.evaluate("v.camera.position") != start
    page.wait_for_function("told.some(([name, value]) => name === 'camera' && value.own)")
    drag(page, (4, 4), (30, 30))
    assert told(page, "boxselect")[-1]["paths"] == []


def test_the_wheel_zooms_and_fit_comes_back(view: Page) -> None:
    page = view
    page.evaluate("v.fit()")
    home = page.evaluate("v.camera")
    page.mouse.move(*place(page, LID))
    page.mouse.wheel(0, -400)
    page.wait_for_function("home => Math.hypot(...v.camera.position.map((p, i) => p - v.camera.target[i])) < "
                           "0.8 * Math.hypot(...home.position.map((p, i) => p - home.target[i]))", arg=home)
    page.evaluate("v.fit()")
    assert page.evaluate("v.camera.position") == pytest.approx(home["position"], abs=0.01)


def test_following_takes_the_camera_of_someone_else(view: Page) -> None:
    page = view
    state = {"position": [300, -300, 200], "target": [0, 0, 40], "up": [0, 0, 1], "orthographic": True}
    page.evaluate("state => v.setCamera(state)", state)
    camera = page.evaluate("v.camera")
    assert camera["position"] == pytest.approx(state["position"]) and camera["orthographic"] is True
    page.wait_for_function("told.some(([name, value]) => name === 'camera' && !value.own && Math.abs(value.state.position[0] - 300) < 1e-6)")
    page.evaluate("state => v.setCamera(state)", {**state, "position": [None, "x", 1e999]})
    assert page.evaluate("v.camera.position") == pytest.approx(state["position"])


def test_the_cube_leads_to_its_faces(view: Page) -> None:
    page = view
    box = page.locator(".sm-cube").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 20)
    idle(page)
    assert page.evaluate("v.describe().view") == "top"
    page.wait_for_function("told.some(([name, value]) => name === 'camera' && value.own)")
    x, y, z = page.evaluate("v.camera.position.map((value, i) => value - v.camera.target[i])")
    assert z > 100 * max(abs(x), abs(y))


def test_a_double_click_sets_the_pivot(view: Page) -> None:
    page = view
    point = [20.0, -25.0, 94.0]
    x, y = place(page, point)
    page.mouse.dblclick(x, y)
    assert told(page, "pivot")[0] == pytest.approx(point, abs=1.0)
    page.evaluate("v.turn(40, 10)")
    assert place(page, point) == pytest.approx((x, y), abs=1)
    page.evaluate("v.setPivot([0, 0, 45])")


def test_a_product_that_outgrows_the_view_is_told_and_the_camera_stays(view: Page) -> None:
    page = view
    camera = page.evaluate("v.camera")
    moved = jug()
    base = next(part for part in moved["parts"] if part["path"] == "base")
    base["placement"] = [1, 0, 0, 400, 0, 1, 0, 0, 0, 0, 1, 0]
    show(page, moved)
    assert told(page, "misfit") == ["outside"]
    assert page.evaluate("v.camera") == camera
    show(page, jug())
    assert told(page, "misfit") == ["outside", None]
    show(page, moved)
    page.evaluate("v.fit()")
    show(page, moved)
    assert told(page, "misfit") == ["outside", None, "outside", None]
