"""Content to a Yjs document and back; a restore is an edit like any other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Map, Text

from server.documents.ydoc import Content, content_of, is_file_name, is_root, new_document, open_document, read, restore_update

# Everything that UTF-8 can hold; lone surrogates never get this far.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
scripts = st.lists(texts, max_size=8).map("\n".join)
names = st.sampled_from(["handle.py", "壶嘴.py", "b.txt"])
numbers = st.integers(-(2**31), 2**31) | st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: x != int(x))
contents = st.builds(
    Content,
    files=st.builds(lambda main, more: {"main.py": main, **more}, scripts, st.dictionaries(names, scripts, max_size=2)),
    params=st.dictionaries(st.sampled_from("abcd"), numbers | texts | st.booleans()),
    appearance=st.dictionaries(st.sampled_from(["default|part:a", "default|part:b"]), st.fixed_dictionaries({"inline": st.dictionaries(texts, numbers)})),
)


def as_data(content: Content) -> tuple[object, ...]:
    return dict(content.files), dict(content.params), dict(content.assets), dict(content.schemes), dict(content.appearance)


@given(contents)
def test_what_goes_in_comes_out(content: Content) -> None:
    assert as_data(read(new_document(content))) == as_data(content)


@given(contents, contents)
def test_a_restore_gives_exactly_that_content(now: Content, then: Content) -> None:
    doc = open_document(new_document(now))
    doc.apply_update(restore_update(doc.get_update(), then))
    assert as_data(content_of(doc)) == as_data(then)


def test_a_restore_leaves_lines_alone_that_are_the_same() -> None:
    doc = open_document(new_document(Content(files={"main.py": "a = 1\n壁厚 = 2\nc = 3\n"})))
    update = restore_update(doc.get_update(), Content(files={"main.py": "a = 9\n壁厚 = 2\nc = 3\n"}))
    doc.get("script", type=Text).insert(len("a = 1\n壁厚 = 2\n".encode()), "somebody types here\n")
    doc.apply_update(update)
    assert content_of(doc).files["main.py"] == "a = 9\n壁厚 = 2\nsomebody types here\nc = 3\n"


def test_a_restore_touches_only_keys_that_differ() -> None:
    doc = open_document(new_document(Content(files={"main.py": ""}, params={"a": 1, "b": True})))
    update = restore_update(doc.get_update(), Content(files={"main.py": ""}, params={"a": 1, "b": 1}))
    doc.get("params", type=Map)["a"] = 7
    doc.apply_update(update)
    assert content_of(doc).params == {"a": 7, "b": 1}


def test_a_file_that_a_restore_removes_is_marked_and_can_come_back() -> None:
    both = Content(files={"main.py": "", "b.py": "b\n", "a.py": "a\n"})
    doc = open_document(new_document(both))
    doc.apply_update(restore_update(doc.get_update(), Content(files={"main.py": ""})))
    assert list(content_of(doc).files) == ["main.py"]
    assert doc.get("files", type=Map).to_py() == {"b.py": {"order": 0, "deleted": True}, "a.py": {"order": 1, "deleted": True}}
    doc.apply_update(restore_update(doc.get_update(), both))
    assert list(content_of(doc).files.items()) == [("main.py", ""), ("b.py", "b\n"), ("a.py", "a\n")]


def test_a_very_large_change_is_not_compared_line_by_line() -> None:
    before, after = ("\n".join(f"{word}{number % 7}" for number in range(30_000)) for word in ("a", "b"))
    doc = open_document(new_document(Content(files={"main.py": f"head\n{before}\ntail"})))
    doc.apply_update(restore_update(doc.get_update(), Content(files={"main.py": f"head\n{after}\ntail"})))
    assert content_of(doc).files["main.py"] == f"head\n{after}\ntail"


def test_names_of_roots_and_files() -> None:
    good = ["script", "params", "file:handle.py", "file:壶嘴 2.step"]
    bad = ["", "Script", "file:", "file:../a", "file:a/b", "file:a\\b", "file:.env", "file:a\0", "file:a\u202e.py", "file: a", "file:" + "x" * 129]
    assert all(map(is_root, good))
    assert not any(map(is_root, bad))
    assert not is_file_name("a\nb")
