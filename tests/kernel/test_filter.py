"""The system call filters of both machines, run by a small interpreter of classic BPF as the kernel defines it."""

import struct

import pytest

from workers.kernel import seccomp

PID = 4242
ALLOW, KILL = 0x7FFF0000, 0x80000000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COLUMN = {"x86_64": 0, "aarch64": 1}
MACHINES = sorted(COLUMN)


def errno(code):
    return 0x00050000 | code


def run(program, number, arguments=(), architecture=0):
    """The filter's verdict on one call."""
    data = struct.pack("<iIQ6Q", number, architecture, 0, *[a & (2**64 - 1) for a in (*arguments, *[0] * (6 - len(arguments)))])
    instructions = list(struct.iter_unpack("=HBBI", program))
    accumulator, at = 0, 0
    while True:
        code, jump_true, jump_false, k = instructions[at]
        at += 1
        if code == 0x20:            # BPF_LD | BPF_W | BPF_ABS
            accumulator = struct.unpack_from("<I", data, k)[0]
        elif code == 0x54:          # BPF_ALU | BPF_AND | BPF_K
            accumulator &= k
        elif code == 0x15:          # BPF_JMP | BPF_JEQ | BPF_K
            at += jump_true if accumulator == k else jump_false
        elif code == 0x35:          # BPF_JMP | BPF_JGE | BPF_K
            at += jump_true if accumulator >= k else jump_false
        else:
            assert code == 0x06, f"unknown instruction {code:#x}"       # BPF_RET | BPF_K
            return k


@pytest.fixture(params=MACHINES)
def judge(request):
    """Machine, and the verdict on a call by its number."""
    program = seccomp.program(request.param, PID)
    return request.param, lambda number, *arguments: run(program, number, arguments, AUDIT[request.param])


def numbers(machine, table):
    return seccomp.numbers(table, COLUMN[machine])


def test_listed_calls_get_the_verdict_of_their_list(judge):
    machine, verdict = judge
    for table, expected in ((seccomp.ALLOWED, ALLOW), (seccomp.PRETENDED, errno(0)), (seccomp.UNSUPPORTED, errno(95))):
        assert {name: verdict(number) for name, number in numbers(machine, table).items()} == dict.fromkeys(numbers(machine, table), expected)


def test_every_other_call_is_refused(judge):
    machine, verdict = judge
    tables = (seccomp.ALLOWED, seccomp.PRETENDED, seccomp.UNSUPPORTED, seccomp.CONDITIONAL)
    listed = {number for table in tables for number in numbers(machine, table).values()}
    assert {verdict(n) for n in range(424) if n not in listed} == {errno(1)}
    assert {verdict(n) for n in range(424, 700) if n not in listed} == {errno(38)}


def test_another_architecture_is_killed():
    for machine in MACHINES:
        program = seccomp.program(machine, PID)
        assert run(program, 0, architecture=0x40000003) == KILL        # i386
        other = next(m for m in MACHINES if m != machine)
        assert run(program, 0, architecture=AUDIT[other]) == KILL
    assert run(seccomp.program("x86_64", PID), 0x40000000 | 39, architecture=AUDIT["x86_64"]) == KILL      # x32


VM, FS, FILES, SIGHAND, THREAD = 0x100, 0x200, 0x400, 0x800, 0x10000
A_THREAD = VM | FS | FILES | SIGHAND | THREAD
CONDITIONS = [
    ("clone", (A_THREAD | 0x3D0F00,), True), ("clone", (17,), False), ("clone", (A_THREAD & ~THREAD,), False),
    ("clone", (A_THREAD | 0x10000000,), False), ("clone", (A_THREAD | 0x4000,), False), ("clone", (A_THREAD | 0x2000,), False),
    ("kill", (PID, 9), True), ("kill", (PID + 1, 0), False), ("kill", (-1, 0), False), ("kill", (0, 9), False),
    ("tgkill", (PID, 1, 6), True), ("tgkill", (1, 1, 6), False),
    ("prlimit64", (0, 7, 0, 1), True), ("prlimit64", (PID, 7, 0, 1), True), ("prlimit64", (0, 7, 1, 0), False),
    ("prlimit64", (0, 7, 1 << 32, 0), False), ("prlimit64", (1, 7, 0, 1), False),
    ("prctl", (15,), True), ("prctl", (16,), True), ("prctl", (1, 0), False), ("prctl", (4, 1), False), ("prctl", (38,), False),
    ("openat", (-100, 0, 0), True), ("openat", (-100, 0, 0o1101), True), ("openat", (-100, 0, 0o1000), False),
    ("openat", (-100, 0, 0o20200002), False), ("open", (0, 0), True), ("open", (0, 0o1000), False), ("open", (0, 0o20000002), False),
    ("ioctl", (1, 0x5401), True), ("ioctl", (1, 0x541B), True), ("ioctl", (0, 0x5412), False), ("ioctl", (0, 0x541C), False),
    ("fcntl", (1, 1), True), ("fcntl", (1, 1030), True), ("fcntl", (1, 8), False), ("fcntl", (1, 1031), False), ("fcntl", (1, 1026), False),
]


@pytest.mark.parametrize(("name", "arguments", "allowed"), CONDITIONS)
def test_a_conditional_call_depends_on_its_arguments(judge, name, arguments, allowed):
    machine, verdict = judge
    number = numbers(machine, seccomp.CONDITIONAL).get(name)
    if number is None:              # aarch64 has openat only
        assert name == "open"
        return
    assert verdict(number, *arguments) == (ALLOW if allowed else errno(1))


def test_the_filter_fits_into_what_the_kernel_takes():
    for machine in MACHINES:
        code = seccomp.program(machine, PID)
        assert len(code) % 8 == 0
        assert len(code) // 8 <= 4096
