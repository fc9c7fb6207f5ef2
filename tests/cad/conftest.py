"""Builds in this process: the library without the confinement around it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cad.kernel.build import build
from cad.kernel.kept import Kept


@dataclass
class Result:
    """A build and all that it handed over; it is the sink itself."""

    ok: bool = False
    body: dict[str, Any] = field(default_factory=dict)
    chunks: list[tuple[str, int, int, bytes]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    steps: list[tuple[int, int]] = field(default_factory=list)

    def progress(self, step: int, of: int) -> None:
        self.steps.append((step, of))

    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int:
        assert len(data) == vertices * (24 if kind == "face" else 12) + 4 * indices
        self.chunks.append((kind, vertices, indices, data))
        return len(self.chunks) - 1

    def file(self, format: str, pieces: Iterable[bytes]) -> None:
        self.files[format] = b"".join(pieces)

    @property
    def parts(self) -> list[dict[str, Any]]:
        return self.body["parts"]

    @property
    def paths(self) -> list[str]:
        return [part["path"] for part in self.parts]

    def part(self, path: str) -> dict[str, Any]:
        return next(part for part in self.parts if part["path"] == path)

    @property
    def first(self) -> dict[str, Any]:
        """The first message."""
        return self.body["messages"][0]

    def triangles(self, part: Mapping[str, Any]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Points, normals and triangles of each face of a part."""
        found = []
        for face in part["faces"]:
            _, vertices, indices, data = self.chunks[face["chunk"]]
            floats = np.frombuffer(data, "<f4", 6 * vertices).reshape(2, vertices, 3).astype(float)
            found.append((floats[0], floats[1], np.frombuffer(data, "<u4", indices, 24 * vertices).reshape(-1, 3)))
        return found

    def lines(self, part: Mapping[str, Any]) -> list[np.ndarray]:
        """The polyline of each edge of a part."""
        _, vertices, indices, data = self.chunks[part["edge_chunk"]]
        points = np.frombuffer(data, "<f4", 3 * vertices).reshape(-1, 3)
        starts = np.frombuffer(data, "<u4", indices, 12 * vertices)
        return np.split(points, starts[1:])


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory):
    """Build a script: ``run(source, {"wall": 2}, files={"other.py": …}, exports=("step",))``."""

    def call(source: str | bytes, params: Mapping[str, Any] | None = None, *, files: Mapping[str, str] | None = None, mesh: bool = False,
             exports: tuple[str, ...] = (), looks: Mapping[str, Any] | None = None, deflection_mm: float = 0.1, angle_rad: float = 0.2,
             kept: Kept | None = None) -> Result:
        folder: Path = tmp_path_factory.mktemp("build")
        (folder / "main.py").write_bytes(source if isinstance(source, bytes) else source.encode())
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        result = Result()
        with contextlib.chdir(folder):
            built = build(folder, "main.py", params or {}, mesh=mesh, deflection_mm=deflection_mm, angle_rad=angle_rad,
                          exports=exports, looks=looks or {}, sink=result, kept=kept)
        result.ok, result.body = built.ok, built.body
        return result

    return call
