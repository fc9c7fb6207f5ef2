"""What the 3D view shows, read back as pixels."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.viewport.jug import BASE, LID, LIT, MATT, PARTS, SIZE, WALL, idle, jug, paint, place, screen, show, snapshot


def test_the_product_stands_on_a_clear_ground_and_every_part_shows(view: Page) -> None:
    page = view
    for part, color in zip(PARTS, ("#ff0000", "#00ff00", "#0000ff", "#ffff00"), strict=True):
        page.evaluate("([part, look]) => { window.looks = {...window.looks, [part]: look}; v.setLooks(harness.looks(looks)) }",
                      [part, {"color": color, "roughness": 1, "metallic": 0}])
    wall, lid, knob, base, corner = snapshot(page, [place(page, WALL), place(page, LID), place(page, [0, 0, 108]), place(page, [0, -50, -12]), (3, 3)])
    assert corner[3] == 0
    assert wall[0] - max(wall[1:3]) > 60, wall
    assert lid[1] - max(lid[0], lid[2]) > 60, lid
    assert knob[2] - max(knob[:2]) > 60, knob
    assert min(base[:2]) - base[2] > 60, base


@pytest.mark.parametrize("color", ["#9fac97", "#e6dfd0", "#7f8fa6"])
def test_the_lit_zone_of_a_matt_part_shows_its_flat_chip(view: Page, color: str) -> None:
    page = view
    paint(page, color)
    page.evaluate("v.setEdges('none')")
    pixel, = snapshot(page, [place(page, LIT)], samples=4)
    chip = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    ratios = [shown / flat for shown, flat in zip(pixel, chip, strict=False)]
    assert all(0.95 <= ratio <= 1.05 for ratio in ratios), ratios
    assert max(ratios) - min(ratios) < 0.03, ratios


def test_the_light_is_the_same_from_every_side(view: Page) -> None:
    page = view
    paint(page, "#9fac97")
    page.evaluate("v.isolate(['body'])")
    seen = []
    for _ in range(4):
        page.evaluate("v.turn(90, 0)")
        idle(page)
        seen.append(snapshot(page, [(SIZE[0] // 2 - 20, SIZE[1] // 2)])[0])
    assert max(abs(a - b) for one in seen for a, b in zip(one, seen[0], strict=True)) <= 6, seen


def test_selection_and_hover_draw_outside_and_tint_nothing(view: Page) -> None:
    page = view
    page.add_style_tag(content=".sm-hud-tag { display: none !important }")
    inside = [place(page, [x, y, 94.0]) for x in range(-18, 24, 6) for y in (-30, -24, -18)]
    before = screen(page, inside)
    page.evaluate("v.setSelection({mine: [{part: 'lid'}], others: []}); v.setHover('body')")
    idle(page)
    assert screen(page, inside) == before
    x, y = place(page, [-38.0, -12.0, 92.0])
    row = screen(page, [(x - i, y) for i in range(16)])
    assert any(abs(r - 0) < 30 and abs(g - 169) < 30 and abs(b - 220) < 30 for r, g, b, _ in row), row
    page.evaluate("v.setSelection({mine: [], others: []}); v.setHover(null)")
    idle(page)
    assert screen(page, [(x - i, y) for i in range(16)]) != row


def test_sample_stones_show_their_finish(view: Page) -> None:
    stone = "async look => harness.pixels(await (await fetch(await harness.swatches.picture(look, 64))).blob(), [[32, 30], [1, 1], [22, 38]])"
    matt = view.evaluate(stone, {"color": "#9fac97", **MATT})
    chrome = view.evaluate(stone, {"color": "#9fac97", "roughness": 0.04, "metallic": 1})
    assert matt[0][3] == 255 and matt[1][3] == 0
    assert all(0.9 < shown / flat < 1.1 for shown, flat in zip(matt[0], (0x9F, 0xAC, 0x97), strict=False)), matt
    assert chrome != matt


def test_a_section_shows_grey_caps_and_the_inside(view: Page) -> None:
    page = view
    paint(page, "#b5654a")
    page.evaluate("v.setSection({plane: 'y', offset: 0, flip: false, caps: true})")
    cap = snapshot(page, [place(page, [x, 0.0, -10.0]) for x in (-30, -10, 10, 30)])
    assert all(a == 255 and max(r, g, b) - min(r, g, b) <= 2 and 90 < r < 175 for r, g, b, a in cap), cap
    inside, = snapshot(page, [place(page, [0.0, 36.0, 50.0])])
    assert inside[0] > inside[2] + 30, inside


def test_hidden_and_exploded_parts(view: Page) -> None:
    page = view
    at = place(page, LID)
    page.evaluate("v.setVisible(new Set())")
    assert snapshot(page, [at])[0][3] == 0
    page.evaluate("v.setVisible(null); v.isolate(['base'])")
    assert snapshot(page, [at])[0][3] == 0
    page.evaluate("v.isolate(null); v.setExplode(1); v.fit()")
    idle(page)
    page.wait_for_function("document.querySelectorAll('.sm-hud-label').length === 4")


def test_a_snapshot_has_its_size_and_its_ground(view: Page) -> None:
    page = view
    page.evaluate("v.setSurround('l70')")
    size = page.evaluate("async () => { const b = await createImageBitmap(await v.snapshot(128, 96, {samples: 1, home: true})); return [b.width, b.height] }")
    assert size == [128, 96]
    corner, = snapshot(page, [(2, 2)], transparent=False)
    assert corner == [0xAB, 0xAB, 0xAB, 255]


def test_brushed_metal_reflects_and_is_not_blown_out(view: Page) -> None:
    page = view
    paint(page, "#c8c8c8", roughness=0.34, metallic=1, anisotropy=0.7, texture="brushed")
    page.evaluate("v.setEdges('none')")
    places = [place(page, point) for point in (WALL, LIT, LID, BASE, [0.0, -37.5, 94.0])]
    seen = [max(pixel[:3]) for pixel in snapshot(page, places)]
    assert all(40 < value < 240 for value in seen), seen
    assert max(seen) - min(seen) > 15, seen


def test_boxes_stand_where_parts_will_be(view: Page) -> None:
    page = view
    x, y = place(page, [0.0, -50.0, 118.0])
    column = [(x, y + i) for i in range(-2, 3)]
    assert all(alpha == 0 for *_, alpha in snapshot(page, column))
    page.evaluate("scene => v.setScene({...scene, parts: []}, () => null)", jug())
    page.evaluate("v.expect([[-50, -50, -24, 50, 50, 118]])")
    assert any(alpha > 60 for *_, alpha in snapshot(page, column))
    show(page, jug())
    assert all(alpha == 0 for *_, alpha in snapshot(page, column))
