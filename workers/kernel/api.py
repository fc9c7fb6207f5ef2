"""What the kernel does for the rest of the house. Two implementations: ``local`` (in this process) and ``client`` (a kernel host)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cad.look import Look
from cad.scene import Scene

EXPORT_FORMATS = ("step", "glb", "stl", "3mf", "dxf", "svg", "brep")

Progress = Callable[[int, int], None]       # step, of
Waiting = Callable[[int], None]             # number in the line, 1 for the next


@dataclass(frozen=True, slots=True)
class BuildJob:
    """One build. ``files`` holds every text and binary file beside the script by name, the main script included."""

    files: Mapping[str, bytes]
    main: str = "main.py"
    params: Mapping[str, float | int | str | bool] = field(default_factory=dict)
    wall_s: float = 30.0
    mesh: bool = True
    deflection_mm: float = 0.1
    angle_rad: float = 0.2
    exports: tuple[str, ...] = ()
    looks: Mapping[str, Look] = field(default_factory=dict)     # part path → look, for exports
    have: Literal["nothing", "last"] = "nothing"    # "last": the caller kept the chunks of this session's latest answer
    organisation: str = ""                          # who asks, for fair turns; empty for the local user
    person: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer. ``chunks`` maps SHA-256 to bytes (see ``pack``); with ``have="last"`` those of the previous answer are left out.

    ``files`` maps an export format to the bytes of the file. ``ended`` says how the session came through: ``"alive"``, or why it
    had to be replaced (``"timeout"``, ``"memory"``, ``"crash"``, ``"protocol"``, ``"cancelled"``, ``"threads"``, ``"disk"``);
    the scene then holds one error message that says so in a sentence.
    """

    scene: Scene
    chunks: Mapping[str, bytes]
    files: Mapping[str, bytes]
    ended: str = "alive"


@dataclass(frozen=True, slots=True)
class HostStatus:
    """What this host can confine. ``confined`` false means: scripts of anyone but the local user are refused, ``reason`` says why."""

    confined: bool
    reason: str
    landlock_abi: int
    layers: tuple[str, ...]
    uid: int
    sessions: int
    kernel: str


class KernelUnavailable(RuntimeError):
    """The kernel host cannot be reached or refuses to run scripts; the text is a sentence for the user."""


class Kernel(Protocol):
    """Thread-safe. One session of a name runs one build at a time; a second call for it waits."""

    def build(
        self, job: BuildJob, session: str | None = None, on_progress: Progress | None = None, on_waiting: Waiting | None = None,
    ) -> Outcome:
        """Build in the named live session, or with ``None`` in a fresh one with an empty memo that is ended afterwards.

        ``on_waiting`` hears where the build stands while others run. Failures of the script are in the outcome, never raised.
        Raises KernelUnavailable.
        """
        ...

    def cancel(self, session: str) -> None:
        """End the build that the session runs, if any; its caller gets an outcome with ``ended="cancelled"``."""
        ...

    def end_session(self, session: str) -> None:
        """Forget the session and free its memory. A later build opens a new one."""
        ...

    def status(self) -> HostStatus:
        """What this host can confine. Raises KernelUnavailable."""
        ...

    def close(self) -> None:
        """End every session and process that this kernel started."""
        ...
