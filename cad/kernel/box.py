"""The exact bounding box of a meshed shape. OCCT's own exact box searches every curved face and curve in all six directions, which
takes as long as meshing them; the mesh says where to look.

A face or an edge can only bound the box where its mesh comes within the deflection of the outermost point known so far. From the
highest nodes there the true summit is climbed by Newton's method. A summit beyond a face's border is not its own: the edges have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepTopAdaptor import BRepTopAdaptor_FClass2d
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_SurfaceType
from OCP.gp import gp_Pnt, gp_Pnt2d, gp_Vec
from OCP.TopAbs import TopAbs_OUT
from OCP.TopoDS import TopoDS

from cad.kernel import facts
from cad.kernel.mesh import Floats, Triangles, matrix_of, polygon_parameters

QUICK_SURFACES = (
    GeomAbs_SurfaceType.GeomAbs_Plane, GeomAbs_SurfaceType.GeomAbs_Cylinder, GeomAbs_SurfaceType.GeomAbs_Cone,
    GeomAbs_SurfaceType.GeomAbs_Sphere, GeomAbs_SurfaceType.GeomAbs_SurfaceOfExtrusion,
)  # fmt: skip
QUICK_CURVES = (GeomAbs_CurveType.GeomAbs_Line, GeomAbs_CurveType.GeomAbs_Circle, GeomAbs_CurveType.GeomAbs_Ellipse)
EXACT_MM = 1e-9
MOST_SUMMITS = 12       # of one face in one direction: one with more is left to OCCT
STEEP = 0.3             # cosine between a node's normal and the direction
MOST_STEPS = 40
LONGEST_STEP_MM = 5.0
SIDES = [(axis, sign) for sign in (-1.0, 1.0) for axis in range(3)]     # three minima, three maxima

# parameters (k,) → a point (3,), its first derivatives (k, 3) and its second ones (k, k, 3)
Evaluate = Callable[[Floats], tuple[Floats, Floats, Floats]]


def bounding_box(
    edges: Iterable[tuple[Any, Sequence[Any]]], faces: Sequence[tuple[Any, Triangles]], location: Any, deflection_mm: float
) -> list[float] | None:
    """``[xmin, ymin, zmin, xmax, ymax, zmax]`` of a meshed shape, without tolerances; ``None`` if there is nothing.

    ``edges`` are ``TopoDS_Edge``s, each with the faces that it bounds; ``faces`` are ``TopoDS_Face``s with their triangles.
    The ``TopLoc_Location`` ``location`` puts them all where the box is wanted.
    """
    box = _Box(location, 2 * deflection_mm)
    curved = []
    for face, mesh in faces:
        if BRepAdaptor_Surface(face, False).GetType() in QUICK_SURFACES or not len(mesh.triangles):
            box.add_exact(face)         # with its edges
        else:
            curved.append((face, mesh))
    rims = {hash(face) for face, _ in curved}       # of a face however it is turned
    for edge, on in edges:
        if not on or not rims.isdisjoint(map(hash, on)):
            box.add_edge(edge, on[0] if on else None)
    for face, mesh in curved:           # last: what the others reach need not be looked at again
        box.add_face(face, mesh)
    return box.numbers()


class _Box:
    def __init__(self, location: Any, slack_mm: float) -> None:
        self._location, self._matrix = location, matrix_of(location)
        self._slack = slack_mm                  # a surface rises above its triangles by less than this
        self._reach = np.full(6, -np.inf)       # in the directions of SIDES

    def numbers(self) -> list[float] | None:
        if not np.isfinite(self._reach).all():
            return None
        return [sign * float(far) for (_, sign), far in zip(SIDES, self._reach)]

    def add_exact(self, shape: Any) -> None:
        """By OCCT's own search."""
        found = facts.bounding_box(shape.Moved(self._location))
        if found is not None:
            self._include(np.reshape(found, (2, 3)))

    def add_edge(self, edge: Any, face: Any | None) -> None:
        curve = BRepAdaptor_Curve(TopoDS.Edge_s(edge.Moved(self._location)))
        parameters = polygon_parameters(edge, face) if curve.GetType() not in QUICK_CURVES else None
        if parameters is None:
            self.add_exact(edge)
            return
        points = np.array([curve.Value(float(t)).Coord() for t in parameters])
        chain = np.arange(len(points))
        sides = np.stack((chain[:-1], chain[1:]), axis=1)
        if not self._climb(points, parameters[:, None], sides, np.ones((len(points), 3)), _on_curve(curve), lambda _: True):
            self.add_exact(edge)

    def add_face(self, face: Any, mesh: Triangles) -> None:
        points = mesh.points @ self._matrix[:, :3].T + self._matrix[:, 3]
        sides = np.concatenate([mesh.triangles[:, pair] for pair in ((0, 1), (1, 2), (2, 0))]).astype(int)
        surface = BRepAdaptor_Surface(TopoDS.Face_s(face.Moved(self._location)))
        border = BRepTopAdaptor_FClass2d(face, EXACT_MM)

        def inside(parameters: Floats) -> bool:
            return bool(border.Perform(gp_Pnt2d(float(parameters[0]), float(parameters[1]))) != TopAbs_OUT)

        normals = np.abs(mesh.normals @ self._matrix[:, :3].T)
        if not self._climb(points, mesh.parameters, sides, normals, _on_surface(surface), inside):
            self.add_exact(face)

    def _include(self, points: Floats) -> None:
        for number, (axis, sign) in enumerate(SIDES):
            self._reach[number] = max(self._reach[number], (sign * points[:, axis]).max())

    def _climb(
        self, points: Floats, parameters: Floats, sides: NDArray[Any], facing: Floats, evaluate: Evaluate, inside: Callable[[Floats], bool]
    ) -> bool:
        """Grow by the nodes ``points`` and the summits above them. ``False`` if there are too many to climb.

        ``facing`` says how far each node looks along each axis, 0 to 1: beneath a steep one lies no summit of its own.
        """
        self._include(points)
        low, high = parameters.min(axis=0), parameters.max(axis=0)
        for number, (axis, sign) in enumerate(SIDES):
            heights = sign * points[:, axis]
            if heights.max() + self._slack <= self._reach[number]:
                continue
            tops = _summits(heights, sides, self._reach[number] - self._slack)
            tops = tops[facing[tops, axis] > STEEP]
            if len(tops) > MOST_SUMMITS:
                return False
            for top in tops:
                found, height = _summit(evaluate, parameters[top], low, high, axis, sign)
                if height > self._reach[number] and inside(found):
                    self._reach[number] = height
        return True


def _summits(heights: Floats, sides: NDArray[Any], floor: float) -> NDArray[Any]:
    """The nodes above ``floor`` that no neighbour overtops; on a level ridge the last in number stands for its neighbours."""
    level = np.round(heights, 9)
    a, b = sides.T
    lower = np.where((level[a] < level[b]) | ((level[a] == level[b]) & (a < b)), a, b)
    top = heights >= floor
    top[lower] = False
    return np.flatnonzero(top)


def _summit(evaluate: Evaluate, start: Floats, low: Floats, high: Floats, axis: int, sign: float) -> tuple[Floats, float]:
    """Where the way upward from ``start`` ends, within the parameters ``low`` to ``high``; and how high that is."""
    at = start
    point, first, second = evaluate(at)
    height = sign * point[axis]
    for _ in range(MOST_STEPS):
        scale = np.maximum(np.linalg.norm(first, axis=1), 1e-9)         # parameters → mm
        slope = sign * first[:, axis] / scale
        bend, across = np.linalg.eigh(sign * second[:, :, axis] / np.outer(scale, scale))
        step = across @ ((across.T @ slope) / np.maximum(np.abs(bend), 1e-6))
        step *= min(1.0, LONGEST_STEP_MM / max(float(np.linalg.norm(step)), 1e-12))
        while True:
            there = np.clip(at + step / scale, low, high)
            point, first, second = evaluate(there)
            gain = sign * point[axis] - height
            if gain > 0 or np.abs(there - at).max() * scale.max() < EXACT_MM:
                break
            step /= 4
        if gain <= 0:
            break
        at, height = there, height + gain
        if gain < EXACT_MM:
            break
    return at, float(height)


def _on_surface(surface: BRepAdaptor_Surface) -> Evaluate:
    point, u, v, uu, vv, uv = gp_Pnt(), *(gp_Vec() for _ in range(5))

    def evaluate(parameters: Floats) -> tuple[Floats, Floats, Floats]:
        surface.D2(float(parameters[0]), float(parameters[1]), point, u, v, uu, vv, uv)
        first = np.array((u.Coord(), v.Coord()))
        mixed = uv.Coord()
        return np.array(point.Coord()), first, np.array(((uu.Coord(), mixed), (mixed, vv.Coord())))

    return evaluate


def _on_curve(curve: BRepAdaptor_Curve) -> Evaluate:
    point, t, tt = gp_Pnt(), gp_Vec(), gp_Vec()

    def evaluate(parameters: Floats) -> tuple[Floats, Floats, Floats]:
        curve.D2(float(parameters[0]), point, t, tt)
        return np.array(point.Coord()), np.array((t.Coord(),)), np.array(((tt.Coord(),),))

    return evaluate
