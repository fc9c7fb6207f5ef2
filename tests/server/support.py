"""The app on real backends, people in it, and a browser that speaks REST to it."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from minio import Minio
from sqlalchemy import create_engine, make_url, text
from werkzeug.test import TestResponse

from server.accounts.service import create_org, create_user
from server.app import factory, migrate
from server.core.db import Database
from server.core.http import Api
from server.core.ids import new_id
from server.core.kernel import AbsentKernel
from server.core.settings import Settings
from workers.kernel.api import Kernel

T = TypeVar("T")
API = "/api/v1"
PASSWORD = "correct horse battery"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
PEOPLE = ("owner", "editor", "commenter", "viewer", "member", "stranger")      # the stranger works in another organisation
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")


def wait_for(look: Callable[[], T], within_s: float = 60) -> T:
    """The first true answer of ``look``."""
    end = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def required(*names: str) -> list[str]:
    """The values of ``SUNMAO_TEST_<name>``, or a skip that names what is missing."""
    missing = [f"SUNMAO_TEST_{name}" for name in names if not os.environ.get(f"SUNMAO_TEST_{name}")]
    if missing:
        pytest.skip(f"{', '.join(missing)} not set")
    return [os.environ[f"SUNMAO_TEST_{name}"] for name in names]


@contextmanager
def postgres_database(server_url: str) -> Iterator[str]:
    """A fresh database on the server, gone afterwards."""
    name = f"test_{new_id().lower()}"
    admin = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def minio_bucket(server_url: str) -> Iterator[str]:
    """The address of a bucket of its own, gone afterwards."""
    bucket = f"test-{new_id().lower()}"
    yield f"{server_url.rstrip('/')}/{bucket}"
    parts = urlsplit(server_url)
    client = Minio(f"{parts.hostname}:{parts.port}", access_key=parts.username, secret_key=parts.password, secure=False)
    if client.bucket_exists(bucket):
        for item in client.list_objects(bucket, recursive=True):
            client.remove_object(bucket, str(item.object_name))
        client.remove_bucket(bucket)


@contextmanager
def backend(kind: str, folder: Path, **more: Any) -> Iterator[Settings]:
    """``embedded``: SQLite and disk. ``scaled``: PostgreSQL, MinIO, Redis."""
    if kind == "embedded":
        yield Settings(data=folder, **more)
        return
    postgres, minio, redis = required("POSTGRES", "MINIO", "REDIS")
    with postgres_database(postgres) as database_url, minio_bucket(minio) as blobs:
        yield Settings(data=folder, database_url=database_url, blobs=blobs, redis_url=redis, **more)


@contextmanager
def opened(settings: Settings, kernel: Kernel | None = None) -> Iterator[Service]:
    """The app on data that is there already."""
    app = factory.create_app(settings, kernel or AbsentKernel(), testing=True)
    try:
        yield Service(app)
    finally:
        factory.close_app(app)


@contextmanager
def running(settings: Settings, kernel: Kernel | None = None) -> Iterator[Service]:
    """The migrated app with people in it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    migrate.upgrade(db)
    db.close()
    with opened(settings, kernel) as service:
        service.fill()
        yield service


class Service:
    """The app and who works with it."""

    def __init__(self, app: Api) -> None:
        self.app = app
        self.db: Database = app.extensions["sunmao.database"]

    def fill(self) -> None:
        """Two organisations and the people in them."""
        with self.app.app_context(), self.db.write() as s:
            self.org = create_org(s, name="Studio", kind="studio")
            other = create_org(s, name="Elsewhere", kind="manufacturer")
            for name in PEOPLE:
                org = other if name == "stranger" else self.org
                create_user(s, email=self.email(name), name=name.title(), password_hash=PASSWORD_HASH, org=org)

    @staticmethod
    def email(name: str) -> str:
        return f"{name}@example.org"

    def browser(self, person: str | None = None) -> Browser:
        """A browser of its own, signed in as ``person``."""
        return Browser(self.app.test_client(), person)

    def project(self, owner: Browser, **roles: str) -> str:
        """A project with members in their roles, by default one of each kind."""
        project_id: str = owner.ok("POST", "/projects", json={"name": "水壶"})["id"]
        for name, role in (roles or {role: role for role in ("editor", "commenter", "viewer")}).items():
            owner.ok("POST", f"/projects/{project_id}/members", json={"email": self.email(name), "role": role})
        return project_id


@dataclass
class Browser:
    """Cookies, and the CSRF token in the header as the page's script sends it."""

    client: FlaskClient
    person: str | None = None

    def __post_init__(self) -> None:
        self.client.environ_base["REMOTE_ADDR"] = str(IPv6Address(0xFD00 << 112 | secrets.randbits(64)))     # limits count by address
        self.get("/auth/session")
        if self.person:
            self.ok("POST", "/auth/sign-in", json={"email": Service.email(self.person), "password": PASSWORD})

    @property
    def csrf(self) -> str:
        cookie = self.client.get_cookie("csrf_token")
        return cookie.value if cookie else ""

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **body: Any) -> TestResponse:
        """``path`` below the interface's prefix, or the whole address as an answer gave it."""
        address = path if path.startswith(API) else API + path
        return self.client.open(address, method=method, headers={"X-CSRF-Token": self.csrf} | (headers or {}), **body)

    def get(self, path: str) -> TestResponse:
        return self.call("GET", path)

    def ok(self, method: str, path: str, **body: Any) -> Any:
        """The JSON of an answer that must be a success."""
        answer = self.call(method, path, **body)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.get_json() if answer.data else None

    def refused(self, method: str, path: str, status: int, **body: Any) -> Any:
        """The error envelope of an answer that must be this status."""
        answer = self.call(method, path, **body)
        assert answer.status_code == status, (answer.status_code, answer.text)
        error = answer.get_json()
        assert set(error) == {"code", "message", "detail"}
        return error
