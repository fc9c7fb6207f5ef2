"""GLB: glTF 2.0 binary from our own mesh. Metres, Y up, one node a part under its groups, physically based materials."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cad.kernel.color import linear
from cad.kernel.mesh import Floats
from cad.kernel.part import Body
from cad.look import Look
from cad.script.failures import Failure, sentence

ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
FLOAT, UNSIGNED_SHORT, UNSIGNED_INT = 5126, 5123, 5125
LINES = 1
UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])    # Z up to Y up
METRE = 0.001
PLAIN = Look(name="", color="#b4b8b6", alpha=1.0, roughness=0.5, metallic=0.0)


def write(bodies: list[Body], looks: Mapping[str, Look]) -> bytes:
    """The file. Raises Failure where no part can be drawn."""
    scene = _Scene()
    for body in bodies:
        scene.add(body, looks.get(body.leaf.path))
    if not scene.meshes:
        raise Failure(sentence("export_empty", format="GLB", reason="no shown object has faces or edges"))
    return scene.file()


@dataclass
class _Scene:
    nodes: list[dict[str, Any]] = field(default_factory=list)
    meshes: list[dict[str, Any]] = field(default_factory=list)
    materials: list[dict[str, Any]] = field(default_factory=list)
    accessors: list[dict[str, Any]] = field(default_factory=list)
    views: list[dict[str, Any]] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    groups: dict[str, int] = field(default_factory=dict)
    roots: list[int] = field(default_factory=list)

    def add(self, body: Body, look: Look | None) -> None:
        look = look or Look(**{**PLAIN, "color": body.leaf.color or PLAIN["color"], "alpha": body.leaf.alpha})
        primitives = self._lines(body, look) if body.bare else self._surfaces(body, look)
        if not primitives:
            return
        node: dict[str, Any] = {"name": body.leaf.label, "mesh": len(self.meshes)}
        self.meshes.append({"name": body.leaf.label, "primitives": primitives})
        matrix = _matrix(body.placement)
        if matrix is not None:
            node["matrix"] = matrix
        self._hang(node, body)

    def _hang(self, node: dict[str, Any], body: Body) -> None:
        """Put a node into its group; missing groups are made on the way."""
        above = None
        for path, name in body.leaf.groups:
            if path not in self.groups:
                self.groups[path] = self._put({"name": name or path.rpartition("/")[2], "children": []}, above)
            above = self.groups[path]
        self._put(node, above)

    def _put(self, node: dict[str, Any], above: int | None) -> int:
        number = len(self.nodes)
        self.nodes.append(node)
        (self.roots if above is None else self.nodes[above]["children"]).append(number)
        return number

    def _surfaces(self, body: Body, look: Look) -> list[dict[str, Any]]:
        """One primitive for each colour that the part's faces have."""
        by_color: dict[str | None, list[Any]] = {}
        for face, mesh in body.surfaces():
            if len(mesh.triangles):
                by_color.setdefault(body.color_of(face), []).append(mesh)
        primitives = []
        for color, meshes in by_color.items():
            starts = np.cumsum([0] + [len(mesh.points) for mesh in meshes[:-1]])
            triangles = np.concatenate([mesh.triangles + np.uint32(start) for mesh, start in zip(meshes, starts)])
            points = np.concatenate([mesh.points for mesh in meshes]) @ UP.T * METRE
            normals = np.concatenate([mesh.normals for mesh in meshes]) @ UP.T
            of_face = look if color is None else Look(**{**look, "color": color})
            primitives.append({
                "attributes": {"POSITION": self._vertices(points, limits=True), "NORMAL": self._vertices(normals)},
                "indices": self._indices(triangles.ravel(), len(points)),
                "material": self._material(of_face, two_sided=body.leaf.kind not in ("solid", "compound")),
            })
        return primitives

    def _lines(self, body: Body, look: Look) -> list[dict[str, Any]]:
        """A part without faces is drawn by its edges."""
        lines = [line for line in body.lines() if len(line) > 1]
        if not lines:
            return []
        pairs, start = [], 0
        for line in lines:
            steps = np.arange(start, start + len(line) - 1)
            pairs.append(np.column_stack((steps, steps + 1)))
            start += len(line)
        points = np.concatenate(lines) @ UP.T * METRE
        return [{
            "attributes": {"POSITION": self._vertices(points, limits=True)},
            "indices": self._indices(np.concatenate(pairs).ravel(), len(points)),
            "mode": LINES,
            "material": self._material(look, two_sided=False),
        }]

    def _vertices(self, numbers: Floats, *, limits: bool = False) -> int:
        exact = np.ascontiguousarray(numbers, "<f4")
        accessor: dict[str, Any] = {"componentType": FLOAT, "count": len(exact), "type": "VEC3"}
        if limits:
            accessor["min"], accessor["max"] = exact.min(axis=0).tolist(), exact.max(axis=0).tolist()
        return self._accessor(accessor, exact.tobytes(), ARRAY_BUFFER)

    def _indices(self, numbers: Any, vertices: int) -> int:
        small = vertices < 65535                # 65535 itself restarts a primitive
        accessor = {"componentType": UNSIGNED_SHORT if small else UNSIGNED_INT, "count": len(numbers), "type": "SCALAR"}
        return self._accessor(accessor, numbers.astype("<u2" if small else "<u4").tobytes(), ELEMENT_ARRAY_BUFFER)

    def _accessor(self, accessor: dict[str, Any], data: bytes, target: int) -> int:
        self.views.append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(data), "target": target})
        self.data += data + b"\0" * (-len(data) % 4)
        self.accessors.append({"bufferView": len(self.views) - 1, **accessor})
        return len(self.accessors) - 1

    def _material(self, look: Look, *, two_sided: bool) -> int:
        material = material_of(look, two_sided=two_sided)
        if material not in self.materials:
            self.materials.append(material)
        return self.materials.index(material)

    def file(self) -> bytes:
        extensions = sorted({name for material in self.materials for name in material.get("extensions", {})})
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "Sunmao"},
            "scene": 0, "scenes": [{"nodes": self.roots}], "nodes": self.nodes, "meshes": self.meshes, "materials": self.materials,
            "accessors": self.accessors, "bufferViews": self.views, "buffers": [{"byteLength": len(self.data)}],
        }  # fmt: skip
        if extensions:
            document["extensionsUsed"] = extensions
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        size = 12 + 8 + len(text) + 8 + len(self.data)
        return b"".join((
            struct.pack("<4sII", b"glTF", 2, size), struct.pack("<I4s", len(text), b"JSON"), text,
            struct.pack("<I4s", len(self.data), b"BIN\0"), bytes(self.data),
        ))  # fmt: skip


def _matrix(placement: Floats) -> list[float] | None:
    """A placement in mm, Z up, as a column-major glTF matrix in metres, Y up; None where the part stands at the origin."""
    if np.array_equal(placement, np.eye(3, 4)):
        return None
    whole = np.eye(4)
    whole[:3, :3] = UP @ placement[:, :3] @ UP.T
    whole[:3, 3] = UP @ placement[:, 3] * METRE
    return [float(number) for number in whole.T.ravel()]


def material_of(look: Look, *, two_sided: bool) -> dict[str, Any]:
    """A look in glTF's terms: colours as linear light, what metallic-roughness cannot say as ratified Khronos extensions."""
    material: dict[str, Any] = {
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear(look["color"]), look["alpha"]],
            "metallicFactor": look["metallic"],
            "roughnessFactor": look["roughness"],
        }
    }
    if look["name"]:
        material["name"] = look["name"]
    if look["alpha"] < 1:
        material["alphaMode"] = "BLEND"
    if two_sided:
        material["doubleSided"] = True
    extensions = _extensions(look)
    if extensions:
        material["extensions"] = extensions
    return material


def _extensions(look: Look) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if look.get("clearcoat"):
        found["KHR_materials_clearcoat"] = {
            "clearcoatFactor": look["clearcoat"], "clearcoatRoughnessFactor": look.get("clearcoat_roughness", 0.0)
        }  # fmt: skip
    if look.get("sheen"):
        found["KHR_materials_sheen"] = {
            "sheenColorFactor": [look["sheen"]] * 3, "sheenRoughnessFactor": look.get("sheen_roughness", 0.5)
        }  # fmt: skip
    if look.get("transmission"):
        found["KHR_materials_transmission"] = {"transmissionFactor": look["transmission"]}
    if "ior" in look:
        found["KHR_materials_ior"] = {"ior": look["ior"]}
    if look.get("anisotropy"):
        found["KHR_materials_anisotropy"] = {"anisotropyStrength": look["anisotropy"]}
    return found
