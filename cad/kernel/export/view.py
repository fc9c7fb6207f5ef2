"""A view of the parts with hidden lines removed: the exact curves that the eye sees from one direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cadquery
from OCP.BRepLib import BRepLib
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt
from OCP.HLRAlgo import HLRAlgo_Projector
from OCP.HLRBRep import HLRBRep_Algo, HLRBRep_HLRToShape

from cad.kernel.part import Body

FLAT_MM = 1e-6


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part in a view: edges in the plane z = 0 of the view, x to the right, y up, mm."""

    body: Body
    edges: list[cadquery.Edge]


def look_along(bodies: list[Body], direction: tuple[float, float, float], right: tuple[float, float, float]) -> list[Drawn]:
    """The parts as seen by an eye at ``direction`` from the origin, ``right`` pointing right; parallel projection.

    Parts with faces hide what is behind them. Wires and edges are drawn whole.
    """
    plane = gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(*direction), gp_Dir(*right))
    algorithm = HLRBRep_Algo()
    solid = [body for body in bodies if not body.bare]
    for body in solid:
        algorithm.Add(body.placed.wrapped)
    algorithm.Projector(HLRAlgo_Projector(plane))
    algorithm.Update()
    algorithm.Hide()
    lines = HLRBRep_HLRToShape(algorithm)
    drawn = [Drawn(body, _visible(lines, body)) for body in solid]
    view = cadquery.Plane((0, 0, 0), right, direction)
    drawn += [Drawn(body, [edge.transformShape(view.fG) for edge in body.placed.Edges()]) for body in bodies if body.bare]
    return drawn


def _visible(lines: Any, body: Body) -> list[cadquery.Edge]:
    shape = body.placed.wrapped
    found: list[cadquery.Edge] = []
    for compound in (lines.VCompound(shape), lines.OutLineVCompound(shape)):
        if compound is not None and not compound.IsNull():
            BRepLib.BuildCurves3d_s(compound)
            found += cadquery.Shape.cast(compound).Edges()
    return found


def is_flat(body: Body) -> bool:
    """Whether the part lies in a plane of constant z, as a sketch does."""
    box = body.placed.BoundingBox()
    return bool(box.zlen < FLAT_MM)
