"""Put the frames of one build together into its outcome. Only here a chunk gets its name: the SHA-256 that we computed ourselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cad.scene import ChunkName, Scene
from workers.kernel import frames
from workers.kernel.api import Outcome
from workers.kernel.endings import Ended


@dataclass(slots=True)
class Collector:
    """Takes checked frames; raises Ended for what a single frame's check cannot see."""

    exports: tuple[str, ...]
    names: list[ChunkName] = field(default_factory=list)
    chunks: dict[str, bytes] = field(default_factory=dict)
    pieces: dict[str, list[bytes]] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    total: int = 0

    def chunk(self, header: dict[str, Any], body: bytes) -> None:
        if header["number"] != len(self.names):
            raise Ended("protocol", "chunk out of turn")
        self._count(body)
        check_mesh(header, body)
        sha256 = hashlib.sha256(body).hexdigest()
        self.chunks[sha256] = body
        self.names.append(ChunkName(sha256=sha256, kind=header["kind"], vertices=header["vertices"], indices=header["indices"]))

    def file(self, header: dict[str, Any], body: bytes) -> None:
        format = header["format"]
        if format not in self.exports or format in self.complete:
            raise Ended("protocol", "file out of turn")
        self._count(body)
        self.pieces.setdefault(format, []).append(body)
        if header["last"]:
            self.complete.add(format)

    def outcome(self, header: dict[str, Any], body: bytes, kernel: str) -> Outcome:
        try:
            data = frames.check_result(body, [name["kind"] for name in self.names])
        except frames.ProtocolError as error:
            raise Ended("protocol", str(error)) from None
        check_edges(data["parts"], self.names)
        ok = header["ok"]
        scene = Scene(
            ok=ok, kernel=kernel, seconds=header["seconds"], cpu_seconds=header["cpu_seconds"], parameters=data["parameters"],
            parts=data["parts"] if ok else [], chunks=self.names if ok else [], messages=data["messages"], timings=data["timings"],
            stdout=data["stdout"],
        )
        files = {format: b"".join(self.pieces[format]) for format in self.exports if format in self.complete}
        return Outcome(scene, self.chunks if ok else {}, files if ok else {})

    def _count(self, body: bytes) -> None:
        self.total += len(body)
        if self.total > frames.MAX_TOTAL:
            raise Ended("protocol", "too many bytes")


def check_mesh(header: dict[str, Any], body: bytes) -> None:
    """All coordinates are finite, all indices name a vertex, and a face has three of them a triangle."""
    floats = (6 if header["kind"] == "face" else 3) * header["vertices"]
    indices = np.frombuffer(body, "<u4", offset=4 * floats)
    if not np.isfinite(np.frombuffer(body, "<f4", count=floats)).all():
        raise Ended("protocol", "mesh with a coordinate that is not finite")
    if len(indices) and int(indices.max()) >= header["vertices"]:
        raise Ended("protocol", "mesh index beyond its vertices")
    if header["kind"] == "face" and len(indices) % 3:
        raise Ended("protocol", "mesh with two thirds of a triangle")


def check_edges(parts: list[dict[str, Any]], names: list[ChunkName]) -> None:
    """The edge chunk of a part has one polyline for each of its edges."""
    for part in parts:
        number = part["edge_chunk"]
        if number is not None and names[number]["indices"] != len(part["edges"]):
            raise Ended("protocol", "edge chunk that does not fit its part")
