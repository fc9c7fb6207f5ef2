import hashlib
import struct
import zlib

import pytest

from cad.scene import ChunkName
from workers.kernel.pack import read_pack, write_pack

FACE = struct.pack("<18f", *range(18)) + struct.pack("<3I", 0, 1, 2)
EDGE = struct.pack("<6f", *range(6)) + struct.pack("<I", 0)
SHA = {body: hashlib.sha256(body).hexdigest() for body in (FACE, EDGE)}
NAMES = [
    ChunkName(sha256=SHA[FACE], kind="face", vertices=3, indices=3),
    ChunkName(sha256=SHA[EDGE], kind="edge", vertices=2, indices=1),
]
CHUNKS = {SHA[FACE]: FACE, SHA[EDGE]: EDGE}


def test_a_pack_gives_back_what_went_in():
    names, chunks = read_pack(write_pack(NAMES, CHUNKS))
    assert names == NAMES
    assert chunks == CHUNKS


def test_only_chunks_at_hand_are_packed_and_each_once():
    names, chunks = read_pack(write_pack([*NAMES, *NAMES], {SHA[EDGE]: EDGE}))
    assert [n["sha256"] for n in names] == [SHA[EDGE]]
    assert chunks == {SHA[EDGE]: EDGE}


def raw_pack(change):
    raw = bytearray(zlib.decompress(write_pack(NAMES, CHUNKS)))
    change(raw)
    return zlib.compress(bytes(raw))


@pytest.mark.parametrize("change", [
    lambda raw: raw.__setitem__(0, 0),                     # wrong magic
    lambda raw: raw.__setitem__(4, 9),                     # more entries than there are
    lambda raw: raw.__setitem__(8 + 32, 7),                # unknown kind
    lambda raw: raw.__setitem__(len(raw) - 1, 99),         # a changed byte in a body
    lambda raw: raw.append(0),                             # something after the end
    lambda raw: raw.__delitem__(slice(len(raw) - 4, None)),
])
def test_a_damaged_pack_is_refused(change):
    with pytest.raises(ValueError):
        read_pack(raw_pack(change))


def test_bytes_that_are_no_pack_are_refused():
    with pytest.raises(ValueError, match="not a pack"):
        read_pack(b"hello")
