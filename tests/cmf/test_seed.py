"""The opening library: ids that never move, references that resolve, numbers that say what they rest on, colours that are apart."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmf_db import finishes, materials
from cmf_db.records import kinds
from cmf_db.records.colour import ColourStandard, Formula
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item, Ref, Trade
from cmf_db.records.material import Material, MaterialGroup
from cmf_db.records.process import Process
from cmf_db.records.source import SourceKind
from cmf_db.science.conditions import Conditions
from cmf_db.science.formulas import delta_e
from cmf_db.science.gloss import roughness_of_gloss
from cmf_db.science.spectrum import value_of_measurement
from cmf_db.science.texture import ra_of_spi, ra_of_vdi
from cmf_db.screen import screen_of_lab
from cmf_db.seed import compute, library
from cmf_db.seed.library import FOLDER, KINDS, SeedError, id_of, load, of_kind

ROOT = Path(__file__).parents[2]
DAYLIGHT = Conditions.parse("D65/10")


def record(kind: library.Kind, slug: str) -> Any:
    return load()[id_of(kind, slug)].record


def lab_of(colour: ColourStandard) -> tuple[float, float, float]:
    return value_of_measurement(colour.measurements[0], DAYLIGHT).lab


def walk(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        yield from walk(below, f"{path}.{key}")


def test_ids_are_the_same_on_every_installation() -> None:
    assert id_of("finish", "matt") == "64G125G6MXXBB620H9Y3K77683"
    assert id_of("item", "p_0118") == "16C4PHR8YQD4TZVAVVABYE7D0R"
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", seed_id) for seed_id in load())
    assert len({(s.record.kind, s.slug) for s in load().values()}) == len(load())


def test_the_library_is_as_wide_as_promised() -> None:
    assert {kind: len(of_kind(kind)) for kind in KINDS} == {"colour": 291, "material": 74, "finish": 87, "process": 44, "item": 106}
    trades = [trade for s in of_kind("item") if isinstance(s.record, Item) for trade in s.record.trades]
    assert all(trades.count(trade) >= 15 for trade in Trade)
    assert {s.record.group for s in of_kind("material") if isinstance(s.record, Material)} == set(MaterialGroup)


def test_every_record_has_both_names_and_reads_back_from_its_own_json() -> None:
    for seed in load().values():
        assert seed.record.name.zh and seed.record.name.en, seed.slug
        assert kinds.read(json.loads(json.dumps(kinds.plain(seed.record)))) == seed.record


def test_no_two_records_of_a_kind_have_one_name() -> None:
    for kind in KINDS:
        names = [str(s.record.name) for s in of_kind(kind)]
        assert len(set(names)) == len(names), kind


def test_an_item_comes_after_all_that_it_is_made_of() -> None:
    seen: set[str] = set()
    for seed in load().values():
        if isinstance(seed.record, Item):
            refs = [seed.record.colour, seed.record.material, seed.record.finish, *seed.record.processes]
            assert [type(load()[r.id].record) for r in refs[:3]] == [ColourStandard, Material, Finish]
            assert {r.id for r in refs} <= seen and {r.version for r in refs} == {library.VERSION}
        seen.add(seed.id)


def test_processes_suit_their_material() -> None:
    for seed in of_kind("item"):
        assert isinstance(seed.record, Item) and seed.record.processes
        material = load()[seed.record.material.id].record
        for ref in seed.record.processes:
            process = load()[ref.id].record
            assert isinstance(process, Process) and isinstance(material, Material)
            assert material.group in process.materials, f"{seed.slug}: {process.name.en} on {material.name.en}"


def test_every_number_has_unit_and_source() -> None:
    count = 0
    for seed in load().values():
        for path, found in walk(kinds.plain(seed.record)):
            if found.keys() & {"value", "min", "max", "limit", "stated", "spectrum"}:
                assert found["source"]["reference"] and found["source"]["on"], f"{seed.slug}{path}"
                assert found.keys() & {"unit", "currency", "scale", "formula", "geometry"}, f"{seed.slug}{path}"
                count += 1
    assert count > 780


def test_only_the_colour_checker_claims_to_be_measured() -> None:
    measured = {s.slug for s in load().values() if any(v.get("kind") == SourceKind.MEASURED for _, v in walk(kinds.plain(s.record)))}
    assert measured == {f"checker_{i:02}" for i in range(1, 25)}
    for seed in of_kind("item"):
        assert "not measured" in seed.record.remark


def test_codes_are_in_the_house_scheme_and_unique() -> None:
    codes = [s.record.code for s in of_kind("item") if isinstance(s.record, Item)]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"SM-[PMFCWG]-\d{4}", code) for code in codes)


def test_no_two_items_are_alike() -> None:
    labs = {s.id: lab_of(s.record) for s in of_kind("colour") if isinstance(s.record, ColourStandard) and not s.slug.startswith("munsell")}
    items = [s.record for s in of_kind("item") if isinstance(s.record, Item)]
    pairs = [(a, b) for a, b in itertools.combinations(items, 2) if a.finish == b.finish]
    apart = delta_e(Formula.DE00, [labs[a.colour.id] for a, _ in pairs], [labs[b.colour.id] for _, b in pairs])
    assert [(a.code, b.code) for (a, b), de00 in zip(pairs, apart, strict=True) if de00 < 1] == []


def test_colours_of_the_items_can_be_shown() -> None:
    used: set[Ref] = {s.record.colour for s in of_kind("item") if isinstance(s.record, Item)}
    for ref in used:
        colour = load()[ref.id].record
        assert isinstance(colour, ColourStandard)
        assert not screen_of_lab(lab_of(colour)).clipped, colour.name.en


def test_the_colour_checker_is_the_published_one() -> None:
    for slug, body in compute.checker().items():
        values = record("colour", slug).measurements[0].spectrum.values
        assert values == pytest.approx(body["measurements"][0]["spectrum"]["values"], abs=1e-4)


def test_munsell_chips_follow_from_the_renotation() -> None:
    chips = compute.munsell()
    assert len(chips) == 127
    for slug, body in chips.items():
        assert record("colour", slug).measurements[0].stated.lab == pytest.approx(body["measurements"][0]["stated"]["lab"], abs=0.011)


@pytest.mark.parametrize(("value", "luminance"), [(2, 3.048), (5, 19.27), (9, 76.70)])      # Y % of ASTM D1535, table of values
def test_munsell_greys_have_the_luminance_of_the_standard(value: int, luminance: float) -> None:
    lab = record("colour", f"munsell_n_{value}").measurements[0].stated.lab
    assert 100 * ((lab[0] + 16) / 116) ** 3 == pytest.approx(luminance, rel=0.005)
    assert lab[1:] == pytest.approx((0, 0), abs=0.05)


def test_recovered_curves_have_the_colour_they_were_recovered_from() -> None:
    for slug, _, _, lab, _ in compute.RECOVERED:
        assert float(delta_e(Formula.DE00, lab, lab_of(record("colour", slug)))) < 0.3, slug


def test_built_in_finishes_are_records_under_their_own_ids() -> None:
    for finish in finishes.FINISHES:
        found = record("finish", finish.id)
        assert (found.render.roughness, found.render.metallic, found.render.texture) == (finish.roughness, finish.metallic, finish.texture)
        assert (found.gloss_60 and found.gloss_60.value) == finish.gloss_gu


def test_materials_weigh_what_the_studio_says() -> None:
    for material in materials.MATERIALS:
        assert record("material", material.id).density.typical == pytest.approx(material.density_kg_m3, abs=0.5), material.id


def test_cloth_weighs_its_areal_mass_over_its_thickness() -> None:
    cloths = [s.record for s in of_kind("material") if isinstance(s.record, Material) and s.record.group == MaterialGroup.TEXTILE]
    assert len(cloths) >= 15
    for cloth in cloths:
        assert cloth.areal_mass and cloth.thickness and cloth.width
        assert cloth.density.typical == pytest.approx(cloth.areal_mass.typical / cloth.thickness.typical, rel=0.01)
        assert sum(fibre.percent for fibre in cloth.composition) == 100


def test_mould_grades_have_their_roughness() -> None:
    found = [s.record for s in of_kind("finish") if isinstance(s.record, Finish) and s.record.mould]
    vdi = {int(f.mould.code): f.ra.value for f in found if f.mould and f.ra and f.mould.system == "VDI 3400" and f.ra.value}
    spi = {f.mould.code: (f.ra.min, f.ra.max) for f in found if f.mould and f.ra and f.mould.system == "SPI"}
    assert vdi == {grade: pytest.approx(ra_of_vdi(grade), abs=0.005) for grade in range(12, 46, 3)}
    assert spi == {f"{letter}-{n}": ra_of_spi(f"{letter}-{n}") for letter in "ABCD" for n in (1, 2, 3)}


def test_roughness_said_to_follow_from_gloss_does() -> None:
    for seed in of_kind("finish"):
        assert isinstance(seed.record, Finish)
        if seed.record.render.source.kind == SourceKind.COMPUTED:
            assert seed.record.gloss_60
            assert seed.record.render.roughness == pytest.approx(roughness_of_gloss(seed.record.gloss_60.typical), abs=1e-3), seed.slug


def test_no_values_of_protected_colour_systems() -> None:
    for path in FOLDER.rglob("*.json"):
        assert not re.search(r"\b(RAL|NCS|PANTONE|DIC|Toyo)\b|Pantone|潘通|劳尔", path.read_text("utf-8")), path.name


def test_reading_the_seed_loads_no_colour_library() -> None:
    done = subprocess.run([sys.executable, "-c", "import sys; from cmf_db.seed.library import load; load(); print('colour' in sys.modules)"],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize(("change", "says"), [({"finish": "shiny"}, "item x refers to the finish shiny"), ({"code": "?"}, "item x: item.code")])
def test_a_wrong_file_names_its_record(change: dict[str, str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.loads((FOLDER / "item" / "apparel.json").read_text("utf-8"))
    body = {**next(iter(whole["records"].values())), **change}
    for kind in KINDS[:-1]:
        (tmp_path / kind).symlink_to(FOLDER / kind)
    (tmp_path / "item").mkdir()
    (tmp_path / "item" / "wrong.json").write_text(json.dumps({"sources": {}, "records": {"x": body}}), "utf-8")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    with pytest.raises(SeedError, match=says):
        load.__wrapped__()


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", (ROOT / "cmf_db" / "README.md").read_text("utf-8"), re.DOTALL)
    assert code
    exec(code[1], {})
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["0.03", "0.69", "3.21"]
