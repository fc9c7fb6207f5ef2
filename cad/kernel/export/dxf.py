"""DXF R2013 in mm: the view from above, one layer a part.

What lies flat, and the outline of a plate (a cut piece), is written exactly: lines, arcs and splines stay what they are. Of any other
body the lines that are seen from above are written as segments.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import cadquery
from cadquery.occ_impl.exporters.dxf import DxfDocument

from cad.kernel.export.view import look_along
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

FLAT_MM = 1e-5
HIGHEST_DEGREE = 10


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Raises Failure where nothing is seen from above."""
    document = DxfDocument()
    exact = {id(body): edges for body in bodies if (edges := flat_edges(body))}
    for body in bodies:
        if id(body) in exact:
            document.add_shape(cadquery.Workplane("XY").newObject(map(_writable, exact[id(body)])), _layer(document, body, looks))
    for drawn in look_along([body for body in bodies if id(body) not in exact], (0, 0, 1), (1, 0, 0)):
        layer = _layer(document, drawn.body, looks)
        for line in drawn.lines:
            for start, end in zip(line[:-1].tolist(), line[1:].tolist()):
                document.msp.add_line(start, end, dxfattribs={"layer": layer})
    if not len(document.msp):
        raise Failure(sentence("export_empty", format="DXF", reason="nothing is seen from above"))
    stream = io.StringIO()
    document.document.write(stream)
    return stream.getvalue().encode("utf-8")


def flat_edges(body: Body) -> list[cadquery.Edge]:
    """The edges of what lies in a plane of constant z, or of the upper side of a plate with upright walls; else none."""
    box = body.box_mm
    height = box[5] - box[2]
    if height < FLAT_MM:
        return list(body.placed.Edges())
    tops = [face for face in body.placed.Faces() if face.geomType() == "PLANE" and abs(face.Center().z - box[5]) < FLAT_MM]
    under = sum(face.Area() for face in tops) * height
    return [edge for face in tops for edge in face.Edges()] if under and abs(under / body.volume_mm3 - 1) < 1e-6 else []


def _writable(edge: cadquery.Edge) -> cadquery.Edge:
    """DXF has lines, arcs, ellipses and splines of degree 10 at most; an offset curve has no spline of a low degree: 1 µm from it."""
    kind = edge.geomType()
    if kind in ("LINE", "CIRCLE", "ELLIPSE") or (kind == "BSPLINE" and edge._geomAdaptor().Degree() <= HIGHEST_DEGREE):
        return edge
    return edge.toSplines(degree=3, tolerance=0.001)


def _layer(document: DxfDocument, body: Body, looks: Mapping[str, Look]) -> str:
    """A new layer with the part's path as its name, less the characters that DXF forbids."""
    base = re.sub(r'[<>/\\":;?*|=`\n\t]', "_", body.leaf.path)[:240].strip() or "part"
    name, number = base, 1
    while name in document.document.layers:
        number += 1
        name = f"{base}#{number}"
    document.add_layer(name)
    look = looks.get(body.leaf.path)
    color = look["color"] if look is not None else body.leaf.color
    if color is not None:
        document.document.layers.get(name).rgb = tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
    return name
