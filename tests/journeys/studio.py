"""The studio as a journey's hands know it: open a document, find a row, wait until it is built."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE_MS, call

SCRIPT = '''import cadquery as cq

# --- 盒 Box ---
width = 40.0  # mm [20:1:80] 宽 Width
wall = 2.0    # mm [1:0.5:5] 壁厚 Wall
lidded = True # 有盖 With a lid

box = cq.Workplane("XY").box(width, 30, 20).faces(">Z").shell(-wall)
show_object(box, name="盒身", options={"color": "#9fac97"})
if lidded:
    show_object(cq.Workplane("XY", origin=(0, 0, 14)).box(width, 30, 3), name="盒盖")
'''


def new_document(page: Page, start: dict[str, str], name: str = "盒") -> str:
    """Id of a new document in the project that both people share: the oldest one."""
    project = min(item["id"] for item in call(page, "GET", "/projects")["items"])
    made: str = call(page, "POST", f"/projects/{project}/documents", {"name": name, "start": start})["id"]
    return made


def new_box(page: Page) -> str:
    return new_document(page, {"kind": "script", "file_name": "box.py", "text": SCRIPT})


def open_studio(page: Page, server: str, document: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{server}/documents/{document}")
    built(page)


def chip(page: Page, state: str) -> None:
    expect(page.get_by_test_id("build-chip")).to_have_attribute("data-state", state)


def built(page: Page) -> None:
    """The view shows what the document holds."""
    chip(page, "built")
    synced(page)


def synced(page: Page) -> None:
    sync = page.get_by_test_id("sync")
    expect(sync).to_have_attribute("data-state", "live")
    expect(sync).to_have_attribute("data-waiting", "0")


def value(page: Page, name: str) -> Any:
    return page.locator(f'[data-parameter="{name}"] input')


def part(page: Page, name: str) -> Any:
    return page.get_by_role("treeitem", name=name).first


def write(page: Page, text: str) -> None:
    """Type at the top of the script."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(text)


def open_script(page: Page) -> None:
    page.locator("button.closed").click()
    expect(page.locator(".cm-content")).to_be_visible()


def hold(page: Page, name: str, share: float) -> None:
    """Drag a parameter's slider to a share of its range, and do not let go."""
    box = page.locator(f'[data-parameter="{name}"] [role=slider] .track').bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + 8)
