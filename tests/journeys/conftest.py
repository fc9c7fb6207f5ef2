"""Browser journeys drive the real process: a demo instance on loopback, Debian's Chromium, software WebGL."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("SUNMAO_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
STARTS_WITHIN_S = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or name one in SUNMAO_TEST_CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--enable-unsafe-swiftshader"]}


@dataclass(frozen=True)
class Instance:
    """A running demo instance."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def start(data: Path, environment: dict[str, str], port: int | None = None) -> Instance:
    """Start a demo instance and wait until it answers."""
    port = port or free_port()
    with (data.parent / f"{data.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.cli.main", "demo", "--serve", "--port", str(port)],
            cwd=ROOT, env={**os.environ, "SUNMAO_DATA": str(data), **environment}, stdout=log, stderr=log, start_new_session=True)
    instance = Instance(f"http://127.0.0.1:{port}", data, process)
    end = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{instance.url}/api/v1/health", timeout=5):
                return instance
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    stop(instance)
    raise RuntimeError(f"the server did not start:\n{Path(log.name).read_text()[-4000:]}")


def stop(instance: Instance) -> None:
    instance.process.send_signal(signal.SIGTERM)
    try:
        instance.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(instance.process.pid, signal.SIGKILL)
        instance.process.wait()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One embedded demo instance for all journeys of this worker."""
    instance = start(tmp_path_factory.mktemp("demo") / "data", {})
    yield instance
    stop(instance)


@pytest.fixture
def server(demo: Instance) -> str:
    """Address of the demo instance."""
    return demo.url


def sign_in(page: Page, server: str, who: int, language: str = "zh", theme: str = "light") -> None:
    """Sign in as the ``who``-th sample account and choose language and theme."""
    page.goto(f"{server}/sign-in")
    signed = page.evaluate(SIGN_IN, {"who": who, "language": language, "theme": theme})
    assert signed, "the sample account could not sign in"
    page.goto(server)


SIGN_IN = """async ({who, language, theme}) => {
  const token = () => decodeURIComponent((document.cookie.match(/csrf_token=([^;]+)/) || [])[1] || '')
  const call = (method, path, body) => fetch('/api/v1' + path, {method, headers: {'Content-Type': 'application/json', 'X-CSRF-Token': token()},
    body: JSON.stringify(body)})
  const {instance} = await (await fetch('/api/v1/auth/session')).json()
  const account = instance.sample_accounts[who]
  const answer = await call('POST', '/auth/sign-in', {email: account.email, password: account.password, remember: false})
  await fetch('/api/v1/auth/session')
  await call('PATCH', '/auth/me', {language, theme})
  return answer.ok
}"""


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", "locale": "zh-CN"}


@pytest.fixture
def two_people(browser: Browser, server: str, context_options: dict[str, Any]) -> Generator[tuple[Page, Page], None, None]:
    """Two designers, each in a browser of their own, signed in."""
    contexts: list[BrowserContext] = [browser.new_context(**context_options) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for who, page in enumerate(pages):
        sign_in(page, server, who)
    yield pages[0], pages[1]
    for context in contexts:
        context.close()
