"""The 3D view in a real browser: what it shows is read back as pixels, what it tells as events.

The page round it is ``web/harness``; the jug is ``web/test/viewport/data``, built by the project's kernel.
"""

from __future__ import annotations

import base64
import functools
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "web/test/viewport/data"
SIZE = (420, 320)
MATT = {"roughness": 0.5, "metallic": 0}
PARTS = ("body", "lid", "knob", "base")

Scene = dict[str, Any]
Open = Callable[..., Page]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the built harness page."""
    folder = tmp_path_factory.mktemp("harness")
    vite = ["node_modules/vite/bin/vite.js", "build", "--config", "harness/vite.config.ts", "--outDir", str(folder), "--logLevel", "error"]
    subprocess.run([sys.executable, str(ROOT / "dev.py"), "node", *vite], cwd=ROOT / "web", check=True, timeout=120)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/viewport.html"
        server.shutdown()


@pytest.fixture(scope="module")
def shared(browser: Browser, harness: str) -> Iterator[Page]:
    """One view for most tests: light and shaders are made once."""
    page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
    set_up(page, harness)
    yield page
    page.close()


@pytest.fixture
def view(shared: Page) -> Page:
    """The jug as it is first seen, one frame a picture; ``v`` on the page is the viewport, ``told`` what it told."""
    shared.evaluate(RESET)
    load(shared, jug())
    shared.mouse.move(1, 1)
    shared.evaluate("told.length = 0")
    return shared


def set_up(page: Page, harness: str) -> None:
    page.goto(harness)
    page.wait_for_function("!!window.harness")
    page.evaluate(SET_UP, SIZE)


def load(page: Page, scene: Scene) -> None:
    pack = base64.b64encode((DATA / "jug.pack").read_bytes()).decode()
    page.evaluate("([scene, pack]) => harness.load(v, scene, pack)", [scene, pack])
    page.evaluate("v.view('home')")
    idle(page)


def idle(page: Page) -> None:
    page.evaluate("harness.idle(v)")


SET_UP = """([width, height]) => {
  window.v = harness.make(width, height, {reducedMotion: true})
  window.told = []
  for (const name of ['pick', 'hover', 'camera', 'boxselect', 'pointer', 'pivot', 'problem', 'restored'])
    v.on(name, (value) => told.push([name, value]))
}"""

RESET = """() => {
  v.setReducedMotion(true)
  v.setOrthographic(false)
  v.setSection(null)
  v.setExplode(0)
  v.setVisible(null)
  v.isolate(null)
  v.setEdges('sharp')
  v.setSurround('theme')
  v.setLooks(new Map())
  v.setSelection({mine: [], others: []})
  v.setHover(null)
  v.setPointers([])
}"""


def jug() -> Scene:
    scene: Scene = json.loads((DATA / "jug.json").read_text())
    return scene


def paint(page: Page, color: str, **finish: object) -> None:
    look = {"color": color, **MATT, **finish}
    page.evaluate("looks => v.setLooks(harness.looks(looks))", dict.fromkeys(PARTS, look))


def snapshot(page: Page, places: list[tuple[int, int]], samples: int = 2, transparent: bool = True) -> list[list[int]]:
    """RGBA of a snapshot at some places."""
    call = """async ([width, height, samples, transparent, places]) =>
      harness.pixels(await v.snapshot(width, height, {samples, transparent}), places)"""
    pixels: list[list[int]] = page.evaluate(call, [*SIZE, samples, transparent, places])
    return pixels


def screen(page: Page, places: list[tuple[int, int]]) -> list[list[int]]:
    """RGBA of the page itself at some places."""
    shot = base64.b64encode(page.screenshot()).decode()
    call = "async ([shot, places]) => harness.pixels(await (await fetch('data:image/png;base64,' + shot)).blob(), places)"
    pixels: list[list[int]] = page.evaluate(call, [shot, places])
    return pixels


def told(page: Page, name: str) -> list[Any]:
    events: list[Any] = page.evaluate("name => told.filter(([event]) => event === name).map(([, value]) => value)", name)
    return events


def place(page: Page, point: list[float]) -> tuple[int, int]:
    """Where a point of the product is on the screen, by the camera that the view tells."""
    x, y = page.evaluate(PROJECT, [*SIZE, point])
    return round(x), round(y)


PROJECT = """([width, height, point]) => {
  const {position, target, up} = v.camera
  const minus = (a, b) => a.map((value, i) => value - b[i])
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  const cross = (a, b) => [a[1]*b[2]-a[2]*b[1], a[2]*b[0]-a[0]*b[2], a[0]*b[1]-a[1]*b[0]]
  const unit = (a) => a.map((value) => value / Math.hypot(...a))
  const back = unit(minus(position, target)), away = minus(point, position)
  const scale = height / 2 / Math.tan(11 * Math.PI / 180) / -dot(away, back)
  return [width / 2 + dot(away, cross(up, back)) * scale, height / 2 - dot(away, up) * scale]
}"""

WALL = [-20.0, -34.6, 60.0]
LIT = [-0.9, -8.4, 103.1]       # on the ball: faces the key light's side and leans back 20°, as the shoulder of a product does
LID = [10.0, -20.0, 94.0]
BASE = [-45.0, -48.0, -20.0]


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


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


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


def test_it_draws_on_demand_only(view: Page) -> None:
    page = view
    page.evaluate("v.setReducedMotion(false); v.setEdges('none')")
    idle(page)
    frames = page.evaluate("v.stats.frames")
    assert page.evaluate("v.stats.samples") > 1
    waited = """async () => { for (let i = 0; i < 20; i++) await new Promise((next) => requestAnimationFrame(next)); return v.stats.frames }"""
    assert page.evaluate(waited) == frames
    page.evaluate("v.setReducedMotion(true); v.setEdges('sharp')")
    idle(page)
    assert page.evaluate("v.stats.samples") == 1


def test_a_snapshot_has_its_size_and_its_ground(view: Page) -> None:
    page = view
    page.evaluate("v.setSurround('l70')")
    size = page.evaluate("async () => { const b = await createImageBitmap(await v.snapshot(128, 96, {samples: 1, home: true})); return [b.width, b.height] }")
    assert size == [128, 96]
    corner, = snapshot(page, [(2, 2)], transparent=False)
    assert corner == [0xAB, 0xAB, 0xAB, 255]


def test_names_are_shown_as_text(view: Page) -> None:
    scene = jug()
    hostile = "<img src=x onerror=\"window.hit = 1\">\u202e"
    for part in scene["parts"]:
        part["name"] = hostile
    page = view
    load(page, scene)
    page.evaluate("name => v.setSelection({mine: [{part: 'lid'}], others: [{color: 'red;} *{display:none', name, paths: ['base', 'gone']}]})", hostile)
    page.evaluate("name => v.setPointers([{client: 'a', name, color: '#b23a7b', point: [0, 0, 94]}])", hostile)
    idle(page)
    page.wait_for_function("document.querySelector('.sm-hud-tag.sm-mine')")
    assert page.locator(".sm-hud-tag.sm-mine").text_content() == hostile
    assert page.locator(".sm-viewport img").count() == 0
    assert page.evaluate("window.hit") is None


def test_a_lost_context_is_told_and_comes_back(page: Page, harness: str) -> None:
    page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    set_up(page, harness)
    load(page, jug())
    at = place(page, LID)
    before = screen(page, [at])[0]
    page.evaluate("window.loss = document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context'); loss.loseContext()")
    page.wait_for_function("told.some(([name, value]) => name === 'problem' && value.code === 'webgl_lost')")
    page.evaluate("loss.restoreContext()")
    page.wait_for_function("told.some(([name]) => name === 'restored')")
    idle(page)
    after = screen(page, [at])[0]
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 3, (before, after)


def test_without_webgl_the_page_lives_on(page: Page, harness: str) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    set_up(page, harness)
    load(page, jug())
    page.wait_for_function("told.some(([name, value]) => name === 'problem' && value.code === 'webgl_unavailable')")
    page.evaluate("v.setSelection({mine: [{part: 'lid'}], others: []}); v.fit(); v.view('top'); v.setTheme('dark')")
    assert page.evaluate("v.snapshot(10, 10).catch((error) => error.message)") == "This browser shows no 3D, so there is no picture to take."
    assert page.evaluate("v.stats.parts") == 4


def test_dispose_leaves_nothing(page: Page, harness: str) -> None:
    page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    set_up(page, harness)
    load(page, jug())
    page.evaluate("v.dispose()")
    assert page.locator("canvas").count() == 0
    assert page.evaluate("document.body.firstElementChild.outerHTML.replace(/ style=\"[^\"]*\"| class=\"\"/g, '')") == "<div></div>"
    page.mouse.click(100, 100)
    assert told(page, "pick") == []
