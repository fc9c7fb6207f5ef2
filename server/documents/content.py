"""A document's content frozen into blobs, and brought back: what a version, an export and a build start from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.blobs.models import BlobRef
from server.blobs.service import attach
from server.blobs.store import BlobLost, BlobStore, Stored, check, put_bytes, read
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
    for name, sha256 in assets.items():
        with naming(name):
            blobs[sha256] = Stored(sha256, store.size(sha256))
    return Frozen(inputs, data, blobs)


def hold(s: Session, frozen: Frozen, *, owner: tuple[str, str], org_id: str) -> None:
    """Make ``owner`` hold every file of the frozen content."""
    for stored in frozen.blobs.values():
        attach(s, stored, owner=owner, role="file", org_id=org_id)


def thaw(store: BlobStore, data: bytes, version: int | None = None) -> tuple[Content, dict[str, str]]:
    """Content, and names of binary files with their SHA-256, from a manifest or ``Frozen.data``. Raises Damaged."""
    inputs = json.loads(data)
    files, assets = {}, {}
    for name, sha256 in inputs["files"].items():
        with naming(name, version):
            files[name] = read(store, sha256).decode()
    for name, sha256 in inputs["assets"].items():
        with naming(name, version):
            assets[name] = {"sha256": sha256, "bytes": store.size(sha256)}
    named = {key: inputs[key] for key in ("params", "schemes", "appearance")}
    return Content(files={MAIN: files.pop(MAIN), **files}, assets=assets, **named), inputs["assets"]


def kernel_files(store: BlobStore, content: Content, assets: Mapping[str, str], version: int | None = None) -> dict[str, bytes]:
    """Everything that lies beside the script when it runs, the script included. Raises Damaged."""
    binary = {}
    for name, sha256 in assets.items():
        with naming(name, version):
            binary[name] = read(store, sha256)
    return binary | {name: text.encode() for name, text in content.files.items()}


def whole_assets(store: BlobStore, assets: Mapping[str, str], version: int) -> dict[str, int]:
    """SHA-256 → bytes of the version's binary files, each of which was checked. Raises Damaged."""
    sizes = {}
    for name, sha256 in assets.items():
        with naming(name, version):
            check(store, sha256)
            sizes[sha256] = store.size(sha256)
    return sizes


@contextmanager
def naming(name: str, version: int | None = None) -> Iterator[None]:
    """What is lost in this block is the file of that name. Raises Damaged."""
    try:
        yield
    except BlobLost as lost:
        if version is None:
            raise lost.named(f"The file “{name}” of this document", "file_damaged", name=name) from None
        raise lost.named(f"The file “{name}” of version {version}", "version_file_damaged", name=name, number=version) from None
