"""``sunmao build`` as a program: the confined session, exit codes, JSON lines, files."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.kernel

BOX = "import cadquery as cq\na = 10.0  # mm [1:50] Side\nshow_object(cq.Workplane().box(a, 10, 10), name='方块', color='#336699')\n"
COMMAND = [sys.executable, "-m", "server.cli.main", "build"]


def sunmao(*arguments: object, cwd: Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "box.py").write_text(BOX)
    (folder / "bad.py").write_text("import cadquery as cq\na = 1\nb = cq.Workplane().box(1, 1, a).edges().fillet(9)\nshow_object(b)\n")
    (folder / "user.py").write_text("import cadquery as cq\nimport sizes\nshow_object(cq.Workplane().box(1, 1, sizes.HEIGHT))\n")
    (folder / "sizes.py").write_text("HEIGHT = 7\n")
    (folder / "endless.py").write_text("x = 1\nwhile True:\n    x += 1\n")
    (folder / "part.step").write_text("ISO-10303-21;")
    return folder


@pytest.fixture(scope="module")
def answers(folder):
    """Three scripts in one call, with files."""
    ran = sunmao("box.py", "bad.py", "part.step", "--set", "a=20", "--json", "--format", "step,glb", "--out", "out/new", cwd=folder)
    return ran, [json.loads(line) for line in ran.stdout.splitlines()]


def test_one_object_a_line_in_the_order_given(answers):
    ran, rows = answers
    assert ran.returncode == 1
    assert [(row["script"], row["ok"]) for row in rows] == [("box.py", True), ("bad.py", False), ("part.step", False)]
    assert set(rows[0]) == {"script", "ok", "seconds", "cpu_seconds", "parameters", "parts", "messages", "files"}
    assert "Traceback" not in ran.stderr


def test_the_fields_of_the_contract(answers):
    row = answers[1][0]
    assert row["parameters"] == [
        {"name": "a", "type": "number", "default": 10.0, "value": 20.0, "unit": "mm", "min": 1.0, "max": 50.0, "step": None, "choices": None,
         "text": "Side"}
    ]
    (part,) = row["parts"]
    assert part.pop("bbox_mm") == pytest.approx([-10, -5, -5, 10, 5, 5])
    assert part.pop("volume_mm3") == pytest.approx(2000)
    assert part.pop("area_mm2") == pytest.approx(1000)
    assert part == {"path": "方块", "name": "方块", "kind": "solid", "solids": 1, "faces": 6, "valid": True, "color": "#336699", "alpha": 1.0,
                    "face_colors": [], "debug": False}


def test_files_are_where_they_are_said_to_be(answers, folder):
    for file in answers[1][0]["files"]:
        assert (folder / file["path"]).stat().st_size == file["bytes"] > 0
    assert sorted(path.name for path in (folder / "out" / "new").iterdir()) == ["box.glb", "box.step"]


def test_failures_are_the_first_message(answers):
    rows = answers[1]
    assert (rows[1]["messages"][0]["code"], rows[1]["messages"][0]["line"]) == ("fillet", 3)
    assert "part.step is no script" in rows[2]["messages"][0]["text"]


def test_unknown_parameters_and_values_out_of_range_fail(folder):
    for setting, code in (("b=3", "unknown_parameter_near"), ("a=99", "range_high"), ("a=x", "not_a_number")):
        ran = sunmao("box.py", "--set", setting, "--json", cwd=folder)
        row = json.loads(ran.stdout)
        assert (ran.returncode, row["ok"], row["parts"], row["messages"][0]["level"]) == (1, False, [], "error")
        assert row["messages"][0]["code"].startswith(code.removesuffix("_near"))


def test_with_puts_a_file_beside_the_script(folder):
    ran = sunmao("user.py", "--with", "sizes.py", cwd=folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "0.01 cm³" in ran.stdout
    ran = sunmao("user.py", "--json", cwd=folder)
    assert (ran.returncode, json.loads(ran.stdout)["messages"][0]["code"]) == (1, "module")


def test_the_limit_stops_an_endless_script(folder):
    ran = sunmao("endless.py", "--limit", "1", "--json", cwd=folder)
    row = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert (row["messages"][0]["code"], row["ok"]) == ("timeout", False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.py"], "no file nowhere.py"), (["box.py", "--format", "obj"], "no format obj"), (["box.py", "--set", "a"], "name=value"),
        (["box.py", "--limit", "0"], "--limit"), (["box.py", "--nonsense"], "--nonsense"), ([], "name a script"),
        (["box.py", "--with", "missing.py"], "missing.py"), (["box.py", "bad.py", "--session"], "one script"),
    ],
)  # fmt: skip
def test_bad_usage_exits_with_two_and_a_sentence(folder, arguments, says):
    ran = sunmao(*arguments, cwd=folder)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


def test_help_and_version(folder):
    assert "--session" in sunmao("--help", cwd=folder).stdout
    assert sunmao("--version", cwd=folder).stdout.startswith("sunmao 0.")


def test_a_session_answers_each_line_and_outlives_a_failure(folder):
    steps = "a=20\na=99\n\nnonsense\na=5\n"
    ran = subprocess.run([*COMMAND, "box.py", "--session", "--json"], cwd=folder, input=steps, capture_output=True, text=True, timeout=120,
                         check=False)
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["ok"] for row in rows] == [True, True, False, True, False, True]
    assert [row["parts"][0]["volume_mm3"] for row in rows if row["ok"]] == pytest.approx([1000, 2000, 2000, 500])
    assert rows[0]["mesh"] == {"triangles": 12, "deflection_mm": 0.1, "angle_rad": 0.2}
    assert set(rows[0]["memo"]) == {"reused", "run"}
    assert "Traceback" not in ran.stderr


def test_ctrl_c_leaves_no_process_behind(folder):
    running = subprocess.Popen([*COMMAND, "box.py", "--session", "--json"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    assert running.stdin and running.stdout and running.stderr
    with running:
        assert json.loads(running.stdout.readline())["ok"]
        children = {int(pid) for pid in Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()}
        assert children
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(timeout=30) == 130
        assert b"Traceback" not in running.stderr.read()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < deadline:
        select.select([], [], [], 0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
