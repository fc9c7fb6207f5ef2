"""What a script tries and must not get, by class. Each act is an expression that raises when it is refused."""

import platform
import socket
import stat

import pytest

from tests.kernel.acts import CLASSES, RAW, filled
from tests.kernel.conftest import SECRET
from tests.kernel.sessions import ATTEMPT, BOX, alive, is_root, job, went_through
from workers.kernel.sandbox import Confinement

pytestmark = pytest.mark.kernel
ACTS = [pytest.param(act, id=f"{kind}: {name}") for kind, acts in CLASSES.items() for name, act in acts.items()]


@pytest.fixture(scope="module")
def confined(nest):
    """One session that meets all attacks, one after the other."""
    from workers.kernel.limits import Limits
    from workers.kernel.session import Session

    zygote, folders = nest
    session = Session(zygote, folders.make(None), Limits(), Confinement())
    yield session
    session.end()


@pytest.mark.parametrize("act", ACTS)
def test_a_script_is_refused(confined, victim, bystander, act):
    assert not went_through(confined, filled(act, victim, bystander))
    assert victim.read_text() == SECRET


@pytest.mark.parametrize("name", RAW)
def test_a_raw_system_call_is_refused_by_the_filter(confined, name):
    """EPERM, or ENOSYS for calls newer than the list: never an answer of the call itself."""
    numbers, arguments = RAW[name][:2], RAW[name][2]
    number = numbers[("x86_64", "aarch64").index(platform.machine())]
    if number is None:
        number, arguments = 59 if platform.machine() == "x86_64" else 221, (0, 0, 0)    # this machine has no such call; execve instead
    script = f"{ATTEMPT}\nresult = libc.syscall({', '.join(f'ctypes.c_long({n})' for n in (number, *arguments))})\nprint(result, ctypes.get_errno())"
    outcome = confined.build(job(script))
    assert outcome.scene["stdout"].split() in (["-1", "1"], ["-1", "38"]), outcome.scene


@pytest.mark.parametrize("act", [
    "os.chmod(VICTIM, 0o666)", "os.chown(VICTIM, 1, 1)", "os.utime(VICTIM, (0, 0))",
])
def test_owner_mode_and_times_of_a_file_stay_although_the_script_is_told_done(confined, victim, bystander, act):
    before = victim.stat()
    assert went_through(confined, filled(act, victim, bystander))
    after = victim.stat()
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_mtime) == (stat.S_IMODE(before.st_mode), before.st_uid, before.st_mtime)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 and 32-bit calls exist on x86_64 only")
@pytest.mark.parametrize("code", [
    "b8 14 00 00 00 cd 80 c3",                  # mov eax, 20; int 0x80: getpid of the 32-bit table
    "b8 27 00 00 40 0f 05 c3",                  # mov eax, 0x40000027; syscall: getpid of x32
])
def test_native_code_with_calls_of_another_architecture_is_killed(open_session, code):
    from workers.kernel.endings import Ended

    script = f"""
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(bytes.fromhex({code!r}))
print(ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
"""
    with pytest.raises(Ended) as caught:
        open_session().build(job(script))
    assert caught.value.reason == "crash"


def test_nothing_of_the_supervisor_is_inherited(confined, nest):
    """No descriptor beyond the four, no variable, and the secret is nowhere in the zygote that every session is a copy of."""
    script = """
import os
open_now = []
for fd in range(64):
    try:
        os.fstat(fd)
        open_now.append(fd)
    except OSError:
        pass
print(open_now, sorted(os.environ), sep="|")
"""
    said = confined.build(job(script)).scene["stdout"].strip()
    assert said == "[0, 1, 2, 3]|['HOME', 'LANG', 'MALLOC_ARENA_MAX', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'TMPDIR']"
    if is_root():       # the zygote is not dumpable: others may not look at all
        with open(f"/proc/{nest[0].pid}/environ", "rb") as environment:
            assert SECRET.encode() not in environment.read()


def test_the_same_session_still_builds_and_its_zygote_lives(confined, nest):
    """Runs after the attacks above, in the session that met them."""
    outcome = confined.build(job(BOX))
    assert outcome.scene["ok"]
    assert round(outcome.scene["parts"][0]["volume_mm3"], 6) == 6
    assert alive(nest[0].pid)


def test_no_socket_of_the_host_can_be_reached(confined, tmp_path):
    """Not even one that listens: a script has no way out, by name or number."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not went_through(confined, f"socket.create_connection(('127.0.0.1', {port}), 1)")
