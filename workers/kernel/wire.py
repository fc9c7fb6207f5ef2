"""What a kernel client and a kernel host say to each other over a Unix socket. Both are ours: this protocol trusts its peer.

A frame: type u8, three zero bytes, JSON bytes u32, binary bytes u64, request u64 (little endian); then JSON, then binary. Requests of
one connection run side by side; an answer carries the number of its request. BUILD is answered by any number of WAITING and
PROGRESS and then OUTCOME; every request may be answered by UNAVAILABLE.
"""

from __future__ import annotations

import dataclasses
import json
import socket
import struct
import time
from collections.abc import Iterable, Mapping
from typing import Any

from workers.kernel.api import BuildJob, HostStatus, Outcome

HEAD = struct.Struct("<BxxxIQQ")
BUILD, CANCEL, END, STATUS = 1, 2, 3, 4
DONE, PROGRESS, OUTCOME, HOST_STATUS, UNAVAILABLE, WAITING = 11, 12, 13, 14, 15, 16
PIECE = 256 << 10
LONGEST_PATH = 107              # of a Unix socket


def send(sock: socket.socket, kind: int, request: int, header: Mapping[str, Any], pieces: Iterable[bytes] = ()) -> None:
    """Write a whole frame; the caller holds the socket's lock. Raises OSError."""
    bodies = list(pieces)
    data = json.dumps(header).encode()      # ASCII, so that odd characters arrive as they are and meet the host's own checks
    sock.sendall(HEAD.pack(kind, len(data), sum(map(len, bodies)), request) + data)
    for body in bodies:
        sock.sendall(body)


def receive(sock: socket.socket) -> tuple[int, int, dict[str, Any], memoryview]:
    """The next frame: type, request, header, binary. Raises EOFError, OSError."""
    kind, header_bytes, body_bytes, request = HEAD.unpack(_exactly(sock, HEAD.size))
    header = json.loads(bytes(_exactly(sock, header_bytes)))
    return kind, request, header, memoryview(_exactly(sock, body_bytes))


def _exactly(sock: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        count = sock.recv_into(view[at : at + PIECE])
        if not count:
            raise EOFError
        at += count
        time.sleep(0)                       # under gevent: let the others run while a large answer arrives
    return data


def job_frame(job: BuildJob, session: str | None) -> tuple[dict[str, Any], list[bytes]]:
    settings = {field.name: getattr(job, field.name) for field in dataclasses.fields(job) if field.name not in ("files", "params", "looks")}
    header = {**settings, "params": dict(job.params), "looks": dict(job.looks)}
    return {"session": session, "job": header, "files": _sizes(job.files)}, list(job.files.values())


def read_job(header: dict[str, Any], body: memoryview) -> tuple[BuildJob, str | None]:
    job = header["job"]
    job["exports"] = tuple(job["exports"])
    return BuildJob(files=_split(header["files"], body), **job), header["session"]


def outcome_frame(outcome: Outcome) -> tuple[dict[str, Any], list[bytes]]:
    scene = json.dumps(outcome.scene, ensure_ascii=False).encode()
    header = {
        "scene_bytes": len(scene), "chunks": _sizes(outcome.chunks), "files": _sizes(outcome.files), "ended": outcome.ended,
    }
    return header, [scene, *outcome.chunks.values(), *outcome.files.values()]


def read_outcome(header: dict[str, Any], body: memoryview) -> Outcome:
    at = header["scene_bytes"]
    scene = json.loads(bytes(body[:at]))
    chunks = _split(header["chunks"], body[at:])
    files = _split(header["files"], body[at + sum(map(len, chunks.values())) :])
    return Outcome(scene, chunks, files, header["ended"])


def status_header(status: HostStatus) -> dict[str, Any]:
    return dataclasses.asdict(status)


def read_status(header: dict[str, Any]) -> HostStatus:
    return HostStatus(**{**header, "layers": tuple(header["layers"])})


def _sizes(named: Mapping[str, bytes]) -> list[tuple[str, int]]:
    return [(name, len(data)) for name, data in named.items()]


def _split(sizes: Iterable[tuple[str, int]], body: memoryview) -> dict[str, bytes]:
    named, at = {}, 0
    for name, size in sizes:
        named[name] = bytes(body[at : at + size])
        at += size
    return named
