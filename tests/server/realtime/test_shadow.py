"""What the replica lets through, and what never gets into the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, merge_updates

from server.documents.ydoc import Content, YDoc, new_document, open_document
from server.realtime import wire
from server.realtime.shadow import MAX_KEYS, MAX_TEXT, MAX_UPDATE, Refused, Shadow

ITEM_ID = "01J9ZQ4M7K8N2P3R5S6T7V8W9X"
STATE = new_document(Content(files={"main.py": "a = 1\n"}))


def edit(change: Callable[[YDoc], object], doc: YDoc | None = None) -> bytes:
    """The update that ``change`` makes."""
    doc = doc or open_document(STATE)
    before = doc.get_state()
    change(doc)
    return doc.get_update(before)


def script(doc: YDoc) -> Text:
    return doc.get("script", type=Text)


def test_the_keys_that_an_update_touches() -> None:
    def change(doc: YDoc) -> None:
        with doc.transaction():
            script(doc).insert(0, "x")
            doc.get("params", type=Map)["width"] = 3
            doc.get("file:a.py", type=Text).insert(0, "y")

    assert set(Shadow(STATE).check(edit(change)) or ()) == {"script", "params:width", "file:a.py"}


def test_an_update_that_is_known_brings_nothing() -> None:
    shadow, update = Shadow(STATE), edit(lambda doc: script(doc).insert(0, "x"))
    assert shadow.check(update) == ("script",)
    assert shadow.check(update) is None
    assert shadow.check(STATE) is None
    assert shadow.check(b"\0\0") is None


def test_deletions_alone_are_seen_once() -> None:
    shadow, update = Shadow(STATE), edit(lambda doc: script(doc).clear())
    assert shadow.check(update) == ("script",)
    assert shadow.check(update) is None


def test_a_gap_in_insertions_or_deletions_is_refused() -> None:
    doc = open_document(STATE)
    first = edit(lambda doc: script(doc).insert(0, "first"), doc)
    second = edit(lambda doc: script(doc).insert(5, "second"), doc)
    only_deletes = edit(lambda doc: script(doc).clear(), doc)
    for update in (second, only_deletes, merge_updates(second, only_deletes)):
        with pytest.raises(Refused) as refused:
            Shadow(STATE).check(update)
        assert refused.value.code == "gap"
    shadow = Shadow(STATE)
    assert [shadow.check(update) for update in (first, second, only_deletes)] == [("script",)] * 3


@pytest.mark.parametrize("name", ["secrets", "Script", "file:", "file:../x", "file:a\u202eb"])
def test_unknown_roots_are_refused(name: str) -> None:
    for kind in (Text("x"), Map({"x": 1}), Array([1])):
        with pytest.raises(Refused) as refused:
            Shadow(STATE).check(edit(lambda doc, kind=kind: doc.__setitem__(name, type(kind)(kind.prelim))))     # type: ignore[misc]
        assert refused.value.code == "unknown_root"


@pytest.mark.parametrize(("root", "key", "value"), [
    ("params", "a", {"b": 1}), ("params", "a", None), ("params", "a", float("inf")), ("params", "a", b"bytes"), ("params", "a", "x" * 9000),
    ("params", "", 1), ("files", "../a.py", {"order": 0}), ("files", "a.py", {"order": "first"}), ("files", "a.py", {"path": 1}),
    ("assets", "a.step", {"sha256": "A" * 64, "bytes": 1}), ("assets", "a.step", {"sha256": "a" * 64}), ("schemes", "default", []),
    ("assets", "a.step", {"sha256": "a" * 64, "bytes": "many"}), ("assets", "a.step", {"sha256": "a" * 64, "bytes": True}),
    ("assets", "a.step", {"sha256": "a" * 64, "bytes": -1}), ("assets", "a.step", {"sha256": "a" * 64, "bytes": 1.5}),
    ("assets", "a.step", {"sha256": "a" * 64, "bytes": None}), ("schemes", "default", {"name": 7, "order": 0}),
    ("schemes", "default", {"name": "a", "order": "first"}), ("schemes", "default", {"name": "a", "order": True}),
    ("schemes", "default", {"name": "a\u202eb", "order": 0}), ("schemes", "default", {"name": "a"}), ("schemes", "a\u202eb", {"name": "", "order": 0}),
    ("params", "wid\u202eth", 1), ("params", "wid\u200bth", 1), ("params", "a\nb", 1),
    ("appearance", "default|part:a", {}), ("appearance", "default|part:a", {"inline": "red"}), ("appearance", "default|part:a", {"x": {}}),
    ("appearance", "default|part:a", {"inline": {"finish": 7}}), ("appearance", "default|part:a", {"inline": {"color": "red"}}),
    ("appearance", "default|part:a", {"item": ITEM_ID, "version": 0}), ("appearance", "default|part:a", {"item": ITEM_ID, "version": "1"}),
    ("appearance", "default|part:a", {"item": ITEM_ID, "version": True}), ("appearance", "default|part:a", {"item": "x", "version": 1}),
    ("appearance", "default|part:a", {"item": ITEM_ID}), ("appearance", "default|part:a", {"item": ITEM_ID, "version": 1, "inline": {}}),
    ("appearance", "default|part:a", "red"), ("appearance", "default|part:a", {"inline": {"x": "y" * 9000}}), ("appearance", "x" * 513, {}),
])
def test_values_that_do_not_belong_are_refused(root: str, key: str, value: Any) -> None:
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(edit(lambda doc: doc.get(root, type=Map).__setitem__(key, value)))
    assert (refused.value.code, refused.value.detail["root"]) == ("invalid", root)


@pytest.mark.parametrize(("root", "key", "value"), [
    ("params", "壁 厚", 1.5), ("assets", "a.step", {"sha256": "a" * 64, "bytes": float(1 << 33)}), ("schemes", "default", {"name": "", "order": 0}),
    ("schemes", "夏", {"name": "夏季 A", "order": 1.5}), ("appearance", "default|part:👩\u200d🎨", {"inline": {}}),
    ("appearance", "default|part:a", {"inline": {"color": {"hex": "#ffffff", "approx": True}, "finish": "gloss", "material": "abs"}}),
    ("appearance", "default|part:a", {"item": ITEM_ID, "version": 1.0}), ("appearance", "default|part:a", {"item": ITEM_ID, "version": 12}),
])
def test_values_that_belong_are_taken(root: str, key: str, value: Any) -> None:
    assert Shadow(STATE).check(edit(lambda doc: doc.get(root, type=Map).__setitem__(key, value))) == (f"{root}:{key}",)


@pytest.mark.parametrize("change", [
    lambda doc: doc.get("params", type=Text).insert(0, "x"), lambda doc: doc.get("params", type=Array).append(1),
    lambda doc: doc.get("script", type=Map).update({"x": 1}), lambda doc: doc.get("file:a.py", type=Map).update({"x": 1}),
    lambda doc: doc.get("script", type=Text).insert(0, "x", {"bold": True}), lambda doc: doc.get("script", type=Text).format(0, 1, {"bold": True}),
], ids=["text in a map", "list in a map", "keys in a text", "keys in a file", "bold text", "bold of what is there"])
def test_a_root_holds_only_what_its_kind_holds(change: Callable[[YDoc], object]) -> None:
    """Yjs would take it, keep it in the log for ever and show it to nobody."""
    doc: YDoc = Doc()
    if change.__code__.co_names[-1] == "format":
        doc.apply_update(STATE)
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(edit(change, doc))
    assert refused.value.code == "invalid"


@pytest.mark.parametrize("content", [b"\x08\x01\x06script\x03\x7e\x7e\x7e", b"\x05\x01\x06script\x02{}", b"\x07\x01\x06script\x01"])
def test_a_text_holds_nothing_but_characters(content: bytes) -> None:
    """Values, embeds and nested types count as positions in a text: restoring over them would write a wrong script."""
    shadow = Shadow(STATE)
    with pytest.raises(Refused) as refused:
        shadow.check(b"\x01\x01\x4d\x00" + content + b"\x00")
    assert refused.value.code == "invalid"


def test_any_character_is_text() -> None:
    assert Shadow(STATE).check(edit(lambda doc: script(doc).insert(0, "壶😀é\ufffd\u200b\n"))) == ("script",)


@pytest.mark.parametrize("value", [2.0**60, 1e308, -(2.0**53) - 2])
def test_a_number_that_no_version_could_hold_is_refused_by_name(value: float) -> None:
    for root, held in (("params", value), ("appearance", {"inline": {"color": {"lab": [value, 0, 0]}}})):
        with pytest.raises(Refused, match="壁厚"):
            Shadow(STATE).check(edit(lambda doc, root=root, held=held: doc.get(root, type=Map).update({"壁厚": held})))


def test_a_file_and_a_map_end_somewhere() -> None:
    shadow, doc = Shadow(STATE), open_document(STATE)
    for _ in range(MAX_TEXT // 200_000 - 1):
        assert shadow.check(edit(lambda doc: script(doc).insert(0, "x" * 200_000), doc)) == ("script",)
    with pytest.raises(Refused) as refused:
        shadow.check(edit(lambda doc: script(doc).insert(0, "x" * 200_000), doc))
    assert refused.value.code == "text_too_large"
    many = {f"p{n}": 1 for n in range(MAX_KEYS + 1)}
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(edit(lambda doc: doc.get("params", type=Map).update(many)))
    assert refused.value.code == "too_many_keys"


def test_nested_types_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(edit(lambda doc: doc.get("appearance", type=Map).__setitem__("default|part:a", Map({"x": 1}))))
    assert refused.value.code == "invalid"


def test_the_size_is_limited() -> None:
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(b"\0" * (MAX_UPDATE + 1))
    assert refused.value.detail == {"limit": MAX_UPDATE}


def refusal(data: bytes) -> str | None:
    """The code of the refusal, if there is one. Anything else that is raised fails the test."""
    try:
        Shadow(STATE).check(data)
    except Refused as refused:
        return refused.code
    return None


@settings(deadline=None)
@given(st.binary(max_size=200) | st.tuples(st.integers(0, len(STATE) - 1), st.integers(0, 255)).map(
    lambda flip: STATE[:flip[0]] + bytes([flip[1]]) + STATE[flip[0] + 1:]))
def test_no_bytes_of_any_kind_do_harm(data: bytes) -> None:
    assert refusal(data) in (None, "invalid", "unknown_root", "gap")


DEEP_ARRAYS, DEEP_MAPS = bytes([117, 1]) * 50_000 + b"\x7e", b"\x76\1\1k" * 40_000 + b"\x7e"


@pytest.mark.parametrize("value", [DEEP_ARRAYS, DEEP_MAPS, bytes([117, 2, 126]) * 40 + b"\x7e" * 41])
def test_values_nested_without_end_never_reach_pycrdt(value: bytes) -> None:
    """There they would overflow the stack and end the server for everybody."""
    update = b"\1\1\1\0" + b"\x28\1\x06params\1a" + b"\1" + value + b"\0"
    assert refusal(update) == "invalid"


@pytest.mark.parametrize("data", [b"\xff\xff\xff\x7f\1", b"\x80\x80\x80\x1d", b"\2\1\1", b"\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"])
def test_state_vectors_that_count_more_than_they_hold_are_refused(data: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.check_state_vector(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.floats(allow_nan=False, allow_infinity=False) | st.text("uvwx榫😀"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("uv", min_size=1), inner, max_size=4), max_leaves=40)


@settings(deadline=None)
@given(st.lists(json_values, min_size=1, max_size=6), st.text("uvwxyz榫卯😀\n", max_size=300))
def test_every_real_update_passes_the_walk(values: list[Any], text: str) -> None:
    doc: YDoc = open_document(STATE)
    with doc.transaction():
        script(doc).insert(0, text + "uv" * 40)
        for number, value in enumerate(values):
            doc.get("appearance", type=Map)[f"key {number}"] = {"value": value}
        script(doc).insert(3, "between")
        del script(doc)[1:2]
    wire.check_update(doc.get_update())
    wire.check_state_vector(doc.get_state())


def struct_update(client: int, clock: int, *structs: bytes) -> bytes:
    """An update of one client's structs as the format writes them, without deletions."""
    return b"\x01" + uint(len(structs)) + uint(client) + uint(clock) + b"".join(structs) + b"\0"


def uint(value: int) -> bytes:
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*data, value])


ITEM = b"\x04\x01\x06script\x01x"          # the text "x" at the beginning of the root "script"
SKIP = b"\x0a\x05"


def test_what_is_made_by_hand_here_is_what_yjs_takes() -> None:
    assert Shadow(STATE).check(struct_update(77, 0, ITEM)) == ("script",)


@pytest.mark.parametrize("update", [
    struct_update(77, 2**32 - 1, ITEM), struct_update(77, 2**31, ITEM), struct_update(77, 1, ITEM), struct_update(77, 0, SKIP),
    struct_update(77, 0, ITEM, SKIP), struct_update(77, 0, SKIP, ITEM)], ids=["last clock", "far clock", "next clock", "skip", "then skip", "skip first"])
def test_what_would_be_stored_in_part_or_not_at_all_is_a_gap_and_never_acknowledged(update: bytes) -> None:
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(update)
    assert refused.value.code == "gap"


@pytest.mark.parametrize("change", [
    lambda doc: doc.get("file:main.py", type=Text).insert(0, "x"),
    lambda doc: doc.get("file:\u3164", type=Text).insert(0, "x"),
    lambda doc: doc.get("files", type=Map).update({"main.py": {"order": 0}}),
    lambda doc: doc.get("assets", type=Map).update({"main.py": {"sha256": "0" * 64, "bytes": 1}}),
], ids=["root", "invisible", "file", "asset"])
def test_the_main_script_has_its_own_root_and_no_second_one(change: Callable[[YDoc], object]) -> None:
    with pytest.raises(Refused) as refused:
        Shadow(STATE).check(edit(change))
    assert refused.value.code in ("unknown_root", "invalid")


def test_a_parameter_that_goes_back_to_the_scripts_value_is_a_key_that_is_deleted() -> None:
    doc = open_document(STATE)
    with_value = edit(lambda doc: doc.get("params", type=Map).update({"a": 3}), doc)
    without = edit(lambda doc: doc.get("params", type=Map).pop("a"), doc)
    shadow = Shadow(STATE)
    assert shadow.check(with_value) == ("params:a",)
    assert shadow.check(without) == ("params:a",)
