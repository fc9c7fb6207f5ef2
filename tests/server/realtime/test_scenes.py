"""Which frames and chunks a room holds, and what travels."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

import pytest

from server.realtime.scenes import LostChunks, SceneShelf, framed
from workers.kernel.pack import read_pack


def chunk(number: int) -> tuple[str, bytes]:
    data = struct.pack("<18f3I", *([float(number)] * 18), 0, 1, 2)
    return hashlib.sha256(data).hexdigest(), data


def frame(*numbers: int, seq: int = 1, preview: Any = None, ok: bool = True) -> tuple[dict[str, Any], dict[str, bytes]]:
    chunks = dict(chunk(number) for number in numbers)
    names = [{"sha256": sha256, "kind": "face", "vertices": 3, "indices": 3} for sha256 in chunks]
    return framed({"ok": ok, "chunks": names}, "epoch", seq, preview), chunks     # type: ignore[typeddict-item]


def names_in(pack: bytes | None) -> set[str]:
    assert pack is not None
    return set(read_pack(pack)[1])


def shas(*numbers: int) -> set[str]:
    return {chunk(number)[0] for number in numbers}


def test_only_what_the_frame_before_lacked_travels() -> None:
    shelf = SceneShelf()
    scene, chunks = frame(1, 2)
    assert names_in(shelf.add(scene, chunks)) == shas(1, 2)
    scene, chunks = frame(2, 3, seq=2)
    assert names_in(shelf.add(scene, {chunk(3)[0]: chunk(3)[1]})) == shas(3)
    assert names_in(shelf.pack(2)) == shas(2, 3)
    assert shelf.pack(1) is None


def test_a_preview_is_shown_but_not_kept_for_who_comes_late() -> None:
    shelf = SceneShelf()
    good, chunks = frame(1, seq=4)
    shelf.add(good, chunks)
    preview, chunks = frame(2, seq=4, preview={"by": "x", "name": "width", "value": 3})
    shelf.add(preview, chunks)
    assert shelf.good is good
    assert shelf.previewing
    assert names_in(shelf.pack(4)) == shas(1, 2), "both who come late and who follow find theirs"
    promoted = shelf.promote("epoch", 5)
    assert promoted == shelf.good == {**{k: v for k, v in preview.items() if k != "preview"}, "seq": 5}
    assert names_in(shelf.pack(5)) == shas(2)


def test_a_failure_is_kept_beside_the_last_good_frame() -> None:
    shelf = SceneShelf()
    good, chunks = frame(1)
    shelf.add(good, chunks)
    failed, _ = frame(seq=2, ok=False)
    shelf.fail(failed)
    assert (shelf.good, shelf.failure) == (good, failed)
    better, chunks = frame(1, seq=3)
    assert names_in(shelf.add(better, {})) == set()
    assert (shelf.good, shelf.failure) == (better, None)


def test_chunks_that_nobody_holds_are_noticed() -> None:
    with pytest.raises(LostChunks):
        SceneShelf().add(frame(1)[0], {})


def test_a_large_pack_is_fetched_instead() -> None:
    data = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(45_000))
    vertices = len(data) // 24
    data = data[:vertices * 24] + struct.pack("<3I", 0, 1, 2)
    name = {"sha256": hashlib.sha256(data).hexdigest(), "kind": "face", "vertices": vertices, "indices": 3}
    shelf = SceneShelf()
    scene = framed({"ok": True, "chunks": [name]}, "epoch", 1, None)     # type: ignore[typeddict-item]
    assert shelf.add(scene, {name["sha256"]: data}) is None     # type: ignore[dict-item]
    assert names_in(shelf.pack(1)) == {name["sha256"]}
