"""Small files that only the service may read."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


def private_file(path: Path, make: Callable[[], str]) -> str:
    """The text of ``path``, made once with mode 0600; two processes that start together agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(draft, path)        # unlike a rename, it never replaces what another process made meanwhile
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text()


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[bool]:
    """Whether this process alone holds the lock file ``path``; it does until the block ends."""
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
