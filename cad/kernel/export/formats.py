"""Write one file format from the bodies of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from cad.kernel.blame import reason_of
from cad.kernel.export import brep, dxf, glb, step, stl, svg, threemf
from cad.kernel.part import Body
from cad.look import Look
from cad.scene import Message
from cad.script.failures import Failure, sentence


class FileSink(Protocol):
    def file(self, format: str, pieces: Iterable[bytes]) -> None: ...


Writer = Callable[[list[Body], Mapping[str, Look]], bytes]

WRITERS: dict[str, Writer] = {
    "step": step.write, "glb": glb.write, "stl": stl.write, "3mf": threemf.write, "dxf": dxf.write, "svg": svg.write, "brep": brep.write,
}  # fmt: skip
NEED_FACES = {"stl": "STL", "3mf": "3MF"}


def write(format: str, bodies: list[Body], looks: Mapping[str, Look], sink: FileSink) -> list[Message]:
    """Hand the file to ``sink``; objects shown by ``debug()`` are in no file. Returns warnings, raises Failure."""
    kept = [body for body in bodies if not body.leaf.debug]
    if not kept:
        raise Failure(sentence("export_empty", format=format.upper(), reason="every object is shown by debug()"))
    try:
        data = WRITERS[format](kept, looks)
    except Failure:
        raise
    except Exception as error:
        raise Failure(sentence("export", format=format.upper(), reason=reason_of(error))) from None
    sink.file(format, (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20)))
    bare = sum(body.bare for body in kept) if format in NEED_FACES else 0
    if bare:
        reason = "lines and points have no surface"
        return [sentence("export_left_out", level="warning", format=NEED_FACES[format], count=bare, reason=reason)]
    return []
