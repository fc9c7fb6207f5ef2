"""What a script shows becomes parts with stable paths and exact figures."""

from __future__ import annotations

import math

import pytest

CQ = "import cadquery as cq\n"


def test_names_paths_and_repeats(run):
    result = run(
        CQ + "b = cq.Workplane().box(1, 1, 1)\nshow_object(b, name='leg')\nshow_object(b, name='leg')\nshow_object(b)\nshow_object(b)\n"
        "show_object(b, name='a/b')\nshow_object(b, options={'name': '壶身'})\nshow_object(b, 'by position')\ndebug(b, name='probe')\n"
    )
    assert result.paths == ["leg", "leg#2", "#1", "#2", "a∕b", "壶身", "by position", "probe"]
    assert [part["name"] for part in result.parts] == ["leg", "leg", "", "", "a/b", "壶身", "by position", "probe"]
    assert [part["path"] for part in result.parts if part["debug"]] == ["probe"]


def test_options_of_one_object_are_not_those_of_the_next(run):
    result = run(CQ + "b = cq.Workplane().box(1, 1, 1)\nshow_object(b, name='a', color='red')\nshow_object(b)\n")
    assert [(part["name"], part["color"]) for part in result.parts] == [("a", "#ff0000"), ("", None)]


@pytest.mark.parametrize(
    ("options", "color", "alpha"),
    [
        ("color='#3a7'", "#33aa77", 1), ("color='#33AA77'", "#33aa77", 1), ("color='#33aa7780'", "#33aa77", 128 / 255),
        ("color=(0.2, 0.4, 0.6)", "#336699", 1), ("color=(51, 102, 153)", "#336699", 1), ("color=(0.2, 0.4, 0.6, 0.5)", "#336699", 0.5),
        ("color=cq.Color(0.2, 0.4, 0.6, 0.25)", "#336699", 0.25), ("options={'color': 'steelblue', 'alpha': 0.5}", "#4682b4", 0.5),
        ("color='Grey'", "#c0c0c0", 1), ("color=cq.Color('red'), alpha=0.3", "#ff0000", 0.3), ("alpha=9", None, 1),
    ],
)  # fmt: skip
def test_colours_as_scripts_write_them(run, options, color, alpha):
    (part,) = run(CQ + f"show_object(cq.Workplane().box(1, 1, 1), {options})").parts
    assert (part["color"], part["alpha"]) == (color, pytest.approx(alpha))


ASSEMBLY = CQ + """
body = cq.Workplane().box(10, 20, 30)
inner = cq.Assembly(name='inner', loc=cq.Location((0, 0, 50)), color=cq.Color(0, 0, 1, 0.5))
inner.add(cq.Workplane().sphere(5), name='ball', loc=cq.Location((7, 0, 0)))
inner.add(cq.Workplane().sphere(5), loc=cq.Location((-7, 0, 0)))
product = cq.Assembly(body, name='product', loc=cq.Location((100, 0, 0), (0, 0, 1), 90), color=cq.Color('red'))
product.add(inner)
product.add(cq.Workplane().box(1, 1, 1), name='chip', color=cq.Color('green'))
show_object(product)
"""


def test_assemblies_keep_names_nesting_places_and_colours(run):
    result = run(ASSEMBLY)
    assert result.paths == ["product", "product/inner/ball", "product/inner/#1", "product/chip"]
    assert [part["parent"] for part in result.parts] == ["", "product/inner", "product/inner", "product"]
    assert [(part["color"], part["alpha"]) for part in result.parts] == [
        ("#ff0000", 1.0), ("#0000ff", 0.5), ("#0000ff", 0.5), ("#00ff00", 1.0)
    ]  # fmt: skip
    assert result.part("product")["bbox_mm"] == pytest.approx([90, -5, -15, 110, 5, 15])
    ball = result.part("product/inner/ball")
    assert ball["bbox_mm"] == pytest.approx([95, 2, 45, 105, 12, 55])
    assert ball["placement"] == pytest.approx([0, -1, 0, 100, 1, 0, 0, 7, 0, 0, 1, 50], abs=1e-12)


def test_paths_of_nameless_nodes_are_the_same_in_every_build(run):
    source = CQ + "a = cq.Assembly()\na.add(cq.Workplane().box(1, 1, 1))\na.add(cq.Workplane().box(2, 1, 1))\nshow_object(a)"
    assert run(source).paths == run(source).paths == ["#1/#1", "#1/#2"]


def test_face_colours_of_an_assembly(run):
    result = run(
        CQ + "b = cq.Workplane().box(1, 2, 3)\na = cq.Assembly(b, name='a', color=cq.Color('red'))\n"
        "a.addSubshape(b.faces('>Z').val(), color=cq.Color(0, 0, 1))\nshow_object(a)"
    )
    colored = [face for face in result.parts[0]["faces"] if "color" in face]
    assert [(face["color"], face["area_mm2"]) for face in colored] == [("#0000ff", pytest.approx(2))]


@pytest.mark.parametrize(
    ("expression", "kind", "solids", "volume", "area"),
    [
        ("cq.Workplane().box(1, 2, 3)", "solid", 1, 6, 22),
        ("cq.Workplane().box(2, 2, 2).cut(cq.Workplane().box(1, 1, 9))", "solid", 1, 6, 30),
        ("cq.Workplane().rarray(5, 5, 2, 2).box(1, 1, 1)", "compound", 4, 4, 24),
        ("[cq.Workplane().box(1, 1, 1), cq.Workplane(origin=(5, 0, 0)).box(1, 1, 1)]", "compound", 2, 2, 12),
        ("cq.Workplane().box(1, 1, 1).faces('>Z')", "face", 0, 0, 1),
        ("cq.Workplane().box(1, 1, 1).val().Shells()[0]", "shell", 0, 0, 6),
        ("cq.Workplane().box(1, 1, 1).edges('|Z')", "compound", 0, 0, 0),
        ("cq.Workplane().circle(2)", "wire", 0, 0, 0),
        ("cq.Edge.makeLine(cq.Vector(0, 0, 0), cq.Vector(1, 0, 0))", "edge", 0, 0, 0),
        ("cq.Vertex.makeVertex(1, 2, 3)", "vertex", 0, 0, 0),
        ("cq.Sketch().rect(2, 3).vertices().fillet(0.5)", "sketch", 0, 0, 6 - (4 - math.pi) * 0.25),
        ("cq.Workplane().sketch().rect(2, 3).finalize().extrude(1)", "solid", 1, 6, 22),
    ],
)
def test_kinds_and_figures(run, expression, kind, solids, volume, area):
    (part,) = run(CQ + f"show_object({expression})", mesh=True).parts
    assert (part["kind"], part["solids"], part["valid"]) == (kind, solids, True)
    assert (part["volume_mm3"], part["area_mm2"]) == (pytest.approx(volume), pytest.approx(area))


def test_boxes_are_exact_and_not_of_the_mesh(run):
    (part,) = run(CQ + "show_object(cq.Workplane().sphere(10).translate((1, 2, 3)))", mesh=True, deflection_mm=2).parts
    assert part["bbox_mm"] == pytest.approx([-9, -8, -7, 11, 12, 13], abs=2e-6)
    assert part["volume_mm3"] == pytest.approx(4 / 3 * math.pi * 1000)


def test_faces_and_edges(run):
    (part,) = run(CQ + "show_object(cq.Workplane().cylinder(10, 4).faces('>Z').edges().fillet(1))").parts
    kinds = sorted((face["kind"], face.get("radius_mm")) for face in part["faces"])
    assert kinds == [("cylinder", 4), ("plane", None), ("plane", None), ("torus", 1)]
    edges = [(edge["kind"], edge["sharp"], round(edge["length_mm"], 3)) for edge in part["edges"]]
    assert ("circle", True, round(8 * math.pi, 3)) in edges          # the lower rim
    assert sum(sharp for _, sharp, _ in edges) == 1                  # seams and the tangent rims of the fillet are smooth


def test_warning_for_what_is_not_valid_and_for_what_is_empty(run):
    result = run(CQ + "b = cq.Workplane().box(10, 10, 10)\nshow_object(b.edges('|Z').fillet(1).faces('>Z').shell(-5), name='bad')\nshow_object(b.cut(b), name='gone')")
    codes = {message["code"]: message["values"].get("name") for message in result.body["messages"]}
    assert (result.ok, codes) == (True, {"empty_part": "gone", "invalid_part": "bad"})


@pytest.mark.parametrize(
    "script",
    [
        "if __name__ == '__cqgi__': show_object(b)",
        "if __name__ == '__cq_main__': show_object(b)",
        "if __name__ == '__main__': show_object(b)",
        "if __name__ in ('__main__', '__cq_main__', '__cqgi__'): show_object(b)",
        "if 'show_object' in globals() and '__file__' in globals() and __file__.endswith('main.py'): show_object(b)",
        "from cadquery.vis import show\nshow(b)",
        "import cadquery.vis\ncadquery.vis.show(b, title='x', interact=False)",
        "import sys, dataclasses\n@dataclasses.dataclass\nclass D:\n    x: int\nassert sys.argv[1:] == []\nshow_object(b)",
        "cq.Workplane.rib = lambda self, h: self.union(cq.Workplane().box(1, 1, h))\nshow_object(b.rib(9))",
        "log('x'); describe_parameter(b, 'y'); show_object(b)",
        "from pathlib import Path\nPath('z.txt').write_text('3')\nshow_object(b.translate((0, 0, int(Path('z.txt').read_text()))))",
        "cq.exporters.export(b, 'out.step'); show_object(cq.importers.importStep('out.step'))",
    ],
)
def test_ordinary_scripts(run, script):
    head = "from __future__ import annotations\n" + CQ + "def f(x: nothing): return x\nb = cq.Workplane().box(1, 1, 1)\n"
    result = run(head + script)
    assert result.ok, result.body["messages"]
    assert len(result.parts) == 1


def test_files_beside_the_script_are_read_anew_in_every_build(run):
    for size in (2, 3):
        files = {"parts.py": f"import cadquery as cq\nSIZE = {size}\ndef cube(): return cq.Workplane().box(SIZE, SIZE, SIZE)\n"}
        assert run("import parts\nshow_object(parts.cube())", files=files).parts[0]["volume_mm3"] == pytest.approx(size**3)


def test_parameters_reach_the_script(run):
    source = CQ + "a: float = 2.0  # mm [1:5]\nb, n = 3.0, 2\nshow_object(cq.Workplane().rarray(50, 1, n, 1).box(a, b, 1))"
    assert run(source).parts[0]["volume_mm3"] == pytest.approx(12)
    result = run(source, {"a": 4, "b": "1", "n": 3.0, "gone": 1})
    assert result.parts[0]["volume_mm3"] == pytest.approx(12)
    assert result.parts[0]["solids"] == 3
    assert [(m["level"], m["code"]) for m in result.body["messages"]] == [("warning", "unknown_parameter")]
    assert [row["value"] for row in result.body["parameters"]] == [4.0, 1.0, 3]


def test_hostile_names(run):
    result = run(CQ + "b = cq.Workplane().box(1, 1, 1)\nfor n in ('<img src=x>', '\\ud800', 'a\\0b', '../..', 'x' * 9999, 5, '\\u202eb'):\n"
                 "    show_object(b, name=n)")
    assert result.ok
    for part in result.parts:
        (part["path"] + part["name"]).encode()
        assert len(part["path"]) <= 130
        assert not {"\0", "/", "\u202e"} & set(part["path"])
    assert len(set(result.paths)) == 7


def test_too_many_parts(run):
    result = run(CQ + "b = cq.Workplane().box(1, 1, 1)\nfor i in range(2001): show_object(b)")
    assert result.first["code"] == "too_many_parts"


def test_timings_name_line_and_operation(run):
    result = run(CQ + "\nb = (cq.Workplane().box(10, 10, 10)\n    .edges().fillet(1))\nshow_object(b)")
    assert [(row["line"], row["operation"]) for row in result.body["timings"] if row["operation"] == "fillet"] == [(3, "fillet")]


def test_booleans_and_shells_leave_what_they_were_given_alone(run):
    result = run(
        CQ + "import io, hashlib\nfrom OCP.BinTools import BinTools\n"
        "def digest(w):\n    s = io.BytesIO(); BinTools.Write_s(w.val().wrapped, s); return hashlib.sha256(s.getvalue()).digest()\n"
        "p = cq.Workplane('XZ').moveTo(0, 0).lineTo(70, 0).spline([(75, 40), (47, 150)], includeCurrent=True).lineTo(0, 150).close()\n"
        "full = p.revolve(360, (0, 0, 0), (0, 1, 0)).faces('<Z').edges().fillet(6)\nbefore = digest(full)\n"
        "full.faces('>Z').shell(-1.2)\nfull.cut(cq.Workplane().box(100, 9, 500))\nfull.union(cq.Workplane().box(100, 9, 500))\n"
        "assert digest(full) == before\nshow_object(full)"
    )
    assert result.ok, result.body["messages"]


def test_too_many_faces(run):
    result = run(CQ + "b = cq.Workplane().box(1, 1, 1).val()\nshow_object([b.moved(cq.Location((2 * i, 0, 0))) for i in range(3400)])")
    assert (result.first["code"], result.first["values"]["count"]) == ("too_many_faces", 20400)
