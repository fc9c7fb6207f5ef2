"""Folders whose names, depth and modes an attacker chose."""

import os
import sys

import pytest

from workers.kernel import scratch
from workers.kernel.folders import Folders, sweep


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "scratch"
    path.mkdir()
    return path


def dig(folder, depth):
    """A chain of folders, made from inside, since the path becomes longer than the system allows."""
    before = os.getcwd()
    os.chdir(folder)
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(before)


def test_a_tree_deeper_than_the_stack_is_measured_and_wiped(folder):
    depth = sys.getrecursionlimit() * 3
    dig(folder, depth)
    assert scratch.measure(str(folder), 10 * depth)[1] > 1000
    scratch.wipe(str(folder))
    assert not folder.exists()


def test_closed_folders_odd_names_and_links_are_wiped_and_nothing_beyond_them(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    for name in ("新\n行", "-rf", "a'b\"c", ".moved-0", "x" * 255):
        (folder / name / "in" / "in").mkdir(parents=True)
        (folder / name / "file").write_bytes(b"x")
    os.symlink(outside, folder / "link")
    os.symlink(outside, folder / "-rf" / "link")
    for mode, name in ((0o300, "-rf"), (0o000, "新\n行")):
        (folder / name).chmod(mode)
    scratch.wipe(str(folder))
    assert not folder.exists()
    assert (outside / "kept").read_text() == "x"


def test_a_link_in_place_of_the_folder_is_not_followed(folder, tmp_path):
    (folder / "kept").write_text("x")
    os.symlink(folder, tmp_path / "link")
    with pytest.raises(OSError):
        scratch.wipe(str(tmp_path / "link"))
    assert (folder / "kept").exists()


def test_measuring_counts_blocks_and_stops_at_the_limit(folder):
    (folder / "sparse").touch()
    os.truncate(folder / "sparse", 1 << 30)
    (folder / "full").write_bytes(bytes(1 << 20))
    size, count = scratch.measure(str(folder), 100)
    assert count == 2
    assert 1 << 20 <= size < 1 << 22
    for i in range(30):
        (folder / str(i)).touch()
    assert scratch.measure(str(folder), 10)[1] == 11


def test_folders_of_a_dead_supervisor_are_swept_and_those_of_a_living_one_are_not(tmp_path):
    living = Folders(str(tmp_path))
    kept = living.make(None)
    dead = living.run.parent / "run-dead"
    (dead / "s-1").mkdir(parents=True)
    dig(dead / "s-1", 2000)
    sweep(living.run.parent)
    assert os.path.isdir(kept)
    assert not dead.exists()
    living.close()
    assert not os.path.exists(kept)


def test_a_folder_that_another_user_put_in_place_is_refused(tmp_path):
    real = tmp_path / "elsewhere"
    real.mkdir()
    os.symlink(real, tmp_path / f"sunmao-kernel-{os.geteuid()}")
    with pytest.raises(PermissionError):
        Folders(str(tmp_path))
