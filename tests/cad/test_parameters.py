"""What a script says of its parameters, and what may be put into them."""

from __future__ import annotations

import pytest

from cad.script.failures import Failure
from cad.script.overrides import apply
from cad.script.source import parse


def parameter(line: str):
    found = parse(line).parameters
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("line", "type", "default"),
    [
        ("a = 2.5", "number", 2.5), ("a = 3", "integer", 3), ("a = -3", "integer", -3), ("a = -0.5", "number", -0.5),
        ("a = +4", "integer", 4), ("a = 'x'", "text", "x"), ("a = True", "switch", True), ("a: float = 2.0", "number", 2.0),
        ("壁厚 = 2.0", "number", 2.0), ("a = 1e3", "number", 1000.0),
    ],
)  # fmt: skip
def test_literals_are_parameters(line, type, default):
    p = parameter(line)
    assert (p.type, p.default, p.value) == (type, default, default)
    assert isinstance(p.default, bool) == (type == "switch")


@pytest.mark.parametrize(
    "line",
    ["a = (1, 2)", "a = [1]", "a = 1 + 1", "a = None", "a = b'x'", "a = 1j", "a = f(2)", "a = 1e999", "a = -'x'", "a.b = 2",
     "def f():\n    a = 2", "if True:\n    a = 2", "__version__ = 2", f"a = {10**20}"],
)  # fmt: skip
def test_other_assignments_are_not(line):
    assert parse(line).parameters == ()


def test_tuples_unpack_into_parameters_and_the_last_literal_counts():
    names = {p.name: p.default for p in parse("a, b = 1, 2.5\nc = 3\nc = 4\n").parameters}
    assert names == {"a": 1, "b": 2.5, "c": 4}


@pytest.mark.parametrize(
    ("comment", "unit", "low", "step", "high", "text"),
    [
        ("# mm [1.2:0.2:5] Wall thickness", "mm", 1.2, 0.2, 5.0, "Wall thickness"),
        ("# [1:5]", None, 1.0, None, 5.0, None),
        ("# Wall thickness [1:5] mm", "mm", 1.0, None, 5.0, "Wall thickness"),
        ("# Wall (mm) [ -1 : .5 : 5 ]", "mm", -1.0, 0.5, 5.0, "Wall"),
        ("# 毫米 [1：5] 壁厚", "mm", 1.0, None, 5.0, "壁厚"),
        ("# ° [0:90], 倾角", "°", 0.0, None, 90.0, "倾角"),
        ("# see [note] and [5:1]", None, None, None, None, "see [note] and [5:1]"),
        ("#", None, None, None, None, None),
    ],
)
def test_the_comment_beside_a_number(comment, unit, low, step, high, text):
    p = parameter(f"wall = 2.4  {comment}")
    assert (p.unit, p.min, p.step, p.max, p.text) == (unit, low, step, high, text)


def test_integers_have_integer_limits():
    p = parameter("n = 4  # [2:1:6]")
    assert [type(limit) for limit in (p.min, p.step, p.max)] == [int, int, int]


@pytest.mark.parametrize(
    ("line", "choices"),
    [
        ("a = 'round'  # [round, square]", ("round", "square")),
        ("a = 'a'  # ['a', \"b, c\"]", ("a", "b, c")),
        ("a = '圆'  # [圆，方] 样式", ("圆", "方")),
        ("a = 10  # [10:small, 20:large]", (10, 20)),
        ("a = 0.5  # [0.5, 1, 2]", (0.5, 1.0, 2.0)),
        ("a = 'x'  # [only one thing]", None),
    ],
)
def test_choices(line, choices):
    assert parameter(line).choices == choices


def test_groups_and_texts_from_other_lines():
    script = parse(
        "# --- Body 壶体 ---\na = 1.0\n# [Lid]\n# the height of the lid\nb = 2.0\n\nc = 3.0  # == not a heading\n"
        "describe_parameter(c, 'told by the script')\n"
    )
    assert [(p.name, p.group, p.text) for p in script.parameters] == [
        ("a", "Body 壶体", None), ("b", "Lid", "the height of the lid"), ("c", "Lid", "told by the script"),
    ]  # fmt: skip


def test_a_default_outside_its_own_range_is_said():
    (warning,) = parse("a = 9.0  # [1:5]").warnings
    assert (warning["code"], warning["line"], warning["level"]) == ("default_range", 1, "warning")


def test_hostile_comments_stay_text():
    p = parameter("a = 1.0  # [" + "1," * 5000 + "] <script>alert(1)</script>")
    assert p.choices is None
    assert len(p.text or "") <= 400


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [("a = (", "syntax_unclosed", 1), ("x = 1\nfor", "syntax_line", 2), ("a = 1\0", "syntax", None), ("(" * 5000 + ")" * 5000, "syntax", 1),
     ("-" * 100000 + "1", "too_deep_text", None), (f"a = {'9' * 5000}", "long_number", 1)],
)  # fmt: skip
def test_text_that_is_not_python(source, code, line):
    with pytest.raises(Failure) as failure:
        parse(source)
    assert failure.value.message["code"] == code
    assert line is None or failure.value.message["line"] == line


SCRIPT = parse("wall = 2.0  # mm [1:5]\nn = 4  # [2:6]\nstyle = 'round'  # [round, square]\nopen = True\nname = 'x'\n").parameters


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [("n", 5.0, 5), ("n", "6", 6), ("wall", 3, 3.0), ("wall", "2.5", 2.5), ("wall", 5 + 1e-12, 5 + 1e-12), ("open", "off", False),
     ("open", 0, False), ("open", 1.0, True), ("style", "square", "square"), ("name", 5.0, "5"), ("name", "中", "中")],
)  # fmt: skip
def test_values_are_cast_to_the_type_of_the_literal(name, given, value):
    parameters, messages = apply(SCRIPT, {name: given})
    got = next(p.value for p in parameters if p.name == name)
    assert (got, type(got), messages) == (value, type(value), [])


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [("n", 5.5, "not_an_integer"), ("n", 1e300, "not_an_integer"), ("n", True, "not_an_integer"), ("wall", "two", "not_a_number"),
     ("wall", float("nan"), "not_a_number"), ("wall", float("inf"), "not_a_number"), ("wall", True, "not_a_number"),
     ("wall", 0.5, "range_low"), ("wall", 5.1, "range_high"), ("n", 7, "range_high"), ("style", "oval", "not_a_choice"),
     ("open", "maybe", "not_a_switch"), ("open", 2, "not_a_switch"), ("name", "x" * 5000, "not_text"), ("name", "\0", "not_text")],
)  # fmt: skip
def test_values_that_do_not_fit_are_refused_by_name(name, given, code):
    parameters, (message,) = apply(SCRIPT, {name: given})
    assert (message["code"], message["level"]) == (code, "error")
    assert name in message["text"]
    assert next(p for p in parameters if p.name == name).value == next(p for p in SCRIPT if p.name == name).default


def test_the_limit_is_named():
    _, (message,) = apply(SCRIPT, {"wall": 9.5})
    assert message["text"] == "wall = 9.5 is above its largest value 5 mm. Choose 5 or less."
    assert message["line"] == 1


def test_an_unknown_name_is_the_callers_matter():
    for level in ("warning", "error"):
        _, (message,) = apply(SCRIPT, {"wal": 3}, unknown=level)
        assert (message["level"], message["code"], message["values"]["near"]) == (level, "unknown_parameter_near", "wall")
    _, (message,) = apply(SCRIPT, {"\ud800\0" * 9: 1})
    message["text"].encode()
    assert "\0" not in message["text"]
