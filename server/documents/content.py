"""A document's content frozen into blobs, and brought back: what a version, an export and a build start from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.blobs.models import BlobRef
from server.blobs.service import attach
from server.blobs.store import BlobStore, Stored, put_bytes, read
from server.core.errors import Conflict, Invalid
from server.documents.ydoc import MAIN, Content
from workers.kernel.api import BuildJob

JSON = "application/json"


def kernel_facts() -> dict[str, Any]:
    """Versions and settings that decide what a script's result is; read from the installation, the kernel is not loaded."""
    standard = BuildJob(files={})
    return {
        "cadquery": version("cadquery"), "ocp": version("cadquery-ocp"), "sunmao": version("sunmao"),
        "settings": {"deflection_mm": standard.deflection_mm, "angle_rad": standard.angle_rad},
    }


@dataclass(frozen=True, slots=True)
class Frozen:
    """``inputs`` are the manifest's fields of content, ``data`` the same as canonical JSON; ``blobs`` maps SHA-256 to what was stored."""

    inputs: Mapping[str, Any]
    data: bytes
    blobs: Mapping[str, Stored]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def owned_assets(s: Session, document_id: str, content: Content) -> dict[str, str]:
    """The content's further binary files by name. Raises Conflict for one that this document does not hold."""
    held = set(s.scalars(select(BlobRef.sha256).where(
        BlobRef.owner_kind == "document", BlobRef.owner_id == document_id, BlobRef.role == "asset")))
    named = {name: str(about.get("sha256")) for name, about in content.assets.items()}
    for name, sha256 in named.items():
        if sha256 not in held:
            sentence = f"The file “{name}” was not uploaded to this document. Upload it again, or remove it."
            raise Conflict(sentence, "asset_missing", name=name)
    return named


def freeze(store: BlobStore, content: Content, assets: Mapping[str, str]) -> Frozen:
    """Store every text and describe the whole. Raises Invalid for values that have no canonical JSON."""
    stored = {name: put_bytes(store, text.encode()) for name, text in content.files.items()}
    inputs: dict[str, Any] = {
        "files": {name: one.sha256 for name, one in stored.items()}, "params": dict(content.params), "schemes": dict(content.schemes),
        "appearance": dict(content.appearance), "assets": dict(assets), "kernel": kernel_facts(),
    }
    try:
        data = rfc8785.dumps(inputs)
    except rfc8785.CanonicalizationError as error:
        raise Invalid("content", f"it cannot be written as canonical JSON: {error}") from None
    blobs = {one.sha256: one for one in stored.values()}
    return Frozen(inputs, data, blobs | {sha: Stored(sha, store.size(sha)) for sha in assets.values()})


def hold(s: Session, frozen: Frozen, *, owner: tuple[str, str], org_id: str) -> None:
    """Make ``owner`` hold every file of the frozen content."""
    for stored in frozen.blobs.values():
        attach(s, stored, owner=owner, role="file", org_id=org_id)


def thaw(store: BlobStore, data: bytes) -> tuple[Content, dict[str, str]]:
    """Content, and names of binary files with their SHA-256, from a manifest or ``Frozen.data``. Raises BlobMissing."""
    inputs = json.loads(data)
    files = {name: read(store, sha256).decode() for name, sha256 in inputs["files"].items()}
    assets = {name: {"sha256": sha256, "bytes": store.size(sha256)} for name, sha256 in inputs["assets"].items()}
    named = {key: inputs[key] for key in ("params", "schemes", "appearance")}
    return Content(files={MAIN: files.pop(MAIN), **files}, assets=assets, **named), inputs["assets"]


def kernel_files(store: BlobStore, content: Content, assets: Mapping[str, str]) -> dict[str, bytes]:
    """Everything that lies beside the script when it runs, the script included. Raises BlobMissing."""
    binary = {name: read(store, sha256) for name, sha256 in assets.items()}
    return binary | {name: text.encode() for name, text in content.files.items()}
