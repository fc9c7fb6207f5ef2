"""``python -m workers.kernel --socket PATH``: the kernel host as a process."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import resource
import select
import sys
import threading
from collections.abc import Iterator

from workers.kernel.api import KernelUnavailable
from workers.kernel.host import Host, stop_signals
from workers.kernel.local import LocalKernel
from workers.kernel.sandbox import Confinement


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workers.kernel", description="Run the kernel host: confined CadQuery sessions.")
    parser.add_argument("--socket", required=True, help="path of the Unix socket to serve")
    parser.add_argument("--scratch", help="folder for the sessions' private folders (default: the system's temporary folder)")
    parser.add_argument("--memory-mb", type=int, help="what all live sessions may hold together (default: half of the machine's)")
    parser.add_argument(
        "--builds", type=int, default=int(os.environ.get("SUNMAO_BUILDS") or 0),
        help="builds of open documents at the same time (default: $SUNMAO_BUILDS or one a core)")
    parser.add_argument("--uid", type=int, help="run sessions as this user; needs root")
    parser.add_argument(
        "--trust", choices=("none", "local"), default=os.environ.get("SUNMAO_KERNEL_TRUST") or "none",
        help="local: run the local user's own scripts even where this host cannot confine them (default: $SUNMAO_KERNEL_TRUST or none)",
    )
    parser.add_argument("--die-with-parent", action="store_true", help="end when standard input closes")
    parser.add_argument("--ready-fd", type=int, help="descriptor that gets one line: ready, or why not")
    return parser


def main() -> int:
    options = arguments().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    allow_many_files()
    kernel = LocalKernel(
        how=Confinement(uid=options.uid), trust_local=options.trust == "local", memory_mb=options.memory_mb, scratch_root=options.scratch,
        builds=options.builds or None,
    )
    stop = stop_signals()
    try:
        host = Host(kernel, options.socket)
    except OSError as error:
        return failed(options.ready_fd, error)
    try:
        with ending_with_parent() if options.die_with_parent else contextlib.nullcontext():
            status = kernel.status()            # loads the kernel and proves that it can be confined
        tell(options.ready_fd, "ready")
        if not status.confined:
            print(f"Scripts are not confined. {status.reason}", file=sys.stderr)  # noqa: T201
        host.serve([stop, 0] if options.die_with_parent else [stop])
    except KernelUnavailable as error:
        return failed(options.ready_fd, error)
    finally:
        host.close()
    return 0


@contextlib.contextmanager
def ending_with_parent() -> Iterator[None]:
    """Inside the block the process ends at once when standard input closes: nobody serves yet, and what it loads takes seconds."""
    reader, writer = os.pipe()
    poll = select.poll()
    poll.register(0)
    poll.register(reader)

    def watch() -> None:
        if any(fd == 0 for fd, _ in poll.poll()):
            os._exit(0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        os.close(writer)
        watcher.join()
        os.close(reader)


def failed(ready_fd: int | None, error: Exception) -> int:
    tell(ready_fd, str(error))
    print(f"The kernel host did not start. {error}", file=sys.stderr)  # noqa: T201
    return 1


def allow_many_files() -> None:
    """A live session holds four descriptors."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def tell(ready_fd: int | None, line: str) -> None:
    if ready_fd is not None:
        with contextlib.suppress(BrokenPipeError):      # whoever waited has died
            os.write(ready_fd, line.encode("utf-8", "replace"))
        os.close(ready_fd)


if __name__ == "__main__":
    sys.exit(main())
