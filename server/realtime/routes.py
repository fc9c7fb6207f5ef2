"""``GET /documents/{id}/scenes/{seq}``: the mesh of the latest scene for those who come late or whose pack was too large for the socket."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel, Field

from server.accounts.identity import signed_in
from server.core.db import database
from server.core.errors import NotFound
from server.core.http import blueprint
from server.core.ids import UlidStr
from server.realtime.access import role_in_document
from server.realtime.wiring import open_rooms

api = blueprint("scenes", __name__, about="Meshes of open documents")


class ScenePath(BaseModel):
    document_id: UlidStr
    seq: int = Field(ge=0)


@api.get("/documents/<ulid:document_id>/scenes/<int:seq>", summary="The mesh chunks of the room's latest scene, as one pack")
def get_scene(path: ScenePath) -> Response:
    if role_in_document(database(), signed_in().id, path.document_id) is None:
        raise NotFound
    pack = open_rooms().scene_pack(path.document_id, path.seq)
    if pack is None:
        raise NotFound("The room shows a newer scene by now.", "scene_gone")
    return Response(pack, mimetype="application/octet-stream")
