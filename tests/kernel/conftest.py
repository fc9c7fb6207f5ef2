"""One zygote for all tests of a worker, and sessions from it in every confinement."""

import os
import subprocess
import tempfile

import pytest

from tests.kernel.sessions import alive
from workers.kernel.folders import Folders
from workers.kernel.limits import Limits
from workers.kernel.local import LocalKernel
from workers.kernel.sandbox import Confinement
from workers.kernel.session import Session
from workers.kernel.zygote import Zygote

SECRET = "do-not-tell-4711"


@pytest.fixture(scope="session")
def nest():
    """A zygote and its scratch folders, of a supervisor that holds a secret in its environment."""
    os.environ["SUNMAO_TEST_SECRET"] = SECRET
    with tempfile.TemporaryDirectory() as base:
        os.chmod(base, 0o711)           # sessions of another user must reach theirs
        folders = Folders(base)
        zygote = Zygote(str(folders.home))
        yield zygote, folders
        zygote.close()
        folders.close()
    del os.environ["SUNMAO_TEST_SECRET"]


@pytest.fixture
def open_session(nest):
    """Makes sessions; afterwards the zygote lives and no process or folder of theirs is left."""
    zygote, folders = nest
    made = []

    def make(how=Confinement(), limits=Limits()):  # noqa: B008
        made.append(Session(zygote, folders.make(how.uid), limits, how))
        return made[-1]

    yield make
    for session in made:
        session.end()
    assert zygote.alive()
    assert not [session.pid for session in made if alive(session.pid)]
    assert not [session.folder for session in made if os.path.exists(session.folder)]


@pytest.fixture
def session(open_session):
    return open_session()


@pytest.fixture(scope="module")
def victim(tmp_path_factory):
    """A file of the supervisor's."""
    path = tmp_path_factory.mktemp("victim") / "secret.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture(scope="module")
def bystander():
    """The pid of another process of the same user."""
    process = subprocess.Popen(["/bin/sleep", "600"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture(scope="session")
def kernel(tmp_path_factory):
    kernel = LocalKernel(scratch_root=str(tmp_path_factory.mktemp("kernel")))
    yield kernel
    kernel.close()
