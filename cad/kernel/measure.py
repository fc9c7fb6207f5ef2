"""A body as the scene tells it: its exact figures, and its mesh as chunks."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cad.kernel import facts
from cad.kernel.box import bounding_box
from cad.kernel.kept import Chunk, Kept, Measures
from cad.kernel.mesh import Floats, Triangles
from cad.kernel.part import Body
from cad.scene import FaceFact, Part
from cad.script.failures import Failure, sentence

MOST_EDGES = 50_000         # of one part


class ChunkSink(Protocol):
    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int: ...


def describe(body: Body, kept: Kept, chunks: ChunkSink | None, no_mesh: int = 0) -> Part:
    """The part as the scene tells it. With ``chunks`` it is meshed and each face's triangles and all edges' lines are handed over;
    without, its faces refer to the empty chunk ``no_mesh``."""
    meshed = chunks is not None
    key = (*body.key, b"mesh" if meshed else b"")
    measures = kept.get(key)
    if measures is None:
        measures = measure(body, meshed)
        kept.put(key, measures)
    numbers = [_hand_over(chunk, chunks) for chunk in measures.face_chunks] if chunks else [no_mesh] * len(measures.faces)
    edge_chunk = _hand_over(measures.edge_chunk, chunks) if chunks and measures.edge_chunk else None
    leaf = body.leaf
    return Part(
        path=leaf.path, name=leaf.name, parent=leaf.parent, kind=leaf.kind, debug=leaf.debug, solids=measures.solids,
        placement=[float(n) for n in body.placement.ravel()], color=leaf.color, alpha=leaf.alpha, volume_mm3=measures.volume_mm3,
        area_mm2=sum(face["area_mm2"] for face in measures.faces), bbox_mm=_moved(measures.bbox_mm, body.placement[:, 3]),
        valid=measures.valid, faces=_with_chunks(body, measures.faces, numbers), edges=measures.edges, edge_chunk=edge_chunk,
    )  # fmt: skip


def measure(body: Body, meshed: bool) -> Measures:
    """The costly part. Raises Failure, and what the kernel raises."""
    leaf, quality = body.leaf, body.quality
    if len(body.edges) > MOST_EDGES:
        raise Failure(sentence("too_many_edges", leaf.line, name=leaf.label, count=len(body.edges), most=MOST_EDGES))
    turn = body.turn
    valid = facts.is_valid(leaf.shape)
    if meshed:
        chunks = [_face_chunk(mesh) for mesh in body.meshes]
        edge_chunk = _edge_chunk(body.lines()) if body.edges else None
        box = bounding_box([edge[:2] for edge in body.edges], list(zip(body.faces, body.meshes)), turn, quality.deflection_mm)
    else:
        chunks, edge_chunk = [], None
        box = facts.bounding_box(leaf.shape.wrapped.Moved(turn))
    return Measures(
        solids=facts.solid_count(leaf.shape), valid=valid, volume_mm3=body.volume_mm3, bbox_mm=box,
        faces=[facts.face_fact(face) for face in body.faces], edges=[fact for _, _, fact in body.edges],
        face_chunks=chunks, edge_chunk=edge_chunk,
    )  # fmt: skip


def _hand_over(chunk: Chunk, chunks: ChunkSink) -> int:
    return chunks.chunk(chunk.kind, chunk.vertices, chunk.indices, chunk.data)


def _with_chunks(body: Body, faces: list[FaceFact], numbers: list[int]) -> list[FaceFact]:
    """The faces with the numbers of their chunks, and with their own colours."""
    told: list[FaceFact] = [{**fact, "chunk": number} for fact, number in zip(faces, numbers)]
    for fact, face in zip(told, body.faces if body.leaf.own_colors else ()):
        color = body.color_of(face)
        if color is not None and color != body.leaf.color:
            fact["color"] = color
    return told


def _moved(box: list[float] | None, by: Floats) -> list[float]:
    """A box of nothing is six zeros wherever it stands."""
    return [0.0] * 6 if box is None else [round(float(number), 6) + 0.0 for number in np.add(box, np.tile(by, 2))]


def _face_chunk(mesh: Triangles) -> Chunk:
    data = b"".join((_f32(mesh.points), _f32(mesh.normals), mesh.triangles.astype("<u4").tobytes()))
    return Chunk("face", len(mesh.points), mesh.triangles.size, data)


def _edge_chunk(lines: list[Floats]) -> Chunk:
    starts = np.concatenate(([0], np.cumsum([len(line) for line in lines])[:-1])).astype("<u4")
    points = np.concatenate(lines)
    return Chunk("edge", len(points), len(starts), _f32(points) + starts.tobytes())


def _f32(numbers: Floats) -> bytes:
    return numbers.astype("<f4").tobytes()
