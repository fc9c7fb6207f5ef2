"""MaterialX document (.mtlx) of one surface: Autodesk Standard Surface 1.0.1, colours linear Rec. 709."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from cmf_db.exchange.collect import clean
from cmf_db.exchange.losses import without_texture
from cmf_db.exchange.palette import Written
from cmf_db.records.finish import Render
from cmf_db.screen import linear_of_hex


def write(name: str, render: Render, color: str) -> Written:
    """``color`` is ``#rrggbb``. Raises ValueError for another. A grain or weave is not part of the document, with a warning.

    >>> from datetime import date
    >>> render = Render(roughness=0.4, source={"kind": "estimate", "reference": "by eye", "on": date(2026, 11, 24)})
    >>> b'name="specular_roughness" type="float" value="0.4"' in write("Matt", render, "#c0392b").data
    True
    """
    base = ", ".join(f"{v:.6g}" for v in linear_of_hex(color))
    inputs = [("base", "float", "1"), ("base_color", "color3", base), ("metalness", "float", f"{render.metallic:g}"),
              ("specular_roughness", "float", f"{render.roughness:g}")]  # fmt: skip
    optional = {
        "specular_IOR": render.ior, "specular_anisotropy": render.anisotropy, "transmission": render.transmission, "coat": render.clearcoat,
        "coat_roughness": render.clearcoat_roughness, "sheen": render.sheen, "sheen_roughness": render.sheen_roughness,
    }  # fmt: skip
    inputs += [(key, "float", f"{value:g}") for key, value in optional.items() if value is not None]
    label = clean(name)[0]
    id = re.sub(r"[^A-Za-z0-9]+", "_", label).strip("_") or "surface"
    rows = "".join(f'    <input name="{key}" type="{kind}" value="{value}"/>\n' for key, kind, value in inputs)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<materialx version="1.38" colorspace="lin_rec709">\n'
        f'  <standard_surface name="SR_{id}" type="surfaceshader" doc={quoteattr(label)}>\n{rows}  </standard_surface>\n'
        f'  <surfacematerial name="M_{id}" type="material" uiname={quoteattr(label)}>\n'
        f'    <input name="surfaceshader" type="surfaceshader" nodename="SR_{id}"/>\n  </surfacematerial>\n</materialx>\n'
    )
    return Written(text.encode(), without_texture(render, "a MaterialX file"))
