"""The version manifest: what a saved version is, and its name. Inputs only, so what does not build can be saved too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785

FORMAT = "sunmao.version/1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Plain JSON data; ``files`` and ``assets`` map names to SHA-256, ``created`` is RFC 3339 in UTC."""

    document: str
    parents: Sequence[str]
    files: Mapping[str, str]
    params: Mapping[str, float | int | str | bool]
    schemes: Mapping[str, Any]
    appearance: Mapping[str, Any]
    assets: Mapping[str, str]
    kernel: Mapping[str, Any]
    author: str
    message: str
    created: str
    format: str = FORMAT

    def canonical(self) -> bytes:
        """RFC 8785 canonical JSON. Raises ValueError when a value has no canonical form (NaN, an integer beyond 2⁵³)."""
        try:
            return rfc8785.dumps(asdict(self))
        except rfc8785.CanonicalizationError as error:
            raise ValueError(f"the version cannot be written as canonical JSON: {error}") from None

    def name(self) -> str:
        """SHA-256 of the canonical form, 64 hex digits: the version's name for ever."""
        return hashlib.sha256(self.canonical()).hexdigest()
