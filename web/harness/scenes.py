"""Builds a script with the project's kernel into a scene and its pack of meshes, without a server: for test data and pictures.

``python web/harness/scenes.py SCRIPT`` writes ``NAME.json`` and ``NAME.pack`` beside the script.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cad.kernel.build import build
from cad.scene import ChunkName
from workers.kernel.pack import write_pack

COARSE_MM, COARSE_RAD = 0.3, 0.3


class Chunks:
    """Collects what the build sends."""

    def __init__(self) -> None:
        self.names: list[ChunkName] = []
        self.bytes: dict[str, bytes] = {}

    def progress(self, step: int, of: int) -> None: ...

    def file(self, format: str, pieces: Iterable[bytes]) -> None: ...

    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int:
        sha256 = hashlib.sha256(data).hexdigest()
        self.bytes[sha256] = data
        self.names.append(ChunkName(sha256=sha256, kind="face" if kind == "face" else "edge", vertices=vertices, indices=indices))
        return len(self.names) - 1


def scene_of(script: Path, deflection_mm: float, angle_rad: float) -> tuple[dict[str, Any], bytes]:
    """The scene of a script with its own parameter values, and the pack of its meshes."""
    chunks = Chunks()
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
        shutil.copy(script, scratch)
        built = build(
            Path(scratch), script.name, {}, mesh=True, deflection_mm=deflection_mm, angle_rad=angle_rad, exports=(), looks={}, sink=chunks)
    times = {"seconds": 0, "cpu_seconds": 0, "timings": []}
    scene = {"epoch": script.stem, "seq": 1, "ok": built.ok, "kernel": "", "chunks": chunks.names, **built.body, **times}
    return scene, write_pack(chunks.names, chunks.bytes, level=9)


def main(script: Path) -> None:
    scene, pack = scene_of(script, COARSE_MM, COARSE_RAD)
    script.with_suffix(".json").write_text(json.dumps(scene, separators=(",", ":")) + "\n")
    script.with_suffix(".pack").write_bytes(pack)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
