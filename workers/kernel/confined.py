"""What runs inside a confined session: read a job, build it, send frames; for ever, until the supervisor ends it."""

from __future__ import annotations

import faulthandler
import gc
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from cad.scene import Message
from workers.kernel import frames, landlock, scratch
from workers.kernel.clean import CleanState, reset_process
from workers.kernel.limits import Limits
from workers.kernel.sandbox import CRASH, EXIT_CUT_OFF, REQUESTS, RESULTS
from workers.kernel.sentences import clean, sentence

PIECE = 4 << 20             # bytes of a file in one frame


class TooLarge(Exception):
    """The result is larger than what the protocol carries."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.message = sentence(code, **values)


class NullSink:
    """Takes what a build makes and forgets it, for the warm-up."""

    def __init__(self) -> None:
        self.chunks = 0

    def progress(self, step: int, of: int) -> None: ...

    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int:
        self.chunks += 1
        return self.chunks - 1

    def file(self, format: str, pieces: Iterable[bytes]) -> None:
        for _ in pieces:
            pass


class FrameSink(NullSink):
    """Sends what a build makes to the supervisor, as it comes. Numbers the chunks; their names are the supervisor's."""

    def __init__(self, request: int) -> None:
        super().__init__()
        self.request = request
        self.total = 0

    def progress(self, step: int, of: int) -> None:
        self._send(frames.PROGRESS, {"step": step, "of": of})

    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int:
        number = super().chunk(kind, vertices, indices, data)
        if number >= frames.MAX_CHUNKS or vertices > frames.MAX_VERTICES:
            raise TooLarge("too_many_chunks", limit=frames.MAX_CHUNKS)
        self._send(frames.CHUNK, {"number": number, "kind": kind, "vertices": vertices, "indices": indices}, data)
        return number

    def file(self, format: str, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            for at in range(0, len(piece), PIECE):
                self._send(frames.FILE, {"format": format, "last": False}, piece[at : at + PIECE])
        self._send(frames.FILE, {"format": format, "last": True})

    def _send(self, kind: int, header: dict[str, Any], body: bytes = b"") -> None:
        self.total += len(body)
        if self.total > frames.MAX_TOTAL or len(body) > frames.MAX_BODY:
            raise TooLarge("too_large", limit_mb=frames.MAX_TOTAL >> 20)
        send(frames.write_frame(kind, self.request, header, body))


def serve(build: Callable[..., Any], state: CleanState, folder: str, limits: Limits, kernel: str) -> NoReturn:
    """Answer jobs until the request pipe ends. ``build`` is ``cad.kernel.build.build``."""
    sys.stdin = io.StringIO()               # input() must not eat a request
    faulthandler.enable(file=CRASH)
    send(frames.write_frame(frames.READY, 0, {"threads": 1, "abi": landlock.abi(), "kernel": kernel}))
    modules = len(sys.modules)
    while True:
        request, job, files = read_job()
        faulthandler.dump_traceback_later(job["wall_s"], file=CRASH)    # a C thread: works while the kernel holds the GIL
        header, body = answer(build, request, job, files, folder)
        faulthandler.cancel_dump_traceback_later()
        gc.collect()                        # finalizers of this script run now, not in the next build
        drift, deep = state.restore()
        if len(sys.modules) > modules:
            modules = len(sys.modules)
            gc.freeze()                     # or every later collection walks what the script imported
        if open_files(limits.open_files) > limits.open_files // 2:
            deep.append("open files")
        header |= {"drift": plain(", ".join(drift)), "deep": plain(", ".join(deep))}
        send(frames.write_frame(frames.RESULT, request, header, body))


def answer(
    build: Callable[..., Any], request: int, job: dict[str, Any], files: dict[str, bytes], folder: str
) -> tuple[dict[str, Any], bytes]:
    """Run one job. Returns the RESULT's header, still without drift, and its scene as JSON."""
    started, cpu = time.perf_counter(), time.process_time()
    options = {key: job[key] for key in ("mesh", "deflection_mm", "angle_rad", "looks")} | {"exports": tuple(job["exports"])}
    try:
        reset_process(folder)
        sys.stdout = sys.stderr = io.StringIO()
        place_files(folder, files)
        built = build(Path(folder), job["main"], job["params"], sink=FrameSink(request), **options)
        ok, body = built.ok, scene_bytes(built.body)
    except TooLarge as error:
        ok, body = False, failure(error.message)
    except BaseException as error:
        ok, body = False, failure(sentence("internal", reason=f"{type(error).__name__}: {error}"))
    seconds = {"seconds": time.perf_counter() - started, "cpu_seconds": max(0.0, time.process_time() - cpu)}
    return {"ok": ok, **seconds, "reused": 0, "run": 0}, body


def place_files(folder: str, files: dict[str, bytes]) -> None:
    """The folder holds exactly the files of this job; what an earlier build left is gone."""
    scratch.empty(folder)
    for name, data in files.items():
        Path(folder, name).write_bytes(data)


def scene_bytes(body: dict[str, Any]) -> bytes:
    """The scene as JSON, with odd characters replaced: one in a print is no reason to be killed. Raises TooLarge, ValueError."""
    facts = ("faces", "edges", "placement", "bbox_mm")
    parts = [{key: value if key in facts else plain(value) for key, value in part.items()} for part in body["parts"]]
    rest = {key: plain(body[key]) for key in ("parameters", "messages", "timings")}
    stdout = plain(body["stdout"], frames.MAX_STDOUT)
    data = frames.encode({**rest, "parts": parts, "stdout": stdout}).encode()
    if len(data) > frames.MAX_SCENE or len(parts) > frames.MAX_PARTS:
        raise TooLarge("too_many_parts", limit=frames.MAX_PARTS)
    return data


def failure(message: Message) -> bytes:
    """A scene that holds one message."""
    return scene_bytes({"parameters": [], "parts": [], "messages": [message], "timings": [], "stdout": ""})


def plain(value: Any, longest: int = frames.MAX_TEXT) -> Any:
    """Text without NUL and lone surrogates, cut to what a frame may hold; lists and records of it likewise."""
    if isinstance(value, str):
        return clean(value, longest)
    if isinstance(value, dict):
        return {key: plain(item, longest) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, longest) for item in value]
    return value


def open_files(most: int) -> int:
    """How many descriptors this process has open (there is no /proc here)."""
    count = 0
    for fd in range(most):
        try:
            os.fstat(fd)
            count += 1
        except OSError:
            continue
    return count


def send(data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(RESULTS, view) :]
        except OSError:
            os._exit(EXIT_CUT_OFF)


def read_job() -> tuple[int, dict[str, Any], dict[str, bytes]]:
    """The next BUILD frame: request number, job, files by name."""
    _, header_bytes, body_bytes, request = frames.FRAME.unpack(read_exactly(frames.FRAME.size))
    job = json.loads(read_exactly(header_bytes))
    body, at, files = read_exactly(body_bytes), 0, {}
    for name, size in job["files"]:
        files[name] = body[at : at + size]
        at += size
    return request, job, files


def read_exactly(size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = os.read(REQUESTS, size - len(data))
        if not piece:
            os._exit(0)                     # the supervisor closed the pipe
        data += piece
    return bytes(data)
