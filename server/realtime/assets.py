"""Binary files beside a script, read for a build. A document reads only blobs that it owns: a hash alone opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from server.blobs.models import BlobRef
from server.blobs.store import BlobStore, read
from server.core.db import Database
from server.documents.content import naming


def read_assets(db: Database, store: BlobStore, document_id: str, assets: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """The bytes of each asset by file name. What the document does not own is left out, and the script says that it is missing.

    Raises Damaged for what it owns and the store has lost.
    """
    wanted = {name: str(about["sha256"]) for name, about in assets.items() if "sha256" in about}
    if not wanted:
        return {}
    with db.read() as session:
        owned = set(session.scalars(
            select(BlobRef.sha256)
            .where(BlobRef.owner_kind == "document", BlobRef.owner_id == document_id, BlobRef.role == "asset")
            .where(BlobRef.sha256.in_(wanted.values()))
        ))
    found: dict[str, bytes] = {}
    for name, sha256 in wanted.items():
        if sha256 in owned:
            with naming(name):
                found[name] = read(store, sha256)
    return found
