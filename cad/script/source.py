"""A script as text: its syntax tree and its parameters, without running it.

A parameter is a top-level assignment of a number, text or switch (the CQGI convention, negative numbers included); the value that
counts is the last such assignment of the name. Tuples and anything computed are the script's own business.
"""

from __future__ import annotations

import ast
import io
import math
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cad.scene import Message
from cad.script.annotation import heading, read_annotation
from cad.script.failures import Failure, number, sentence
from cad.script.parameter import Parameter, Value
from cad.script.syntax import syntax_message

MOST_PARAMETERS = 1000
LONGEST_TEXT = 4096
LARGEST_INTEGER = 1 << 53           # what JSON and JavaScript carry exactly


@dataclass(frozen=True, slots=True)
class Script:
    """A script that was read. ``literals`` maps a parameter's name to the tree node that holds its value."""

    tree: ast.Module
    parameters: tuple[Parameter, ...]
    literals: Mapping[str, ast.expr]
    warnings: tuple[Message, ...]


def parse(source: str, file: str = "main.py") -> Script:
    """Read a script. Raises Failure with the line for text that is not Python."""
    tree = read_tree(source, file)
    comments = _comments(source)
    described = _descriptions(tree)
    parameters: dict[str, Parameter] = {}
    literals: dict[str, ast.expr] = {}
    for name, node, last_line in _assignments(tree):
        value = _literal(node)
        if value is None or len(name) > 255 or (name.startswith("__") and name.endswith("__")):
            continue
        parameters.pop(name, None)
        parameters[name] = _parameter(name, value, node.lineno, last_line, comments, described)
        literals[name] = node
    kept = tuple(parameters.values())[:MOST_PARAMETERS]
    warnings = tuple(warning for p in kept if (warning := _default_outside(p)))
    return Script(tree, kept, {p.name: literals[p.name] for p in kept}, warnings)


def read_tree(source: str, file: str) -> ast.Module:
    """The syntax tree of ``source``. Raises Failure."""
    try:
        return ast.parse(source, file)
    except SyntaxError as error:
        raise Failure(syntax_message(error)) from None
    except (RecursionError, MemoryError):
        raise Failure(sentence("too_deep_text")) from None
    except ValueError as error:     # a NUL character, or an integer of thousands of digits
        raise Failure(sentence("syntax", reason=str(error))) from None


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr, int]]:
    """Name, value and last line of each top-level assignment to a plain name; ``a, b = 1, 2`` gives two."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        last = node.end_lineno or node.lineno
        if isinstance(target, ast.Name):
            yield target.id, value, last
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for one, its in zip(target.elts, value.elts):
                if isinstance(one, ast.Name):
                    yield one.id, its, its.end_lineno or last


def _literal(node: ast.expr) -> Value | None:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        sign = -1 if isinstance(node.op, ast.USub) else 1
        node = node.operand
        if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
            return None
    if not isinstance(node, ast.Constant):
        return None
    value = node.value
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT and "\0" not in value and _encodes(value) else None
    if isinstance(value, int):
        return sign * value if abs(value) <= LARGEST_INTEGER else None
    if isinstance(value, float):
        return sign * value if math.isfinite(value) else None
    return None


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:      # a lone surrogate
        return False
    return True


def type_of(value: Value) -> str:
    if isinstance(value, bool):
        return "switch"
    if isinstance(value, str):
        return "text"
    return "integer" if isinstance(value, int) else "number"


@dataclass(frozen=True, slots=True)
class _Comments:
    beside: Mapping[int, str]       # line → comment after code
    alone: Mapping[int, str]        # line → comment that has the line for itself
    groups: tuple[tuple[int, str], ...]

    def group_at(self, line: int) -> str | None:
        return next((name for at, name in reversed(self.groups) if at < line), None)


def _comments(source: str) -> _Comments:
    beside: dict[int, str] = {}
    alone: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                whole_line = not token.line[: token.start[1]].strip()
                (alone if whole_line else beside)[token.start[0]] = token.string
    except (tokenize.TokenError, SyntaxError):      # the tree was read, so only the tail of odd files is lost
        pass
    groups = tuple((line, name) for line, text in alone.items() if (name := heading(text)))
    return _Comments(beside, alone, groups)


def _parameter(
    name: str, value: Value, line: int, last_line: int, comments: _Comments, described: Mapping[str, str]
) -> Parameter:
    kind = type_of(value)
    note = read_annotation(comments.beside.get(last_line, ""), kind)
    above = comments.alone.get(line - 1, "")
    text = described.get(name) or note.text
    if text is None and above and heading(above) is None:
        text = above.lstrip("#").strip()[:400] or None
    low, step, high = (_as_type(limit, kind) for limit in (note.low, note.step, note.high))
    return Parameter(name, kind, value, value, note.unit, low, high, step, note.choices, text, comments.group_at(line), line)


def _as_type(limit: float | None, kind: str) -> float | None:
    return int(limit) if limit is not None and kind == "integer" and limit.is_integer() else limit


def _descriptions(tree: ast.Module) -> dict[str, str]:
    """Texts of ``describe_parameter(name, "text")``, wherever the call stands."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "describe_parameter" and len(node.args) > 1:
            name, text = node.args[0], node.args[1]
            if isinstance(name, ast.Name) and isinstance(text, ast.Constant) and isinstance(text.value, str):
                found[name.id] = text.value[:400]
    return found


def _default_outside(p: Parameter) -> Message | None:
    if p.choices is not None:
        outside = p.default not in p.choices
        limit = ", ".join(map(str, p.choices))
    elif p.min is not None and p.max is not None and not isinstance(p.default, str):
        outside = not p.min <= p.default <= p.max
        limit = f"{number(p.min)}–{number(p.max)}"
    else:
        return None
    if not outside:
        return None
    return sentence("default_range", p.line, level="warning", name=p.name, value=str(p.default), limit=limit)
