import pytest

from cmf_db import materials
from cmf_db.appearance import AppearanceError, resolve
from cmf_db.finishes import FINISHES
from cmf_db.screen import lab_of_hex, screen_of_lab


def test_the_lists_hold_what_designers_reach_for():
    assert len({f.id for f in FINISHES}) == len(FINISHES) >= 24
    assert {f.group for f in FINISHES} == {"plastic", "coating", "metal", "wood", "glass", "elastomer", "textile"}
    assert len(materials.BY_ID) == len(materials.MATERIALS) >= 12
    for record in (*FINISHES, *materials.MATERIALS):
        assert record.name_zh and record.name_en and record.source


@pytest.mark.parametrize(("hex", "lab"), [      # CIELAB of the sRGB primaries, D65 2°: Lindbloom's calculator
    ("#ff0000", (53.2408, 80.0925, 67.2032)), ("#00ff00", (87.7347, -86.1827, 83.1793)), ("#0000ff", (32.2970, 79.1875, -107.8602)),
    ("#ffffff", (100, 0, 0)), ("#000000", (0, 0, 0)),
])
def test_the_primaries(hex, lab):
    assert lab_of_hex(hex) == pytest.approx(lab, abs=0.02)
    assert screen_of_lab(lab).hex == hex


@pytest.mark.parametrize("hex", [f"#{n:06x}" for n in range(0, 1 << 24, 65521 * 3)])
def test_a_screen_colour_comes_back_from_lab(hex):
    shown = screen_of_lab(lab_of_hex(hex))
    assert shown.hex == hex
    assert not shown.clipped


def test_a_colour_beyond_the_screen_is_shown_clipped_and_says_so():
    assert screen_of_lab((60, -120, 60)).clipped


def test_a_look_follows_from_colour_finish_and_material():
    look = resolve({"color": {"lab": [100, 0, 0], "illuminant": "D65", "observer": "10", "source": "measured"}, "finish": "chrome", "material": "sus304"})
    assert (look.color, look.metallic, look.density_kg_m3) == ("#ffffff", 1.0, 7930.0)
    assert look.as_export(0.5)["alpha"] == 0.5


def test_what_is_not_said_comes_from_the_script_or_is_neutral():
    assert resolve({}, "#123456").color == "#123456"
    assert resolve({"finish": "gloss"}).color == "#c8c8c8"
    assert "density_kg_m3" not in resolve({}).as_export()


LAB = {"lab": [50, 0, 0], "illuminant": "D65", "observer": "10", "source": "measured"}


@pytest.mark.parametrize(("inline", "says"), [
    ({"finish": "shiny"}, "no finish 'shiny'"), ({"finish": 5}, "no finish"), ({"material": ["abs"]}, "no material"), ({"gloss": 5}, "not gloss"),
    ({"color": "red"}, "approx"), ({"color": {"hex": "#12345"}}, "#rrggbb"), ({"color": {"hex": "#123456"}}, "approx"),
    ({"color": {**LAB, "illuminant": None}}, "illuminant"), ({"color": {**LAB, "observer": 10}}, "observer"), ({"color": {**LAB, "source": "?"}}, "source"),
    ({"color": {**LAB, "lab": [50, 0]}}, "three numbers"), ({"color": {**LAB, "lab": [101, 0, 0]}}, "0 to 100"),
    ({"color": {**LAB, "lab": [50, float("nan"), 0]}}, "three numbers"), ({"color": {**LAB, "lab": [50, True, 0]}}, "three numbers"),
])
def test_what_is_no_appearance_is_refused_by_name(inline, says):
    with pytest.raises(AppearanceError, match=says):
        resolve(inline)
