"""One build: a script's folder and parameter values in, parts, meshes and files out. The door that a kernel session calls.

The author's code runs under the file names ``<folder>/<name>``; whoever reads a stack dump finds his lines by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cad.look import Look


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
) -> Built:
    """Run ``folder/main`` with the parameter values ``params``. The process must already stand in ``folder``, a private scratch.

    Never raises for what the script did: every failure is a message in the body, and then there are no parts. Lengths are mm;
    ``deflection_mm`` and ``angle_rad`` bound the mesh. ``looks`` maps part paths to render materials for the exports.
    """
    raise NotImplementedError
