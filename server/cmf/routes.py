"""``/cmf``: the finishes and materials that ship with the project."""

from __future__ import annotations

from dataclasses import asdict

from cmf_db.finishes import FINISHES
from cmf_db.materials import MATERIALS
from server.cmf import schemas
from server.core.http import blueprint

api = blueprint("cmf", __name__, about="Colour, material, finish")
GLOSS_ANGLE = 60


@api.get("/cmf/finishes", responses={200: schemas.BuiltInFinishList}, summary="Built-in finishes")
def list_finishes() -> schemas.BuiltInFinishList:
    items = []
    for finish in FINISHES:
        gloss = None if finish.gloss_gu is None else schemas.BuiltInGloss(value=finish.gloss_gu, angle=GLOSS_ANGLE)
        items.append(schemas.BuiltInFinish.model_validate({**asdict(finish), "gloss_gu": gloss}))
    return schemas.BuiltInFinishList(items=items, next=None)


@api.get("/cmf/materials", responses={200: schemas.BuiltInMaterialList}, summary="Built-in materials")
def list_materials() -> schemas.BuiltInMaterialList:
    return schemas.BuiltInMaterialList(items=[schemas.BuiltInMaterial.model_validate(asdict(m)) for m in MATERIALS], next=None)
