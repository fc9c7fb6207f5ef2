"""The finishes that parts wear by name (``cmf_db.finishes``) as records: one truth, and ids that saved models keep."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cmf_db.finishes import FINISHES, LOOK, VDI, Finish

READ_ON = "2026-11-24"
RENDER = ("roughness", "metallic", "clearcoat", "clearcoat_roughness", "sheen", "sheen_roughness", "transmission", "ior", "anisotropy",
          "texture")
GROUPS = {
    "gloss": "gloss", "satin": "satin", "matt": "matt", "vdi21": "texture", "vdi27": "texture", "vdi33": "texture", "lacquer": "gloss",
    "paint_matt": "matt", "paint_metallic": "coated", "powder": "coated", "soft_touch": "matt", "enamel": "coated", "anodised": "brushed",
    "brushed": "brushed", "polished": "polished", "chrome": "coated", "pvd_satin": "coated", "wood_oiled": "oiled", "wood_raw": "matt",
    "wood_lacquer": "oiled", "glass": "clear", "glass_frosted": "clear", "silicone": "matt", "weave": "woven", "twill": "woven",
    "leather": "texture",
}


def built_in_finishes() -> dict[str, dict[str, Any]]:
    """Plain bodies of Finish records by the id of the built-in finish, which is their slug."""
    return {finish.id: _body(finish) for finish in FINISHES}


def _body(finish: Finish) -> dict[str, Any]:
    numbers = asdict(finish)
    estimate = {"kind": "estimate", "reference": finish.source, "on": READ_ON}
    computed = {"kind": "computed", "reference": "roughness by GGX over the ISO 2813 aperture, from the 60° gloss", "on": READ_ON}
    body: dict[str, Any] = {"kind": "finish", "name": {"zh": finish.name_zh, "en": finish.name_en}, "group": GROUPS[finish.id]}
    if finish.gloss_gu is not None:
        body["gloss_60"] = {"value": finish.gloss_gu, "unit": "GU", "condition": "60°", "source": estimate}
    if finish.source == VDI:
        body["ra"] = {"value": finish.ra_um, "unit": "µm", "source": {**computed, "reference": "VDI 3400: Ra = 0.1 · 10^(grade / 20) µm"}}
        body["mould"] = {"system": "VDI 3400", "code": finish.id.removeprefix("vdi")}
    by_eye = finish.source == LOOK and finish.group != "textile"
    return {**body, "render": {**{k: numbers[k] for k in RENDER if numbers[k] is not None}, "source": estimate if by_eye else computed}}
