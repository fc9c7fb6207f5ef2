"""SVG: a line drawing from the front, right and above, one titled group a part, at true scale of the view in mm."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

import numpy as np

from cad.kernel.export.view import look_along
from cad.kernel.mesh import Floats
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

ISOMETRIC = ((1.0, -1.0, 1.0), (1.0, 1.0, 0.0))
ABOVE = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
FLAT_MM = 1e-5
MARGIN_MM = 5.0
LINE = "#1d2021"


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file; sketches alone are drawn from above. Raises Failure where nothing can be drawn."""
    direction, right = ABOVE if all(body.box_mm[5] - body.box_mm[2] < FLAT_MM for body in bodies) else ISOMETRIC
    groups: list[tuple[str, list[Floats]]] = []
    for part in look_along(bodies, direction, right):
        groups.append((part.body.leaf.path, [line * (1, -1) for line in part.lines]))
    every = [line for _, lines in groups for line in lines]
    if not every:
        raise Failure(sentence("export_empty", format="SVG", reason="no shown object has edges"))
    points = np.concatenate(every)
    low = points.min(axis=0) - MARGIN_MM
    size = points.max(axis=0) + MARGIN_MM - low
    width = max(size) / 800
    body = "".join(f"<g><title>{escape(path)}</title>{''.join(map(_path, lines))}</g>\n" for path, lines in groups if lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]:.2f}mm" height="{size[1]:.2f}mm" '
        f'viewBox="{low[0]:.3f} {low[1]:.3f} {size[0]:.3f} {size[1]:.3f}">\n'
        f'<g fill="none" stroke="{LINE}" stroke-width="{width:.3f}" stroke-linecap="round" stroke-linejoin="round">\n{body}</g></svg>\n'
    ).encode()


def _path(line: Floats) -> str:
    return f'<path d="M{" ".join(f"{x:.3f},{y:.3f}" for x, y in line.tolist())}"/>'
