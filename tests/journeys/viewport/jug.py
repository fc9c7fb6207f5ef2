"""The bare page round the viewport and the jug in it: set up, look at pixels, hear events, find places on the screen."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "web/test/viewport/data"
SIZE = (420, 320)
MATT = {"roughness": 0.5, "metallic": 0}
PARTS = ("body", "lid", "knob", "base")

Scene = dict[str, Any]


def set_up(page: Page, harness: str) -> None:
    page.goto(harness)
    page.wait_for_function("!!window.harness")
    page.evaluate(SET_UP, SIZE)


def load(page: Page, scene: Scene) -> None:
    show(page, scene)
    page.evaluate("v.view('home')")
    idle(page)


def show(page: Page, scene: Scene) -> None:
    """Another state of the scene; the camera stays."""
    pack = base64.b64encode((DATA / "jug.pack").read_bytes()).decode()
    page.evaluate("([scene, pack]) => harness.load(v, scene, pack)", [scene, pack])
    idle(page)


def idle(page: Page) -> None:
    page.evaluate("harness.idle(v)")


SET_UP = """([width, height]) => {
  window.v = harness.make(width, height, {reducedMotion: true})
  window.told = []
  for (const name of ['pick', 'hover', 'camera', 'boxselect', 'pointer', 'pivot', 'misfit', 'problem', 'restored'])
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


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()
