"""The kernel as the rest of the service reaches it: a host process behind a socket."""

from __future__ import annotations

from flask import current_app

from workers.kernel.api import BuildJob, HostStatus, Kernel, KernelUnavailable, Outcome, Progress, Waiting

EXTENSION = "sunmao.kernel"


class AbsentKernel:
    """Stands where a process has no kernel host: commands that only touch records."""

    def build(
        self, job: BuildJob, session: str | None = None, on_progress: Progress | None = None, on_waiting: Waiting | None = None,
    ) -> Outcome:
        raise KernelUnavailable("This process has no CAD kernel.")

    def cancel(self, session: str) -> None: ...

    def end_session(self, session: str) -> None: ...

    def status(self) -> HostStatus:
        raise KernelUnavailable("This process has no CAD kernel.")

    def close(self) -> None: ...


def kernel() -> Kernel:
    """The kernel of the running app."""
    found: Kernel = current_app.extensions[EXTENSION]
    return found
