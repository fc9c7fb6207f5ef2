"""Landlock: which files a process and its children may ever open. Pure ctypes, no privileges needed.

It does not cover stat, chmod, chown, signals to other processes before ABI 6, or any socket but TCP: ``seccomp`` does.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable

from workers.kernel.syscalls import syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446     # the same numbers on every machine
QUERY_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << n for n in range(6))
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
ABI_1_RIGHTS = (1 << 13) - 1

READ = READ_FILE | READ_DIR
WRITE = WRITE_FILE | MAKE_DIR | MAKE_REG | REMOVE_DIR | REMOVE_FILE | REFER | TRUNCATE
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE   # a rule on a file may carry no others (EINVAL)


def abi() -> int:
    """The Landlock version of the running kernel; 0 where it is not built in, not enabled, or denied by a container."""
    try:
        return syscall(CREATE_RULESET, None, 0, QUERY_VERSION)
    except OSError:
        return 0


def restrict_files(read_only: Iterable[str], read_write: Iterable[str], version: int) -> None:
    """Close everything but the named files and folders, for ever. Paths that do not exist are left out. Raises OSError."""
    attributes, handled = _ruleset(version)
    ruleset = syscall(CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in read_only:
            _allow(ruleset, path, READ & handled)
        for path in read_write:
            _allow(ruleset, path, (READ | WRITE) & handled)
        syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _ruleset(version: int) -> tuple[bytes, int]:
    """``struct landlock_ruleset_attr``, cut to what this version knows, and the file rights that it handles."""
    handled = ABI_1_RIGHTS
    if version >= 2:
        handled |= REFER            # always handled, or renames between folders stay refused
    if version >= 3:
        handled |= TRUNCATE
    if version >= 5:
        handled |= IOCTL_DEV
    tcp = 3 if version >= 4 else 0
    scoped = 3 if version >= 6 else 0   # abstract Unix sockets, signals
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    return struct.pack("=QQQ", handled, tcp, scoped)[:size], handled


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            rights &= FILE_RIGHTS
        syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)     # a packed struct: 12 bytes
    finally:
        os.close(fd)
