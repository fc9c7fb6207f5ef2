"""Confinement needs no privilege: the tests of confinement once more, by an ordinary user. (Run as one, they are that already.)"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.kernel.sessions import is_root

pytestmark = pytest.mark.kernel
HERE = Path(__file__).parent
NOBODY = 65534


def test_an_unprivileged_supervisor_confines_as_well():
    run(NOBODY, *(str(HERE / file) for file in ("test_attacks.py", "test_layers.py", "test_endings.py", "test_scratch.py")))


def test_sessions_of_root_run_as_another_user_where_the_interpreter_is_readable():
    run(0, "-k", "another_user", str(HERE / "test_layers.py"))


def run(uid, *arguments):
    """pytest as this user; as ourselves where we are not root, since then we are an ordinary user already."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        before = [sys.executable, str(HERE / "unprivileged.py"), str(uid)] if is_root() else []
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
        environment["SUNMAO_TEST_STRICT"] = "1"
        done = subprocess.run(
            [*before, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x", f"--basetemp={folder}/pytest", *arguments],
            cwd=HERE.parents[1], env=environment, capture_output=True, text=True, timeout=600,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert " passed" in done.stdout
