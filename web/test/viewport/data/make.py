"""Builds ``jug.py`` with the project's kernel into ``jug.json`` (scene) and ``jug.pack`` (meshes): ``python make.py``."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cad.kernel.build import build
from cad.scene import ChunkName
from workers.kernel.pack import write_pack

HERE = Path(__file__).parent


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


def main() -> None:
    chunks = Chunks()
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copy(HERE / "jug.py", scratch)
        os.chdir(scratch)
        built = build(Path(scratch), "jug.py", {}, mesh=True, deflection_mm=0.3, angle_rad=0.3, exports=(), looks={}, sink=chunks)
    times = {"seconds": 0, "cpu_seconds": 0, "timings": []}
    scene = {"epoch": "jug", "seq": 1, "ok": built.ok, "kernel": "", "chunks": chunks.names, **built.body, **times}
    (HERE / "jug.json").write_text(json.dumps(scene, separators=(",", ":")) + "\n")
    (HERE / "jug.pack").write_bytes(write_pack(chunks.names, chunks.bytes, level=9))


if __name__ == "__main__":
    main()
