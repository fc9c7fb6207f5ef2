"""Each layer is needed: without it, acts of its class go through that the whole confinement refuses (``test_attacks``)."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.kernel.acts import FILES, PROC, PROCESSES, SOCKETS, filled
from tests.kernel.sessions import BOX, is_root, job, went_through
from workers.kernel.endings import Ended
from workers.kernel.limits import Limits
from workers.kernel.sandbox import ALL_LAYERS, Confinement

pytestmark = pytest.mark.kernel
ALL = FILES | PROC | SOCKETS | PROCESSES
ONLY_LANDLOCK = [
    "read a system file", "read the checkout", "read a file of the supervisor", "write a file of the supervisor", "list the root",
    "list the folder of all scratches", "write beside the scratch", "write in shared memory", "move a file out", "own memory map",
    "all processes", "system settings", "import the job queue",
]
ONLY_SECCOMP = [
    "TCP", "UDP", "Unix", "netlink", "pair", "pipe", "event", "shared memory", "fork", "make an unnamed file", "priority of another process",
    "limits of another process", "processor of another process",
]
EITHER = ["make a symbolic link", "make a fifo", "empty a file of the supervisor", "truncate by path", "run a program"]


# acts that an ordinary user may not do anyway
PRIVILEGED = [
    "write the installed library", "write our own code", "make a hard link", "make a device", "own memory", "the parent's environment",
    "the parent's descriptors", "packet", "become another user", "another root",
]
# would replace the session, or stop the zygote, where they succeed
FATAL = ["exec", "trace the zygote"]


def without(layer):
    return Confinement(tuple(other for other in ALL_LAYERS if other != layer))


@pytest.mark.parametrize("name", ONLY_LANDLOCK)
def test_without_landlock_files_are_open(open_session, victim, bystander, name):
    assert went_through(open_session(without("landlock")), filled(ALL[name], victim, bystander))


@pytest.mark.parametrize("name", ONLY_SECCOMP)
def test_without_seccomp_system_calls_are_open(open_session, victim, bystander, name):
    assert went_through(open_session(without("seccomp")), filled(ALL[name], victim, bystander))


@pytest.mark.parametrize("name", EITHER)
def test_some_acts_are_stopped_by_landlock_and_by_seccomp_and_go_through_without_both(open_session, victim, bystander, name):
    act = filled(ALL[name], victim, bystander)
    assert not went_through(open_session(without("landlock")), act)
    assert not went_through(open_session(without("seccomp")), act)
    assert went_through(open_session(Confinement(("rlimits",))), act)


def test_without_any_layer_every_act_goes_through(open_session, victim, bystander):
    """So that none is refused for a reason of its own, such as a spelling mistake."""
    for name, act in ALL.items():
        if name not in FATAL and (is_root() or name not in PRIVILEGED):
            assert went_through(open_session(Confinement(())), filled(act, victim, bystander)), name


LIMITED = {
    "memory": "len(bytearray(400 << 20)) or 1 / 0",
    "a large file": "open('f', 'wb').write(bytes(6 << 20))",
    "many descriptors": "[os.dup(0) for _ in range(60)]",
}
SMALL = Limits(memory_mb=200, file_mb=4)


@pytest.mark.parametrize("name", LIMITED)
def test_without_resource_limits_memory_files_and_descriptors_are_not_bounded(open_session, name):
    assert not went_through(open_session(limits=SMALL), LIMITED[name])
    if is_root() or name != "many descriptors":
        assert went_through(open_session(without("rlimits"), SMALL), LIMITED[name])


@pytest.mark.parametrize("abi", [1, 2, 3, 5, 6])
def test_an_older_landlock_with_seccomp_refuses_the_same(open_session, victim, bystander, abi):
    session = open_session(Confinement(abi=abi))
    for name, act in ALL.items():
        assert not went_through(session, filled(act, victim, bystander)), name
    assert session.build(job(BOX)).scene["ok"]


def test_the_rights_that_old_landlock_lacks_are_what_seccomp_covers(open_session, tmp_path):
    """Before version 3 a script may empty a file that it may only read; the filter refuses it."""
    readable = tmp_path / "readable.txt"
    readable.write_text("full")
    act = f"os.open({str(readable)!r}, os.O_RDONLY | os.O_TRUNC)"
    folders = (str(tmp_path),)
    assert not went_through(open_session(Confinement(abi=1, readable=folders)), act)
    assert readable.read_text() == "full"
    assert went_through(open_session(Confinement(("rlimits", "landlock"), abi=1, readable=folders)), act)
    assert readable.read_text() == ""


def test_a_folder_that_is_given_to_read_can_be_read_and_not_written(open_session, tmp_path):
    (tmp_path / "font.ttf").write_text("font")
    session = open_session(Confinement(readable=(str(tmp_path),)))
    assert went_through(session, f"open({str(tmp_path / 'font.ttf')!r}).read()")
    assert not went_through(session, f"open({str(tmp_path / 'other')!r}, 'w')")


def test_a_session_that_cannot_be_confined_does_not_start(open_session):
    with pytest.raises(Ended) as caught:
        open_session(Confinement(abi=0))
    assert "Landlock" in caught.value.detail


def test_sessions_of_a_root_supervisor_can_run_as_another_user(open_session):
    """Where that cannot be (not root, or the interpreter is not readable for that user) no session starts, least of all as root."""
    if not is_root() or not readable_for_others(sys.base_prefix):
        with pytest.raises((Ended, PermissionError)):
            open_session(Confinement(uid=65534))
        return
    session = open_session(Confinement(uid=65534))
    outcome = session.build(job("import os, sqlite3\nprint(os.getuid(), os.geteuid(), os.getgid(), os.access('.', os.W_OK))"))
    assert outcome.scene["stdout"].split() == ["65534", "65534", "65534", "True"]


def test_a_session_of_another_user_cannot_ask_about_files_in_a_closed_folder(open_session):
    """No layer knows of ``stat``: it is the folder's rights that keep sizes, times and names, and so a user of the kernel's own."""
    if not is_root() or not readable_for_others(sys.base_prefix):
        return
    session = open_session(Confinement(uid=65534))
    with tempfile.TemporaryDirectory() as data:
        Path(data, "sunmao.db").write_text("secret")
        ask = f"__import__('os').stat({data + '/sunmao.db'!r})"
        os.chmod(data, 0o755)
        assert went_through(session, ask)
        os.chmod(data, 0o700)
        assert not went_through(session, ask)


def readable_for_others(path):
    return all(os.stat(folder).st_mode & 0o5 == 0o5 for folder in [path, *Path(path).parents])
