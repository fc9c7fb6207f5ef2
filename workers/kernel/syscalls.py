"""Raw system calls by ctypes, for what the standard library does not wrap."""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 15, 16, 22, 38


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """The call's result. Raises OSError."""
    # every argument as a full register: ctypes would pass Python ints as 32 bits and leave rubbish above them
    registers = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    return _checked(_libc.syscall(ctypes.c_long(number), *registers), f"system call {number}")


def prctl(option: int, value: int | bytes = 0, more: bytes | None = None) -> int:
    """Change a property of this process. Raises OSError."""
    first = ctypes.c_ulong(value) if isinstance(value, int) else value
    return _checked(_libc.prctl(option, first, more, 0, 0), f"prctl {option}")


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result
