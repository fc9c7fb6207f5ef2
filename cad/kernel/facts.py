"""Exact figures of a part, its faces and its edges: from the geometry, never from the mesh. mm, mm², mm³."""

from __future__ import annotations

import math
from typing import Any

import cadquery
from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.BRepLib import BRepLib
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_CurveType, GeomAbs_Shape, GeomAbs_SurfaceType
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_EDGE, TopAbs_FACE, TopAbs_SOLID, TopAbs_VERTEX
from OCP.TopExp import TopExp
from OCP.TopoDS import TopoDS
from OCP.TopTools import TopTools_IndexedDataMapOfShapeListOfShape, TopTools_IndexedMapOfShape

from cad.scene import EdgeFact, FaceFact

TANGENT_RAD = 0.01      # faces that meet at less than half a degree are one smooth surface to the eye

SURFACES = {
    GeomAbs_SurfaceType.GeomAbs_Plane: "plane",
    GeomAbs_SurfaceType.GeomAbs_Cylinder: "cylinder",
    GeomAbs_SurfaceType.GeomAbs_Cone: "cone",
    GeomAbs_SurfaceType.GeomAbs_Sphere: "sphere",
    GeomAbs_SurfaceType.GeomAbs_Torus: "torus",
    GeomAbs_SurfaceType.GeomAbs_BezierSurface: "bspline",
    GeomAbs_SurfaceType.GeomAbs_BSplineSurface: "bspline",
}
CURVES = {
    GeomAbs_CurveType.GeomAbs_Line: "line",
    GeomAbs_CurveType.GeomAbs_Circle: "circle",
    GeomAbs_CurveType.GeomAbs_Ellipse: "ellipse",
    GeomAbs_CurveType.GeomAbs_BezierCurve: "bspline",
    GeomAbs_CurveType.GeomAbs_BSplineCurve: "bspline",
}


def faces_of(shape: cadquery.Shape) -> list[Any]:
    """Every ``TopoDS_Face`` once, in the shape's own order."""
    return [TopoDS.Face_s(face) for face in _each(shape, TopAbs_FACE)]


def is_finite(shape: cadquery.Shape) -> bool:
    """Whether every corner has finite coordinates."""
    corners = [BRep_Tool.Pnt_s(TopoDS.Vertex_s(vertex)).Coord() for vertex in _each(shape, TopAbs_VERTEX)]
    return all(math.isfinite(number) for corner in corners for number in corner)


def solid_count(shape: cadquery.Shape) -> int:
    return len(_each(shape, TopAbs_SOLID))


def _each(shape: cadquery.Shape, kind: Any) -> list[Any]:
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape.wrapped, kind, found)
    return [found.FindKey(i) for i in range(1, found.Extent() + 1)]


def volume(shape: cadquery.Shape) -> float:
    """Sum over the solids, mm³; what is not a solid has none."""
    total = 0.0
    for solid in _each(shape, TopAbs_SOLID):
        props = GProp_GProps()
        BRepGProp.VolumeProperties_s(solid, props)
        total += props.Mass()
    return total


def area(face: Any) -> float:
    props = GProp_GProps()
    BRepGProp.SurfaceProperties_s(face, props)
    return float(props.Mass())


def bounding_box(shape: Any) -> list[float] | None:
    """``[xmin, ymin, zmin, xmax, ymax, zmax]`` of a ``TopoDS_Shape``'s exact geometry, without tolerances and without looking at a mesh;
    ``None`` if there is nothing. ``box.bounding_box`` is quicker where there is a mesh."""
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    return None if box.IsVoid() else list(box.Get())


def is_valid(shape: cadquery.Shape) -> bool:
    return bool(BRepCheck_Analyzer(shape.wrapped).IsValid())


def face_fact(face: Any) -> FaceFact:
    """Figures of one face, still without a chunk (-1)."""
    surface = BRepAdaptor_Surface(face)
    kind = surface.GetType()
    fact = FaceFact(chunk=-1, kind=SURFACES.get(kind, "other"), area_mm2=area(face))
    if kind == GeomAbs_SurfaceType.GeomAbs_Cylinder:
        fact["radius_mm"] = surface.Cylinder().Radius()
    elif kind == GeomAbs_SurfaceType.GeomAbs_Sphere:
        fact["radius_mm"] = surface.Sphere().Radius()
    elif kind == GeomAbs_SurfaceType.GeomAbs_Torus:
        fact["radius_mm"] = surface.Torus().MinorRadius()
    return fact


def edges_of(shape: cadquery.Shape) -> list[tuple[Any, list[Any]]]:
    """Every ``TopoDS_Edge`` that has a length, once, each with the faces that it bounds."""
    BRepLib.EncodeRegularity_s(shape.wrapped, TANGENT_RAD)
    found = TopTools_IndexedDataMapOfShapeListOfShape()
    TopExp.MapShapesAndAncestors_s(shape.wrapped, TopAbs_EDGE, TopAbs_FACE, found)
    edges = []
    for i in range(1, found.Extent() + 1):
        edge = TopoDS.Edge_s(found.FindKey(i))
        if not BRep_Tool.Degenerated_s(edge):
            edges.append((edge, _faces_of(found.FindFromIndex(i))))
    return edges


def _faces_of(found: Any) -> list[Any]:
    """The faces of a list of the kernel. Walking one from Python is slow, and nearly every edge has one or two."""
    size = found.Size()
    if size == 0:
        return []
    return [TopoDS.Face_s(face) for face in ((found.First(), found.Last())[:size] if size <= 2 else found)]


def edge_fact(edge: Any, faces: list[Any]) -> EdgeFact | None:
    """Figures of one edge; ``None`` for an edge without a curve or an end."""
    try:
        curve = BRepAdaptor_Curve(edge)
        length = float(GCPnts_AbscissaPoint.Length_s(curve))
        kind = curve.GetType()
    except Exception:               # Standard_Failure of a curve that is missing or infinite
        return None
    if not 0 <= length < 1e12:
        return None
    fact = EdgeFact(kind=CURVES.get(kind, "other"), length_mm=length, sharp=_is_sharp(edge, faces))
    if kind == GeomAbs_CurveType.GeomAbs_Circle:
        fact["radius_mm"] = float(curve.Circle().Radius())
    return fact


def _is_sharp(edge: Any, faces: list[Any]) -> bool:
    """Sharp or a boundary. A seam, where a face closes on itself, and an edge between tangent faces are not."""
    if not faces:
        return True
    first, last = faces[0], faces[-1]
    if BRep_Tool.IsClosed_s(edge, first) and first.IsSame(last):
        return False
    if len(faces) != 2:
        return True
    return not (BRep_Tool.HasContinuity_s(edge, first, last) and BRep_Tool.Continuity_s(edge, first, last) != GeomAbs_Shape.GeomAbs_C0)
