"""What a live session keeps of its latest builds: the facts and the mesh of a part whose shape comes out the same again.

The key is the content of the shape, so it does not matter how the script came to it. Nothing here outlives the session.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from OCP.BinTools import BinTools, BinTools_FormatVersion

from cad.kernel.mesh import Floats
from cad.scene import EdgeFact, FaceFact

MOST_BYTES = 64 << 20
FACT_BYTES = 400        # about what the facts of one face or edge take
Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A mesh chunk as the sink takes it."""

    kind: str
    vertices: int
    indices: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything costly about a part. ``bbox_mm`` is that of the turned shape before it is moved to its place, ``None`` of nothing.

    ``faces`` have no chunk numbers and colours yet; ``face_chunks`` are in their order, and empty without a mesh.
    """

    solids: int
    valid: bool
    volume_mm3: float
    bbox_mm: list[float] | None
    faces: list[FaceFact]
    edges: list[EdgeFact]
    face_chunks: list[Chunk]
    edge_chunk: Chunk | None

    @property
    def size(self) -> int:
        chunks = self.face_chunks + ([self.edge_chunk] if self.edge_chunk else [])
        return sum(len(chunk.data) for chunk in chunks) + FACT_BYTES * (len(self.faces) + len(self.edges))


def key_of(shape: Any, turn: Floats, *quality: float) -> Key:
    """Names the measures of the ``TopoDS_Shape`` ``shape`` turned by the matrix ``turn``. Take it before anything is measured:
    meshing and measuring set flags of the shape that are part of its content."""
    stream = io.BytesIO()
    BinTools.Write_s(shape, stream, False, False, BinTools_FormatVersion.BinTools_FormatVersion_CURRENT)
    return hashlib.blake2b(stream.getbuffer()).digest(), turn.tobytes(), repr(quality).encode()


class Kept:
    """At most ``most_bytes`` of measures; what was used longest ago goes first, what the running build uses stays."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._build = 0
        self._found: dict[Key, tuple[int, Measures]] = {}       # last used last

    def begin(self) -> None:
        """A build starts."""
        self._build += 1

    def get(self, key: Key) -> Measures | None:
        if key not in self._found:
            return None
        _, measures = self._found.pop(key)
        self._found[key] = self._build, measures
        return measures

    def put(self, key: Key, measures: Measures) -> None:
        while self._bytes + measures.size > self._most:
            oldest = next(iter(self._found), None)
            if oldest is None or self._found[oldest][0] == self._build:
                return
            self._bytes -= self._found.pop(oldest)[1].size
        self._found[key] = self._build, measures
        self._bytes += measures.size
