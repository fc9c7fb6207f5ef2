"""A session that does not keep to the protocol: whatever it writes is an answer, or its end; never an error in the supervisor."""

import random

import pytest

from tests.kernel.sessions import BOX, job
from workers.kernel import frames
from workers.kernel.endings import Ended

pytestmark = pytest.mark.kernel

WRITE = """
import json, os, struct
def frame(kind, header, body=b"", request=REQUEST, sizes=None):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    a, b = sizes or (len(header), len(body))
    data = struct.pack("<BxxxIIQ", kind, a, b, request) + header + body
    while data:
        data = data[os.write(3, data):]
RESULT = {"ok": True, "seconds": 0.1, "cpu_seconds": 0.1, "reused": 0, "run": 0, "drift": "", "deep": ""}
SCENE = {"parameters": [], "parts": [], "messages": [], "timings": [], "stdout": "forged"}
def result(**change):
    frame(6, {**RESULT, **change}, json.dumps(SCENE).encode())
FACE = {"number": 0, "kind": "face", "vertices": 3, "indices": 3}
def triangle(first=0, x=0.0):
    return struct.pack("<18f3I", x, *[0.0] * 17, first, 1, 2)
"""
FORGERIES = {
    "noise": "os.write(3, os.urandom(4096))",
    "an unknown type": "frame(77, {})",
    "a type that only we send": "frame(2, {})",
    "ready again": "frame(1, {'threads': 1, 'abi': 7, 'kernel': 'x'})",
    "another request": "frame(6, RESULT, json.dumps(SCENE).encode(), request=REQUEST + 1)",
    "the last request": "frame(6, RESULT, json.dumps(SCENE).encode(), request=REQUEST - 1)",
    "a header of 4 GB": "frame(6, b'', sizes=(2 ** 32 - 1, 0))",
    "a body of 4 GB": "frame(4, FACE, sizes=(len(json.dumps(FACE)), 2 ** 32 - 1))",
    "a key too many": "result(extra=1)",
    "a number for a flag": "result(ok=1)",
    "not a number": "frame(6, json.dumps(RESULT).replace('0.1', 'NaN').encode(), json.dumps(SCENE).encode())",
    "a deep header": "frame(6, b'[' * 200000)",
    "a scene that is none": "frame(6, RESULT, b'[]')",
    "a chunk out of turn": "frame(4, {**FACE, 'number': 5}, triangle())",
    "a chunk too short": "frame(4, FACE, triangle()[:-4])",
    "a vertex that is nowhere": "frame(4, FACE, triangle(x=float('nan')))",
    "an index beyond the vertices": "frame(4, FACE, triangle(first=3))",
    "two thirds of a triangle": "frame(4, {**FACE, 'indices': 2}, triangle()[:-4])",
    "a file that nobody asked for": "frame(5, {'format': 'step', 'last': True}, b'x')",
    "a flood of steps": "[frame(3, {'step': i, 'of': 9}) for i in range(200000)]",
    "a flood of chunks": "[frame(4, {**FACE, 'number': i}, triangle()) for i in range(30000)]",
    "too many bytes": "[frame(4, {'number': i, 'kind': 'edge', 'vertices': 4 << 20, 'indices': 0}, bytes(48 << 20)) for i in range(9)]",
    "a closed pipe": "os.close(3)",
    "half a frame and then nothing": "os.write(3, b'\\\\x06' + bytes(10))",
    "a part of a chunk that was not sent": (
        "SCENE.update(parts=[dict(path='p', name='p', parent='', kind='solid', debug=False, solids=1, placement=[0] * 12, color=None, alpha=1,"
        " volume_mm3=1, area_mm2=1, bbox_mm=[0] * 6, valid=True, faces=[dict(chunk=1, kind='plane', area_mm2=1)], edges=[], edge_chunk=None)])"
        " or result()"
    ),
}


def forging(act, request=1):
    return WRITE.replace("REQUEST", str(request)) + act.replace("REQUEST", str(request)) + "\nimport time\ntime.sleep(99)"


@pytest.mark.parametrize("name", FORGERIES)
def test_a_broken_protocol_ends_the_session(open_session, name):
    session, sibling = open_session(), open_session()
    with pytest.raises(Ended) as caught:
        session.build(job(forging(FORGERIES[name]), wall_s=60 if "half" not in name else 1))
    assert caught.value.reason == ("timeout" if "half" in name else "protocol"), caught.value
    assert sibling.build(job(BOX)).scene["ok"]


def test_a_forged_answer_harms_its_own_document_only(open_session):
    """A script may lie about its own build. The answer it left behind for the next one ends the session."""
    session = open_session()
    assert session.build(job(forging("result()").replace("time.sleep(99)", "pass"))).scene["stdout"] == "forged"
    with pytest.raises(Ended):
        session.build(job(BOX))


def test_a_flood_into_the_crash_pipe_neither_fills_memory_nor_blocks(open_session):
    session = open_session()
    with pytest.raises(Ended) as caught:
        session.build(job("import os\nwhile True:\n    os.write(2, b'x' * 65536)", wall_s=1.5))
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_answer_is_an_answer_or_an_end(open_session, seed):
    """An honest answer with some bytes changed, cut or doubled."""
    chance = random.Random(seed)
    honest = frames.write_frame(frames.CHUNK, 1, {"number": 0, "kind": "edge", "vertices": 2, "indices": 1}, bytes(28))
    honest += frames.write_frame(
        frames.RESULT, 1, {"ok": True, "seconds": 0.1, "cpu_seconds": 0.1, "reused": 0, "run": 0, "drift": "", "deep": ""},
        b'{"parameters":[],"parts":[],"messages":[],"timings":[],"stdout":""}',
    )
    damaged = bytearray(honest)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.choice([0, 1, 1, 4])] = chance.choice([b"", b"\0", b"\xff\xff\xff\xff", b"[", bytes(damaged[:30])])
    session = open_session()
    try:
        outcome = session.build(job(f"import os, time\nos.write(3, {bytes(damaged)!r})\ntime.sleep(99)", wall_s=1))
    except Ended as ended:
        assert ended.reason in ("protocol", "timeout")  # noqa: PT017
        assert session.state == "dead"
    else:
        assert outcome.scene["parts"] == []
