"""Run a script's top-level statements one by one, each with its time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time

from cad.kernel.environment import Stage, put_back_builtins, script_module
from cad.kernel.shown import Shown
from cad.scene import Message, Timing
from cad.script.failures import sentence
from cad.script.parameter import Parameter
from cad.script.source import Script

SHORTEST_S = 0.001      # a statement below this is no news


def run(
    script: Script, parameters: tuple[Parameter, ...], folder: Path, main: str,
    timings: list[Timing], messages: list[Message], progress: Callable[[int, int], None],
) -> list[Shown]:
    """What the script shows with these parameter values. ``timings`` and ``messages`` grow as it runs; what the script raises is raised."""
    stage = Stage(str(folder / main))
    tree = with_values(script, {p.name: p for p in parameters})
    flags = _future_flags(tree)
    with script_module(stage, tree, folder, main) as namespace:
        for step, statement in enumerate(tree.body):
            progress(step, len(tree.body))
            code = compile(ast.Module([statement], []), stage.main, "exec", flags=flags, dont_inherit=True)
            started = process_time()
            try:
                exec(code, namespace)
            finally:
                replaced = put_back_builtins()      # first of all: what follows needs them
                _note(timings, statement, process_time() - started)
                if replaced:
                    messages.append(sentence("builtins", statement.lineno, level="warning", name=", ".join(replaced)))
    return stage.shown


def with_values(script: Script, parameters: Mapping[str, Parameter]) -> ast.Module:
    """The script's tree with each parameter's literal replaced by its value."""
    nodes = {id(node): parameters[name] for name, node in script.literals.items() if parameters[name].value != parameters[name].default}

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            parameter = nodes.get(id(node))
            if parameter is None:
                return self.generic_visit(node) if isinstance(node, (ast.Module, ast.Assign, ast.AnnAssign, ast.Tuple)) else node
            return ast.copy_location(ast.Constant(parameter.value), node)

    Replace().visit(script.tree)
    return ast.fix_missing_locations(script.tree)


def _future_flags(tree: ast.Module) -> int:
    import __future__

    flags = 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(__future__, alias.name).compiler_flag if hasattr(__future__, alias.name) else 0
    return flags


def _note(timings: list[Timing], statement: ast.stmt, seconds: float) -> None:
    if seconds >= SHORTEST_S:
        timings.append(Timing(line=statement.lineno, operation=operation_of(statement)[:100], seconds=round(seconds, 4)))


def operation_of(statement: ast.stmt) -> str:
    """The last call of a statement's outermost chain, as in ``box.faces(">Z").shell(-2)`` → ``shell``; else the kind of statement."""
    value = getattr(statement, "value", None)
    if isinstance(value, ast.Call):
        called = value.func
        return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else "call"
    return type(statement).__name__.lower()
