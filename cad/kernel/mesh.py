"""Triangles and polylines of a shape as numpy arrays, straight from the kernel's mesher.

Delabella, OCCT's second triangulator, is 3–17 times faster than the first on faces with many holes, but it leaves some faces empty
(extruded splines) and some coarser than asked for, and says nothing of it. So every face is checked, and those that do not pass are
meshed once more by the first.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cadquery
import numpy as np
from numpy.typing import NDArray
from OCP.BinTools import BinTools_ShapeSet
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve
from OCP.BRepLib import BRepLib_ToolTriangulatedShape
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.GCPnts import GCPnts_TangentialDeflection
from OCP.IMeshTools import IMeshTools_MeshAlgoType, IMeshTools_Parameters
from OCP.TopAbs import TopAbs_REVERSED
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Face

Floats = NDArray[np.float64]
Indices = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Triangles:
    """One face: ``points`` (n, 3) mm in the part's coordinates, ``normals`` (n, 3) unit length, ``triangles`` (m, 3) seen from outside
    counter-clockwise. ``parameters`` (n, 2) say where on its surface each point lies."""

    points: Floats
    normals: Floats
    triangles: Indices
    parameters: Floats


NO_TRIANGLES = Triangles(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros((0, 3), np.uint32), np.zeros((0, 2)))


def triangulate(shape: cadquery.Shape, faces: Sequence[Any], deflection_mm: float, angle_rad: float) -> list[Triangles]:
    """Mesh ``shape``: the triangles of each of ``faces``, its faces, in their order. A face that cannot be meshed at all has none."""
    BRepTools.Clean_s(shape.wrapped)        # a coarse mesh may be left from the script's own export
    _mesh(shape, IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Delabella, deflection_mm, deflection_mm, angle_rad)
    found = [face_triangles(face) for face in faces]
    weak = [number for number, mesh in enumerate(found) if not is_close(mesh, deflection_mm)]
    for number in weak:
        BRepTools.Clean_s(faces[number])    # its neighbours keep the points of their common edges
    if weak:
        _mesh(shape, IMeshTools_MeshAlgoType.IMeshTools_MeshAlgoType_Watson, deflection_mm, deflection_mm / 2, angle_rad)
        for number in weak:
            found[number] = face_triangles(faces[number])
    return found


def _mesh(shape: cadquery.Shape, algorithm: Any, deflection_mm: float, inside_mm: float, angle_rad: float) -> None:
    settings = IMeshTools_Parameters()
    settings.MeshAlgo = algorithm
    settings.Deflection = deflection_mm
    settings.DeflectionInterior = inside_mm
    settings.Angle = angle_rad
    settings.AngleInterior = 2 * angle_rad
    settings.InParallel = False     # a session forked from a process with OCCT's thread pool would wait for its threads for ever
    BRepMesh_IncrementalMesh(shape.wrapped, settings)


def is_close(mesh: Triangles, deflection_mm: float) -> bool:
    """Whether the triangles follow their surface: over a side d whose ends have the normals m and n it bulges by about |d·(n − m)| / 8."""
    if not len(mesh.triangles):
        return False
    starts, ends = mesh.triangles, mesh.triangles[:, [1, 2, 0]]
    bulge = np.einsum("ijk,ijk->ij", mesh.points[ends] - mesh.points[starts], mesh.normals[ends] - mesh.normals[starts])
    return bool(np.abs(bulge).max() / 8 <= deflection_mm)


def face_triangles(face: Any) -> Triangles:
    """The mesh of one ``TopoDS_Face`` in the coordinates of the shape that it was taken from."""
    place = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, place)
    if mesh is None or mesh.NbTriangles() == 0:
        return NO_TRIANGLES
    if not mesh.HasNormals():
        BRepLib_ToolTriangulatedShape.ComputeNormals_s(face, mesh)
    points, parameters, triangles, normals = _arrays(mesh)
    if not place.IsIdentity():
        turn = matrix_of(place)
        points = points @ turn[:, :3].T + turn[:, 3]
        normals = normals @ turn[:, :3].T
    if face.Orientation() == TopAbs_REVERSED:
        triangles = np.ascontiguousarray(triangles[:, ::-1])
        normals = -normals
    a, b, c = triangles.T
    triangles = triangles[(a != b) & (b != c) & (c != a)]
    return Triangles(points, _mended(normals, points, triangles), triangles, parameters)


def _arrays(mesh: Any) -> tuple[Floats, Floats, Indices, Floats]:
    """Points, parameters, triangles and normals of a ``Poly_Triangulation``, through the kernel's own binary format: a call a node
    from Python takes thirty times as long."""
    face = TopoDS_Face()
    BRep_Builder().MakeFace(face, mesh)     # without edges, which would bring the neighbours' triangles along
    shapes = BinTools_ShapeSet()
    shapes.SetWithTriangles(True)
    shapes.SetWithNormals(True)
    shapes.Add(face)
    stream = io.BytesIO()
    shapes.WriteTriangulation(stream)
    data = stream.getvalue()
    at = data.index(b"\n") + 1              # "Triangulations 1", then counts, two flags, the deflection
    nodes, count, has_parameters, has_normals = struct.unpack_from("<ii??", data, at)
    at += struct.calcsize("<ii??d")
    points = np.frombuffer(data, "<f8", 3 * nodes, at).reshape(-1, 3)
    at += points.nbytes
    parameters = np.frombuffer(data, "<f8", 2 * nodes * has_parameters, at).reshape(-1, 2)
    at += parameters.nbytes
    triangles = np.frombuffer(data, "<u4", 3 * count, at).reshape(-1, 3) - np.uint32(1)
    at += triangles.nbytes
    normals = np.frombuffer(data, "<f4", 3 * nodes * has_normals, at).reshape(-1, 3)
    return points, parameters, triangles, normals.astype(float)


def _mended(normals: Floats, points: Floats, triangles: Indices) -> Floats:
    """With a normal from the triangles where the surface has none (an apex)."""
    bad = ~(np.abs(np.linalg.norm(normals, axis=1) - 1) < 1e-3)
    if not bad.any():
        return normals
    across = np.cross(points[triangles[:, 1]] - points[triangles[:, 0]], points[triangles[:, 2]] - points[triangles[:, 0]])
    summed = np.zeros_like(points)
    for corner in range(3):
        np.add.at(summed, triangles[:, corner], across)
    size = np.linalg.norm(summed, axis=1, keepdims=True)
    summed = np.where(size > 0, summed / np.where(size > 0, size, 1), (0.0, 0.0, 1.0))
    return np.where(bad[:, None], summed, normals)


def edge_polyline(edge: Any, face: Any | None, deflection_mm: float, angle_rad: float) -> Floats:
    """Points (n, 3) along one ``TopoDS_Edge``: those of the mesh of ``face`` that it bounds, so that lines lie on the triangles."""
    if face is not None:
        place = TopLoc_Location()
        mesh = BRep_Tool.Triangulation_s(face, place)
        polygon = BRep_Tool.PolygonOnTriangulation_s(edge, mesh, place) if mesh is not None else None
        if polygon is not None:
            points = np.array([mesh.Node(polygon.Node(i)).Coord() for i in range(1, polygon.NbNodes() + 1)])
            if place.IsIdentity():
                return points
            turn = matrix_of(place)
            return np.asarray(points @ turn[:, :3].T + turn[:, 3])
    try:
        walk = GCPnts_TangentialDeflection(BRepAdaptor_Curve(edge), angle_rad, deflection_mm)
    except Exception:               # an edge without a curve, or of infinite length: nothing to draw
        return np.zeros((0, 3))
    return np.array([walk.Value(i).Coord() for i in range(1, walk.NbPoints() + 1)]).reshape(-1, 3)


def polygon_parameters(edge: Any, face: Any | None) -> Floats | None:
    """The parameters on the edge's curve of its points in the mesh of ``face``; ``None`` if there are none."""
    place = TopLoc_Location()
    mesh = BRep_Tool.Triangulation_s(face, place) if face is not None else None
    polygon = BRep_Tool.PolygonOnTriangulation_s(edge, mesh, place) if mesh is not None else None
    if polygon is None or not polygon.HasParameters():
        return None
    return np.array([polygon.Parameter(i) for i in range(1, polygon.NbNodes() + 1)])


def matrix_of(place: Any) -> Floats:
    """A ``TopLoc_Location`` as a 3×4 matrix, mm."""
    transformation = place.Transformation()
    return np.array([[transformation.Value(row, column) for column in range(1, 5)] for row in range(1, 4)])
