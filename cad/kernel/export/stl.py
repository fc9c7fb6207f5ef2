"""STL, binary, mm: all parts as one mesh where they stand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Raises Failure where no part has a face."""
    pieces = []
    for body in bodies:
        turn, shift = body.placement[:, :3], body.placement[:, 3]
        pieces += [(mesh.points @ turn.T + shift)[mesh.triangles] for _, mesh in body.surfaces() if len(mesh.triangles)]
    if not pieces:
        raise Failure(sentence("export_empty", format="STL", reason="no shown object has a surface"))
    corners = np.concatenate(pieces)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(across, axis=1, keepdims=True)
    facets = np.zeros(len(corners), FACET)
    facets["corners"] = corners
    facets["normal"] = across / np.where(size > 0, size, 1)
    return b"Sunmao binary STL, mm".ljust(80, b" ") + len(facets).to_bytes(4, "little") + facets.tobytes()
