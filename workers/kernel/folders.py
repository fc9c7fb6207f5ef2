"""The scratch folders of one supervisor: made for its sessions, swept when an earlier supervisor died without tidying up."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from workers.kernel import scratch


class Folders:
    """``base`` (the system's temporary folder unless told) / one folder a user / one a supervisor / one a session."""

    def __init__(self, base: str | None = None) -> None:
        """Raises OSError when another user holds the folder's name."""
        home = Path(base or tempfile.gettempdir(), f"sunmao-kernel-{os.geteuid()}")
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        owner = home.lstat()
        if owner.st_uid != os.geteuid() or home.is_symlink():
            raise PermissionError(f"The scratch folder {home} belongs to another user. Remove it, or name another one.")
        sweep(home)
        self.run = Path(tempfile.mkdtemp(prefix="run-", dir=home))
        self.run.chmod(0o711)           # a session of another user must reach its own folder
        self._lock = _lock(self.run)
        self.home = self.run / "home"   # for the caches of the libraries that the zygote loads
        self.home.mkdir(0o700)

    def make(self, uid: int | None) -> str:
        """A fresh folder for one session, of the user that the session runs as."""
        folder = tempfile.mkdtemp(prefix="s-", dir=self.run)
        if uid is not None:
            os.chown(folder, uid, uid)
        return os.path.realpath(folder)

    def close(self) -> None:
        remove(self.run)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def sweep(home: Path) -> None:
    """Remove the folders of supervisors that are gone: those whose lock is free."""
    for run in home.glob("run-*"):
        lock = _lock(run)
        if lock is not None:
            remove(run)
            os.close(lock)


def remove(run: Path) -> None:
    """A supervisor's folder with its sessions' folders, which scripts filled."""
    try:
        for session in run.glob("s-*"):
            scratch.wipe(str(session))
    except OSError:
        return                          # a session is just ending; the next sweep takes the rest
    shutil.rmtree(run, ignore_errors=True)


def _lock(run: Path) -> int | None:
    """Hold the folder's lock until the descriptor closes; ``None`` when another process holds it, or the folder is gone."""
    try:
        fd = os.open(run, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        return None
    return fd
