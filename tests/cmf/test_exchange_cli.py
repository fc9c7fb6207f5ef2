"""``sunmao cmf import``, ``convert`` and ``export``: fields, exit codes and sentences, without a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import colour_cxf
import pytest

from cmf_db.exchange import formats
from cmf_db.exchange.palette import Palette, Swatch
from server.cli.main import main

SAMPLE_CXF = Path(colour_cxf.__file__).parent / "tests/resources/sample.cxf"
RAMP = "nm,样板\n" + "".join(f"{nm},{0.2 + (nm - 400) / 1000:.3f}\n" for nm in range(400, 701, 10))
GPL = "GIMP Palette\nName: 色\n255 0 51\t朱红\n0 0 0\tb\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def cmf(*arguments: object) -> tuple[int, Any, str]:
        code = main(["cmf", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if "--json" in arguments else printed.out, printed.err

    return cmf


@pytest.fixture
def usage(capsys: pytest.CaptureFixture[str]) -> Any:
    def cmf(*arguments: object) -> str:
        with pytest.raises(SystemExit) as caught:
            main(["cmf", *map(str, arguments)])
        assert caught.value.code == 2
        return capsys.readouterr().err

    return cmf


def written(folder: Path, name: str, content: str | bytes) -> Path:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder / name


def test_import_answers_the_fields_of_the_contract(run: Any) -> None:
    code, answer, said = run("import", SAMPLE_CXF, "--json")
    assert (code, said) == (0, "") and answer.keys() == {"ok", "format", "name", "colors", "messages"}
    first = answer["colors"][0]
    assert first.keys() == {"name", "group", "model", "values", "hex", "lab", "illuminant", "observer", "spectrum"}
    assert (first["model"], first["hex"], first["lab"], first["illuminant"], first["observer"]) == (
        "spectrum", "#000000", [17.64167, 1.076669, 0.3338588], "D50", "2")  # fmt: skip
    assert first["spectrum"].keys() == {"start_nm", "step_nm", "values"} and len(answer["colors"]) == 144


def test_import_computes_lab_for_the_conditions_named(run: Any, tmp_path: Path) -> None:
    table = written(tmp_path, "a.csv", RAMP)
    [bare] = run("import", table, "--json")[1]["colors"]
    assert (bare["lab"], bare["illuminant"], bare["observer"], bare["hex"]) == (None, None, None, None)
    [named] = run("import", table, "--dry-run", "--illuminant", "D65", "--observer", "10", "--json")[1]["colors"]
    assert named["lab"] == pytest.approx([65.835, 4.060, 14.692], abs=2e-3) and (named["illuminant"], named["observer"]) == ("D65", "10")


def test_import_says_what_is_wrong_and_gives_no_colours(run: Any, tmp_path: Path) -> None:
    code, answer, said = run("import", written(tmp_path, "a.gpl", "GIMP Palette\n1 2 3 ok\n1 2\n"), "--json")
    assert code == 1 and answer["ok"] is False and answer["colors"] == []
    assert answer["messages"] == [{"level": "error", "text": "a colour is 3 whole numbers and a name, not '1 2'", "line": 3, "byte": None}]
    assert said.endswith("a.gpl:3: error: a colour is 3 whole numbers and a name, not '1 2'\n")
    code, answer, _ = run("import", written(tmp_path, "b.ase", b"ASEF\0\1"), "--json")
    assert (code, [m["byte"] for m in answer["messages"]]) == (1, [4])


def test_usage_is_told_apart_from_broken_files(usage: Any, tmp_path: Path) -> None:
    palette = written(tmp_path, "a.gpl", GPL)
    assert "there is no file" in usage("import", tmp_path / "none.gpl")
    assert "name both --illuminant and --observer" in usage("import", palette, "--illuminant", "D65")
    assert "nothing is written as" in usage("convert", palette, tmp_path / "b.pdf")


@pytest.mark.parametrize("ending", ["cxf", "ase", "aco", "gpl", "kpl", "soc", "xlsx"])
def test_convert_goes_by_the_endings(run: Any, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "made" / f"b.{ending}"
    code, answer, _ = run("convert", written(tmp_path, "a.gpl", GPL), out, "--json")
    assert code == 0 and answer == {"ok": True, "format": ending, "path": str(out), "bytes": out.stat().st_size, "colors": 2, "messages": []}
    assert [(c["name"], c["hex"]) for c in run("import", out, "--json")[1]["colors"]] == [("朱红", "#ff0033"), ("b", "#000000")]
    if ending == "cxf":
        assert "<cc:R>255</cc:R>" in out.read_text("utf-8") and "ColorSRGB" in out.read_text("utf-8")


def test_named_conditions_say_what_a_lab_value_is_for_where_the_file_cannot(run: Any, tmp_path: Path) -> None:
    lab = formats.write(Palette("library", "p", (Swatch("a", "Lab", (60.0, -35.5, 5.0)),)), formats.FORMATS["ase"]).data
    source, out, named = written(tmp_path, "a.ase", lab), tmp_path / "b.cxf", ("--illuminant", "D50", "--observer", "2")
    [colour] = run("import", source, *named, "--json")[1]["colors"]
    assert (colour["lab"], colour["illuminant"], colour["observer"]) == ([60.0, -35.5, 5.0], "D50", "2")
    assert run("convert", source, out, *named, "--json")[1]["messages"] == []
    [colour] = run("import", out, "--illuminant", "D65", "--observer", "10", "--json")[1]["colors"]
    assert (colour["lab"], colour["illuminant"], colour["observer"]) == ([60.0, -35.5, 5.0], "D50", "2")       # what the file states stands
    assert "without illuminant and observer" in run("convert", source, out, "--json")[1]["messages"][0]["text"]


def test_convert_refuses_with_what_would_help_and_leaves_no_file(run: Any, tmp_path: Path) -> None:
    table, out = written(tmp_path, "a.csv", RAMP), tmp_path / "b.gpl"
    code, answer, _ = run("convert", table, out, "--json")
    assert (code, answer["ok"], out.exists()) == (1, False, False) and "--illuminant D65 --observer 10" in answer["messages"][0]["text"]
    assert run("convert", table, out, "--illuminant", "D65", "--observer", "10")[0] == 0 and out.exists()


def test_export_writes_the_library_or_a_file_in_any_format_that_can_hold_it(run: Any, tmp_path: Path) -> None:
    code, answer, _ = run("export", tmp_path / "library.cxf", "--json")
    assert code == 0 and answer["colors"] > 100
    assert len(formats.read((tmp_path / "library.cxf").read_bytes(), "library.cxf").swatches) == answer["colors"]
    assert run("export", tmp_path / "b.soc", "--in", written(tmp_path, "a.gpl", GPL))[0] == 0


def test_a_file_name_of_any_bytes_is_answered(run: Any, tmp_path: Path) -> None:
    odd = written(tmp_path, os.fsdecode(b"\xff.gpl"), GPL)
    code, answer, _ = run("convert", odd, tmp_path / os.fsdecode(b"\xfe.ase"), "--json")
    assert code == 0 and answer["path"].endswith("\ufffd.ase") and (tmp_path / os.fsdecode(b"\xfe.ase")).is_file()
    assert run("import", written(tmp_path, os.fsdecode(b"\xfd.gpl"), ""), "--json")[1]["messages"][0]["text"] == ".gpl is empty"


def test_no_heavy_library_is_loaded_before_it_is_needed() -> None:
    """A server that reads no colour file pays nothing for them."""
    heavy = "{'colour', 'colour_cxf', 'xsdata', 'openpyxl', 'scipy'}"
    code = f"import sys, cmf_db.exchange.formats, cmf_db.exchange.preview, server.cli.cmf_files; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_folder_in_the_way_is_a_sentence(run: Any, tmp_path: Path) -> None:
    (tmp_path / "b.ase").mkdir()
    code, _, said = run("convert", written(tmp_path, "a.gpl", GPL), tmp_path / "b.ase")
    assert code == 1 and "cannot be written" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gpl", "b.ase"]
