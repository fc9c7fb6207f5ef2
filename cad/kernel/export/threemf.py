"""3MF core: one closed mesh object a part, with its name and colour, placed by the build items. mm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

import numpy as np

from cad.kernel.export.glb import PLAIN
from cad.kernel.mesh import Floats, Indices
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>"""
RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Target="/3D/3dmodel.model" Id="model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>"""
CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
SAME_POINT_MM = 1e-5


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Raises Failure where no part has a surface."""
    colors: list[str] = []
    objects: list[str] = []
    items: list[str] = []
    for body in bodies:
        points, triangles = welded(body)
        if not len(triangles):
            continue
        colors.append(_base(body, looks.get(body.leaf.path)))
        number = len(objects) + 2
        kind = "model" if body.leaf.kind in ("solid", "compound") else "surface"
        objects.append(
            f'<object id="{number}" type="{kind}" name={_attribute(body.leaf.label)} pid="1" pindex="{len(colors) - 1}">'
            f"<mesh><vertices>{_vertices(points)}</vertices><triangles>{_triangles(triangles)}</triangles></mesh></object>"
        )
        items.append(f'<item objectid="{number}" transform="{_transform(body.placement)}"/>')
    if not objects:
        raise Failure(sentence("export_empty", format="3MF", reason="no shown object has a surface"))
    model = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model unit="millimeter" xml:lang="zh" xmlns="{CORE}">'
        f'<metadata name="Application">Sunmao</metadata><resources><basematerials id="1">{"".join(colors)}</basematerials>'
        f"{''.join(objects)}</resources><build>{''.join(items)}</build></model>"
    )
    return _zipped({"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONSHIPS, "3D/3dmodel.model": model})


def welded(body: Body) -> tuple[Floats, Indices]:
    """The whole mesh of a part with one vertex a point, so that neighbouring faces share their edges."""
    meshes = [mesh for _, mesh in body.surfaces() if len(mesh.triangles)]
    if not meshes:
        return np.zeros((0, 3)), np.zeros((0, 3), np.uint32)
    points = np.concatenate([mesh.points for mesh in meshes])
    starts = np.cumsum([0] + [len(mesh.points) for mesh in meshes[:-1]])
    corners = np.concatenate([mesh.triangles + np.uint32(start) for mesh, start in zip(meshes, starts)])
    _, first, same = np.unique(np.round(points / SAME_POINT_MM).astype(np.int64), axis=0, return_index=True, return_inverse=True)
    corners = same.reshape(-1)[corners].astype(np.uint32)
    a, b, c = corners.T
    return points[first], corners[(a != b) & (b != c) & (c != a)]


def _base(body: Body, look: Look | None) -> str:
    name = look["name"] if look is not None and look["name"] else body.leaf.label
    color = look["color"] if look is not None else body.leaf.color or PLAIN["color"]
    alpha = look["alpha"] if look is not None else body.leaf.alpha
    return f'<base name={_attribute(name)} displaycolor="{color.upper()}{round(alpha * 255):02X}"/>'


def _attribute(text: str) -> str:
    return quoteattr(text, {"\n": " ", "\t": " "})


def _vertices(points: Floats) -> str:
    return "".join(f'<vertex x="{x:.6g}" y="{y:.6g}" z="{z:.6g}"/>' for x, y, z in points.tolist())


def _triangles(corners: Indices) -> str:
    return "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in corners.tolist())


def _transform(placement: Floats) -> str:
    return " ".join(f"{number:.9g}" for number in placement.T.ravel())


def _zipped(files: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
