"""What CadQuery lets through and the kernel then chokes on, refused where the author's line is still on the stack.

A size or a place that is not a finite number ends in an endless loop, in an empty solid or in a mesh full of NaN, many steps later. A
fillet or chamfer that does not fit sometimes "succeeds" with a body that is larger than the one it came from.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Any

import cadquery
from cadquery.occ_impl import shapes
from OCP.StdFail import StdFail_NotDone

# the makers and methods that hand their numbers straight to the kernel; all others go through Vector
TAKE_SIZES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (shapes.Edge, ("makeCircle", "makeEllipse")),
    (shapes.Wire, ("makeCircle", "makeEllipse", "makeHelix", "offset2D")),
    (shapes.Solid, ("makeBox", "makeCone", "makeCylinder", "makeTorus", "makeSphere", "makeWedge")),
    (shapes.Mixin3D, ("hollow",)),
    (shapes.Shape, ("rotate", "scale")),
)


class NotFinite(ValueError):
    """A size, angle or coordinate is NaN or infinite."""


def refuse_infinite(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, float) and not math.isfinite(value):
            raise NotFinite(str(value))


def guard() -> None:
    """Once, when ``settings`` is imported."""
    for owner, names in TAKE_SIZES:
        for name in names:
            _guard_sizes(owner, name)
    _guard_vectors()
    _guard_roundings()


def _guard_sizes(owner: Any, name: str) -> None:
    found = vars(owner)[name]
    call = found.__func__ if isinstance(found, classmethod) else found

    @functools.wraps(call)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        refuse_infinite(args)
        refuse_infinite(kwargs.values())
        return call(*args, **kwargs)

    setattr(owner, name, classmethod(guarded) if isinstance(found, classmethod) else guarded)


def _guard_vectors() -> None:
    of_vector = cadquery.Vector.__init__

    def make(self: Any, *args: Any) -> None:
        of_vector(self, *args)
        if not math.isfinite(self.wrapped.SquareMagnitude()):
            refuse_infinite(self.toTuple())

    cadquery.Vector.__init__ = make


def _guard_roundings() -> None:
    of_fillet, of_chamfer = shapes.Mixin3D.fillet, shapes.Mixin3D.chamfer

    def fillet(self: Any, radius: float, edgeList: Iterable[Any]) -> Any:
        refuse_infinite((radius,))
        return _possible(self, of_fillet(self, radius, edgeList))

    def chamfer(self: Any, length: float, length2: float | None, edgeList: Iterable[Any]) -> Any:
        refuse_infinite((length, length2))
        return _possible(self, of_chamfer(self, length, length2, edgeList))

    shapes.Mixin3D.fillet, shapes.Mixin3D.chamfer = fillet, chamfer


def _possible(before: Any, after: Any) -> Any:
    """``after``, unless it is no valid body and larger than the box around ``before``, which no fillet and no chamfer can be."""
    if not after.isValid() and before.isValid():
        box = before.BoundingBox()
        if not 0 < after.Volume() <= box.xlen * box.ylen * box.zlen:
            raise StdFail_NotDone("the rounded faces cross each other")
    return after
