"""``sunmao cmf difference`` and ``nearest``: fields, exit codes, sentences on stderr, and a quick start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmf_db.science.formulas import de00
from server.cli.main import main

STANDARD, SAMPLE = "50,2.5,0", "73,25,-18"         # pair 17 of Sharma, Wu and Dalal
VECTORS = Path(__file__).parent / "vectors/sharma2005.csv"


def answer(capsys: pytest.CaptureFixture[str], *typed: str, code: int = 0) -> tuple[dict[str, Any], str]:
    """The one object on stdout, and what stderr says."""
    assert main(["cmf", *typed, "--json"]) == code
    out, err = capsys.readouterr()
    [line] = out.splitlines()
    return json.loads(line), err


@pytest.mark.parametrize(("formula", "value"), [("de00", 27.1492), ("cmc", 37.9233), ("de94", 34.6892), ("de76", 36.8680)])
def test_one_difference(capsys: pytest.CaptureFixture[str], formula: str, value: float) -> None:
    found, err = answer(capsys, "difference", "--standard", STANDARD, "--sample", SAMPLE, "--formula", formula)
    assert found == {"ok": True, "formula": formula, "value": pytest.approx(value, abs=1e-4)}
    assert err == ""


def test_the_standard_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    found, _ = answer(capsys, "difference", "--sample", f"{STANDARD}@D65/10", "--standard", f"{SAMPLE}@d65/10°", "--formula", "cmc")
    assert found["value"] == pytest.approx(16.874, abs=1e-4)


@pytest.mark.parametrize(("standard", "sample", "says"), [
    (f"{STANDARD}@D65/10", f"{SAMPLE}@A/10", "the standard is given for D65/10, the sample for A/10"),
    (f"{STANDARD}@D65/10", f"{SAMPLE}@D65/2", "a difference needs like conditions"),
    (f"{STANDARD}@D65/10", SAMPLE, "the sample does not name its conditions"), (STANDARD, f"{SAMPLE}@A/2", "the standard does not name"),
])
def test_unlike_conditions_are_refused(capsys: pytest.CaptureFixture[str], standard: str, sample: str, says: str) -> None:
    found, err = answer(capsys, "difference", "--standard", standard, "--sample", sample, "--formula", "de00", code=1)
    assert not found["ok"] and "value" not in found
    assert says in err and found["messages"][0]["text"] in err


@pytest.mark.parametrize("typed", [
    ["difference"], ["difference", "--formula", "de00"], ["difference", "--formula", "de00", "--standard", STANDARD],
    ["difference", "--formula", "de2000", "--standard", STANDARD, "--sample", SAMPLE], ["difference", "--formula", "de00", "--standard", "50,2", "--sample", SAMPLE],
    ["difference", "--formula", "de00", "--standard", "50,nan,0", "--sample", SAMPLE], ["difference", "--formula", "de00", "--standard", "500,0,0", "--sample", SAMPLE],
    ["difference", "--formula", "de00", "--standard", f"{STANDARD}@D99/10", "--sample", SAMPLE], ["difference", "--formula", "de00", "--pairs", "/no/such.csv"],
    ["difference", "--formula", "de00", "--pairs", str(VECTORS), "--sample", SAMPLE], ["nearest", "--lab", STANDARD],
    ["nearest", "--lab", STANDARD, "--illuminant", "D65", "--observer", "5"], ["nearest", "--lab", STANDARD, "--illuminant", "D65", "--observer", "10", "--k", "0"], [],
])
def test_bad_usage_exits_with_2(capsys: pytest.CaptureFixture[str], typed: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["cmf", *typed])
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (2, "")
    assert "error:" in err and "Traceback" not in err


def test_pairs_from_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [line.split(",") for line in VECTORS.read_text().splitlines() if line[0].isdigit()]
    file = tmp_path / "pairs.csv"
    file.write_text("L1,a1,b1,L2,a2,b2\n" + "\n".join(",".join(row[1:7]) for row in rows) + "\n\n50,2.5,0,73,25,−18,2,1,1\n", "utf-8-sig")
    found, _ = answer(capsys, "difference", "--pairs", str(file), "--formula", "de00")
    expected = [float(row[7]) for row in rows]
    assert found["values"][:-1] == pytest.approx(expected, abs=1e-4)
    assert found["values"][-1] == pytest.approx(float(de00((50, 2.5, 0), (73, 25, -18), 2)))


@pytest.mark.parametrize(("text", "says"), [
    ("50,0,0,51,0\n", "line 1 has 5 values"), ("50,0,0,51,0,0\n50,0,0,x,0,0\n", "line 2"), ("50,0,0,51,0,nan\n", "line 1"),
    ("50,0,0,51,0,0,1,0,1\n", "more than 0"), ("50,0,0,151,0,0\n", "L* is 0 to 150"), ('50,0,0,"51,0,0\n', "line 1"),
    ("50,0,0," + "5" * 200_000 + "\n", "line 1 is no row"),
])
def test_a_row_that_is_none_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(text)
    found, err = answer(capsys, "difference", "--pairs", str(file), "--formula", "de00", code=1)
    assert not found["ok"] and says in err


def test_what_is_no_text_is_refused_and_weights_belong_to_de00(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_bytes(b"\xff\xfe5\x00")
    assert "byte 0" in answer(capsys, "difference", "--pairs", str(file), "--formula", "de00", code=1)[1]
    file.write_text("50,0,0,51,0,0,1,1,1\n")
    assert "not to cmc" in answer(capsys, "difference", "--pairs", str(file), "--formula", "cmc", code=1)[1]


def test_nearest_in_a_file_is_exact_and_in_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    screen = random.integers(0, 256, (300, 3))
    file = tmp_path / "many.gpl"
    file.write_text("GIMP Palette\nName: 三百色\n#\n" + "\n".join(f"{r} {g} {b}\t色{n}" for n, (r, g, b) in enumerate(screen)))
    wanted = ("nearest", "--lab", "60,20,30", "--illuminant", "D65", "--observer", "2", "--in", str(file))
    results = answer(capsys, *wanted, "--k", "300")[0]["results"]
    assert {r["name"] for r in results} == {f"色{n}" for n in range(300)}
    assert [r["de00"] for r in results] == sorted(r["de00"] for r in results)
    for result in results:
        assert result["de00"] == pytest.approx(float(de00((60, 20, 30), result["lab"])))
    assert answer(capsys, *wanted)[0]["results"] == results[:5]


def test_screen_colours_are_not_taken_for_other_conditions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "two.gpl"
    file.write_text("GIMP Palette\nName: two\n#\n255 0 0\tred\n")
    found, err = answer(capsys, "nearest", "--lab", STANDARD, "--illuminant", "D65", "--observer", "10", "--in", str(file), code=1)
    assert not found["ok"] and "screen colours are for D65/2" in err


def test_spectra_are_computed_for_the_conditions_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "spectra.csv"
    file.write_text("nm,坡\n" + "\n".join(f"{400 + 10 * i},{0.2 + 0.01 * i:.2f}" for i in range(31)))
    found, _ = answer(capsys, "nearest", "--lab", "66.6,4.6,15.8", "--illuminant", "led-b3", "--observer", "10", "--in", str(file))
    [result] = found["results"]
    assert (result["name"], result["lab"]) == ("坡", pytest.approx([66.625, 4.605, 15.793], abs=6e-4))


def test_without_a_file_the_opening_library_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    found, err = answer(capsys, "nearest", "--lab", "50,0,0", "--illuminant", "D65", "--observer", "2", "--k", "3")
    assert len(found["results"]) == 3 and found["results"][0]["de00"] < 3
    assert "left out" in err


def test_a_broken_file_gets_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "broken.ase"
    file.write_bytes(b"ASEF")
    found, err = answer(capsys, "nearest", "--lab", STANDARD, "--illuminant", "D65", "--observer", "10", "--in", str(file), code=1)
    assert not found["ok"] and len(err.splitlines()) == 1


def test_a_difference_starts_without_the_colour_library() -> None:
    typed = ["cmf", "difference", "--standard", STANDARD, "--sample", SAMPLE, "--formula", "de00", "--json"]
    program = f"import sys; from server.cli.main import main; code = main({typed}); sys.exit(code or 'colour' in sys.modules or 'scipy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["ok"]
