"""The products that ship: sound at every extreme of their parameters, and described as they are."""

from __future__ import annotations

import contextlib
import json
import random
from importlib.resources import files

import pytest

from cad.kernel.facts import is_valid
from cad.kernel.run import run as run_script
from cad.kernel.shown import leaves
from cad.script.overrides import apply
from cad.script.source import parse
from cmf_db.appearance import resolve

SAMPLES = files("cad") / "samples"
CATALOG = {one["id"]: one for one in json.loads((SAMPLES / "catalog.json").read_text("utf-8"))}
SOURCES = {name: (SAMPLES / f"{name}.py").read_text("utf-8") for name in CATALOG}


def extremes(p):
    return list(p.choices or ()) or ([False, True] if p.type == "switch" else [p.min, p.max])


CASES = [(name, p.name) for name, source in SOURCES.items() for p in parse(source).parameters]


def check(source, values, folder):
    """Run a sample with these values; every part is valid and every solid has a volume."""
    script = parse(source)
    parameters, messages = apply(script.parameters, values)
    assert messages == []
    with contextlib.chdir(folder):
        found, warnings = leaves(run_script(script, parameters, folder, "main.py", [], [], lambda step, of: None))
    assert warnings == []
    for leaf in found:
        assert is_valid(leaf.shape), (leaf.path, values)
        assert all(solid.Volume() > 0 for solid in leaf.shape.Solids()), (leaf.path, values)
        if leaf.kind == "solid":
            assert len(leaf.shape.Solids()) == 1, (leaf.path, values)
    return found


@pytest.mark.parametrize(("sample", "parameter"), CASES)
def test_each_parameter_at_its_ends(sample, parameter, tmp_path):
    p = next(p for p in parse(SOURCES[sample]).parameters if p.name == parameter)
    for value in extremes(p):
        check(SOURCES[sample], {parameter: value}, tmp_path)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sample", CATALOG)
def test_a_random_corner(sample, seed, tmp_path):
    pick = random.Random(f"{sample} {seed}")
    check(SOURCES[sample], {p.name: pick.choice(extremes(p)) for p in parse(SOURCES[sample]).parameters}, tmp_path)


@pytest.mark.parametrize("sample", CATALOG)
def test_parameters_are_annotated(sample):
    script = parse(SOURCES[sample])
    assert script.warnings == ()
    assert len(script.parameters) >= 12
    for p in script.parameters:
        assert p.text, p.name
        assert p.group, p.name
        assert p.choices or p.type == "switch" or None not in (p.min, p.max, p.step), p.name
    assert sum(bool(line.strip()) for line in SOURCES[sample].splitlines()) <= 130


@pytest.mark.parametrize("sample", CATALOG)
def test_the_catalogue_describes_the_product(sample, run):
    entry = CATALOG[sample]
    result = run(SOURCES[sample], mesh=True)
    assert result.ok
    assert result.body["messages"] == []
    assert (entry["parts"], entry["parameters"]) == (len(result.parts), len(result.body["parameters"]))
    assert set(entry["appearance"]) <= set(result.paths)
    assert {part["path"] for part in result.parts if part["solids"]} == set(entry["appearance"])
    for inline in entry["appearance"].values():
        look = resolve(inline)
        assert look.density_kg_m3 is not None
        assert not look.clipped
    for field in ("name_zh", "name_en", "text_zh", "text_en"):
        assert entry[field]
    assert all(part["color"] for part in result.parts)


def test_the_kettle_measures_what_its_parameters_say(run):
    """Its figures by hand: the base is as long as its round ends and the length between them."""
    result = run(SOURCES["kettle"], {"base_length": 70, "belly_radius": 80})
    base = result.part("听泉电水壶/底座/座壳")["bbox_mm"]
    assert base[3] - base[0] == pytest.approx(70 + 2 * 85)
    body = result.part("听泉电水壶/壶体/壶身")["bbox_mm"]
    assert body[5] - body[2] == pytest.approx(151)
    steel = {name: result.part(f"听泉电水壶/{name}")["volume_mm3"] * 7.93e-3 for name in ("壶体/壶身", "壶体/壶嘴", "壶盖/盖")}     # g
    assert 250 < steel["壶体/壶身"] < 450
    assert steel["壶体/壶嘴"] < 100
    assert steel["壶盖/盖"] < 150


@pytest.mark.parametrize("sample", CATALOG)
def test_every_format_can_be_written(sample, run):
    formats = ("step", "glb", "stl", "3mf", "dxf", "svg", "brep")
    result = run(SOURCES[sample], exports=formats)
    assert result.ok, result.body["messages"]
    assert set(result.files) == set(formats)
