"""What a Yjs document holds, and how it becomes plain data and back. The browser's half is `web/src/contracts/room.ts`.

Every text is a root type of its own, because two people who create the same nested text would lose one of them.
Numbers from a browser are floats; whole ones are read as integers, and the kernel casts them to the literal's type.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

from pycrdt import Doc, Map, Text

from server.core.http import is_seen

MAIN = "main.py"
SCRIPT = "script"                   # root text of the main script
FILE_PREFIX = "file:"               # root text of a further file
MAP_ROOTS = ("files", "params", "assets", "schemes", "appearance")
DEFAULT_SCHEMES: Mapping[str, Any] = {"default": {"name": "", "order": 0}}

FORBIDDEN = frozenset('/\\:*?"<>|')
MAX_COMPARED = 4_000_000            # lines before × lines after
Scalar = float | int | str | bool
YDoc = Doc[Any]


@dataclass(frozen=True, slots=True)
class Content:
    """One state of a document. ``files`` maps names to text and holds the main script as ``main.py``."""

    files: Mapping[str, str]
    params: Mapping[str, Scalar] = field(default_factory=dict)
    assets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)       # file name → {sha256, bytes}
    schemes: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: dict(DEFAULT_SCHEMES))
    appearance: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)   # "<scheme>|part:<path>" → {inline}


def is_root(name: str) -> bool:
    """Whether a root type of this name belongs in a document."""
    return name == SCRIPT or name in MAP_ROOTS or (name.startswith(FILE_PREFIX) and is_further_file(name[len(FILE_PREFIX):]))


def is_further_file(name: str) -> bool:
    """Whether a file of this name may stand beside the main script; that one's own name is taken."""
    return is_file_name(name) and name != MAIN


def is_file_name(name: str) -> bool:
    """Whether ``name`` may stand beside the script: one plain, printable path component."""
    printable = 0 < len(name) <= 128 and name.isprintable() and name.strip() == name and is_seen(name)
    return printable and not name.startswith(".") and not FORBIDDEN.intersection(name)


def new_document(content: Content) -> bytes:
    """The first update of a new document that holds ``content``."""
    return restore_update(b"\0\0", content)


def read(state: bytes) -> Content:
    """The content of a document, from its whole state as one update."""
    return content_of(open_document(state))


def open_document(state: bytes) -> YDoc:
    """A live document with every root of fixed type in place."""
    doc: YDoc = Doc()
    doc.apply_update(state)
    doc.get(SCRIPT, type=Text)
    for name in MAP_ROOTS:
        doc.get(name, type=Map)
    return doc


def content_of(doc: YDoc) -> Content:
    """The content of a live document. A file that was deleted is left out, though its text is still in the history."""
    maps = {name: plain(doc.get(name, type=Map).to_py() or {}) for name in MAP_ROOTS}
    files = {MAIN: str(doc.get(SCRIPT, type=Text))}
    for name in _in_order(maps["files"]):
        files[name] = str(doc.get(FILE_PREFIX + name, type=Text))
    return Content(files=files, params=maps["params"], assets=maps["assets"],
                   schemes=maps["schemes"] or dict(DEFAULT_SCHEMES), appearance=maps["appearance"])


def restore_update(state: bytes, content: Content) -> bytes:
    """The ordinary edit that turns ``state`` into ``content``, as an update: the history stays, and carets keep their places."""
    doc = open_document(state)
    before = doc.get_state()
    with doc.transaction():
        for name, text in content.files.items():
            _rewrite(doc.get(_root_of(name), type=Text), text)
        _replace(doc.get("files", type=Map), _files_map(doc, content))
        for name in ("params", "assets", "schemes", "appearance"):
            _replace(doc.get(name, type=Map), getattr(content, name))
    return doc.get_update(before)


def plain(value: Any) -> Any:
    """A Yjs value as JSON data: whole floats become integers."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return int(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _root_of(file_name: str) -> str:
    return SCRIPT if file_name == MAIN else FILE_PREFIX + file_name


def _in_order(files: Mapping[str, Any]) -> list[str]:
    """Names of the further files that are not deleted, in the order that people gave them."""
    live = [name for name, about in files.items()
            if isinstance(about, dict) and not about.get("deleted") and is_file_name(name) and name != MAIN]
    return sorted(live, key=lambda name: (_order(files[name]), name))


def _order(about: Mapping[str, Any]) -> float:
    order = about.get("order")
    return order if isinstance(order, (int, float)) and math.isfinite(order) else 0


def _files_map(doc: YDoc, content: Content) -> dict[str, Any]:
    """``files`` as it shall be: those of ``content`` in order, the others marked as deleted."""
    wanted = [name for name in content.files if name != MAIN]
    now = plain(doc.get("files", type=Map).to_py() or {})
    gone = {name: {**about, "deleted": True} for name, about in now.items() if name not in wanted and isinstance(about, dict)}
    return {**gone, **{name: {"order": order, "deleted": False} for order, name in enumerate(wanted)}}


def _replace(target: Map[Any], wanted: Mapping[str, Any]) -> None:
    """Write only the keys that differ, so that what others edit at the same time is not touched."""
    now = plain(target.to_py() or {})
    for key in now.keys() - wanted.keys():
        del target[key]
    for key, value in wanted.items():
        if key not in now or not _same(now[key], plain(value)):
            target[key] = value


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON: ``True`` is not ``1``."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def _rewrite(target: Text, wanted: str) -> None:
    """Edit the changed lines only. Indices of a pycrdt text count UTF-8 bytes."""
    old, new = str(target).splitlines(keepends=True), wanted.splitlines(keepends=True)
    starts = [0, *accumulate(len(line.encode()) for line in old)]
    for a, b, c, d in reversed(_changed_lines(old, new)):
        if b > a:
            del target[starts[a]:starts[b]]
        if d > c:
            target.insert(starts[a], "".join(new[c:d]))


def _changed_lines(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Ranges ``old[a:b]`` that become ``new[c:d]``. A very large change is one range: the fine comparison is quadratic."""
    same = min(len(old), len(new))
    head = next((i for i in range(same) if old[i] != new[i]), same)
    tail = next((i for i in range(same - head) if old[-1 - i] != new[-1 - i]), same - head)
    old, new = old[head:len(old) - tail], new[head:len(new) - tail]
    if len(old) * len(new) > MAX_COMPARED:
        return [(head, head + len(old), head, head + len(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a + head, b + head, c + head, d + head) for act, a, b, c, d in codes if act != "equal"]
