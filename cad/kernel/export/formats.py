"""Write one file format from the bodies of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from cad.kernel.export import brep, glb, step, stl
from cad.kernel.part import Body
from cad.look import Look
from cad.scene import Message
from cad.script.failures import Failure, sentence


class FileSink(Protocol):
    def file(self, format: str, pieces: Iterable[bytes]) -> None: ...


Writer = Callable[[list[Body], Mapping[str, Look]], bytes]

WRITERS: dict[str, Writer] = {"step": step.write, "glb": glb.write, "stl": stl.write, "brep": brep.write}


def write(format: str, bodies: list[Body], looks: Mapping[str, Look], sink: FileSink) -> list[Message]:
    """Hand the file to ``sink``; objects shown by ``debug()`` are in no file. Returns warnings, raises Failure."""
    kept = [body for body in bodies if not body.leaf.debug]
    if not kept:
        raise Failure(sentence("export_empty", format=format.upper(), reason="every object is shown by debug()"))
    data = WRITERS[format](kept, looks)
    sink.file(format, (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20)))
    return []
