"""glTF 2.0 document (.gltf) of one material with its ratified KHR extensions, to be taken into a scene."""

from __future__ import annotations

import json
from typing import Any

from cmf_db.exchange.collect import clean
from cmf_db.exchange.losses import without_texture
from cmf_db.exchange.palette import Written
from cmf_db.records.finish import Render
from cmf_db.screen import linear_of_hex


def write(name: str, render: Render, color: str) -> Written:
    """``color`` is ``#rrggbb``. Raises ValueError for another. Without meshes: a material is all it holds."""
    entry = material(name, render, color)
    document = {"asset": {"version": "2.0", "generator": "Sunmao"}, "materials": [entry]}
    if "extensions" in entry:
        document["extensionsUsed"] = sorted(entry["extensions"])
    return Written(json.dumps(document, ensure_ascii=False, indent=1).encode(), without_texture(render, "a glTF material"))


def material(name: str, render: Render, color: str) -> dict[str, Any]:
    """The entry of ``materials``: base colour as linear light, factors as the record holds them."""
    entry: dict[str, Any] = {
        "name": clean(name)[0],
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear_of_hex(color), 1.0], "metallicFactor": render.metallic, "roughnessFactor": render.roughness,
        },
    }  # fmt: skip
    if found := _extensions(render):
        entry["extensions"] = found
    return entry


def _extensions(render: Render) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if render.clearcoat:
        found["KHR_materials_clearcoat"] = {
            "clearcoatFactor": render.clearcoat, "clearcoatRoughnessFactor": render.clearcoat_roughness or 0.0,
        }  # fmt: skip
    if render.sheen:
        roughness = 0.5 if render.sheen_roughness is None else render.sheen_roughness
        found["KHR_materials_sheen"] = {"sheenColorFactor": [render.sheen] * 3, "sheenRoughnessFactor": roughness}
    if render.transmission:
        found["KHR_materials_transmission"] = {"transmissionFactor": render.transmission}
    if render.ior is not None:
        found["KHR_materials_ior"] = {"ior": render.ior}
    if render.anisotropy:
        found["KHR_materials_anisotropy"] = {"anisotropyStrength": render.anisotropy}
    return found
