"""The system calls that a session may make: an allow-list as a classic BPF program, for x86_64 and aarch64.

The list is what CadQuery, numpy, scipy, matplotlib and sqlite3 need. Everything else is EPERM; calls that are newer than the list
are ENOSYS, so that the C library falls back to what it did before (clone3 → clone, openat2 → openat).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from workers.kernel.syscalls import PR_GET_NAME, PR_SET_NAME, PR_SET_SECCOMP, prctl

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}      # column in the tables, audit architecture

# name, number on x86_64, number on aarch64; "-": that machine has no such call
ALLOWED = """
read 0 63 write 1 64 readv 19 65 writev 20 66 pread64 17 67 pwrite64 18 68 close 3 57 close_range 436 436 lseek 8 62
fstat 5 80 stat 4 - lstat 6 - newfstatat 262 79 statx 332 291 access 21 - faccessat 269 48 faccessat2 439 439
readlink 89 - readlinkat 267 78 getdents64 217 61 getcwd 79 17 chdir 80 49 fchdir 81 50 flock 73 32 fsync 74 82
fdatasync 75 83 ftruncate 77 46 rename 82 - renameat 264 38 renameat2 316 276 mkdir 83 - mkdirat 258 34
rmdir 84 - unlink 87 - unlinkat 263 35 umask 95 166 dup 32 23 dup2 33 - dup3 292 24 poll 7 - ppoll 271 73 select 23 -
pselect6 270 72 mmap 9 222 munmap 11 215 mremap 25 216 mprotect 10 226 madvise 28 233 brk 12 214 msync 26 227
rt_sigaction 13 134 rt_sigprocmask 14 135 rt_sigreturn 15 139 sigaltstack 131 132 futex 202 98 set_robust_list 273 99
rseq 334 293 set_tid_address 218 96 gettid 186 178 getpid 39 172 getppid 110 173 getuid 102 174 geteuid 107 175
getgid 104 176 getegid 108 177 exit 60 93 exit_group 231 94 sched_yield 24 124 sched_getaffinity 204 123 getcpu 309 168
clock_gettime 228 113 clock_getres 229 114 clock_nanosleep 230 115 nanosleep 35 101 gettimeofday 96 169 time 201 -
times 100 153 getrusage 98 165 getrlimit 97 163 uname 63 160 sysinfo 99 179 getrandom 318 278 restart_syscall 219 128
statfs 137 43 fstatfs 138 44
"""
CONDITIONAL = "open 2 - openat 257 56 kill 62 129 tgkill 234 131 clone 56 220 prctl 157 167 prlimit64 302 261 ioctl 16 29 fcntl 72 25"
# Landlock does not cover owner, mode and times of a file, and shutil.copy fails without them: answer "done" and do nothing
PRETENDED = """
chmod 90 - fchmod 91 52 fchmodat 268 53 fchmodat2 452 452 chown 92 - fchown 93 55 lchown 94 - fchownat 260 54
utime 132 - utimes 235 - futimesat 261 - utimensat 280 88
"""
UNSUPPORTED = """
setxattr 188 5 lsetxattr 189 6 fsetxattr 190 7 getxattr 191 8 lgetxattr 192 9 fgetxattr 193 10 listxattr 194 11
llistxattr 195 12 flistxattr 196 13 removexattr 197 14 lremovexattr 198 15 fremovexattr 199 16
"""
NEWER = 424                     # system calls have one number on all machines from here on
EPERM, ENOSYS, ENOTSUP = 1, 38, 95

RET_ALLOW, RET_KILL_PROCESS, RET_ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LD, JEQ, JGE, AND, RET = 0x20, 0x15, 0x35, 0x54, 0x06       # load word, jumps, bit and, return
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16                 # offsets in struct seccomp_data

THREAD_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000                      # VM FS FILES SIGHAND THREAD
PROCESS_FLAGS = 0x7E020000 | 0x80 | 0x2000 | 0x4000 | 0x8000                # NEW*, NEWTIME, PTRACE, VFORK, PARENT
O_TMPFILE, O_ACCMODE_TRUNC, O_RDONLY_TRUNC = 0o20000000, 0o1003, 0o1000
IOCTLS = [0x5401, 0x541B, 0x5450, 0x5451]                                   # TCGETS FIONREAD FIONCLEX FIOCLEX
FCNTLS = [0, 1, 2, 3, 4, 5, 6, 7, 1030, 36, 37, 38]                         # no SETOWN (signals), SETPIPE_SZ, NOTIFY


def restrict_syscalls() -> None:
    """Install the filter for this machine in this process, for ever. no_new_privs must be set. Raises OSError."""
    code = program(platform.machine(), os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    prctl(PR_SET_SECCOMP, 2, struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))


def program(machine: str, pid: int) -> bytes:
    """The filter for a process of this pid, as an array of ``struct sock_filter``."""
    column, architecture = MACHINES[machine]
    code = _load(ARCH_AT) + _insn(JEQ, architecture, 1, 0) + _insn(RET, RET_KILL_PROCESS)
    code += _load(NUMBER_AT)
    if machine == "x86_64":                                                 # x32 calls share the audit architecture
        code += _insn(JGE, 0x40000000, 0, 1) + _insn(RET, RET_KILL_PROCESS)
    for table, action in ((ALLOWED, RET_ALLOW), (PRETENDED, RET_ERRNO), (UNSUPPORTED, RET_ERRNO | ENOTSUP)):
        for number in numbers(table, column).values():
            code += _insn(JEQ, number, 0, 1) + _insn(RET, action)
    conditions = _conditions(pid)
    for name, number in numbers(CONDITIONAL, column).items():
        block = conditions[name] + _insn(RET, RET_ALLOW)
        code += _insn(JEQ, number, 0, len(block) // 8) + block
    code += _insn(JGE, NEWER, 0, 1) + _insn(RET, RET_ERRNO | ENOSYS)
    return code + _insn(RET, RET_ERRNO | EPERM)


def numbers(table: str, column: int) -> dict[str, int]:
    """Names and numbers of a table's calls on one machine."""
    words = table.split()
    return {words[i]: int(words[i + 1 + column]) for i in range(0, len(words), 3) if words[i + 1 + column] != "-"}


def _conditions(pid: int) -> dict[str, bytes]:
    # O_TMPFILE escapes Landlock's MAKE_REG and every scan of the scratch folder; before ABI 3 a reader may empty a file by
    # O_RDONLY|O_TRUNC (and by truncate, which is not in the list at all)
    def harmless_open(flags: int) -> bytes:
        return _masked_is(flags, O_TMPFILE, 0) + _masked_is_not(flags, O_ACCMODE_TRUNC, O_RDONLY_TRUNC)

    return {
        "open": harmless_open(1), "openat": harmless_open(2),
        # rights that no Landlock rule covers: signals before ABI 6, limits of other processes at every ABI
        "kill": _one_of(0, [pid]), "tgkill": _one_of(0, [pid]),
        "prlimit64": _one_of(0, [0, pid]) + _is_null(2),
        "clone": _masked_is(0, THREAD_FLAGS | PROCESS_FLAGS, THREAD_FLAGS),
        "prctl": _one_of(0, [PR_SET_NAME, PR_GET_NAME]),
        "ioctl": _one_of(1, IOCTLS),
        "fcntl": _one_of(1, FCNTLS),
    }


def _insn(code: int, k: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, jump_true, jump_false, k & 0xFFFFFFFF)


def _load(offset: int) -> bytes:
    return _insn(LD, offset)


DENY = _insn(RET, RET_ERRNO | EPERM)


def _one_of(argument: int, values: list[int]) -> bytes:
    """Go on when the low 32 bits of the argument are one of the values, else return EPERM."""
    code = _load(ARGUMENTS_AT + 8 * argument)
    for i, value in enumerate(values):
        code += _insn(JEQ, value, len(values) - i, 0)
    return code + DENY


def _masked_is(argument: int, mask: int, value: int) -> bytes:
    return _load(ARGUMENTS_AT + 8 * argument) + _insn(AND, mask) + _insn(JEQ, value, 1, 0) + DENY


def _masked_is_not(argument: int, mask: int, value: int) -> bytes:
    return _load(ARGUMENTS_AT + 8 * argument) + _insn(AND, mask) + _insn(JEQ, value, 0, 1) + DENY


def _is_null(argument: int) -> bytes:
    return b"".join(_load(ARGUMENTS_AT + 8 * argument + half) + _insn(JEQ, 0, 1, 0) + DENY for half in (0, 4))
