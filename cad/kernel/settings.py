"""Kernel settings that hold for every build, export and saved version.

OCCT's booleans edit their arguments unless told otherwise: tolerances and even faces of a body that a script still holds changed
under it, and with invalid input gave other solids. ``SetNonDestructive(True)`` costs up to a sixth of a small boolean.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import cadquery
from cadquery.occ_impl import shapes

KERNEL = f"cadquery {version('cadquery')}, OCP {version('cadquery-ocp')}"


def keep_arguments() -> None:
    """Make every CadQuery boolean non-destructive. Called once, when this package is imported by a build."""
    if getattr(shapes.Shape._bool_op, "non_destructive", False):
        return
    of_method, of_function = shapes.Shape._bool_op, shapes._bool_op

    def method(self: Any, args: Iterable[Any], tools: Iterable[Any], op: Any, parallel: bool = True) -> Any:
        op.SetNonDestructive(True)
        return of_method(self, args, tools, op, parallel)

    def function(s1: Any, s2: Any, builder: Any, tol: float = 0.0, parallel: bool = True) -> None:
        builder.SetNonDestructive(True)
        of_function(s1, s2, builder, tol, parallel)

    method.non_destructive = True  # type: ignore[attr-defined]
    shapes.Shape._bool_op = method
    shapes._bool_op = function


def replace_viewer() -> types.ModuleType:
    """Put an empty ``cadquery.vis`` in place of the real one, which aborts the process where there is no display."""
    viewer = types.ModuleType("cadquery.vis")
    sys.modules["cadquery.vis"] = viewer
    cadquery.vis = viewer
    return viewer


keep_arguments()
VIEWER = replace_viewer()
