"""Small, valid bodies of records, and a library in a fresh SQLite file for the tests of the store and the search."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from cmf_db.base import Base
from cmf_db.store import models, moving, records
from cmf_db.store.models import CmfVersion
from cmf_db.store.moving import Target
from cmf_db.store.reading import Viewer
from cmf_db.store.states import Act

CENTER, ELSEWHERE = "01CENTER000000000000000000", "01ELSEWHERE000000000000000"
CURATOR = Viewer("01CURATOR00000000000000000", frozenset({CENTER}))
SECOND = Viewer("01SECOND000000000000000000", frozenset({CENTER}))
AUTHOR = Viewer("01AUTHOR000000000000000000")
STRANGER = Viewer("01STRANGER0000000000000000", frozenset({ELSEWHERE}))
SOURCE = {"kind": "supplier", "reference": "Datasheet 12, section 3", "on": "2026-10-01"}


def colour(zh: str = "鼠尾草 04", lab: tuple[float, float, float] = (68.83, -8.52, 9.26), *, at: str = "D65/10", **more: Any) -> dict[str, Any]:
    illuminant, observer = at.split("/")
    stated = {"lab": list(lab), "illuminant": illuminant, "observer": observer}
    return {"kind": "colour", "name": {"zh": zh}, "measurements": [{"stated": stated, "geometry": "unknown", "source": SOURCE}], **more}


def spectral(zh: str = "量过的绿", start: float = 0.2, step: float = 0.01, kind: str = "measured") -> dict[str, Any]:
    spectrum = {"start_nm": 400, "step_nm": 10, "values": [round(start + step * i, 4) for i in range(31)]}
    return {"kind": "colour", "name": {"zh": zh}, "measurements": [
        {"spectrum": spectrum, "geometry": "d/8 SCI", "source": SOURCE | {"kind": kind}}]}


def material(zh: str = "ABS 阻燃", group: str = "plastic", **more: Any) -> dict[str, Any]:
    return {"kind": "material", "name": {"zh": zh}, "group": group, "density": {"value": 1.05, "unit": "g/cm³", "source": SOURCE}, **more}


def finish(zh: str = "UV 哑光", gloss: float = 12.4, group: str = "matt", **more: Any) -> dict[str, Any]:
    return {"kind": "finish", "name": {"zh": zh, "en": "UV matt"}, "group": group, "gloss_60": {"value": gloss, "unit": "GU", "source": SOURCE},
            "render": {"roughness": 0.33, "clearcoat": 0.4, "source": SOURCE}, **more}


def process(zh: str = "注塑", en: str = "Injection moulding") -> dict[str, Any]:
    return {"kind": "process", "name": {"zh": zh, "en": en}, "group": "forming", "materials": ["plastic"]}


def ref(version: CmfVersion) -> dict[str, Any]:
    return {"id": version.record_id, "version": version.number}


def item(code: str, zh: str, parts: Parts, **more: Any) -> dict[str, Any]:
    return {"kind": "item", "code": code, "name": {"zh": zh}, "trades": ["appliance"], "colour": ref(parts.colour), "material": ref(parts.material),
            "finish": ref(parts.finish), "processes": [ref(parts.process)], **more}


class Parts:
    """A colour, material, finish and process to make items of, in draft or published."""

    def __init__(self, s: Session, published: bool = True, **bodies: dict[str, Any]) -> None:
        made = {name: create(s, bodies.get(name) or default()) for name, default in
                (("colour", colour), ("material", material), ("finish", finish), ("process", process))}
        self.colour, self.material, self.finish, self.process = made.values()
        if published:
            publish(s, *made.values())


def create(s: Session, body: dict[str, Any], who: Viewer = CURATOR) -> CmfVersion:
    return records.create(s, who, CENTER, records.prepare(body))


def publish(s: Session, *versions: CmfVersion, who: Viewer = CURATOR) -> None:
    targets = [Target(v.record_id, v.number) for v in versions]
    moving.move(s, who, Act.SUBMIT, targets)
    moving.move(s, who, Act.PUBLISH, targets)


def published_item(s: Session, code: str, zh: str, parts: Parts | None = None, **more: Any) -> CmfVersion:
    version = create(s, item(code, zh, parts or Parts(s), **more))
    publish(s, version)
    return version


@contextmanager
def library(kind: str, folder: Path) -> Iterator[Session]:
    """A session on an empty library: SQLite in a file, or a fresh database on the PostgreSQL server of the tests."""
    if kind == "sqlite":
        with _session(f"sqlite:///{folder / 'library.db'}") as s:
            yield s
        return
    server = os.environ.get("SUNMAO_TEST_POSTGRES")
    if not server:
        pytest.skip("SUNMAO_TEST_POSTGRES not set")
    name = f"test_{models.new_id().lower()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        with _session(make_url(server).set(database=name).render_as_string(hide_password=False)) as s:
            yield s
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def _session(url: str) -> Iterator[Session]:
    engine = create_engine(url)
    tables = [table for name, table in Base.metadata.tables.items() if name.startswith("cmf_")]
    Base.metadata.create_all(engine, tables)
    with Session(engine) as s:
        yield s
    engine.dispose()
