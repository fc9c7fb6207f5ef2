"""What one build of a script gives: plain data that crosses process borders as JSON. No kernel, no web.

Lengths are mm, areas mm², volumes mm³, angles degrees, times seconds. Boxes are ``[xmin, ymin, zmin, xmax, ymax, zmax]``.
Placements are the twelve numbers of a 3×4 matrix, row by row; ``parent_mm = M @ [x, y, z, 1]``.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Level = Literal["error", "warning", "info"]


class Message(TypedDict):
    """A sentence for the author: what happened, where, what to do. ``line`` is the innermost line of the author's own script."""

    level: Level
    text: str
    line: int | None
    file: NotRequired[str]      # only when it is not the main script
    code: NotRequired[str]      # stable name of the failure (``syntax``, ``range``, ``fillet``, ``timeout`` …) for translation
    values: NotRequired[dict[str, str | int | float]]   # what a translated sentence needs


class FaceFact(TypedDict):
    """One face of a part. ``chunk`` is the number of its mesh chunk in the scene."""

    chunk: int
    kind: str                   # plane, cylinder, cone, sphere, torus, bspline, other
    area_mm2: float
    radius_mm: NotRequired[float]
    color: NotRequired[str]     # own colour ``#rrggbb`` where it differs from the part's


class EdgeFact(TypedDict):
    """One edge of a part, in the order of the polylines of the part's edge chunk."""

    kind: str                   # line, circle, ellipse, bspline, other
    length_mm: float
    sharp: bool                 # sharp or boundary; seams and tangent edges are not sharp
    radius_mm: NotRequired[float]


class Part(TypedDict):
    """One leaf of the product tree.

    ``path`` joins names by ``/`` (a ``/`` in a name is written ``∕``); a repeated or missing name gets ``#2``, ``#3`` …
    ``name`` is as the author wrote it. ``color`` is sRGB ``#rrggbb`` or ``None``.
    """

    path: str
    name: str
    parent: str                 # path of the group it stands in, "" at the top
    kind: str                   # solid, compound, shell, face, wire, edge, vertex, sketch, mesh
    debug: bool
    solids: int
    placement: list[float]
    color: str | None
    alpha: float
    volume_mm3: float
    area_mm2: float
    bbox_mm: list[float]
    valid: bool
    faces: list[FaceFact]
    edges: list[EdgeFact]
    edge_chunk: int | None      # one chunk holds all edges of the part


class ChunkName(TypedDict):
    """A mesh chunk: the SHA-256 of its bytes names it. ``vertices`` and ``indices`` are counts."""

    sha256: str
    kind: Literal["face", "edge"]
    vertices: int
    indices: int


class Timing(TypedDict):
    line: int
    operation: str
    seconds: float


class ParameterRow(TypedDict):
    """``cad.script.parameter.Parameter`` as JSON."""

    name: str
    type: str
    default: float | int | str | bool
    value: float | int | str | bool
    unit: str | None
    min: float | None
    max: float | None
    step: float | None
    choices: list[float | int | str | bool] | None
    text: str | None
    group: str | None
    line: int


class Scene(TypedDict):
    """The answer to one build. ``ok`` is false when the script failed; the parts shown before the failure are not in it."""

    ok: bool
    kernel: str                 # "cadquery 2.8.0, OCP 7.9.3.1.1"
    seconds: float
    cpu_seconds: float
    parameters: list[ParameterRow]
    parts: list[Part]
    chunks: list[ChunkName]
    messages: list[Message]
    timings: list[Timing]
    stdout: str
