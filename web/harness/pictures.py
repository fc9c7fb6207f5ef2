"""Renders the pictures of the sample products with the real viewport: ``python web/harness/pictures.py [ID …]``.

Writes ``cad/samples/ID.webp``: transparent, from home, each part with the appearance that the catalogue gives it.
Needs Chromium (``SUNMAO_TEST_CHROMIUM`` or on the PATH). Run it when a sample or the look of the view has changed.
"""

from __future__ import annotations

import base64
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from scenes import scene_of

from cmf_db import finishes
from cmf_db.appearance import resolve

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "cad/samples"
SIZE = (840, 640)
MARGIN = 1.4            # the longest shadow has room, too
FINE_MM, FINE_RAD = 0.08, 0.15

SHOOT = """async ([width, height, margin, scene, pack, looks]) => {
  const view = harness.make(width, height, {reducedMotion: true})
  await harness.load(view, scene, pack)
  view.setLooks(harness.looks(looks))
  const blob = await view.snapshot(width, height, {transparent: true, home: true, margin, samples: 40, type: 'image/webp'})
  view.dispose()
  return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''))
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


def look_of(inline: Mapping[str, Any], script_color: str | None) -> dict[str, Any]:
    look = resolve(inline, script_color)
    finish = finishes.BY_ID[inline["finish"]] if inline.get("finish") else finishes.DEFAULT
    return {"color": look.color, "roughness": look.roughness, "metallic": look.metallic, "texture": finish.texture, **look.optional}


def shoot(page: Page, sample: Mapping[str, Any]) -> None:
    scene, pack = scene_of(SAMPLES / f"{sample['id']}.py", FINE_MM, FINE_RAD)
    colors = {part["path"]: part["color"] for part in scene["parts"]}
    looks = {path: look_of(inline, colors.get(path)) for path, inline in sample.get("appearance", {}).items()}
    picture = page.evaluate(SHOOT, [*SIZE, MARGIN, scene, base64.b64encode(pack).decode(), looks])
    (SAMPLES / f"{sample['id']}.webp").write_bytes(base64.b64decode(picture))


def main(wanted: list[str]) -> None:
    catalog = json.loads((SAMPLES / "catalog.json").read_text())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        vite = ["node_modules/vite/bin/vite.js", "build", "--config", "harness/vite.config.ts", "--outDir", folder, "--logLevel", "error"]
        subprocess.run([sys.executable, str(ROOT / "dev.py"), "node", *vite], cwd=ROOT / "web", check=True)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chromium = os.environ.get("SUNMAO_TEST_CHROMIUM") or shutil.which("chromium")
        page = playwright.chromium.launch(executable_path=chromium, args=["--enable-unsafe-swiftshader"]).new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/viewport.html")
        page.wait_for_function("!!window.harness")
        for sample in catalog:
            if not wanted or sample["id"] in wanted:
                shoot(page, sample)
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
