"""A view of the parts with hidden lines removed, as line segments. Exact hidden-line removal takes minutes on a vented base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cadquery
import numpy as np
from OCP.gp import gp_Ax2, gp_Dir, gp_Pnt
from OCP.HLRAlgo import HLRAlgo_Projector
from OCP.HLRBRep import HLRBRep_PolyAlgo, HLRBRep_PolyHLRToShape

from cad.kernel.mesh import Floats
from cad.kernel.part import Body

Direction = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part in a view: polylines (n, 2), x to the right, y up, mm."""

    body: Body
    lines: list[Floats]


def look_along(bodies: list[Body], direction: Direction, right: Direction) -> list[Drawn]:
    """The parts as an eye at ``direction`` from the origin sees them, ``right`` pointing right; parallel projection.

    Parts with faces hide what is behind them. Wires and edges are drawn whole.
    """
    solid = [body for body in bodies if not body.bare]
    drawn = _hidden_removed(solid, direction, right) if solid else []
    view = cadquery.Plane((0, 0, 0), right, direction)
    axes = np.array([view.xDir.toTuple(), view.yDir.toTuple()]).T
    return drawn + [Drawn(body, [line @ axes for line in _placed_lines(body)]) for body in bodies if body.bare]


def _placed_lines(body: Body) -> list[Floats]:
    turn, shift = body.placement[:, :3], body.placement[:, 3]
    return [line @ turn.T + shift for line in body.lines() if len(line) > 1]


def _hidden_removed(bodies: list[Body], direction: Direction, right: Direction) -> list[Drawn]:
    algorithm = HLRBRep_PolyAlgo()
    for body in bodies:
        if body.meshes:                     # what it looks at are the triangles on the faces
            algorithm.Load(body.placed.wrapped)
    algorithm.Projector(HLRAlgo_Projector(gp_Ax2(gp_Pnt(0, 0, 0), gp_Dir(*direction), gp_Dir(*right))))
    algorithm.Update()
    lines = HLRBRep_PolyHLRToShape()
    lines.Update(algorithm)
    return [Drawn(body, _segments(lines, body.placed.wrapped)) for body in bodies]


def _segments(lines: Any, shape: Any) -> list[Floats]:
    found = []
    for compound in (lines.VCompound(shape), lines.OutLineVCompound(shape)):
        if compound is not None and not compound.IsNull():
            for edge in cadquery.Shape.cast(compound).Edges():
                found.append(np.array([edge.startPoint().toTuple()[:2], edge.endPoint().toTuple()[:2]]))
    return found
