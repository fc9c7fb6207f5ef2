"""From one colour format to another: what comes back, what is said, what is refused; previews; surfaces for renderers."""

from __future__ import annotations

import doctest
import importlib
import json
import math
import pkgutil
from datetime import date
from itertools import permutations
from xml.etree import ElementTree

import pytest

from cmf_db import exchange
from cmf_db.exchange import formats, gltf, materialx
from cmf_db.exchange.library import palette_of
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch
from cmf_db.exchange.preview import Known, preview
from cmf_db.records.colour import ColourStandard, Spectrum
from cmf_db.records.finish import Render
from cmf_db.records.source import Source, SourceKind
from cmf_db.science.conditions import Conditions
from cmf_db.seed.library import of_kind

D65_10 = Conditions.parse("D65/10")
RAMP = Spectrum(start_nm=400, step_nm=10, values=tuple(0.2 + 0.01 * i for i in range(31)))
RAMP_LAB = (65.835, 4.060, 14.692)         # ASTM E308 under D65/10, computed with colour-science 0.4.7
SWATCHES: dict[Model, tuple[Swatch, ...]] = {
    "RGB": (Swatch("朱红", "RGB", (1, 0.5, 0)), Swatch("ink & <b>", "RGB", (0, 0, 0)), Swatch("", "RGB", (0.2, 0.4, 0.6))),
    "CMYK": (Swatch("印青", "CMYK", (1, 0.25, 0, 0.5)),),
    "Lab": (Swatch("月白 1", "Lab", (92.5, -3.25, -4.5), conditions=D65_10), Swatch("b", "Lab", (10, 20, -30), conditions=D65_10)),
    "XYZ": (Swatch("x", "XYZ", (41.24, 21.26, 1.93), conditions=D65_10),),
    "Gray": (Swatch("灰", "Gray", (0.75,)),),
    "HSB": (Swatch("h", "HSB", (0.5, 1, 1)),),
    "spectrum": (Swatch("样板", "spectrum", spectrum=RAMP), Swatch("k", "spectrum", spectrum=RAMP.model_copy(update={"values": (0.05,) * 31}))),
}
NEAR: dict[Model, float] = {"RGB": 1 / 255, "Lab": 0.006, "XYZ": 1e-3, "CMYK": 1e-4, "Gray": 1e-4, "HSB": 1e-4}


def palette(*swatches: Swatch) -> Palette:
    return Palette("library", "色板", swatches)


def convert(swatches: tuple[Swatch, ...], to: str, conditions: Conditions | None = None) -> tuple[Palette, list[str]]:
    written = formats.write(palette(*swatches), formats.FORMATS[to], conditions)
    return formats.read(written.data, f"色板.{to}"), [message.text for message in written.messages]


@pytest.mark.parametrize(("model", "first", "second"), [
    (model, *pair) for model in SWATCHES for pair in permutations([name for name, f in formats.FORMATS.items() if model in f.holds], 2)
])  # fmt: skip
def test_a_model_survives_every_pair_of_formats_that_hold_it(model: Model, first: str, second: str) -> None:
    once, _ = convert(SWATCHES[model], first)
    twice, _ = convert(once.swatches, second)
    assert [s.name for s in twice.swatches] == [s.name for s in SWATCHES[model]]
    assert [s.model for s in twice.swatches] == [model] * len(SWATCHES[model])
    for found, given in zip(twice.swatches, SWATCHES[model]):
        if given.spectrum is not None:
            assert found.spectrum is not None and (found.spectrum.start_nm, found.spectrum.step_nm) == (400, 10)
            assert found.spectrum.values == pytest.approx(given.spectrum.values, abs=1e-6)
        else:
            assert found.values == pytest.approx(given.values, abs=NEAR[model])


def test_conditions_and_groups_survive_where_the_format_states_them() -> None:
    for name in ("cxf", "xlsx"):
        back, messages = convert((Swatch("a", "Lab", (50, 1, 2), "组 1", conditions=Conditions.parse("LED-B3/10")),), name)
        assert (back.swatches[0].conditions, back.swatches[0].group, messages) == (Conditions.parse("LED-B3/10"), "组 1", [])
    _, messages = convert((Swatch("a", "Lab", (50, 1, 2), "组", conditions=D65_10),), "aco")
    assert messages == ["aco does not say that its values are for D65/10: keep that beside the file",
                        "a Photoshop swatch file has no groups; the groups were left out"]  # fmt: skip


def test_a_cxf_with_odd_wavelengths_keeps_them() -> None:
    curve = Spectrum(start_nm=398.5, step_nm=3.5, values=(0.5,) * 90)
    back, _ = convert((Swatch("odd", "spectrum", spectrum=curve),), "cxf")
    found = back.swatches[0].spectrum
    assert found is not None and math.isclose(found.start_nm, 398.5) and math.isclose(found.step_nm, 3.5) and len(found.values) == 90


def test_a_batch_stays_with_its_standard() -> None:
    standard, batch = SWATCHES["spectrum"][0], Swatch("送样", "spectrum", spectrum=RAMP, group="样板")
    back, messages = convert((standard, batch), "qtx")
    assert [(s.name, s.group) for s in back.swatches] == [("样板", ""), ("送样", "样板")] and messages == []


def test_a_spectrum_becomes_lab_for_the_conditions_named() -> None:
    back, messages = convert(SWATCHES["spectrum"][:1], "ase", D65_10)
    assert back.swatches[0].values == pytest.approx(RAMP_LAB, abs=2e-3)
    assert messages[0] == "1 colour computed from spectra for D65/10; the spectra were left out"


@pytest.mark.parametrize(("model", "to", "said"), [
    ("spectrum", "gpl", "--illuminant D65 --observer 10"), ("spectrum", "ase", "--illuminant"), ("RGB", "csv", "does not tell how a surface reflects"),
    ("CMYK", "gpl", "needs the profile of a press"), ("Lab", "qtx", "'月白 1' is given as Lab, which qtx cannot hold"),
])  # fmt: skip
def test_what_would_have_to_be_guessed_is_refused(model: Model, to: str, said: str) -> None:
    with pytest.raises(ExchangeError, match=said):
        convert(SWATCHES[model], to)


def test_lab_becomes_a_screen_colour_and_says_so() -> None:
    back, messages = convert((Swatch("white", "Lab", (100, 0, 0)), Swatch("wild", "Lab", (60, 120, -100))), "gpl")
    assert back.swatches[0].values == (1, 1, 1)
    assert messages == ["2 colours turned into screen colours, which show them about right", "1 colour outside sRGB; the nearest was written"]


def test_a_stated_screen_colour_is_kept_rather_than_computed() -> None:
    back, messages = convert((Swatch("a", "spectrum", spectrum=RAMP, rgb=(1, 0, 0.2)),), "soc")
    assert back.swatches[0].values == (1, 0, 0.2) and "that the file states" in messages[0]


def test_adobe_lab_beyond_its_range_is_said() -> None:
    back, messages = convert((Swatch("wild", "Lab", (50, 140, 0)),), "ase")
    assert back.swatches[0].values == (50, 127, 0) and messages == ["'wild' lies outside the Lab range of this format; the nearest was written"]


def test_the_whole_library_goes_into_cxf_and_back() -> None:
    records = [seed.record for seed in of_kind("colour") if isinstance(seed.record, ColourStandard)]
    written = formats.write(palette_of(records, "Sunmao"), formats.FORMATS["cxf"])
    back = formats.read(written.data, "library.cxf")
    assert len(records) > 100 and [s.name for s in back.swatches] == [" ".join(str(r.name).split()) for r in records]
    for swatch, record in zip(back.swatches, records):
        first = record.measurements[0]
        assert swatch.spectrum == first.spectrum
        assert first.stated is None or swatch.values == pytest.approx(first.stated.lab)


# Preview


def test_preview_tells_new_equal_and_different() -> None:
    library = [
        Known("01", ("Moon white", "月白 1"), lab=(92.5, -3.25, -4.5), conditions=D65_10),
        Known("02", ("b",), lab=(10, 20, -29), conditions=D65_10), Known("03", ("样板",), spectrum=RAMP), Known("04", ("c",), spectrum=RAMP),
        Known("05", ("other light",), lab=(10, 20, -30), conditions=Conditions.parse("A/10")), Known("06", ("朱红",), lab=(50, 60, 40), conditions=D65_10),
    ]  # fmt: skip
    given = palette(
        *SWATCHES["Lab"], SWATCHES["spectrum"][0], Swatch("C ", "Lab", RAMP_LAB, conditions=D65_10), Swatch("other light", "Lab", (10, 20, -30), conditions=D65_10),
        SWATCHES["RGB"][0], Swatch("new", "Lab", (1, 2, 3)), Swatch("b", "Lab", (10, 20, -30)))  # fmt: skip
    rows = preview(given, library)
    assert [(row.state, row.known) for row in rows] == [
        ("equal", "01"), ("different", "02"), ("equal", "03"), ("equal", "04"), ("different", "05"), ("different", "06"), ("new", None), ("different", "02")]  # fmt: skip
    assert rows[1].de00 == pytest.approx(0.406, abs=0.3) and rows[1].conditions == D65_10
    assert rows[4].de00 is None and rows[4].reason == "one is given for D65/10, the other for A/10"
    assert "no measured colour" in rows[5].reason and "names no illuminant" in rows[7].reason


def test_preview_takes_the_nearest_of_several_of_one_name() -> None:
    library = [Known("far", ("b",), lab=(50, 0, 0), conditions=D65_10), Known("near", ("B",), lab=(10, 20, -30.001), conditions=D65_10)]
    [row] = preview(palette(SWATCHES["Lab"][1]), library)
    assert (row.known, row.state) == ("near", "equal")


# Surfaces

RENDER = Render(roughness=0.4, metallic=1, clearcoat=0.8, clearcoat_roughness=0.1, sheen=0.3, transmission=0.2, ior=1.45, anisotropy=0.6, texture="brushed",
                source=Source(kind=SourceKind.ESTIMATE, reference="test", on=date(2026, 11, 24)))  # fmt: skip


def test_materialx_of_a_finish() -> None:
    written = materialx.write("拉丝 <铝> & co", RENDER, "#ff8000")
    root = ElementTree.fromstring(written.data)
    surface, material = root
    inputs = {one.get("name"): one.get("value") for one in surface}
    assert (root.get("version"), root.get("colorspace"), surface.tag, surface.get("doc")) == ("1.38", "lin_rec709", "standard_surface", "拉丝 <铝> & co")
    assert [float(v) for v in str(inputs.pop("base_color")).split(",")] == pytest.approx([1, 0.2158605, 0], abs=1e-5)    # IEC 61966-2-1 of 128
    assert inputs == {"base": "1", "metalness": "1", "specular_roughness": "0.4", "specular_IOR": "1.45", "specular_anisotropy": "0.6",
                      "transmission": "0.2", "coat": "0.8", "coat_roughness": "0.1", "sheen": "0.3"}  # fmt: skip
    assert material[0].get("nodename") == surface.get("name") and str(surface.get("name")).isascii()
    assert "brushed" in written.messages[0].text


def test_gltf_of_a_finish() -> None:
    document = json.loads(gltf.write("铝", RENDER, "#ff8000").data)
    [entry] = document["materials"]
    assert entry["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([1, 0.2158605, 0, 1], abs=1e-6)
    assert document["extensionsUsed"] == sorted(entry["extensions"]) and len(entry["extensions"]) == 5
    assert entry["extensions"]["KHR_materials_clearcoat"] == {"clearcoatFactor": 0.8, "clearcoatRoughnessFactor": 0.1}
    plain = gltf.write("x", RENDER.model_copy(update=dict.fromkeys(("clearcoat", "sheen", "transmission", "ior", "anisotropy")) | {"texture": "none"}), "#ffffff")
    assert "extensionsUsed" not in json.loads(plain.data) and plain.messages == ()


@pytest.mark.parametrize("name", [f"cmf_db.exchange.{module.name}" for module in pkgutil.iter_modules(exchange.__path__)])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
