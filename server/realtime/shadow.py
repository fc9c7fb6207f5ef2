"""Every update meets a replica first, since pycrdt takes unknown root types silently and parks what has a gap before it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pycrdt import Map, Text, get_update

from server.documents.ydoc import MAP_ROOTS, is_further_file, is_root, open_document
from server.realtime import wire

MAX_UPDATE = 256 * 1024
MAX_KEY = 512
MAX_VALUE = 8 * 1024            # JSON characters of one value
MAX_TEXT = 1_000_000            # UTF-8 bytes of one file
MAX_KEYS = 5_000                # of one map
MAX_NUMBER = 1 << 53            # beyond it JSON and JavaScript are not exact, and a version has no canonical form
GAP = "Something that this update builds on has not arrived; send all that the server lacks."
MAX_NAME = 200
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
SHA256 = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """What a client asked for is not done; ``code`` is stable, the text a sentence, ``detail`` what a translated one needs."""

    def __init__(self, code: str, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.code = code
        self.detail = detail


class Shadow:
    """A replica that also holds what is not durable yet. After a refusal it is spoiled and must be replaced."""

    def __init__(self, state: bytes) -> None:
        self._doc = open_document(state)
        self._seen: list[tuple[str, Mapping[str, Any] | None]] = []     # root; changed keys of a map, None for a text
        self._changed = False
        self._doc.observe(lambda event: setattr(self, "_changed", True))
        self._watched: dict[str, Map[Any] | Text] = {}      # pycrdt ends a subscription with the object that was subscribed to
        self._roots = set(self._doc.keys())
        for name in self._roots:
            self._watch(name)

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def apply(self, update: bytes) -> None:
        """Take an update that is durable already."""
        self._doc.apply_update(update)
        self._watch_new_roots()

    def check(self, update: bytes) -> tuple[str, ...] | None:
        """The keys that ``update`` touches, as ``root`` or ``root:key``; None when it brings nothing new. Raises Refused."""
        if len(update) > MAX_UPDATE:
            raise Refused("too_large", f"One update may have {MAX_UPDATE // 1024} KB; send it in parts.", limit=MAX_UPDATE)
        self._seen.clear()
        self._changed = False
        try:
            found = wire.check_update(update)
            _check_roots(found)
            self._doc.apply_update(update)
            rest = get_update(update, self._doc.get_state())
        except wire.Skipped:
            raise Refused("gap", GAP) from None
        except ValueError:
            raise Refused("invalid", "This is not a Yjs update.") from None
        new_roots = self._watch_new_roots()
        if unknown := [name for name in new_roots if not is_root(name)]:
            raise Refused("unknown_root", f"A document has no root type “{unknown[0][:80]}”.", root=unknown[0][:80])
        if not _integrated(found.begins, rest, self._doc.get_state()):
            raise Refused("gap", GAP)
        return (*new_roots, *self._touched()) if self._changed else None

    def _touched(self) -> list[str]:
        keys: list[str] = []
        for root, changes in self._seen:
            _check_size(root, self._watched[root])
            if changes is None:
                keys.append(root)
            for key, change in (changes or {}).items():
                if change["action"] != "delete":
                    _check_value(root, key, change["newValue"])
                keys.append(f"{root}:{key}")
        return list(dict.fromkeys(keys))

    def _watch_new_roots(self) -> list[str]:
        new = sorted(set(self._doc.keys()) - self._roots)
        for name in new:
            self._roots.add(name)
            if is_root(name):
                self._watch(name)
        return new

    def _watch(self, name: str) -> None:
        if name in MAP_ROOTS:
            held: Map[Any] | Text = self._doc.get(name, type=Map)
            held.observe(partial(self._note_map, name))
        else:
            held = self._doc.get(name, type=Text)
            held.observe(partial(self._note_text, name))
        self._watched[name] = held

    def _note_map(self, name: str, event: Any) -> None:
        self._seen.append((name, event.keys))

    def _note_text(self, name: str, event: Any) -> None:
        self._seen.append((name, None))


def _integrated(begins: list[tuple[int, int]], rest: bytes, state: bytes) -> bool:
    """Whether nothing of an update is left over: ``begins`` are the clients and clocks at which its parts begin, ``rest`` is what
    ``state`` does not cover, and it deletes only what is known.
    """
    counts = wire.Reader(rest)
    if counts.uint() != 0:
        return False
    known = wire.Reader(state)
    clocks = {known.uint(): known.uint() for _ in range(known.uint())}
    if any(clock >= clocks.get(client, 0) for client, clock in begins):
        return False
    for _ in range(counts.uint()):
        client = counts.uint()
        for _ in range(counts.uint()):
            clock, length = counts.uint(), counts.uint()
            if clock + length > clocks.get(client, 0):
                return False
    return True


def _check_roots(found: wire.Found) -> None:
    """Keys belong into maps and into nothing else, and text is plain. Raises Refused."""
    for root, keyed in found.roots:
        if is_root(root) and keyed != (root in MAP_ROOTS):
            kind = "a map" if root in MAP_ROOTS else "text"
            raise Refused("invalid", f"“{root[:80]}” is {kind}, and this puts something else into it.", root=root[:80])
    if found.formats:
        raise Refused("invalid", "The files of a document are plain text, and this formats some of it.")


def _check_size(root: str, held: Map[Any] | Text) -> None:
    """A text holds characters only and no more than a file may have; a map has so many keys. Raises Refused."""
    length = len(held)
    if isinstance(held, Text):
        if length != len(str(held).encode()):       # an embed or a foreign item counts, but is no text
            raise Refused("invalid", f"“{root[:80]}” is text, and this puts something else into it.", root=root[:80])
        if length > MAX_TEXT:
            sentence = f"One file may have {MAX_TEXT // 1000} kB of text; “{root[:80]}” would have more."
            raise Refused("text_too_large", sentence, root=root[:80], limit=MAX_TEXT)
    elif length > MAX_KEYS:
        raise Refused("too_many_keys", f"“{root}” may have {MAX_KEYS} entries.", root=root, limit=MAX_KEYS)


def _numbers_fit(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_numbers_fit, value.values()))
    if isinstance(value, list):
        return all(map(_numbers_fit, value))
    return not isinstance(value, (int, float)) or abs(value) <= MAX_NUMBER


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (bool, str, int)) or (isinstance(value, float) and math.isfinite(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: Any, least: int) -> bool:
    """Browsers write large whole numbers as floats."""
    return _is_number(value) and math.isfinite(value) and value == int(value) and value >= least


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= {"order", "deleted"} and all(isinstance(v, (bool, int, float)) for v in value.values())


def _is_asset(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"sha256", "bytes"}:
        return False
    return isinstance(value["sha256"], str) and bool(SHA256.fullmatch(value["sha256"])) and _is_whole(value["bytes"], 0)


def _is_scheme(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"name", "order"} or not isinstance(value["name"], str):
        return False
    return len(value["name"]) <= MAX_NAME and value["name"].isprintable() and _is_number(value["order"])


def _is_appearance(value: Any) -> bool:
    """An appearance of one's own, or a version of an item of the library; what they look like is not asked here."""
    if not isinstance(value, dict):
        return False
    if set(value) == {"item", "version"}:
        return isinstance(value["item"], str) and bool(ULID.fullmatch(value["item"])) and _is_whole(value["version"], 1)
    inline = value.get("inline")
    if set(value) != {"inline"} or not isinstance(inline, dict) or not set(inline) <= {"color", "finish", "material"}:
        return False
    return isinstance(inline.get("color", {}), dict) and all(isinstance(inline.get(name, ""), str) for name in ("finish", "material"))


SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "params": _is_scalar, "files": _is_file, "assets": _is_asset, "schemes": _is_scheme, "appearance": _is_appearance,
}


def _is_key(root: str, key: str) -> bool:
    """Whether a map may have it. The key of an appearance names a part, which a script calls as it likes."""
    if root in ("files", "assets"):
        return is_further_file(key)
    return 0 < len(key) <= MAX_KEY and (key.isprintable() or root == "appearance")


def _check_value(root: str, key: str, value: Any) -> None:
    """One new value of a map, which is plain data of its root's shape. Raises Refused."""
    try:
        fits = _is_key(root, key) and SHAPES[root](value) and _numbers_fit(value) and len(json.dumps(value, allow_nan=False)) <= MAX_VALUE
    except (TypeError, ValueError, RecursionError):
        fits = False
    if not fits:
        raise Refused("invalid", f"“{key[:80]}” in “{root}” does not have a value that belongs there.", root=root, key=key[:80])
