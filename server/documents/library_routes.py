"""``/samples``: the products to start from."""

from __future__ import annotations

from typing import Any

from flask import Response

from server.core.errors import NotFound
from server.core.http import blueprint
from server.documents import samples, schemas

api = blueprint("samples", __name__, about="Products to start from")
PICTURE: dict[Any, Any] = {200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}}


@api.get("/samples", responses={200: schemas.SampleList}, summary="Products to start from")
def list_samples() -> schemas.SampleList:
    return schemas.SampleList(items=[samples.describe(one) for one in samples.catalog().values()], next=None)


@api.get("/samples/<sample_id>/picture", responses=PICTURE, summary="The picture of a product")
def get_sample_picture(path: schemas.SamplePath) -> Response:
    found = samples.picture(path.sample_id)
    if found is None:
        raise NotFound
    return Response(found[0], mimetype=found[1], headers={"Cache-Control": "private, max-age=3600"})
