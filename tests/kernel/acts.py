"""Acts that a script must not get through, by class. Each is an expression that raises when it is refused.

``VICTIM`` stands for the path of a file of the supervisor's, ``BYSTANDER`` for the pid of another process of the same user.
"""

import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

FILES = {
    "read a system file": "open('/etc/passwd').read()",
    "read the checkout": f"open({ROOT + '/pyproject.toml'!r}).read()",
    "read the server's code": f"open({ROOT + '/server/__init__.py'!r}).read()",
    "read the other half of workers": f"open({ROOT + '/workers/__init__.py'!r}).read()",
    "read a file of the supervisor": "open(VICTIM).read()",
    "write a file of the supervisor": "open(VICTIM, 'a').write('x')",
    "empty a file of the supervisor": "os.open(VICTIM, os.O_RDONLY | os.O_TRUNC)",
    "truncate by path": "os.truncate(VICTIM, 0)",
    "list the root": "os.listdir('/')",
    "list the folder of all scratches": "os.listdir('..')",
    "list the checkout": f"os.listdir({ROOT!r})",
    "write beside the scratch": "open('../stray', 'w')",
    "write in shared memory": "__import__('tempfile').NamedTemporaryFile(dir='/dev/shm').name",
    "write the installed library": "open(__import__('cadquery').__file__, 'a')",
    "write our own code": "open(__import__('workers.kernel.frames').kernel.frames.__file__, 'a')",
    "move a file out": "(open('f', 'w').close(), os.rename('f', '../f'))",
    "make a symbolic link": "os.symlink('/etc', 'link')",
    "make a hard link": "os.link(os.__file__, 'link')",
    "make a fifo": "os.mkfifo('fifo')",
    "make a device": "os.mknod('null', 0o020666, os.makedev(1, 3))",
    "make an unnamed file": "os.open('.', os.O_TMPFILE | os.O_RDWR)",
    "set an attribute": "os.setxattr('.', 'user.x', b'1')",
    "import the job queue": "__import__('workers.queue')",
}
PROC = {
    "own memory map": "open('/proc/self/maps').read()",
    "own memory": "open('/proc/self/mem', 'rb')",
    "the parent's environment": "open(f'/proc/{os.getppid()}/environ').read()",
    "the parent's descriptors": "os.listdir(f'/proc/{os.getppid()}/fd')",
    "all processes": "os.listdir('/proc')",
    "system settings": "open('/proc/sys/kernel/core_pattern').read()",
}
SOCKETS = {
    name: f"socket.socket({family}, {kind})"
    for name, family, kind in (
        ("TCP", 2, 1), ("UDP", 2, 2), ("TCP 6", 10, 1), ("Unix", 1, 1), ("Unix datagram", 1, 2), ("netlink", 16, 3),
        ("packet", 17, 3), ("vsock", 40, 1),
    )
} | {"pair": "socket.socketpair()", "pipe": "os.pipe()", "event": "os.eventfd(0)", "shared memory": "os.memfd_create('x')"}
PROCESSES = {
    "fork": "os.fork() or os._exit(0)",
    "run a program": "__import__('subprocess').run(['/bin/true'], check=True)",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "shell": "1 / (os.system('true') == 0)",
    "signal the zygote": "os.kill(os.getppid(), 0)",
    "signal another process": "os.kill(BYSTANDER, 0)",
    "signal every process": "os.kill(-1, 0)",
    "signal by another thread call": "signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)",
    "trace the zygote": "syscall(101, 16, os.getppid(), 0, 0)",
    "limits of another process": "__import__('resource').prlimit(BYSTANDER, 7, (64, 64))",
    "limits of its own": "__import__('resource').setrlimit(7, (4096, 4096))",
    "priority of another process": "os.setpriority(os.PRIO_PROCESS, BYSTANDER, 19)",
    "processor of another process": "os.sched_setaffinity(BYSTANDER, [0])",
    "become another user": "os.setuid(1) if os.getuid() == 0 else os.setuid(0)",
    "another root": "os.chroot('.')",
    "undo the parent's death signal": "1 / (libc.prctl(1, 0, 0, 0, 0) == 0)",
    "become readable": "1 / (libc.prctl(4, 1, 0, 0, 0) == 0)",
}
# name: number on x86_64, on aarch64 (None: no such call), arguments
RAW = {
    "fork": (57, None, ()), "vfork": (58, None, ()), "clone a process": (56, 220, (17, 0, 0, 0, 0)), "execve": (59, 221, (0, 0, 0)),
    "ptrace": (101, 117, (0, 0, 0, 0)), "process_vm_readv": (310, 270, (1, 0, 0, 0, 0, 0)), "mount": (165, 40, (0, 0, 0, 0, 0)),
    "unshare": (272, 97, (0x10000000,)), "setns": (308, 268, (0, 0)), "bpf": (321, 280, (0, 0, 0)), "userfaultfd": (323, 282, (0,)),
    "keyctl": (250, 219, (0, 0, 0, 0, 0)), "add_key": (248, 217, (0, 0, 0, 0, 0)), "perf_event_open": (298, 241, (0, 0, 0, 0, 0)),
    "io_setup": (206, 0, (1, 0)), "inotify_init1": (294, 26, (0,)), "memfd_create": (319, 279, (0, 0)), "shmget": (29, 194, (0, 4096, 0)),
    "msgget": (68, 186, (0, 0o1600)), "semget": (64, 190, (0, 1, 0o1600)), "personality": (135, 92, (0xFFFFFFFF,)),
    "seccomp": (317, 277, (1, 0, 0)), "name_to_handle_at": (303, 264, (0, 0, 0, 0, 0)), "kexec_load": (246, 104, (0, 0, 0, 0)),
    "timer_create": (222, 107, (0, 0, 0)), "sched_setscheduler": (144, 119, (0, 0, 0)), "mincore": (27, 232, (0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)), "pidfd_open": (434, 434, (1, 0)), "openat2": (437, 437, (-100, 0, 0, 0)),
    "clone3": (435, 435, (0, 0)), "landlock_restrict_self": (446, 446, (-1, 0)), "process_madvise": (440, 440, (0, 0, 0, 0, 0)),
}
CLASSES = {"files": FILES, "proc": PROC, "sockets": SOCKETS, "processes": PROCESSES}


def filled(act, victim, bystander):
    return act.replace("VICTIM", repr(str(victim))).replace("BYSTANDER", str(bystander))
