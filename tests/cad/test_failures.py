"""Every failure is a sentence with a code, the author's line and the values that a translation needs."""

from __future__ import annotations

import string

import pytest

from cad.script.failures import SENTENCES, plain, sentence

BOX = "import cadquery as cq\nb = cq.Workplane().box(10, 10, 10)\n"

CASES = {
    "open bracket": ("a = (", "syntax_unclosed", 1, {"bracket": "("}),
    "stray bracket": ("a = 1\nb = 2)", "syntax_unopened", 2, {"bracket": ")"}),
    "crossed brackets": ("a = [1, 2)", "syntax_brackets", 1, {"open": "[", "close": ")"}),
    "open quote": ("a = 'x", "syntax_string", 1, {}),
    "open quotes": ("a = '''x\n", "syntax_long_string", 1, {}),
    "no comma": ("a = (1 2)", "syntax_comma", 1, {}),
    "no colon": ("for i in range(3)\n    pass", "syntax_colon", 1, {}),
    "no block": ("if 1:\na = 1", "syntax_block", 2, {"statement": "if"}),
    "no body": ("def f():\na = 1", "syntax_block", 2, {"statement": "function"}),
    "indented": ("a = 1\n  b = 2", "syntax_indent", 2, {}),
    "dedented": ("if 1:\n    a = 1\n  b = 2", "syntax_dedent", 3, {}),
    "tabs": ("if 1:\n        a = 1\n\tb = 2", "syntax_tabs", 3, {}),
    "full-width": ("a = f（1）", "syntax_character", 1, {"character": "（"}),
    "invisible": ("a =\u00a01", "syntax_character", 1, {"character": "U+00A0"}),
    "one equals": ("if a = 1:\n    pass", "syntax_equals", 1, {}),
    "no name": ("f() = 1", "syntax_assign", 1, {}),
    "old print": ("print 'x'", "syntax_print", 1, {"name": "print"}),
    "digit first": ("2d = 1", "syntax_number", 1, {}),
    "long number": ("a = 1\nk = " + "9" * 5000, "long_number", 2, {"most": "4300"}),
    "long number on the way": ("k = 10 ** 5000\nprint(k)", "long_number", 2, {"most": "4300"}),
    "order": ("f(a=1, 2)", "syntax_order", 1, {}),
    "not Python": ("a = = 1", "syntax_line", 1, {}),
    "rare": ("def f(a, a): pass\nreturn 1", "syntax", 1, {"reason": "duplicate argument 'a' in function definition"}),
    "unknown name": (BOX + "show_object(qqqqqq)", "unknown_name", 3, {"name": "qqqqqq"}),
    "misspelt name": (BOX + "body = b\nshow_object(boddy)", "unknown_name_near", 4, {"name": "boddy", "near": "body"}),
    "misspelt method": (BOX + "b.fillett(1)", "unknown_attribute_near", 3, {"owner": "Workplane", "near": "fillet"}),
    "attribute of none": ("None.x", "unknown_attribute", 1, {"name": "x"}),
    "unknown argument": ("import cadquery as cq\ncq.Workplane().box(1, 2, 3, radius=4)", "argument", 2, {"operation": "box"}),
    "missing argument": ("import cadquery as cq\ncq.Workplane().box(1)", "argument", 2, {"operation": "box"}),
    "wrong kind of argument": ("import cadquery as cq\ncq.Workplane().box('a', 2, 3)", "argument", 2, {"operation": "box"}),
    "fillet": (BOX + "r = 9.5\n\nb = b.edges('|Z').fillet(r)", "fillet", 5, {"value": 9.5, "count": 4}),
    "chamfer": (BOX + "b = b.edges().chamfer(8)", "chamfer", 3, {"value": 8.0, "count": 12}),
    "fillet in a function": (BOX + "def f(x):\n    return x.edges().fillet(12)\nf(b)", "fillet", 4, {"value": 12.0}),
    "shell": ("import cadquery as cq\nb = cq.Workplane().cylinder(10, 5).edges().fillet(1)\nb.faces('>Z').shell(-7)", "shell", 3, {"value": 7.0}),
    "loft": ("import cadquery as cq\nw = cq.Wire.makeCircle(5, cq.Vector(), cq.Vector(0, 0, 1))\ncq.Solid.makeLoft([w, w])", "loft", 3, {}),
    "no edges": (BOX + "b.edges('%CIRCLE').fillet(1)", "no_selection", 3, {"operation": "fillet"}),
    "nothing pending": ("import cadquery as cq\ncq.Workplane().extrude(3)", "no_selection", 2, {"operation": "extrude"}),
    "own check": ("w = 1\nassert w > 2, '壁太薄'", "assertion", 2, {"reason": "壁太薄"}),
    "own error": ("raise ValueError('too thin')", "raised", 1, {"reason": "too thin"}),
    "division": ("x = 0\n1 / x", "division", 2, {}),
    "key": ("{}['a']", "missing_key", 1, {"name": "a"}),
    "index": ("[][3]", "missing_key", 1, {}),
    "exit": ("import sys\nsys.exit(3)", "exit", 2, {}),
    "interrupt": ("raise KeyboardInterrupt", "exit", 1, {}),
    "recursion": ("def f(): return f()\nf()", "recursion", 1, {}),
    "memory": ("raise MemoryError", "memory", 1, {}),
    "module": ("import fusion360", "module", 1, {"name": "fusion360"}),
    "permission": ("raise PermissionError(1, 'Operation not permitted')", "forbidden", 1, {}),
    "input": ("raise EOFError", "forbidden", 1, {}),
    "file": ("open('profile.dxf')", "file_missing", 1, {"name": "profile.dxf"}),
    "nothing shown": (BOX, "empty", 2, {}),
    "no script": ("", "empty", 1, {}),
    "nothing left": (BOX + "show_object(b.cut(b), name='body')", "empty_part", 3, {"name": "body"}),
    "not a shape": ("show_object(42)", "not_shape", 1, {"kind": "int"}),
    "none": ("\nshow_object(None)", "not_shape", 2, {}),
    "colour": (BOX + "show_object(b, color='no such colour')", "color", 3, {"value": "no such colour"}),
    "eval": ("\neval('1 +')", "syntax_line", 2, {}),
    "odd error": ("class E(Exception):\n    def __str__(self): raise RuntimeError\nraise E", "failed", 3, {}),
    "rounding that the kernel lets through": (BOX + "bad = b.edges().fillet(9.5)\nshow_object(b)", "fillet", 3, {"value": 9.5, "count": 12}),
    "size of nan": (BOX + "x = float('nan')\nb = cq.Workplane().box(x, 1, 1)", "infinite", 4, {"value": "nan"}),
    "extrusion of nan": ("import cadquery as cq\ncq.Workplane().rect(1, 1).extrude(float('nan'))", "infinite", 2, {}),
    "radius of nan": ("import cadquery as cq\ncq.Workplane().circle(float('nan')).extrude(1)", "infinite", 2, {}),
    "rounding of nan": (BOX + "b.edges().fillet(float('nan'))", "infinite", 3, {}),
    "infinite place": (BOX + "cq.Location((float('inf'), 0, 0))", "infinite", 3, {"value": "inf"}),
    "part turned by nan": (BOX + "show_object(b.val().moved(cq.Location((0, 0, 0), (0, 0, 1), float('nan'))), name='x')", "infinite_part", 3, {"name": "x"}),
    "words that raise": ("class E(ValueError):\n    def __str__(self): raise SystemExit\nraise E", "raised", 3, {}),
    "reason that raises": ("class E(OSError):\n    strerror = property(lambda self: 1 / 0)\nraise E", "failed", 3, {}),
    "network": ("import socket\nsocket.create_connection(('127.0.0.1', 9))", "network", 2, {}),
    "address": ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/a.step')", "network", 2, {}),
    "endless output": ("while True:\n    print('x')", "too_much_output", 2, {}),
    "out of range": ("a = 3  # [1:5]", "range_high", 1, {"limit": 5}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_failure_is_a_sentence(run, name):
    source, code, line, values = CASES[name]
    result = run(source, {"a": 9} if code == "range_high" else {})
    message = result.first
    assert (result.ok, result.parts, message["level"]) == (False, [], "error")
    assert (message["code"], message["line"]) == (code, line), message
    assert values.items() <= message["values"].items()
    assert message["text"].endswith((".", "?"))
    for word in ("Error", "Exception", "Traceback", "OCP", "TopoDS", "BRep", "StdFail", "None of"):
        assert word not in message["text"]


def test_messages_name_the_file_beside_the_script(run):
    files = {"parts.py": "import cadquery as cq\n\ndef bad(): return cq.Workplane().box(1, 1, 1).edges().fillet(4)\n"}
    message = run("import parts\nparts.bad()", files=files).first
    assert (message["code"], message["file"], message["line"]) == ("fillet", "parts.py", 3)
    message = run("import parts", files={"parts.py": "x = 1\ny = ("}).first
    assert (message["code"], message["file"], message["line"]) == ("syntax_unclosed", "parts.py", 2)


def test_a_script_that_replaces_pythons_own_functions_is_built_all_the_same(run):
    result = run("import builtins\nbuiltins.len = builtins.open = None; del builtins.min\n" + BOX + "show_object(b, name='box')")
    assert (result.ok, result.paths) == (True, ["box"])
    assert [(m["level"], m["code"], m["line"], m["values"]) for m in result.body["messages"]] == [
        ("warning", "builtins", 2, {"name": "len, open"}), ("warning", "builtins", 2, {"name": "min"})]
    assert (len("ab"), min(1, 2), open.__name__) == (2, 1, "open")


def test_text_that_is_not_utf8(run):
    assert run(b"a = '\xff\xfe'").first["code"] == "encoding"


def test_a_failing_script_keeps_its_parameters_timings_and_output(run):
    result = run("a = 1.5  # mm\nprint('said', a)\nraise RuntimeError('x')", {"a": 2})
    assert [(row["name"], row["value"]) for row in result.body["parameters"]] == [("a", 2.0)]
    assert result.body["stdout"] == "said 2.0\n"


def test_output_is_bounded_and_clean(run):
    result = run("print('x' * 10**6)\nprint('\\ud800\\0')\nshow_object(__import__('cadquery').Workplane().box(1, 1, 1))")
    assert result.ok
    assert len(result.body["stdout"]) <= 60_000
    result = run("print('a\\0\\ud800b')")
    assert result.body["stdout"] == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b\n"


def test_every_sentence_can_be_said_and_tells_what_to_do():
    for code, text in SENTENCES.items():
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        message = sentence(code, 3, **{field: 2.5 if field in ("value", "limit") else "x{y}" for field in fields})
        assert "{" not in message["text"].replace("x{y}", "")
        assert message["text"][-1] in ".?"
        assert set(message["values"]) == fields


def test_hostile_text_is_made_plain():
    assert plain("a\0\u202eb\ud800中 \N{ZERO WIDTH JOINER}\n") == "a��b�中 \N{ZERO WIDTH JOINER}\n"
    assert len(plain("x" * 10**6)) == 300
