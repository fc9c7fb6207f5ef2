"""What a script finds when it runs: CQGI's names, and the modules that stand in for a desktop's."""

from __future__ import annotations

import ast
import builtins
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cadquery

from cad.kernel.color import read_color
from cad.kernel.settings import VIEWER
from cad.kernel.shown import Shown, shapes_of
from cad.script.failures import plain

PYTHONS = vars(builtins)             # both at hand here: the functions that look them up may be gone
OWN = dict(PYTHONS)
ENTRY_NAMES = ("__cqgi__", "__cq_main__", "__main__")


class Stage:
    """Collects what a script shows. Its bound methods are the script's ``show_object``, ``debug`` and ``show``."""

    def __init__(self, main: str) -> None:
        self.main = main
        self.shown: list[Shown] = []

    def show_object(self, thing: Any, *more: Any, **options: Any) -> None:
        """``show_object(thing, name="…", color=…, alpha=…, options={…})``; name and options may also come by position."""
        given: dict[str, Any] = {}
        for extra in more:
            given.update(extra if isinstance(extra, dict) else {"name": extra})
        given.update(options.pop("options", None) or {})
        given.update(options)
        self._take(thing, given, debug=False)

    def debug(self, thing: Any, *more: Any, **options: Any) -> None:
        given = dict(options.pop("args", None) or options.pop("options", None) or {})
        for extra in more:
            given.update(extra if isinstance(extra, dict) else {"name": extra})
        given.update(options)
        self._take(thing, given, debug=True)

    def show(self, *things: Any, **_: Any) -> None:
        """``cadquery.vis.show``: what a desktop opens in a window is shown."""
        for thing in things:
            if isinstance(thing, (cadquery.Workplane, cadquery.Shape, cadquery.Sketch, cadquery.Assembly)):
                self._take(thing, {}, debug=False)

    def _take(self, thing: Any, given: dict[str, Any], *, debug: bool) -> None:
        for one in thing if isinstance(thing, (list, tuple)) else [thing]:
            if not isinstance(one, cadquery.Assembly):
                shapes_of(one)                      # refuses what is no geometry, while the author's line is on the stack
        color, alpha = (None, None) if given.get("color") is None else read_color(given["color"])
        opacity = given.get("alpha", 1.0 if alpha is None else alpha)
        opacity = float(opacity) if isinstance(opacity, (int, float)) else 1.0
        if opacity != opacity:                      # NaN
            opacity = 1.0
        name = given.get("name")
        self.shown.append(Shown(thing, plain("" if name is None else str(name)), color, opacity, debug, self._line()))

    def _line(self) -> int | None:
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename == self.main:
                return frame.f_lineno
            frame = frame.f_back                    # type: ignore[assignment]
        return None


def entry_name(tree: ast.Module) -> str:
    """The ``__name__`` to run under: CQGI's, unless the script compares it only with CQ-editor's or Python's own.

    One name cannot equal all three; a script that asks for one of them runs as it would there.
    """
    asked = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(node)):
            asked |= {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return next((name for name in ENTRY_NAMES if name in asked), ENTRY_NAMES[0])


def put_back_builtins() -> list[str]:
    """Undo what a script did to Python's own functions; returns their names. Uses none of them. Names that it added stay."""
    replaced = [name for name, own in OWN.items() if PYTHONS.get(name) is not own]
    PYTHONS.update(OWN)
    return replaced


@contextmanager
def script_module(stage: Stage, tree: ast.Module, folder: Path, main: str) -> Iterator[dict[str, Any]]:
    """The namespace of a running script. Afterwards no module from ``folder`` is left, so that the next build reads new files."""
    name = entry_name(tree)
    module = types.ModuleType(name)
    module.__dict__.update(
        __file__=str(folder / main), cq=cadquery, cadquery=cadquery, show_object=stage.show_object, debug=stage.debug,
        describe_parameter=lambda *_: None, log=print,
    )  # fmt: skip
    VIEWER.__dict__.update(show=stage.show, show_object=stage.show_object)
    before = list(sys.path), sys.argv, sys.dont_write_bytecode
    other_module = sys.modules.get(name)
    sys.path.insert(0, str(folder))
    sys.argv = [str(folder / main)]
    sys.dont_write_bytecode = True
    sys.modules[name] = module                      # dataclasses and pickle look their module up
    try:
        yield module.__dict__
    finally:
        sys.path[:], sys.argv, sys.dont_write_bytecode = before
        if other_module is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = other_module
        for other, loaded in list(sys.modules.items()):
            if str(getattr(loaded, "__file__", None) or "").startswith(f"{folder}/"):
                del sys.modules[other]
