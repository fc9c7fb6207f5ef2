"""What a session keeps of its latest builds: a part that comes out the same is not measured again, and nobody can tell."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cad.kernel.kept import FACT_BYTES, Chunk, Kept, Measures

BODICE = (files("cad") / "samples" / "bodice.py").read_text("utf-8")
SHAPES = """
import cadquery as cq
size = 10.0
turn = 0.0
shift = 5.0
color = "red"
block = cq.Workplane().box(size, 8, 6).edges().fillet(1)
ball = cq.Workplane().sphere(4)
tree = cq.Assembly(name="tree")
tree.add(block, name="block", color=cq.Color(color), loc=cq.Location((shift, 0, 0), (0, 0, 1), turn)).add(ball, name="ball")
show_object(tree)
"""


class Counting(Kept):
    """Counts what had to be measured anew."""

    def __init__(self):
        super().__init__()
        self.new = 0

    def put(self, key, measures):
        self.new += 1
        super().put(key, measures)


def told(result):
    """All that a build hands over."""
    assert result.ok, result.body["messages"]
    body = {key: value for key, value in result.body.items() if key != "timings"}
    return body, result.chunks


@pytest.mark.parametrize("mesh", [True, False])
def test_a_kept_result_is_the_same_as_a_fresh_one(run, mesh):
    kept = Counting()
    first = run(BODICE, mesh=mesh, kept=kept)
    assert kept.new == len(first.parts)
    again = run(BODICE + "\n# a comment", mesh=mesh, kept=kept)
    assert kept.new == len(first.parts)
    assert told(again) == told(first) == told(run(BODICE, mesh=mesh))


def test_one_change_measures_only_what_it_changes(run):
    kept = Counting()
    run(BODICE, mesh=True, kept=kept)
    kept.new = 0
    changed = run(BODICE, {"wrist": 250.0}, mesh=True, kept=kept)
    assert kept.new == 2        # the sleeve and its sewing line
    assert told(changed) == told(run(BODICE, {"wrist": 250.0}, mesh=True))
    back = run(BODICE, mesh=True, kept=kept)
    assert kept.new == 2
    assert told(back) == told(run(BODICE, mesh=True))


@pytest.mark.parametrize(("params", "settings", "new"), [
    ({}, {}, 0), ({"color": "blue"}, {}, 0), ({"shift": 50.0}, {}, 0), ({"size": 11.0}, {}, 1), ({"turn": 30.0}, {}, 1),
    ({}, {"deflection_mm": 0.05}, 2), ({}, {"angle_rad": 0.4}, 2), ({}, {"mesh": False}, 2),
])
def test_every_input_that_matters_misses(run, params, settings, new):
    kept = Counting()
    run(SHAPES, mesh=True, kept=kept)
    kept.new = 0
    settings = {"mesh": True} | settings
    result = run(SHAPES, params, kept=kept, **settings)
    assert kept.new == new
    assert told(result) == told(run(SHAPES, params, **settings))


def test_equal_parts_of_one_build_are_measured_once_and_stand_where_they_should(run):
    kept = Counting()
    source = "import cadquery as cq\nfor i in range(4):\n    show_object(cq.Workplane().sphere(3).translate((20 * i, 0, 0)), name=f's{i}')\n"
    result = run(source, mesh=True, kept=kept)
    assert [part["bbox_mm"][0] for part in result.parts] == pytest.approx([-3, 17, 37, 57])
    assert kept.new <= 4


def test_parts_that_share_faces_give_the_same_in_any_company(run):
    """Measuring one part sets flags on the faces of the next; the key is taken before."""
    source = "import cadquery as cq\nboth = True\nb = cq.Workplane().slot2D(20, 9).extrude(9)\nshow_object(b, name='b')\n" \
        "if both:\n    show_object(b.faces('|Z'), name='faces')\n"
    kept = Counting()
    run(source, mesh=True, kept=kept)
    kept.new = 0
    assert told(run(source, mesh=True, kept=kept)) == told(run(source, mesh=True))
    assert told(run(source, {"both": False}, mesh=True, kept=kept)) == told(run(source, {"both": False}, mesh=True))
    assert kept.new == 0


def test_what_the_author_paints_is_not_kept(run):
    source = "import cadquery as cq\ntint = 'red'\nb = cq.Workplane().box(1, 2, 3)\na = cq.Assembly(b, name='a')\n" \
        "a.addSubshape(b.faces('>Z').val(), color=cq.Color(tint))\nshow_object(a)\n"
    kept = Counting()
    run(source, mesh=True, kept=kept)
    kept.new = 0
    painted = run(source, {"tint": "blue"}, mesh=True, kept=kept)
    assert kept.new == 0
    assert [face["color"] for face in painted.parts[0]["faces"] if "color" in face] == ["#0000ff"]


def measures(size):
    chunk = Chunk("face", 1, 0, bytes(size - FACT_BYTES))
    return Measures(1, True, 1.0, None, [{"chunk": -1, "kind": "plane", "area_mm2": 1.0}], [], [chunk], None)


def test_memory_is_bounded_and_the_oldest_goes_first():
    kept = Kept(most_bytes=3000)
    kept.begin()
    kept.put((b"a",), measures(1000))
    kept.put((b"b",), measures(1000))
    kept.begin()
    assert kept.get((b"a",))
    kept.put((b"c",), measures(1000))
    kept.put((b"d",), measures(1000))                       # b has not been used for longest
    assert [bool(kept.get((name,))) for name in (b"a", b"b", b"c", b"d")] == [True, False, True, True]
    kept.put((b"e",), measures(1000))                       # all others are of the running build
    assert kept.get((b"e",)) is None
    kept.begin()
    kept.put((b"f",), measures(3000))
    assert [bool(kept.get((name,))) for name in (b"a", b"c", b"d", b"f")] == [False, False, False, True]
    kept.put((b"g",), measures(4000))
    assert kept.get((b"g",)) is None
