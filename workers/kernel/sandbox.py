"""Confine the calling process without privileges: rlimits, Landlock, a seccomp allow-list.

Called in a freshly forked child of one thread. Every step raises on failure, and the caller must then end the process.
"""

from __future__ import annotations

import fcntl
import os
import platform
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass

from workers.kernel import landlock, seccomp
from workers.kernel.limits import MEBI, Limits
from workers.kernel.syscalls import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl, syscall

ALL_LAYERS = ("rlimits", "landlock", "seccomp")
REQUESTS, NULL, CRASH, RESULTS = 0, 1, 2, 3         # the only open descriptors of a session
EXIT_FAILED = 70            # of a session that failed by itself, with the reason on the crash pipe
EXIT_CUT_OFF = 71           # of a session whose script closed its pipes
SOCKET_CALL = {"x86_64": 41, "aarch64": 198}


class Unconfinable(RuntimeError):
    """This host cannot confine scripts; the text says why."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """How sessions are confined. Fewer layers, or a lower ``abi``, are for tests and for the trusted-local mode.

    ``uid``: the user of the sessions where the supervisor is root; ``None`` keeps the supervisor's. ``readable``: further files and
    folders that scripts may read, such as a folder of fonts.
    """

    layers: tuple[str, ...] = ALL_LAYERS
    abi: int = 99               # use no more than this version of Landlock
    uid: int | None = None
    readable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a session stands: its descriptors, its folder, what it may read, and the zygote that must be its parent."""

    requests: int
    results: int
    crash: int
    scratch: str
    read_only: tuple[str, ...]
    parent: int


def obstacle() -> str | None:
    """Why this host cannot confine scripts, or ``None``."""
    if platform.system() != "Linux":
        return "Scripts can be confined on Linux only."
    if platform.machine() not in seccomp.MACHINES:
        return f"Scripts can be confined on x86_64 and aarch64, and this machine is {platform.machine()}."
    if landlock.abi() < 1:
        return "The Linux kernel of this host offers no Landlock (5.13 or newer, enabled, and not denied by the container)."
    return None


def confine(ground: Ground, limits: Limits, how: Confinement) -> None:
    """Afterwards only the four descriptors are open and nothing can be regained. The order matters: see the comments."""
    _reset_signals()
    os.setsid()
    _place_descriptors(ground)
    os.environ.clear()
    os.umask(0o077)
    os.chdir(ground.scratch)
    if how.uid is not None:
        os.setgroups([])
        os.setresgid(how.uid, how.uid, how.uid)
        os.setresuid(how.uid, how.uid, how.uid)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)         # after setresuid, which clears it
    if os.getppid() != ground.parent:               # it died before we asked
        raise Unconfinable("The zygote died while a session started.")
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if "rlimits" in how.layers:
        _restrict_resources(limits)
    if "landlock" in how.layers:                    # before seccomp, since it opens paths
        version = min(how.abi, landlock.abi())
        if version < 1:
            raise Unconfinable("The Linux kernel of this host offers no Landlock.")
        landlock.restrict_files([*ground.read_only, *how.readable], [ground.scratch], version)
    prctl(PR_SET_DUMPABLE, 0)                       # after everything that needs our own /proc
    if "seccomp" in how.layers:
        seccomp.restrict_syscalls()


def prove_confined(parent: int) -> None:
    """One act for each layer must fail, or no script runs here. Raises Unconfinable."""
    acts: dict[str, Callable[[], object]] = {
        "open a file of /proc": lambda: os.open("/proc/self/stat", os.O_RDONLY),
        "make a socket": lambda: syscall(SOCKET_CALL[platform.machine()], 1, 1, 0),
        "signal the zygote": lambda: os.kill(parent, 0),
        "raise a limit": lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    }
    for name, act in acts.items():
        try:
            act()
        except (OSError, ValueError):               # setrlimit turns EPERM into ValueError
            continue
        raise Unconfinable(f"A session could {name} although it is confined.")


def _reset_signals() -> None:
    """A full pipe or file must be an OSError in the script, not a death; everything else is as the system has it."""
    for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN if number in (signal.SIGPIPE, signal.SIGXFSZ) else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _place_descriptors(ground: Ground) -> None:
    """C++ libraries print to 1: that must never reach the results, so 1 is /dev/null and only 3 leads out."""
    sources = {REQUESTS: ground.requests, NULL: os.open("/dev/null", os.O_RDWR), CRASH: ground.crash, RESULTS: ground.results}
    lifted = {target: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for target, fd in sources.items()}
    for target, fd in lifted.items():
        os.dup2(fd, target, inheritable=False)
    os.closerange(RESULTS + 1, 1 << 20)


def _restrict_resources(limits: Limits) -> None:
    with open("/proc/self/statm") as statm:
        mapped = int(statm.read().split()[0]) * resource.getpagesize()
    for kind, value in (
        (resource.RLIMIT_AS, mapped + limits.memory_mb * MEBI),         # relative: the libraries alone map over 1 GB
        (resource.RLIMIT_CPU, limits.cpu_s), (resource.RLIMIT_FSIZE, limits.file_mb * MEBI),
        (resource.RLIMIT_NOFILE, limits.open_files), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0), (resource.RLIMIT_SIGPENDING, 64), (resource.RLIMIT_STACK, 8 * MEBI),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    os.nice(5)
    prctl(PR_SET_DUMPABLE, 1)                       # the zygote is not dumpable: our own /proc files would belong to root
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")                         # when the host runs out of memory a session goes first, never the server
