"""The finishes that ship with the project: a small fixed list for parts that have no record of their own.

Gloss is in gloss units (GU) at 60° after ISO 2813 unless another angle is given; Ra is the arithmetic mean roughness in µm.
The render numbers are glTF 2.0 factors, 0 to 1. For dielectrics ``roughness`` follows from the gloss (``roughness_of_gloss``).
Typical figures, not measurements of a sample: ``source`` says where each comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cmf_db.science.gloss import roughness_of_gloss
from cmf_db.science.texture import ra_of_vdi

Texture = Literal["none", "grain_fine", "grain_coarse", "brushed", "wood", "weave", "twill", "leather"]


@dataclass(frozen=True, slots=True)
class Finish:
    """One finish. Optional render factors are ``None`` where they do not apply."""

    id: str
    name_zh: str
    name_en: str
    group: str                      # plastic, coating, metal, wood, glass, elastomer, textile
    source: str
    gloss_gu: float | None = None
    ra_um: float | None = None
    roughness: float = 0.5
    metallic: float = 0.0
    clearcoat: float | None = None
    clearcoat_roughness: float | None = None
    sheen: float | None = None
    sheen_roughness: float | None = None
    transmission: float | None = None
    ior: float | None = None
    anisotropy: float | None = None
    texture: Texture = "none"


GLOSS = "typical 60° gloss, estimate; roughness by GGX over the ISO 2813 aperture"
VDI = "Ra by VDI 3400; 60° gloss is an estimate"
LOOK = "render estimate"


def _dielectric(id: str, zh: str, en: str, group: str, gu: float, source: str = GLOSS, *, texture: Texture = "none",
                ra_um: float | None = None, sheen: float | None = None) -> Finish:
    return Finish(id, zh, en, group, source, gloss_gu=gu, ra_um=ra_um, roughness=roughness_of_gloss(gu), texture=texture,
                  sheen=sheen, sheen_roughness=0.5 if sheen is not None else None)


def _metal(id: str, zh: str, en: str, roughness: float, *, group: str = "metal", texture: Texture = "none", anisotropy: float | None = None,
           ra_um: float | None = None) -> Finish:
    return Finish(id, zh, en, group, LOOK, roughness=roughness, metallic=1.0, texture=texture, anisotropy=anisotropy, ra_um=ra_um)


FINISHES: tuple[Finish, ...] = (
    _dielectric("gloss", "高光", "Gloss", "plastic", 85.0),
    _dielectric("satin", "丝光", "Satin", "plastic", 28.0),
    _dielectric("matt", "哑光", "Matt", "plastic", 8.0),
    _dielectric("vdi21", "细晒纹 VDI 21", "Fine texture VDI 21", "plastic", 6.0, VDI, texture="grain_fine", ra_um=round(ra_of_vdi(21), 2)),
    _dielectric("vdi27", "晒纹 VDI 27", "Texture VDI 27", "plastic", 3.8, VDI, texture="grain_fine", ra_um=round(ra_of_vdi(27), 2)),
    _dielectric("vdi33", "粗晒纹 VDI 33", "Coarse texture VDI 33", "plastic", 2.2, VDI, texture="grain_coarse", ra_um=round(ra_of_vdi(33), 2)),
    Finish("lacquer", "钢琴漆", "Piano lacquer", "coating", LOOK, gloss_gu=88.0, roughness=0.35, clearcoat=1.0, clearcoat_roughness=0.04),
    _dielectric("paint_matt", "哑光喷涂", "Matt paint", "coating", 12.0),
    Finish("paint_metallic", "金属漆", "Metallic paint", "coating", LOOK, gloss_gu=60.0, roughness=0.42, metallic=0.55, clearcoat=0.8, clearcoat_roughness=0.15),
    _dielectric("powder", "细砂粉末喷涂", "Fine powder coat", "coating", 5.0, texture="grain_fine"),
    _dielectric("soft_touch", "肤感漆", "Soft-touch paint", "coating", 4.0, sheen=0.25),
    Finish("enamel", "搪瓷", "Vitreous enamel", "coating", LOOK, gloss_gu=88.0, roughness=0.12, clearcoat=0.6, clearcoat_roughness=0.05, ior=1.55),
    _metal("anodised", "喷砂阳极氧化", "Blasted, anodised", 0.42, texture="grain_fine"),
    _metal("brushed", "拉丝", "Brushed", 0.34, texture="brushed", anisotropy=0.7),
    _metal("polished", "抛光", "Polished", 0.12),
    _metal("chrome", "镀铬", "Chrome plate", 0.04),
    _metal("pvd_satin", "丝面 PVD", "Satin PVD", 0.26),
    _dielectric("wood_oiled", "木材 擦油", "Oiled wood", "wood", 10.0, texture="wood"),
    _dielectric("wood_raw", "木材 素面", "Bare wood", "wood", 4.0, texture="wood"),
    Finish("wood_lacquer", "木材 清漆", "Lacquered wood", "wood", LOOK, gloss_gu=70.0, roughness=0.45, clearcoat=0.9, clearcoat_roughness=0.1, texture="wood"),
    Finish("glass", "透明玻璃", "Clear glass", "glass", LOOK, gloss_gu=89.0, roughness=0.02, transmission=0.95, ior=1.52),
    Finish("glass_frosted", "磨砂玻璃", "Frosted glass", "glass", LOOK, roughness=0.45, transmission=0.85, ior=1.52),
    _dielectric("silicone", "硅胶", "Silicone", "elastomer", 6.0, sheen=0.15),
    _dielectric("weave", "平纹布", "Plain weave", "textile", 1.0, LOOK, texture="weave", sheen=0.4),
    _dielectric("twill", "斜纹布", "Twill", "textile", 1.2, LOOK, texture="twill", sheen=0.5),
    _dielectric("leather", "皮革", "Leather", "textile", 7.0, LOOK, texture="leather", sheen=0.15),
)

BY_ID: dict[str, Finish] = {finish.id: finish for finish in FINISHES}
DEFAULT = BY_ID["matt"]
