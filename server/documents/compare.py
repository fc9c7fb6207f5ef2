"""Two contents side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any

from server.documents import schemas
from server.documents.ydoc import FILE_PREFIX, MAIN, SCRIPT, Content

MAPS = ("params", "assets", "schemes", "appearance")


def compare(a: Content, b: Content) -> schemas.Comparison:
    """What changes from ``a`` to ``b``; None stands for absent."""
    files = []
    for name, before, after in _differing(a.files, b.files):
        lines = unified_diff((before or "").splitlines(), (after or "").splitlines(), f"a/{name}", f"b/{name}", lineterm="")
        files.append(schemas.FileDiff(name=name, diff="\n".join(lines)))
    return schemas.Comparison(
        params=[schemas.ValueChange(name=name, **{"from": x, "to": y}) for name, x, y in _differing(a.params, b.params)],
        files=files,
        appearance=[schemas.AppearanceChange(key=key, **{"from": x, "to": y}) for key, x, y in _differing(a.appearance, b.appearance)],
    )


def changed_keys(a: Content, b: Content) -> tuple[str, ...]:
    """What an edit from ``a`` to ``b`` touches, as the log writes it: ``script``, ``file:<name>``, ``params:<name>`` …"""
    texts = [SCRIPT if name == MAIN else FILE_PREFIX + name for name, _, _ in _differing(a.files, b.files)]
    return (*texts, *(f"{root}:{key}" for root in MAPS for key, _, _ in _differing(getattr(a, root), getattr(b, root))))


def _differing(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted(a.keys() | b.keys()):
        before, after = a.get(key), b.get(key)
        if before != after or type(before) is not type(after):
            yield key, before, after
