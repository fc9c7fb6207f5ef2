"""The life of a 3D view: when it draws, what it survives, what it leaves behind."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.viewport.jug import LID, SIZE, idle, jug, load, place, screen, set_up, told


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
