"""The server is killed while two people type in their browsers: nothing acknowledged is missing, nothing is doubled."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Instance, call, sign_in, start, stop
from tests.journeys.studio import PATIENCE_MS, new_box, open_script, open_studio, synced

WORDS = 30


@pytest.fixture
def own_instance(tmp_path: Path) -> Iterator[list[Instance]]:
    """The instance that the test may kill; the list's last one is the running one."""
    instances = [start(tmp_path / "data", {})]
    yield instances
    stop(instances[-1])


def kill(instance: Instance) -> None:
    os.killpg(instance.process.pid, signal.SIGKILL)
    instance.process.wait()


def type_words(page: Page, mark: str, first: int, last: int) -> None:
    """One comment after another at the end of the person's own line."""
    for number in range(first, last):
        page.keyboard.type(f" {mark}{number}")


def text_of(page: Page) -> str:
    """The script that the editor shows, without other people's carets."""
    lines: list[str] = page.evaluate("""() => [...document.querySelectorAll('.cm-line')].map((line) => {
      const copy = line.cloneNode(true)
      copy.querySelectorAll('.cm-ySelectionCaret, .cm-person').forEach((caret) => caret.remove())
      return copy.textContent
    })""")
    return "\n".join(lines)


def test_a_power_cut_while_two_people_type(browser: Browser, own_instance: list[Instance], context_options: dict[str, Any]) -> None:
    instance = own_instance[0]
    contexts = [browser.new_context(**context_options) for _ in range(2)]
    chen, su = (context.new_page() for context in contexts)
    for who, page in enumerate((chen, su)):
        sign_in(page, instance.url, who)
    expect.set_options(timeout=PATIENCE_MS)
    document = new_box(chen)
    for page, line in ((chen, "# 陈"), (su, "# 苏")):
        open_studio(page, instance.url, document)
        open_script(page)
        page.locator(".cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(f"\n{line}:")
        synced(page)

    type_words(chen, "c", 0, WORDS // 2)
    type_words(su, "s", 0, WORDS // 2)
    kill(instance)
    type_words(chen, "c", WORDS // 2, WORDS)
    type_words(su, "s", WORDS // 2, WORDS)
    own_instance.append(start(instance.data, {}, port=int(instance.url.rsplit(":", 1)[1])))

    for page in (chen, su):
        synced(page)
    expect(chen.locator(".cm-content")).to_contain_text(f"s{WORDS - 1}")
    expect(su.locator(".cm-content")).to_contain_text(f"c{WORDS - 1}")
    for page in (chen, su):
        for mark in "cs":
            found = [int(n) for n in re.findall(rf" {mark}(\d+)(?!\d)", text_of(page))]
            assert found == list(range(WORDS)), f"{mark} in {page.url}: {found}"
    version = call(chen, "POST", f"/documents/{document}/versions", {"message": "来电"})
    stored = call(chen, "GET", f"/versions/{version['id']}/content")["files"]["main.py"]
    assert text_of(chen) == text_of(su) == stored
    for context in contexts:
        context.close()
