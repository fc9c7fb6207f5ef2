"""A leaf with its faces, edges and mesh, computed on demand; ``measure`` tells it to the scene, the exporters write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cadquery
from OCP.gp import gp_Vec
from OCP.TopAbs import TopAbs_FACE
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS

from cad.kernel import facts
from cad.kernel.kept import Key, key_of
from cad.kernel.mesh import Floats, Triangles, edge_polyline, face_triangles, matrix_of, triangulate
from cad.kernel.shown import Leaf
from cad.scene import EdgeFact

MOST_CHUNKS = 20_000        # of one build: a face has one, and the edges of a part have one


@dataclass(frozen=True, slots=True)
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
    def turn(self) -> Any:
        """The placement without its displacement, a ``TopLoc_Location``."""
        transformation = self.leaf.placement.wrapped.Transformation()
        transformation.SetTranslationPart(gp_Vec())
        return TopLoc_Location(transformation)

    @cached_property
    def key(self) -> Key:
        """Names what can be measured of it. First asked for before anything is: see ``key_of``."""
        return key_of(self.leaf.shape.wrapped, self.placement[:, :3], self.quality.deflection_mm, self.quality.angle_rad)

    @cached_property
    def placed(self) -> cadquery.Shape:
        """The shape where it stands in the product."""
        return self.leaf.shape.moved(self.leaf.placement)

    @cached_property
    def volume_mm3(self) -> float:
        return facts.volume(self.leaf.shape)

    @cached_property
    def box_mm(self) -> list[float]:
        """``[xmin, ymin, zmin, xmax, ymax, zmax]`` where it stands in the product."""
        return facts.bounding_box(self.placed.wrapped) or [0.0] * 6

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
