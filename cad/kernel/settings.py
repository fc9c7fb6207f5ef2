"""Kernel settings that hold for every build, export and saved version.

OCCT's booleans edit their arguments unless told otherwise: tolerances and even faces of a body that a script still holds changed
under it, and with invalid input gave other solids. ``SetNonDestructive(True)`` costs up to a sixth of a small boolean. Hollowing a
body does the same and has no such switch: it gets a copy, or a spout that is trimmed by the body afterwards comes out invalid.

Nearly every step of a script starts a workplane, and CadQuery makes all twelve named planes to pick one of them: here it makes that one.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable
from typing import Any

import cadquery
from cadquery.occ_impl import shapes
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy

from cad.kernel.guards import guard


def keep_arguments() -> None:
    """Make CadQuery's booleans and its hollowing leave their arguments alone. Once, when this package is imported."""
    of_method, of_function, of_hollow = shapes.Shape._bool_op, shapes._bool_op, shapes.Mixin3D.hollow

    def method(self: Any, args: Iterable[Any], tools: Iterable[Any], op: Any, parallel: bool = True) -> Any:
        op.SetNonDestructive(True)
        return of_method(self, args, tools, op, parallel)

    def function(s1: Any, s2: Any, builder: Any, tol: float = 0.0, parallel: bool = True) -> None:
        builder.SetNonDestructive(True)
        of_function(s1, s2, builder, tol, parallel)

    def hollow(self: Any, faceList: Iterable[Any] | None, thickness: float, tolerance: float = 0.0001, kind: str = "arc") -> Any:
        copy = BRepBuilderAPI_Copy(self.wrapped)
        faces = [shapes.Face(copy.ModifiedShape(face.wrapped)) for face in faceList or ()]
        return of_hollow(self.__class__(copy.Shape()), faces, thickness, tolerance, kind)

    shapes.Shape._bool_op = method
    shapes._bool_op = function
    shapes.Mixin3D.hollow = hollow


def make_one_plane() -> None:
    """Make ``Plane.named`` build only the plane that is asked for. Once, when this package is imported."""
    of_all = cadquery.Plane.named
    names = ("XY", "YZ", "ZX", "XZ", "YX", "ZY", "front", "back", "left", "right", "top", "bottom")
    directions = {name: (plane.xDir.toTuple(), plane.zDir.toTuple()) for name in names for plane in [of_all(name)]}

    def named(cls: type[cadquery.Plane], stdName: str, origin: Any = (0, 0, 0)) -> cadquery.Plane:
        known = directions.get(stdName)
        return cadquery.Plane(origin, *known) if known else of_all(stdName, origin)

    cadquery.Plane.named = classmethod(named)


def replace_viewer() -> types.ModuleType:
    """Put an empty ``cadquery.vis`` in place of the real one, which aborts the process where there is no display."""
    viewer = types.ModuleType("cadquery.vis")
    sys.modules["cadquery.vis"] = viewer
    cadquery.vis = viewer
    return viewer


keep_arguments()
make_one_plane()
guard()
VIEWER = replace_viewer()
