"""Each import contract breaks when somebody breaks it: a fault is planted in a copy of the packages."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "cad", "cmf_db", "workers")
PLANTED = {     # file → import that the contract of this name forbids
    "server -> workers -> (cad | cmf_db), the last two side by side": ("workers/kernel/pack.py", "import server.core"),
    "Inside the server, lower features never import upper ones": ("server/core/planted.py", "import server.projects.policy"),
    "cad is a pure library": ("cad/look.py", "import flask"),
    "Scripts and parameters are plain text work: no kernel in cad.script": ("cad/script/parameter.py", "import cadquery"),
    "cmf_db has no web and no kernel": ("cmf_db/screen.py", "import flask"),
    "Records and conditions are plain data: no colour library, no tables": ("cmf_db/records/source.py", "import colour"),
    "The server never loads the kernel": ("server/projects/policy.py", "import cadquery"),
    "Only the child loads the kernel": ("workers/kernel/pack.py", "import cad.kernel.build"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder, contract=None):
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", program, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_the_house_keeps_its_contracts(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_fault_breaks_the_contract(copy, contract):
    name, fault = PLANTED[contract]
    path = copy / name
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{fault}\n")
    try:
        done = lint(copy)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in " ".join(done.stdout.split())
