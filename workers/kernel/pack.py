"""Mesh chunks and the pack that carries new ones to a browser. ``web/src/scene/pack.ts`` is the other half.

A chunk, little endian: positions f32×3 for each vertex; for a face then normals f32×3 for each vertex; then indices u32.
A face has three indices a triangle. An edge chunk holds all edges of one part: its indices are the start vertices of its
polylines, in the order of the part's edge facts. Coordinates are the part's own, in mm.

A pack: ``SMP1``, count u32; for each chunk SHA-256 (32 bytes), kind u8 (0 face, 1 edge), 3 zero bytes, vertices u32, indices u32;
then the chunks' bytes in the same order. The whole travels deflated (zlib).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence

from cad.scene import ChunkName

MAGIC = b"SMP1"
ENTRY = struct.Struct("<32sBxxxII")
KINDS = ("face", "edge")


def chunk_bytes(kind: str, vertices: int, indices: int) -> int:
    """Size of a chunk: 12 bytes a vertex (24 with normals), 4 an index."""
    return vertices * (24 if kind == "face" else 12) + 4 * indices


def write_pack(names: Sequence[ChunkName], chunks: Mapping[str, bytes], level: int = 1) -> bytes:
    """Pack the chunks of ``names`` that ``chunks`` holds, each once, deflated."""
    wanted = {name["sha256"]: name for name in names if name["sha256"] in chunks}
    head = bytearray(MAGIC + struct.pack("<I", len(wanted)))
    for sha256, name in wanted.items():
        head += ENTRY.pack(bytes.fromhex(sha256), KINDS.index(name["kind"]), name["vertices"], name["indices"])
    packer = zlib.compressobj(level)
    return b"".join([packer.compress(bytes(head)), *(packer.compress(chunks[s]) for s in wanted), packer.flush()])


def read_pack(data: bytes) -> tuple[list[ChunkName], dict[str, bytes]]:
    """Undo ``write_pack``. Raises ValueError on anything that is not a whole, true pack."""
    try:
        raw = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"not a pack: {error}") from None
    if raw[:4] != MAGIC or len(raw) < 8:
        raise ValueError("not a pack: wrong first bytes")
    count = struct.unpack_from("<I", raw, 4)[0]
    at = 8 + count * ENTRY.size
    names: list[ChunkName] = []
    chunks: dict[str, bytes] = {}
    for number in range(count):
        try:
            digest, kind, vertices, indices = ENTRY.unpack_from(raw, 8 + number * ENTRY.size)
            name = ChunkName(sha256=digest.hex(), kind=KINDS[kind], vertices=vertices, indices=indices)  # type: ignore[typeddict-item]
        except (struct.error, IndexError):
            raise ValueError(f"chunk {number} of the pack has a broken entry") from None
        body = raw[at : at + chunk_bytes(name["kind"], vertices, indices)]
        if hashlib.sha256(body).digest() != digest:
            raise ValueError(f"chunk {number} of the pack does not have the SHA-256 that names it")
        at += len(body)
        names.append(name)
        chunks[name["sha256"]] = body
    if at != len(raw):
        raise ValueError("the pack does not end where its last chunk ends")
    return names, chunks
