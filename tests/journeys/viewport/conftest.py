"""The harness page of ``web/harness``, built once for all tests of the viewport of this worker."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.viewport.jug import RESET, ROOT, SIZE, jug, load, set_up


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


@pytest.fixture(scope="session")
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
