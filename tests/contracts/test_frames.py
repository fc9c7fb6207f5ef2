import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.kernel import frames
from workers.kernel.frames import CHUNK, FRAME, MAX_BODY, MAX_HEADER, MAX_SCENE, READY, RESULT, ProtocolError

PART = {
    "path": "壶/盖", "name": "盖", "parent": "壶", "kind": "solid", "debug": False, "solids": 1, "placement": [1.0] * 12,
    "color": "#a0b1c2", "alpha": 1.0, "volume_mm3": 1.5, "area_mm2": 2, "bbox_mm": [0, 0, 0, 1, 1, 1], "valid": True,
    "faces": [{"chunk": 0, "kind": "plane", "area_mm2": 1}], "edges": [{"kind": "line", "length_mm": 1, "sharp": True}],
    "edge_chunk": 1,
}
SCENE = {"parameters": [], "parts": [PART], "messages": [], "timings": [], "stdout": ""}


def encoded(**change):
    return json.dumps({**SCENE, **change}).encode()


def with_part(**change):
    return encoded(parts=[{**PART, **change}])


def test_an_honest_scene_passes_and_keeps_its_values():
    assert frames.check_result(encoded(), ["face", "edge"]) == SCENE


def test_a_frame_is_read_as_it_was_written():
    data = frames.write_frame(READY, 7, {"threads": 1, "abi": 7, "kernel": "内核"})
    kind, head, body, request = FRAME.unpack_from(data)
    assert (kind, body, request) == (READY, 0, 7)
    assert frames.check_frame(READY, data[FRAME.size : FRAME.size + head], b"") == {"threads": 1, "abi": 7, "kernel": "内核"}


@pytest.mark.parametrize("body", [
    with_part(extra=1),                                             # a key too many
    with_part(path=5), with_part(path="a\0b"), with_part(path="x" * 5000),
    with_part(valid=1), with_part(solids=True), with_part(solids=-1),
    with_part(placement=[0.0] * 11), with_part(color="red"), with_part(color="#A0B1C2"),
    with_part(faces=[{"chunk": 1, "kind": "plane", "area_mm2": 1}]),      # an edge chunk as a face
    with_part(faces=[{"chunk": 2, "kind": "plane", "area_mm2": 1}]),      # never sent
    with_part(edge_chunk=0), encoded(parts=[PART, PART]), encoded(stdout="x" * 70000), encoded(parts={}),
    json.dumps({**SCENE, "stdout": "\ud800"}).encode(), b"[]", b"", b"{", b"\xff", b"[" * 100_000,
    encoded().replace(b"1.5", b"NaN"), encoded().replace(b"1.5", b"1e999"), encoded().replace(b"1.5", b"9" * 5000),
    encoded().replace(b"1.5", b"true"),
])
def test_a_dishonest_scene_is_refused(body):
    with pytest.raises(ProtocolError):
        frames.check_result(body, ["face", "edge"])


def test_sizes_are_refused_before_anything_is_read():
    frames.check_sizes(CHUNK, MAX_HEADER, MAX_BODY)
    for kind, head, body in ((CHUNK, MAX_HEADER + 1, 0), (CHUNK, 0, MAX_BODY + 1), (RESULT, 0, MAX_SCENE + 1), (99, 0, 0), (2, 0, 0)):
        with pytest.raises(ProtocolError):
            frames.check_sizes(kind, head, body)


@pytest.mark.parametrize(("body", "good"), [(b"\0" * 84, True), (b"\0" * 80, False), (b"", False)])
def test_a_chunk_has_exactly_the_size_that_its_counts_say(body, good):
    header = json.dumps({"number": 0, "kind": "face", "vertices": 3, "indices": 3}).encode()
    if good:
        assert frames.check_frame(CHUNK, header, body)["vertices"] == 3
    else:
        with pytest.raises(ProtocolError):
            frames.check_frame(CHUNK, header, body)


@given(kind=st.sampled_from(sorted(frames.HEADERS)), header=st.binary(max_size=300), body=st.binary(max_size=50))
def test_noise_is_refused_and_never_raises_anything_else(kind, header, body):
    with pytest.raises(ProtocolError):
        frames.check_frame(kind, header, body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(field=st.sampled_from(sorted(PART)), value=json_values)
def test_whatever_stands_in_a_field_gives_an_answer_or_a_protocol_error(field, value):
    try:
        data = frames.check_result(with_part(**{field: value}), ["face", "edge"])
    except ProtocolError:
        return
    assert data["parts"][0][field] == value


def test_the_frame_header_is_twenty_bytes_little_endian():
    assert FRAME.pack(4, 1, 2, 3) == struct.pack("<B3xIIQ", 4, 1, 2, 3)
    assert FRAME.size == 20
