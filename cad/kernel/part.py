"""A leaf with its exact figures and its mesh, as the scene tells it and the exporters write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import cadquery
import numpy as np
from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS

from cad.kernel import facts
from cad.kernel.mesh import Floats, Triangles, edge_polyline, face_triangles, matrix_of, triangulate
from cad.kernel.shown import Leaf
from cad.scene import EdgeFact, FaceFact, Part
from cad.script.failures import Failure, sentence

MOST_CHUNKS = 20_000        # of one build: a face has one, and the edges of a part have one
MOST_EDGES = 50_000         # of one part


class ChunkSink(Protocol):
    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int: ...


@dataclass(slots=True)
class Quality:
    """How close the triangles follow the surface: the largest distance in mm, the largest angle between neighbours in rad."""

    deflection_mm: float
    angle_rad: float


@dataclass
class Body:
    """A leaf, its faces and edges; everything that costs time is computed on demand and once."""

    leaf: Leaf
    quality: Quality

    @cached_property
    def faces(self) -> list[Any]:
        return facts.faces_of(self.leaf.shape)

    @cached_property
    def edges(self) -> list[tuple[Any, list[Any], EdgeFact]]:
        return [(e, on, fact) for e, on in facts.edges_of(self.leaf.shape) if (fact := facts.edge_fact(e, on)) is not None]

    @cached_property
    def placement(self) -> Floats:
        return matrix_of(self.leaf.placement.wrapped)

    @cached_property
    def placed(self) -> cadquery.Shape:
        """The shape where it stands in the product."""
        return self.leaf.shape.moved(self.leaf.placement)

    @cached_property
    def volume_mm3(self) -> float:
        return facts.volume(self.leaf.shape)

    @property
    def bare(self) -> bool:
        """Without any face: wires, edges and vertices."""
        return not self.faces

    def color_of(self, face: Any) -> str | None:
        """The face's own colour, if the script gave it one."""
        for painted, color in self.leaf.own_colors:
            if painted.wrapped.IsPartner(face):
                return color
        return None

    @cached_property
    def meshes(self) -> list[Triangles]:
        """The triangles of each of ``faces``."""
        return triangulate(self.leaf.shape, self.faces, self.quality.deflection_mm, self.quality.angle_rad)

    def lines(self) -> list[Floats]:
        """A polyline (n, 3) for each edge, in the part's coordinates; on the triangles where the edge bounds a face."""
        self.meshes     # noqa: B018  the triangles must be there
        deflection, angle = self.quality.deflection_mm, self.quality.angle_rad
        return [edge_polyline(edge, on[0] if on else None, deflection, angle) for edge, on, _ in self.edges]

    def surfaces(self) -> Iterator[tuple[Any, Triangles]]:
        """Face by face as a body needs them to be closed: a face that two solids share comes once for each, turned outward."""
        known = {(hash(face), face.Orientation()): mesh for face, mesh in zip(self.faces, self.meshes)}
        seen: set[tuple[int, Any]] = set()
        walk = TopExp_Explorer(self.leaf.shape.wrapped, TopAbs_FACE)
        while walk.More():
            face = TopoDS.Face_s(walk.Current())
            key = (hash(face), face.Orientation())
            if key not in seen:
                seen.add(key)
                yield face, known[key] if key in known else face_triangles(face)
            walk.Next()


def describe(body: Body, chunks: ChunkSink | None, no_mesh: int = 0) -> Part:
    """The part as the scene tells it. With ``chunks`` it is meshed and each face's triangles and all edges' lines are handed over;
    without, its faces refer to the empty chunk ``no_mesh``."""
    leaf = body.leaf
    if len(body.edges) > MOST_EDGES:
        raise Failure(sentence("too_many_edges", name=leaf.label, count=len(body.edges), most=MOST_EDGES))
    box = facts.bounding_box(body.placed)
    valid = facts.is_valid(leaf.shape)
    numbers = [_face_chunk(mesh, chunks) for mesh in body.meshes] if chunks is not None else [no_mesh] * len(body.faces)
    faces = [_face(body, face, number) for face, number in zip(body.faces, numbers)]
    edge_chunk = _edge_chunk(body, chunks) if chunks is not None and body.edges else None
    return Part(
        path=leaf.path, name=leaf.name, parent=leaf.parent, kind=leaf.kind, debug=leaf.debug,
        solids=facts.solid_count(leaf.shape), placement=[float(n) for n in body.placement.ravel()], color=leaf.color, alpha=leaf.alpha,
        volume_mm3=body.volume_mm3, area_mm2=sum(face["area_mm2"] for face in faces), bbox_mm=box, valid=valid,
        faces=faces, edges=[fact for _, _, fact in body.edges], edge_chunk=edge_chunk,
    )  # fmt: skip


def _face_chunk(mesh: Triangles, chunks: ChunkSink) -> int:
    data = b"".join((_f32(mesh.points), _f32(mesh.normals), mesh.triangles.astype("<u4").tobytes()))
    return chunks.chunk("face", len(mesh.points), mesh.triangles.size, data)


def _face(body: Body, face: Any, number: int) -> FaceFact:
    fact = facts.face_fact(face, number)
    color = body.color_of(face)
    if color is not None and color != body.leaf.color:
        fact["color"] = color
    return fact


def _edge_chunk(body: Body, chunks: ChunkSink) -> int:
    lines = body.lines()
    starts = np.concatenate(([0], np.cumsum([len(line) for line in lines])[:-1])).astype("<u4")
    points = np.concatenate(lines)
    return chunks.chunk("edge", len(points), len(starts), _f32(points) + starts.tobytes())


def _f32(numbers: Floats) -> bytes:
    return numbers.astype("<f4").tobytes()
