"""DXF R2013 in mm: the view from above, one layer a part. Lines, arcs and splines stay what they are."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import cadquery
from cadquery.occ_impl.exporters.dxf import DxfDocument

from cad.kernel.export.view import Drawn, is_flat, look_along
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Flat parts are written exactly as they lie; of the others the lines that are seen from above. Raises Failure."""
    flat = [Drawn(body, body.placed.Edges()) for body in bodies if is_flat(body)]
    drawn = flat + look_along([body for body in bodies if not is_flat(body)], (0, 0, 1), (1, 0, 0))
    if not any(part.edges for part in drawn):
        raise Failure(sentence("export_empty", format="DXF", reason="nothing is seen from above"))
    document = DxfDocument()
    for part in drawn:
        name = _layer(document, part.body, looks.get(part.body.leaf.path))
        document.add_shape(cadquery.Workplane("XY").newObject(part.edges), name)
    stream = io.StringIO()
    document.document.write(stream)
    return stream.getvalue().encode("utf-8")


def _layer(document: DxfDocument, body: Body, look: Look | None) -> str:
    """A layer with the part's path as its name, less the characters that DXF forbids."""
    base = re.sub(r'[<>/\\":;?*|=`\n\t]', "_", body.leaf.path)[:240].strip() or "part"
    name, number = base, 1
    while name in document.document.layers:
        number += 1
        name = f"{base}#{number}"
    document.add_layer(name)
    color = look["color"] if look is not None else body.leaf.color
    if color is not None:
        document.document.layers.get(name).rgb = tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
    return name
