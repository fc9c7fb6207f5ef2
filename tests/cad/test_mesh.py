"""Triangles: closed, turned outward, within the deflection of the exact surface; lines that lie on them."""

from __future__ import annotations

from collections import Counter

import cadquery as cq
import numpy as np
import pytest
from OCP.BRep import BRep_Tool
from OCP.GeomAPI import GeomAPI_ProjectPointOnSurf
from OCP.gp import gp_Pnt

from cad.kernel.facts import faces_of
from cad.kernel.mesh import triangulate

DEFLECTION, ANGLE = 0.1, 0.2


def perforated():
    return cq.Workplane().rect(60, 60).extrude(4).faces(">Z").workplane().rarray(6, 6, 9, 9).circle(2).cutBlind(-4)


def turned():
    return cq.Workplane("XZ").moveTo(0, 0).lineTo(30, 0).spline([(38, 30), (20, 60)], includeCurrent=True).lineTo(0, 60).close().revolve()


def loft():
    wires = [cq.Workplane("XY", origin=(4 * i, 0, 10 * i)).ellipse(10 - i, 6 + i).wires().val() for i in range(4)]
    return cq.Workplane(cq.Solid.makeLoft(wires))


SHAPES = {
    "box": lambda: cq.Workplane().box(10, 20, 30),
    "plate with holes": perforated,
    "text": lambda: cq.Workplane().text("Sg8&", 20, 3),
    "filleted shell": lambda: cq.Workplane().box(40, 30, 20).edges("|Z").fillet(8).faces(">Z").shell(-2).edges().fillet(0.5),
    "sphere": lambda: cq.Workplane().sphere(15),
    "half sphere": lambda: cq.Workplane().sphere(15).intersect(cq.Workplane().box(40, 40, 40).translate((0, 0, 25))),
    "cone to an apex": lambda: cq.Workplane(cq.Solid.makeCone(10, 0, 20)),
    "torus": lambda: cq.Workplane(cq.Solid.makeTorus(20, 6)),
    "turned spline": turned,
    "shelled turned spline": lambda: turned().faces(">Z").shell(-1.5),
    "loft": loft,
    "crossing cylinders": lambda: cq.Workplane().cylinder(40, 8).union(cq.Workplane("YZ").cylinder(40, 5)),
    "twisted": lambda: cq.Workplane().rect(10, 10).twistExtrude(40, 90),
    "hair-thin": lambda: cq.Workplane().box(50, 0.01, 50),
    "mirrored": lambda: cq.Workplane(loft().val().mirror("YZ")),
    "two solids in contact": lambda: cq.Workplane().box(10, 10, 10).add(cq.Workplane(origin=(10, 0, 0)).box(10, 10, 10)).combine(glue=True, clean=False),
}


@pytest.fixture(scope="module", params=SHAPES)
def meshed(request):
    shape = SHAPES[request.param]().val()
    faces = faces_of(shape)
    return shape, list(zip(faces, triangulate(shape, faces, DEFLECTION, ANGLE)))


def welded(meshes):
    points = np.concatenate([mesh.points for _, mesh in meshes])
    starts = np.cumsum([0] + [len(mesh.points) for _, mesh in meshes[:-1]])
    _, same = np.unique(np.round(points / 1e-6), axis=0, return_inverse=True)
    return np.concatenate([same.reshape(-1)[mesh.triangles.astype(int) + start] for (_, mesh), start in zip(meshes, starts)])


def test_it_is_closed_and_consistently_turned(meshed):
    _, meshes = meshed
    corners = welded(meshes)
    sides = Counter(map(tuple, np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]).tolist()))
    assert all(sides[b, a] == count for (a, b), count in sides.items() if a != b)


def test_it_encloses_the_volume_of_the_solid(meshed):
    shape, meshes = meshed
    inside = sum(np.einsum("ij,ij->", mesh.points[t[:, 0]], np.cross(mesh.points[t[:, 1]], mesh.points[t[:, 2]])) / 6
                 for _, mesh in meshes for t in [mesh.triangles])
    assert inside == pytest.approx(shape.Volume(), abs=DEFLECTION * shape.Area() / 2 + 1e-6)


def test_it_stays_within_the_deflection(meshed):
    _, meshes = meshed
    pick = np.random.default_rng(1)
    for face, mesh in meshes:
        surface = BRep_Tool.Surface_s(face)
        corners = mesh.points[mesh.triangles]
        middles = np.concatenate([corners.mean(axis=1), (corners[:, 0] + corners[:, 1]) / 2])
        for point in middles[pick.permutation(len(middles))[:40]]:
            distance = GeomAPI_ProjectPointOnSurf(gp_Pnt(*map(float, point)), surface)
            assert distance.NbPoints() == 0 or distance.LowerDistance() <= DEFLECTION


def test_normals_are_unit_length_and_point_outward(meshed):
    for _, mesh in meshed[1]:
        assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-5)
        a, b, c = (mesh.points[mesh.triangles[:, k]] for k in range(3))
        across = np.cross(b - a, c - a)
        large = np.linalg.norm(across, axis=1) > 1e-6
        towards = np.einsum("ij,ij->i", across[large], mesh.normals[mesh.triangles[large]].mean(axis=1))
        assert (towards > 0).all()


def test_chunks_of_a_build(run):
    result = run("import cadquery as cq\na = cq.Assembly(name='a')\nb = cq.Workplane().box(10, 20, 30).edges().fillet(2)\n"
                 "a.add(b, name='x', loc=cq.Location((50, 0, 0), (0, 0, 1), 90)).add(b, name='y')\nshow_object(a)", mesh=True)
    x, y = result.parts
    assert len(x["faces"]) == 26
    for part in (x, y):                             # part coordinates: the placement is not in the mesh
        points = np.concatenate([points for points, _, _ in result.triangles(part)])
        assert points.min(axis=0) == pytest.approx([-5, -10, -15], abs=1e-5)
    same = [result.chunks[a["chunk"]][3] == result.chunks[b["chunk"]][3] for a, b in zip(x["faces"], y["faces"])]
    assert all(same)
    lines = result.lines(x)
    assert len(lines) == len(x["edges"])
    corners = {tuple(np.round(point, 4)) for points, _, _ in result.triangles(x) for point in points}
    for line, edge in zip(lines, x["edges"]):
        length = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
        assert length == pytest.approx(edge["length_mm"], rel=0.02)
        assert {tuple(np.round(point, 4)) for point in line.astype(float)} <= corners


def test_without_mesh_every_face_refers_to_an_empty_chunk(run):
    result = run("import cadquery as cq\nshow_object(cq.Workplane().box(1, 1, 1))")
    assert result.chunks == [("face", 0, 0, b"")]
    assert {face["chunk"] for face in result.parts[0]["faces"]} == {0}
    assert result.parts[0]["edge_chunk"] is None


def test_wires_have_lines_only(run):
    result = run("import cadquery as cq\nshow_object(cq.Workplane().circle(10))", mesh=True)
    (part,) = result.parts
    (line,) = result.lines(part)
    assert np.allclose(np.linalg.norm(line, axis=1), 10, atol=1e-5)
    assert part["faces"] == []


def test_a_coarse_mesh_of_the_scripts_own_export_is_not_shown(run):
    source = "import cadquery as cq\ns = cq.Workplane().sphere(10)\n{}show_object(s)"
    counts = []
    for extra in ("", "cq.exporters.export(s, 'a.stl', tolerance=3, angularTolerance=1)\n"):
        result = run(source.format(extra), mesh=True)
        counts.append(sum(len(triangles) for _, _, triangles in result.triangles(result.parts[0])))
    assert counts[0] == counts[1]
