"""The framed protocol between supervisor and session. Whatever comes from a session is hostile: sizes first, then JSON, then the schema.

A frame: type u8, three zero bytes, JSON bytes u32, binary bytes u32, request u64 (little endian, 20 bytes); then JSON, then binary.
No IO in this file: bytes in, values out.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any

from workers.kernel.pack import chunk_bytes

FRAME = struct.Struct("<BxxxIIQ")
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode      # a script may replace json.dumps
READY, BUILD, PROGRESS, CHUNK, FILE, RESULT = 1, 2, 3, 4, 5, 6

MAX_HEADER = 256 << 10          # JSON of one frame
MAX_BODY = 64 << 20             # binary of one frame
MAX_CHUNKS = 20_000             # mesh chunks of one build
MAX_TOTAL = 256 << 20           # mesh and file bytes of one build
MAX_PARTS = 2_000
MAX_FACTS = 50_000              # faces, or edges, of one part
MAX_SCENE = 32 << 20            # JSON of a RESULT, which travels as the frame's binary
MAX_VERTICES = 1 << 22
MAX_TEXT = 4096
MAX_STDOUT = 65536


class ProtocolError(Exception):
    """The session did not keep to the protocol; it is killed."""


Check = Callable[[Any], bool]


def whole(low: int, high: int) -> Check:
    return lambda v: type(v) is int and low <= v <= high


def number(v: Any) -> bool:
    return type(v) in (int, float) and math.isfinite(v)


def positive(v: Any) -> bool:
    return number(v) and v >= 0


def flag(v: Any) -> bool:
    return type(v) is bool


def text(longest: int = MAX_TEXT) -> Check:
    return lambda v: type(v) is str and len(v) <= longest and "\0" not in v


def one_of(*allowed: str) -> Check:
    return lambda v: type(v) is str and v in allowed


def color(v: Any) -> bool:
    return type(v) is str and len(v) == 7 and v[0] == "#" and all(c in "0123456789abcdef" for c in v[1:])


def optional(check: Check) -> Check:
    return lambda v: v is None or check(v)


def numbers(count: int) -> Check:
    return lambda v: type(v) is list and len(v) == count and all(map(number, v))


def rows(check: Check, most: int) -> Check:
    return lambda v: type(v) is list and len(v) <= most and all(map(check, v))


def record(required: Mapping[str, Check], extra: Mapping[str, Check] | None = None) -> Check:
    extra = extra or {}
    known = {**required, **extra}
    names = set(required)

    def check(v: Any) -> bool:
        return type(v) is dict and names <= v.keys() <= known.keys() and all(known[k](item) for k, item in v.items())

    return check


def scalar(v: Any) -> bool:
    return type(v) is bool or number(v) or text()(v)


def plain_values(v: Any) -> bool:
    return type(v) is dict and len(v) <= 16 and all(text(64)(k) and scalar(item) for k, item in v.items())


_kind = text(40)
_face = record({"chunk": whole(0, MAX_CHUNKS - 1), "kind": _kind, "area_mm2": number}, {"radius_mm": positive, "color": color})
_edge = record({"kind": _kind, "length_mm": number, "sharp": flag}, {"radius_mm": positive})
_part = record({
    "path": text(), "name": text(), "parent": text(), "kind": _kind, "debug": flag, "solids": whole(0, 10**6),
    "placement": numbers(12), "color": optional(color), "alpha": number, "volume_mm3": number, "area_mm2": number,
    "bbox_mm": numbers(6), "valid": flag, "faces": rows(_face, MAX_FACTS), "edges": rows(_edge, MAX_FACTS),
    "edge_chunk": optional(whole(0, MAX_CHUNKS - 1)),
})
_message = record(
    {"level": one_of("error", "warning", "info"), "text": text(), "line": optional(whole(1, 10**7))},
    {"file": text(255), "code": text(64), "values": plain_values},
)
_parameter = record({
    "name": text(255), "type": one_of("number", "integer", "text", "switch"), "default": scalar, "value": scalar,
    "unit": optional(text(64)), "min": optional(number), "max": optional(number), "step": optional(number),
    "choices": optional(rows(scalar, 1000)), "text": optional(text()), "group": optional(text(255)), "line": whole(0, 10**7),
})
_timing = record({"line": whole(0, 10**7), "operation": text(255), "seconds": positive})
check_scene_body = record({
    "parameters": rows(_parameter, 1000), "parts": rows(_part, MAX_PARTS), "messages": rows(_message, 1000),
    "timings": rows(_timing, 5000), "stdout": text(MAX_STDOUT),
})

HEADERS: dict[int, Check] = {
    READY: record({"threads": whole(1, 999), "abi": whole(0, 99), "kernel": text(200)}),
    PROGRESS: record({"step": whole(0, 10**6), "of": whole(0, 10**6)}),
    CHUNK: record({
        "number": whole(0, MAX_CHUNKS - 1), "kind": one_of("face", "edge"),
        "vertices": whole(0, MAX_VERTICES), "indices": whole(0, 3 * MAX_VERTICES),
    }),
    FILE: record({"format": one_of("step", "glb", "stl", "3mf", "dxf", "svg", "brep"), "last": flag}),
    RESULT: record({
        "ok": flag, "seconds": positive, "cpu_seconds": positive, "reused": whole(0, 10**9), "run": whole(0, 10**9),
        "drift": text(), "deep": text(),
    }),
}


def _no_constants(name: str) -> None:
    raise ProtocolError(f"{name} in JSON")


def _load(data: bytes) -> Any:
    value = json.loads(data, parse_constant=_no_constants)
    json.dumps(value, ensure_ascii=False).encode()      # a lone surrogate would fail far from here
    return value


def check_sizes(kind: int, header_bytes: int, body_bytes: int) -> None:
    """Before a byte of the frame is read. Raises ProtocolError."""
    if kind not in HEADERS:
        raise ProtocolError("unknown frame type")
    if header_bytes > MAX_HEADER or body_bytes > (MAX_SCENE if kind == RESULT else MAX_BODY):
        raise ProtocolError("frame too large")


def check_frame(kind: int, header: bytes, body: bytes) -> dict[str, Any]:
    """The header of a whole frame from a session, as plain data. Raises ProtocolError for anything that is not exactly right."""
    try:
        data = _load(header)
        good = HEADERS[kind](data)
    except Exception as error:      # deep nesting, huge integers, bad UTF-8 …: whatever it is, the session made it
        raise ProtocolError(type(error).__name__) from None
    if not good:
        raise ProtocolError("header does not fit its schema")
    if kind == CHUNK and len(body) != chunk_bytes(data["kind"], data["vertices"], data["indices"]):
        raise ProtocolError("chunk has the wrong size")
    if kind in (READY, PROGRESS) and body:
        raise ProtocolError("unexpected binary")
    return data  # type: ignore[no-any-return]


def check_result(body: bytes, chunk_kinds: list[str]) -> dict[str, Any]:
    """The scene in the binary of a RESULT; ``chunk_kinds`` are the kinds of the chunks that came before it. Raises ProtocolError."""
    try:
        data = _load(body)
        good = check_scene_body(data)
    except Exception as error:
        raise ProtocolError(type(error).__name__) from None
    if not good:
        raise ProtocolError("scene does not fit its schema")
    for part in data["parts"]:
        used = [(face["chunk"], "face") for face in part["faces"]]
        if part["edge_chunk"] is not None:
            used.append((part["edge_chunk"], "edge"))
        if any(n >= len(chunk_kinds) or chunk_kinds[n] != kind for n, kind in used):
            raise ProtocolError("part refers to a chunk that was not sent")
    if len({part["path"] for part in data["parts"]}) != len(data["parts"]):
        raise ProtocolError("two parts of one path")
    return data  # type: ignore[no-any-return]


def write_frame(kind: int, request: int, header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """A whole frame as bytes."""
    data = encode(header).encode()
    return FRAME.pack(kind, len(data), len(body), request) + data + body
