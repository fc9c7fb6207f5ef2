"""Writes the colours of the seed that are computed: the colour checker, Munsell chips and recovered spectra.

Run ``python -m cmf_db.seed.compute`` after changing a table below. Needs colour-science, which the seed's loader does not.
"""

from __future__ import annotations

import json
from typing import Any

from cmf_db.science.conditions import Observer
from cmf_db.science.tables import OBSERVERS, library
from cmf_db.seed.library import FOLDER

Body = dict[str, Any]
SHOWN_NM = (380, 780)       # range of the spectra kept
COMPUTED_ON = "2026-11-24"

CHECKER_ZH = ("深肤色", "浅肤色", "蓝天", "叶绿", "蓝花", "蓝绿", "橙", "紫蓝", "中红", "紫", "黄绿", "橙黄",
              "蓝", "绿", "红", "黄", "品红", "青", "白 9.5", "灰 8", "灰 6.5", "灰 5", "灰 3.5", "黑 2")
CHECKER_SOURCE = {"kind": "measured", "on": "1997-01-01", "by": "N. Ohta",
                  "reference": "Ohta (1997), The Basis of Color Reproduction Engineering: one ColorChecker chart, published that year; "
                               "as shipped by colour-science 0.4.7, set 'ColorChecker N Ohta', the data of ISO 17321-1"}

MUNSELL_HUES = ("5R", "5YR", "5Y", "5GY", "5G", "5BG", "5B", "5PB", "5P", "5RP")
MUNSELL_VALUES, MUNSELL_CHROMAS = (3, 4, 5, 6, 7, 8), (4, 8)
MUNSELL_SOURCE = {"kind": "computed", "on": COMPUTED_ON,
                  "reference": "Munsell renotation (Newhall, Nickerson and Judd 1943), xyY for illuminant C and 2° as shipped by "
                               "colour-science 0.4.7, Y times 0.975 (ASTM D1535), adapted from C to D65 with CAT16"}

# Sample colours of the opening library whose curve is recovered from Lab under D65/10: slug, names, Lab, method of recovery.
RECOVERED = (
    ("sage_04", "鼠尾草 04", "Sage 04", (68.8, -8.5, 9.3), "Meng 2015"),
    ("jade_01", "青玉", "Jade", (70.5, -7.4, 8.4), "Otsu 2018"),
    ("moss_01", "苔青 01", "Moss 01", (70.6, -8.8, 10.2), "Otsu 2018"),
    ("mugwort", "艾草", "Mugwort", (69.4, -9.4, 9.5), "Otsu 2018"),
    ("bean_green", "豆绿 清漆", "Bean green, clear coat", (66.1, -9.1, 9.7), "Meng 2015"),
    ("plum_celadon", "梅子青 釉", "Plum celadon glaze", (70.0, -15.7, 4.7), "Otsu 2018"),
    ("raw_linen", "原麻", "Raw linen", (70.5, 1.0, 13.0), "Otsu 2018"),
    ("mist_02", "雾灰蓝 02", "Mist 02", (77.8, -2.3, -5.9), "Meng 2015"),
    ("clay_03", "陶土红 03", "Clay 03", (51.1, 29.7, 28.8), "Otsu 2018"),
    ("clay_03_moulded", "陶土红 03 素材色", "Clay 03, moulded-in", (51.1, 29.7, 28.8), "Meng 2015"),   # a metamer of clay_03
    ("rice_white_01", "米汤白 01", "Rice white 01", (88.0, -0.1, 9.3), "Meng 2015"),
    ("plain_white", "素白", "Plain white", (94.4, -0.5, 1.4), "Meng 2015"),
    ("smoked_plum_02", "乌梅 02", "Smoked plum 02", (34.5, 17.6, -3.4), "Otsu 2018"),
    ("indigo_baked", "靛青", "Indigo", (33.0, -1.7, -20.7), "Meng 2015"),
    ("indigo_dyed", "靛青 染色", "Indigo, dyed", (33.0, -1.7, -20.7), "Otsu 2018"),     # a metamer of indigo_baked
    ("gamboge", "藤黄 漆", "Gamboge lacquer", (66.6, 8.6, 57.3), "Otsu 2018"),
)
RECOVERED_NM = (400, 700, 10)
SAMPLE_LIMIT = {"kind": "estimate", "on": COMPUTED_ON, "reference": "sample data: a limit as design centres commonly set it"}
TOLERANCE = {"formula": "de00", "limit": 1.0, "illuminant": "D65", "observer": "10", "source": "sample"}


def checker() -> dict[str, Body]:
    """The 24 patches as spectral reflectance, 380–780 nm in 5 nm."""
    colour = library()
    patches = colour.SDS_COLOURCHECKERS["ColorChecker N Ohta"].items()
    return {f"checker_{i:02}": _colour(f"色卡 {zh}", f"ColorChecker {en}", {"spectrum": _spectrum(sd), "geometry": "unknown"}, "ohta_1997")
            for i, (zh, (en, sd)) in enumerate(zip(CHECKER_ZH, patches, strict=True), 1)}


def munsell() -> dict[str, Body]:
    """Ten hues at six values and two chromas as far as real colours reach, and nine greys; Lab under D65/2."""
    colour = library()
    data = {(hue, value, chroma): xyY for (hue, value, chroma), xyY in colour.MUNSELL_COLOURS["Munsell Colours Real"]}
    wanted = [(h, v, c) for h in MUNSELL_HUES for v in MUNSELL_VALUES for c in MUNSELL_CHROMAS]
    chips = {f"{h} {v}/{c}": data[h, v, c] for h, v, c in wanted if (h, v, c) in data}
    white = colour.CCS_ILLUMINANTS[OBSERVERS[Observer.TWO]]["C"]
    greys = {f"N {v}/": (*white, colour.colorimetry.luminance_ASTMD1535(v) / 0.975) for v in range(1, 10)}
    return {"munsell_" + "_".join(code.lower().replace("/", " ").split()): _chip(code, xyY) for code, xyY in {**greys, **chips}.items()}


def recovered() -> dict[str, Body]:
    """Sample colours with a plausible curve that has their Lab under D65/10. Computed, never measured."""
    return {slug: _colour(zh, en, {"spectrum": _curve(lab, method), "geometry": "d/8 SCI"}, _recovery(lab, method), tolerances=[TOLERANCE])
            for slug, zh, en, lab, method in RECOVERED}


def _colour(zh: str, en: str, measured: Body, source: str | Body, **more: Any) -> Body:
    return {"name": {"zh": zh, "en": en}, "measurements": [{**measured, "source": source}], **more}


def _chip(code: str, xyY: Any) -> Body:
    colour = library()
    whites = colour.CCS_ILLUMINANTS[OBSERVERS[Observer.TWO]]
    xyz = colour.xyY_to_XYZ((xyY[0], xyY[1], xyY[2] * 0.975 / 100))
    light_c, d65 = (colour.xy_to_XYZ(whites[name]) for name in ("C", "D65"))
    xyz = colour.chromatic_adaptation(xyz, light_c, d65, method="Von Kries", transform="CAT16")
    lab = colour.XYZ_to_Lab(xyz, whites["D65"])
    stated = {"lab": [round(float(v), 2) + 0.0 for v in lab], "illuminant": "D65", "observer": "2"}
    notation = {"system": "Munsell", "code": code}
    return _colour(f"孟塞尔 {code}", f"Munsell {code}", {"stated": stated, "geometry": "unknown"}, "renotation", notations=[notation])


def _curve(lab: tuple[float, float, float], method: str) -> Body:
    colour = library()
    start, end, step = RECOVERED_NM
    shape = colour.SpectralShape(start, end, step)
    cmfs = colour.MSDS_CMFS[OBSERVERS[Observer.TEN]].copy().align(shape)
    light = colour.SDS_ILLUMINANTS["D65"].copy().align(shape)
    xyz = colour.Lab_to_XYZ(lab, colour.CCS_ILLUMINANTS[OBSERVERS[Observer.TEN]]["D65"])
    return _spectrum(colour.XYZ_to_sd(xyz, method=method, cmfs=cmfs, illuminant=light))


def _recovery(lab: tuple[float, float, float], method: str) -> Body:
    text = f"sample data, not measured: curve recovered from L* {lab[0]:g} a* {lab[1]:g} b* {lab[2]:g} (D65/10) by {method}"
    return {"kind": "computed", "reference": f"{text}, colour-science 0.4.7", "on": COMPUTED_ON}


def _spectrum(sd: Any) -> Body:
    low, high = SHOWN_NM
    points = [(float(nm), float(r)) for nm, r in zip(sd.wavelengths, sd.values) if low <= nm <= high]
    return {"start_nm": points[0][0], "step_nm": points[1][0] - points[0][0], "values": [round(r, 4) for _, r in points]}


def _write(name: str, records: dict[str, Body], **sources: Body) -> None:
    lines = [f"{json.dumps(slug)}: {json.dumps(body, ensure_ascii=False)}" for slug, body in records.items()]
    head = json.dumps(sources, ensure_ascii=False)
    (FOLDER / "colour" / f"{name}.json").write_text(f'{{"sources": {head},\n"records": {{\n' + ",\n".join(lines) + "\n}}\n", "utf-8")


def main() -> None:
    """Writes ``checker.json``, ``munsell.json`` and ``recovered.json``."""
    _write("checker", checker(), ohta_1997=CHECKER_SOURCE)
    _write("munsell", munsell(), renotation=MUNSELL_SOURCE)
    _write("recovered", recovered(), sample=SAMPLE_LIMIT)


if __name__ == "__main__":
    main()
