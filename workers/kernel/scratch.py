"""Measure and empty a session's private folder, whose names, depth and modes a script chose. No recursion, no symbolic links."""

from __future__ import annotations

import errno
import os


def measure(folder: str, most_entries: int) -> tuple[int, int]:
    """Bytes on disk and entries below the folder; counting stops at ``most_entries`` + 1. Raises OSError where it may not look."""
    size, count, folders = 0, 0, [folder]
    while folders and count <= most_entries:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > most_entries:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except (FileNotFoundError, NotADirectoryError):     # the script is at work meanwhile
            continue
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:           # a very deep tree
                return size, most_entries + 1
            raise
    return size, count


def empty(folder: str) -> None:
    """Remove everything in the folder. ``shutil.rmtree`` recurses: a tree 5000 deep would be a RecursionError in the caller."""
    root = _open_folder(folder, None)
    try:
        while entries := _entries(root):
            for name, is_folder in entries:
                if is_folder:
                    _flatten(name, root)
                else:
                    os.unlink(name, dir_fd=root)
    finally:
        os.close(root)


def wipe(folder: str) -> None:
    """Remove the folder with everything in it. Raises OSError."""
    empty(folder)
    os.rmdir(folder)


def _flatten(name: str, root: int) -> None:
    """Remove one folder of ``root``; the folders in it move up into ``root``, where their turn comes."""
    os.chmod(name, 0o700, dir_fd=root)
    inner = _open_folder(name, root)
    try:
        for child, is_folder in _entries(inner):
            if is_folder:
                os.chmod(child, 0o700, dir_fd=inner)        # moving a folder writes its ".."
                os.rename(child, _free_name(), src_dir_fd=inner, dst_dir_fd=root)
            else:
                os.unlink(child, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=root)


def _entries(fd: int) -> list[tuple[str, bool]]:
    with os.scandir(fd) as entries:
        return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]


def _open_folder(name: str, root: int | None) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=root)


def _free_name() -> str:
    return f".moved-{os.urandom(12).hex()}"
