"""Gloss and texture: the tables against an integration of their own, the published grades, limits in words."""

from __future__ import annotations

import numpy as np
import pytest

from cmf_db.science.gloss import (
    ANGLES,
    Angle,
    GlossError,
    angle_for,
    flat_gloss,
    fresnel,
    gloss_of_roughness,
    points_at,
    roughness_of_gloss,
)
from cmf_db.science.texture import (
    COMMON,
    SPI_RA_UM,
    STRICT,
    TextureError,
    draft_of_depth,
    draft_of_vdi,
    ra_of_spi,
    ra_of_vdi,
    vdi_of_ra,
)

RECEPTOR_DEG = {20: (1.8, 3.6), 60: (4.4, 11.7), 85: (4.0, 6.0)}      # ISO 2813, in the plane of measurement and across it
VDI_PUBLISHED = {12: 0.40, 15: 0.56, 18: 0.80, 21: 1.12, 24: 1.60, 27: 2.24, 30: 3.15, 33: 4.50, 36: 6.30, 39: 9.00, 42: 12.50, 45: 18.00}   # Ra µm, VDI 3400


def ggx_gloss(roughness: float, angle: int, steps: int = 160) -> float:
    """GU of a GGX surface (Walter 2007, height-correlated Smith) of index 1.5: its reflectance summed over the receptor."""
    alpha, theta = roughness**2, np.radians(angle)
    across, along = np.radians(RECEPTOR_DEG[angle][1]), np.radians(RECEPTOR_DEG[angle][0])
    unit = (2 * np.arange(steps) + 1) / steps - 1
    polar, side = np.meshgrid(theta + along / 2 * unit**3, across / 2 * unit**3, indexing="ij")      # finest where the highlight is
    area = np.outer(unit**2, unit**2) * (3 / steps) ** 2 * along * across
    inward = np.array([-np.sin(theta), 0, np.cos(theta)])
    outward = np.stack([np.sin(polar) * np.cos(side), np.sin(side), np.cos(polar) * np.cos(side)], axis=-1)
    solid = np.where(outward[..., 2] > 0, np.cos(side) * area, 0)
    half = inward + outward
    half /= np.linalg.norm(half, axis=-1, keepdims=True)
    cosine = (half * inward).sum(axis=-1)
    inside = np.sqrt(1.5**2 - 1 + cosine**2)
    reflected = (((cosine - inside) / (cosine + inside)) ** 2 + ((2.25 * cosine - inside) / (2.25 * cosine + inside)) ** 2) / 2
    facets = alpha**2 / (np.pi * ((alpha**2 - 1) * half[..., 2] ** 2 + 1) ** 2)

    def shadow(c: np.ndarray) -> np.ndarray:
        return (np.sqrt(1 + alpha**2 * (1 - c**2) / c**2) - 1) / 2

    seen = 1 / (1 + shadow(inward[2]) + shadow(np.maximum(outward[..., 2], 1e-6)))
    return float(100 * (facets * seen * reflected / (4 * inward[2]) * solid).sum() / fresnel(angle, 1.567))


@pytest.mark.parametrize("angle", ANGLES)
def test_the_tables_are_what_the_model_reflects_into_the_receptor(angle: Angle) -> None:
    for roughness, gloss in points_at(angle)[1:]:
        assert ggx_gloss(roughness, angle) == pytest.approx(gloss, abs=0.06)


def test_the_flat_limit() -> None:
    assert fresnel(60, 1.567) == pytest.approx(0.100056, abs=1e-6)      # ISO 2813: black glass
    assert flat_gloss(60) == pytest.approx(89.14, abs=0.01)
    assert flat_gloss(60, 1.567) == pytest.approx(100)


@pytest.mark.parametrize("angle", ANGLES)
def test_glossier_is_smoother_and_each_is_the_other_s_inverse(angle: Angle) -> None:
    least = points_at(angle)[-1][1]
    glosses = np.linspace(least, flat_gloss(angle), 500)
    roughness = [roughness_of_gloss(float(gu), angle) for gu in glosses]
    assert roughness == sorted(roughness, reverse=True) and roughness[-1] == 0
    for gu, rough in zip(glosses, roughness):
        assert gloss_of_roughness(rough, angle) == pytest.approx(gu, abs=0.1)


@pytest.mark.parametrize(("gloss", "angle", "says"), [
    (-1, 60, "not between 0 and 89.1"), (95, 60, "metal or a coat of a higher index"), (float("nan"), 60, "not between"),
    (0.05, 20, "measure at 85°"), (0.05, 85, "measure at 60°"),
])
def test_a_gloss_beyond_the_model_is_refused(gloss: float, angle: Angle, says: str) -> None:
    with pytest.raises(GlossError, match=says):
        roughness_of_gloss(gloss, angle)


def test_dead_matt_is_rough_and_other_angles_do_not_exist() -> None:
    assert roughness_of_gloss(0) == 1
    with pytest.raises(GlossError, match="0 to 1"):
        gloss_of_roughness(1.1)
    with pytest.raises(GlossError, match="20°, 60° or 85°"):
        roughness_of_gloss(10, 45)  # type: ignore[arg-type]


def test_iso_2813_chooses_the_angle() -> None:
    assert [angle_for(gu) for gu in (9.9, 10, 70, 70.1)] == [85, 60, 60, 20]


@pytest.mark.parametrize(("grade", "ra_um"), VDI_PUBLISHED.items())
def test_vdi_grades_have_their_published_roughness(grade: int, ra_um: float) -> None:
    assert ra_of_vdi(grade) == pytest.approx(ra_um, rel=0.015)
    if ra_um <= 17.8:
        assert vdi_of_ra(ra_um) == grade


@pytest.mark.parametrize("grade", [-1, 46, 54])
def test_there_are_no_other_vdi_grades(grade: int) -> None:
    with pytest.raises(TextureError, match="0 to 45"):
        ra_of_vdi(grade)


def test_spi_runs_from_mirror_to_coarse() -> None:
    middles = [sum(ra_of_spi(code)) for code in SPI_RA_UM]
    assert middles == sorted(middles) and len(middles) == 12
    with pytest.raises(TextureError, match="A-1"):
        ra_of_spi("E-1")


def test_draft_grows_with_the_texture_by_the_rule_chosen() -> None:
    assert draft_of_depth("ABS", 0).least_deg == 0.5
    assert (draft_of_depth("abs", 50, COMMON).least_deg, draft_of_depth("ABS", 50, STRICT).least_deg) == (2.5, 3.5)
    coarse, fine = draft_of_vdi("PC", 36), draft_of_vdi("PC", 21)
    assert coarse.least_deg > fine.least_deg > 0.5
    assert coarse.depth_um == pytest.approx(4 * 6.31, abs=0.01)
    assert "eFunda" in coarse.source and "estimate" in coarse.source


def test_a_draft_is_not_guessed() -> None:
    with pytest.raises(TextureError, match="there is one for ABS"):
        draft_of_depth("granite", 10)
    with pytest.raises(TextureError, match="0 µm or more"):
        draft_of_depth("ABS", -1)
