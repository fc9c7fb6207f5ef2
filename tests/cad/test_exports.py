"""Every file format is read back: volume, names, colours, nesting, units."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import cadquery as cq
import ezdxf
import numpy as np
import pytest

from tests import gltf
from tests.cad.readers import enclosed, glb_parts, read_step

PRODUCT = """
import cadquery as cq
a = cq.Assembly(name='水壶', loc=cq.Location((10, 0, 0)))
body = cq.Workplane().box(10, 20, 30).edges('|Z').fillet(2)
a.add(body, name='壶身', color=cq.Color('#a4b19b'), loc=cq.Location((0, 0, 20), (0, 0, 1), 30))
lid = cq.Assembly(name="盖's \\\\ <组>", color=cq.Color(0, 0, 1, 0.5))
lid.add(cq.Workplane().sphere(5), name='knob', loc=cq.Location((0, 30, 0)))
lid.add(cq.Workplane().sphere(4), name='pin')
a.add(lid)
two = cq.Assembly(cq.Workplane().box(4, 4, 4), name='two', color=cq.Color('red'))
two.addSubshape(two.obj.faces('>Z').val(), color=cq.Color('#00ff00'))
show_object(a)
show_object(two)
show_object(cq.Workplane().box(1, 2, 3).val().moved(cq.Location((100, 0, 0))), name='moved', color='#30a0c0')
show_object(cq.Workplane().circle(5), name='ring')
debug(cq.Workplane().box(500, 500, 500), name='never in a file')
"""
LOOK = {
    "name": "蓝漆 <b>", "color": "#123456", "alpha": 0.9, "roughness": 0.3, "metallic": 0.1, "clearcoat": 1.0, "clearcoat_roughness": 0.05,
    "sheen": 0.2, "sheen_roughness": 0.4, "transmission": 0.5, "ior": 1.52, "anisotropy": 0.3, "density_kg_m3": 1000.0,
}  # fmt: skip
FORMATS = ("step", "glb", "stl", "3mf", "dxf", "svg", "brep")


@pytest.fixture(scope="module")
def product(run):
    result = run(PRODUCT, exports=FORMATS, looks={"moved": LOOK})
    assert result.ok, result.body["messages"]
    return result


@pytest.fixture(scope="module")
def solids(product):
    return {part["path"]: part["volume_mm3"] for part in product.parts if not part["debug"] and part["solids"]}


def test_what_is_left_out_is_said(product):
    left_out = [(m["values"]["format"], m["values"]["count"]) for m in product.body["messages"] if m["code"] == "export_left_out"]
    assert left_out == [("STL", 1), ("3MF", 1)]


def test_step_names_nesting_colours_and_volumes(product, solids, tmp_path):
    path = tmp_path / "product.step"
    path.write_bytes(product.files["step"])
    assert product.files["step"].isascii()
    assert b"AP242" in product.files["step"]
    assert b"never in a file" not in product.files["step"]
    leaves = read_step(path)
    assert ["/".join(names) for names, _, _, _ in leaves] == [
        "水壶/壶身", "水壶/盖's \\ <组>/knob", "水壶/盖's \\ <组>/pin", "two", "moved", "ring",
    ]  # fmt: skip
    assert [sum(s.Volume() for s in shape.Solids()) for _, shape, _, _ in leaves[:5]] == pytest.approx(list(solids.values()))
    assert [color for _, _, color, _ in leaves] == [
        (0.643, 0.694, 0.608, 1.0), (0, 0, 1, 0.5), (0, 0, 1, 0.5), (1, 0, 0, 1), (0.071, 0.204, 0.337, 0.9), None,
    ]  # fmt: skip
    ((*green,),) = leaves[3][3]
    assert green == pytest.approx([0, 1, 0])
    for _, shape, _, _ in leaves[:5]:
        assert shape.isValid()
    by_path = {part["path"]: part["bbox_mm"] for part in product.parts}
    for names, shape, _, _ in leaves:
        box = shape.BoundingBox(1e-7)
        assert [box.xmin, box.ymin, box.zmin, box.xmax, box.ymax, box.zmax] == pytest.approx(by_path["/".join(names)], abs=1e-4)


def test_step_is_in_millimetres_whatever_the_script_set(run, tmp_path):
    source = ("import cadquery as cq\nfrom OCP.Interface import Interface_Static\nfrom OCP.STEPControl import STEPControl_Writer\n"
              "STEPControl_Writer()\nInterface_Static.SetCVal_s('write.step.unit', 'INCH')\nshow_object(cq.Workplane().box(10, 10, 10))")
    path = tmp_path / "a.step"
    path.write_bytes(run(source, exports=("step",)).files["step"])
    assert b"MILLI" in path.read_bytes()
    assert cq.importers.importStep(str(path)).val().Volume() == pytest.approx(1000)


def test_glb_encloses_the_volume_of_each_solid_in_metres_with_y_up(product):
    volumes: dict[tuple[str, ...], float] = {}
    for names, points, indices, primitive, _ in glb_parts(product.files["glb"]):
        if primitive.mode != 1:
            volumes[names] = volumes.get(names, 0) + enclosed(points, indices) * 1e9
        if names[-1] == "壶身":
            assert points[:, 1].min() == pytest.approx(0.005)       # z = 5 mm is up
            assert points[:, 0].mean() == pytest.approx(0.010, abs=1e-4)
    exact = [part["volume_mm3"] for part in product.parts if not part["debug"] and part["solids"]]
    assert list(volumes.values()) == pytest.approx(exact, rel=0.02)
    assert ("水壶", "盖's \\ <组>", "knob") in volumes
    assert not any("never" in name for names in volumes for name in names)


def test_glb_materials(product):
    parts = glb_parts(product.files["glb"])
    moved = next(material for names, _, _, _, material in parts if names == ("moved",))
    pbr = moved.pbrMetallicRoughness
    assert moved.name == "蓝漆 <b>"
    assert pbr.baseColorFactor == pytest.approx([0.006049, 0.034340, 0.093059, 0.9], abs=1e-5)      # IEC 61966-2-1
    assert (pbr.metallicFactor, pbr.roughnessFactor, moved.alphaMode) == (0.1, 0.3, "BLEND")
    assert set(moved.extensions) == {"KHR_materials_" + name for name in ("clearcoat", "sheen", "transmission", "ior", "anisotropy")}
    two = [material.pbrMetallicRoughness.baseColorFactor[:3] for names, _, _, _, material in parts if names == ("two",)]
    assert sorted(two) == [[0, 1, 0], [1, 0, 0]]
    glass = next(material for names, _, _, _, material in parts if names[-1] == "knob")
    assert (glass.pbrMetallicRoughness.baseColorFactor, glass.alphaMode) == ([0, 0, 1, 0.5], "BLEND")


def test_glb_passes_the_validator_of_khronos(product, tmp_path):
    path = tmp_path / "product.glb"
    path.write_bytes(product.files["glb"])
    issues = gltf.issues(path)
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:5]


def test_glb_of_many_vertices_uses_wide_indices(run):
    result = run("import cadquery as cq\nshow_object(cq.Workplane().rarray(3, 3, 16, 16).sphere(1))", exports=("glb",))
    ((_, points, indices, _, _),) = glb_parts(result.files["glb"])
    assert len(points) > 65535
    assert enclosed(points, indices) * 1e9 == pytest.approx(256 * 4 / 3 * np.pi, rel=0.05)


def test_glb_and_stl_of_solids_that_share_a_face_keep_it_for_both(run):
    source = ("import cadquery as cq\na = cq.Workplane().box(10, 10, 10)\nb = cq.Workplane(origin=(10, 0, 0)).box(10, 10, 10)\n"
              "c = cq.Compound.makeCompound([a.val(), b.val()])\nfrom cadquery.func import imprint\n"
              "show_object(imprint(a.val(), b.val()))")
    result = run(source, exports=("glb", "stl"))
    assert result.ok, result.body["messages"]
    assert len(result.parts[0]["faces"]) == 11
    ((_, points, indices, _, _),) = glb_parts(result.files["glb"])
    assert enclosed(points, indices) * 1e9 == pytest.approx(2000)
    assert len(indices) // 3 == 24
    assert enclosed(*stl(result.files["stl"])) == pytest.approx(2000)


def stl(data: bytes):
    count = int.from_bytes(data[80:84], "little")
    facets = np.frombuffer(data, [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")], offset=84)
    assert len(facets) == count
    return facets["corners"].reshape(-1, 3).astype(float), np.arange(3 * count)


def test_stl(product, solids):
    points, indices = stl(product.files["stl"])
    assert enclosed(points, indices) == pytest.approx(sum(solids.values()), rel=0.02)
    assert points[:, 0].max() == pytest.approx(100.5)


def test_3mf(product, solids):
    package = zipfile.ZipFile(io.BytesIO(product.files["3mf"]))
    assert package.testzip() is None
    model = ElementTree.fromstring(package.read("3D/3dmodel.model"))
    space = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
    objects = {o.get("id"): o for o in model.iter(f"{space}object")}
    assert [o.get("name") for o in objects.values()] == ["壶身", "knob", "pin", "two", "moved"]
    bases = [(base.get("name"), base.get("displaycolor")) for base in model.iter(f"{space}base")]
    assert bases[0] == ("壶身", "#A4B19BFF")
    assert bases[4] == ("蓝漆 <b>", "#123456E6")
    volumes = []
    for item in model.iter(f"{space}item"):
        mesh = objects[item.get("objectid")]
        points = np.array([[float(v.get(k)) for k in "xyz"] for v in mesh.iter(f"{space}vertex")])
        corners = np.array([[int(t.get(k)) for k in ("v1", "v2", "v3")] for t in mesh.iter(f"{space}triangle")])
        turn = np.array(item.get("transform").split(), float).reshape(4, 3)
        volumes.append(enclosed(points @ turn[:3] + turn[3], corners.ravel()))
        sides = {tuple(side) for side in np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]).tolist()}
        assert len(sides) == 3 * len(corners)
        assert {(b, a) for a, b in sides} == sides
    assert volumes == pytest.approx(list(solids.values()), rel=0.02)


def test_brep(product, solids, tmp_path):
    path = tmp_path / "a.brep"
    path.write_bytes(product.files["brep"])
    assert sum(s.Volume() for s in cq.Shape.importBrep(str(path)).Solids()) == pytest.approx(sum(solids.values()))


def test_dxf_of_flat_parts_and_plates_is_exact(run):
    source = ("import cadquery as cq\nplate = cq.Workplane(origin=(0, 0, 5)).rect(40, 20).extrude(2).edges('|Z').fillet(5)\n"
              "plate = plate.faces('>Z').workplane().hole(6)\nshow_object(plate, name='前片/a:b', color='#ff8000')\n"
              "show_object(cq.Workplane().ellipse(8, 4), name='line')\nshow_object(cq.Sketch().rect(3, 3), name='sketch')\n"
              "s = cq.Workplane().spline([(0, 0), (5, 5), (9, 0), (4, -4)], periodic=True)\nshow_object(s, name='spline')\n"
              "show_object(cq.Wire.assembleEdges([s.val()]).offset2D(2)[0], name='offset')")
    document = ezdxf.read(io.StringIO(run(source, exports=("dxf",)).files["dxf"].decode()))
    kinds = {layer: sorted(e.dxftype() for e in document.modelspace() if e.dxf.layer == layer)
             for layer in {e.dxf.layer for e in document.modelspace()}}
    assert set(kinds.pop("offset")) == {"SPLINE"}
    assert kinds == {"前片∕a_b": ["ARC"] * 4 + ["CIRCLE"] + ["LINE"] * 4, "line": ["ELLIPSE"], "sketch": ["LINE"] * 4, "spline": ["SPLINE"]}
    assert document.layers.get("前片∕a_b").rgb == (255, 128, 0)
    assert document.units == ezdxf.units.MM
    circle = next(e for e in document.modelspace() if e.dxftype() == "CIRCLE")
    assert circle.dxf.radius == pytest.approx(3)


def test_dxf_of_other_bodies_is_the_view_from_above(run):
    source = "import cadquery as cq\nshow_object(cq.Workplane().box(40, 20, 10).union(cq.Workplane().sphere(8)), name='a')"
    document = ezdxf.read(io.StringIO(run(source, exports=("dxf",)).files["dxf"].decode()))
    points = np.array([tuple(p)[:2] for e in document.modelspace() for p in (e.dxf.start, e.dxf.end)])
    assert points.min(axis=0) == pytest.approx([-20, -10], abs=1e-3)
    assert points.max(axis=0) == pytest.approx([20, 10], abs=1e-3)
    inner = np.linalg.norm(points, axis=1)
    assert ((inner > 5.8) & (inner < 8.3)).any()


def test_svg_hides_what_is_behind(run):
    source = "import cadquery as cq\nshow_object(cq.Workplane().box(10, 10, 10), name='<壶>')"
    drawing = ElementTree.fromstring(run(source, exports=("svg",)).files["svg"])
    space = "{http://www.w3.org/2000/svg}"
    assert [title.text for title in drawing.iter(f"{space}title")] == ["<壶>"]
    assert len(list(drawing.iter(f"{space}path"))) == 9         # three of the twelve edges of a cube are hidden
    width, height = (float(drawing.get(k).removesuffix("mm")) for k in ("width", "height"))
    assert width == pytest.approx(10 * 2**0.5 + 10, abs=0.02)
    assert height == pytest.approx(10 * 2 * (2 / 3) ** 0.5 + 10, abs=0.02)


def test_a_format_that_cannot_be_written_does_not_keep_back_the_others(run):
    result = run("import cadquery as cq\nshow_object(cq.Workplane().circle(3))", exports=("stl", "dxf", "svg"))
    assert (result.ok, result.first["code"], sorted(result.files)) == (False, "export_empty", ["dxf", "svg"])
    assert "no shown object has a surface" in result.first["text"]


def test_debug_objects_are_in_no_file(run):
    result = run("import cadquery as cq\ndebug(cq.Workplane().box(1, 1, 1))", exports=("step",))
    assert (result.ok, result.first["code"], result.files) == (False, "export_empty", {})
