"""One build: a script's folder and parameter values in, parts, meshes and files out. The door that a kernel session calls.

The author's code runs under the file names ``<folder>/<name>``; whoever reads a stack dump finds his lines by them.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from cad.kernel.blame import blame, from_kernel
from cad.kernel.export.formats import write
from cad.kernel.facts import is_finite
from cad.kernel.kept import Kept
from cad.kernel.measure import describe
from cad.kernel.part import MOST_CHUNKS, Body, Quality
from cad.kernel.run import run
from cad.kernel.shown import leaves
from cad.look import Look
from cad.scene import Message, ParameterRow, Part, Timing
from cad.script.failures import Failure, plain, sentence
from cad.script.overrides import apply
from cad.script.parameter import Parameter
from cad.script.source import parse

LONGEST_OUTPUT = 60_000
MOST_PRINTS = 200_000       # pieces of text: a loop without end must not print until the time is up
PROGRESS_EVERY_S = 0.1


class Sink(Protocol):
    """Where a build sends what is too large for its answer."""

    def progress(self, step: int, of: int) -> None:
        """``step`` of ``of`` steps are done; called a few times a second at most."""

    def chunk(self, kind: str, vertices: int, indices: int, data: bytes) -> int:
        """Take one mesh chunk (``workers/kernel/pack.py`` has the layout); returns the number by which the parts name it."""

    def file(self, format: str, pieces: Iterable[bytes]) -> None:
        """Take one export file, piece by piece."""


@dataclass(frozen=True, slots=True)
class Built:
    """``body`` holds ``parameters, parts, messages, timings, stdout`` as ``cad.scene`` defines them: plain JSON data."""

    ok: bool
    body: dict[str, Any]


def build(
    folder: Path,
    main: str,
    params: Mapping[str, float | int | str | bool],
    *,
    mesh: bool,
    deflection_mm: float,
    angle_rad: float,
    exports: tuple[str, ...],
    looks: Mapping[str, Look],
    sink: Sink,
    kept: Kept | None = None,
) -> Built:
    """Run ``folder/main`` with the parameter values ``params``. The process must already stand in ``folder``, a private scratch.

    Never raises for what the script did: every failure is a message in the body, and then there are no parts. Lengths are mm;
    ``deflection_mm`` and ``angle_rad`` bound the mesh. ``looks`` maps part paths to render materials for the exports.
    ``kept`` spares the parts of earlier builds that come out the same.
    """
    work = _Work(Quality(deflection_mm, angle_rad), sink, kept or Kept())
    printed = _Printed()
    ok = False
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            bodies = _bodies(folder, main, params, work)
            work.parts = _describe(bodies, work, mesh)
            ok = _export(bodies, exports, looks, work)
        except BaseException as error:      # whatever a script raises, SystemExit included
            work.messages.insert(0, blame(error, folder, main))
            work.parts = []
    return Built(ok, work.body(printed.text))


@dataclass
class _Work:
    """What a build has so far."""

    quality: Quality
    sink: Sink
    kept: Kept
    parameters: tuple[Parameter, ...] = ()
    parts: list[Part] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    _told: float = 0.0

    def progress(self, step: int, of: int) -> None:
        now = time.monotonic()
        if now - self._told > PROGRESS_EVERY_S:
            self._told = now
            self.sink.progress(step, of)

    def body(self, printed: str) -> dict[str, Any]:
        return {
            "parameters": [_row(p) for p in self.parameters],
            "parts": self.parts,
            "messages": self.messages[:1000],
            "timings": self.timings[:5000],
            "stdout": plain(printed, LONGEST_OUTPUT),
        }


class _Printed(io.TextIOBase):
    """Standard output of a script, the first part of it. Raises Failure when there is no end to it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._room = LONGEST_OUTPUT
        self._count = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def writable(self) -> bool:
        return True

    def write(self, piece: str) -> int:
        self._count += 1
        if self._room > 0:
            self._pieces.append(piece[: self._room])
            self._room -= len(piece)
        elif self._count > MOST_PRINTS:
            raise Failure(sentence("too_much_output"))
        return len(piece)


def _bodies(folder: Path, main: str, params: Mapping[str, float | int | str | bool], work: _Work) -> list[Body]:
    """Read and run the script. Raises Failure, and whatever the script raises."""
    try:
        source = (folder / main).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failure(sentence("encoding")) from None
    script = parse(source, str(folder / main))
    work.parameters, problems = apply(script.parameters, params)
    work.messages += problems + list(script.warnings)
    refused = next((m for m in problems if m["level"] == "error"), None)
    if refused is not None:
        work.messages.remove(refused)
        raise Failure(refused)
    shown = run(script, work.parameters, folder, main, work.timings, work.messages, work.progress)
    found, warnings = leaves(shown, script.tree.body[-1].lineno if script.tree.body else 1)
    work.messages += warnings
    return [Body(leaf, work.quality) for leaf in found]


def _describe(bodies: list[Body], work: _Work, mesh: bool) -> list[Part]:
    """The parts as the scene tells them, and a warning for each that is not valid."""
    faces = sum(len(body.faces) for body in bodies)
    if faces + len(bodies) > MOST_CHUNKS:
        raise Failure(sentence("too_many_faces", count=faces, most=MOST_CHUNKS - len(bodies)))
    no_mesh = 0 if mesh else work.sink.chunk("face", 0, 0, b"")
    work.kept.begin()
    for body in bodies:
        if not (np.isfinite(body.placement).all() and is_finite(body.leaf.shape)):
            raise Failure(sentence("infinite_part", body.leaf.line, name=body.leaf.label))
        body.key        # noqa: B018  all of them before the first is measured, since parts may share faces
    parts = [_measured(body, work, mesh, no_mesh) for body in bodies]
    for body, part in zip(bodies, parts):
        if not part["valid"]:
            work.messages.append(sentence("invalid_part", body.leaf.line, level="warning", name=part["name"] or part["path"]))
    return parts


def _measured(body: Body, work: _Work, mesh: bool, no_mesh: int) -> Part:
    try:
        return describe(body, work.kept, work.sink if mesh else None, no_mesh)
    except Exception as error:
        if not from_kernel(error):
            raise
        raise Failure(sentence("unmeasured", body.leaf.line, name=body.leaf.label)) from None


def _export(bodies: list[Body], exports: tuple[str, ...], looks: Mapping[str, Look], work: _Work) -> bool:
    """Write each format; a format that cannot be written is an error of its own and does not keep back the others."""
    ok = True
    for format in exports:
        try:
            work.messages += write(format, bodies, looks, work.sink)
        except Failure as failure:
            work.messages.insert(0, failure.message)
            ok = False
    return ok


def _row(parameter: Parameter) -> ParameterRow:
    row = asdict(parameter)
    if row["choices"] is not None:
        row["choices"] = list(row["choices"])
    for key in ("unit", "text", "group"):
        if row[key] is not None:
            row[key] = plain(row[key])
    return cast(ParameterRow, row)
