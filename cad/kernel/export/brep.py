"""BREP, the kernel's own text format: one compound of all parts where they stand, without their meshes."""

from __future__ import annotations

import io
from collections.abc import Mapping

import cadquery
from OCP.BRepTools import BRepTools
from OCP.Message import Message_ProgressRange
from OCP.TopTools import TopTools_FormatVersion

from cad.kernel.part import Body
from cad.look import Look


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    whole = cadquery.Compound.makeCompound([body.placed for body in bodies])
    stream = io.BytesIO()
    BRepTools.Write_s(
        whole.wrapped, stream, False, False, TopTools_FormatVersion.TopTools_FormatVersion_CURRENT, Message_ProgressRange()
    )
    return stream.getvalue()
