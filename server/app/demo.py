"""The demo database: two designers of one studio and the sample products, so that a newcomer sees work and not an empty page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.accounts.models import User
from server.accounts.schemas import SampleAccount
from server.accounts.security import hashed
from server.accounts.service import create_org, create_user
from server.app import factory, instance, migrate
from server.core.db import Database, database
from server.core.kernel import AbsentKernel
from server.core.settings import Settings, SettingsError, default_data
from server.documents import queries, samples, service, versions
from server.documents.models import Document
from server.documents.schemas import FromSample
from server.documents.ydoc import new_document
from server.jobs.service import QUEUE
from server.projects import service as projects
from server.projects.models import Project
from server.projects.policy import Role

PASSWORD = "sunmao-demo"
STUDIO = "海屿设计 Haiyu Studio"
PROJECT = "小家电 2027"
ACCOUNTS = (
    SampleAccount(email="chenyu@haiyu.example", password=PASSWORD, name="陈屿 Chen Yu", role="designer"),
    SampleAccount(email="sutong@haiyu.example", password=PASSWORD, name="苏桐 Su Tong", role="designer"),
)


def demo_folder() -> Path:
    """Where the demo lives unless SUNMAO_DATA names another folder; never the folder of real work."""
    return default_data().with_name("sunmao-demo")


def ensure_demo(settings: Settings) -> tuple[SampleAccount, ...]:
    """Make the demo database unless it is there; returns its accounts. Raises SettingsError beyond loopback or in a database in use."""
    if not settings.loopback:
        raise SettingsError(f"The demo has public passwords, so it is not served on {settings.host}.")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Database(settings.database)) as db:
        migrate.upgrade(db)
        with db.read() as s:
            if not instance.is_demo(db) and s.scalar(select(User.id).limit(1)):
                raise SettingsError("This database has accounts of its own; set SUNMAO_DATA to an empty folder for the demo.")
        if not instance.is_whole_demo(db):
            _fill(settings)
    return ACCOUNTS


def _fill(settings: Settings) -> None:
    app = factory.create_app(settings, AbsentKernel())
    app.extensions[QUEUE].close()       # the service that starts next builds the versions
    try:
        with app.app_context():
            password_hash = hashed(PASSWORD)
            with database().write() as s:
                project = s.scalar(select(Project).order_by(Project.id).limit(1)) or _people(s, password_hash)
                owner = s.scalars(select(User).where(User.email == ACCOUNTS[0].email)).one()
            actor = Actor(id=owner.id, name=owner.name, email=owner.email, color=owner.color, sign_in_id="")
            for sample in samples.catalog().values():
                _document(actor, project.id, sample)
            with database().write() as s:
                instance.demo_is_whole(s)
    finally:
        factory.close_app(app)


def _people(s: Session, password_hash: str) -> Project:
    """The studio and its project; the first account owns it, the others edit. From here on the database is the demo one."""
    instance.mark_as_demo(s, list(ACCOUNTS))
    org = create_org(s, name=STUDIO, kind="studio")
    owner, *others = (create_user(s, email=a.email, name=a.name, password_hash=password_hash, org=org) for a in ACCOUNTS)
    actor = Actor(id=owner.id, name=owner.name, email=owner.email, color=owner.color, sign_in_id="")
    project = projects.create(s, actor=actor, name=PROJECT, org_id=org.id)
    for user in others:
        projects.add_member(s, actor=actor, project_id=project.id, email=user.email, role=Role.EDITOR)
    return project


def _document(actor: Actor, project_id: str, sample: dict[str, Any]) -> None:
    """One sample product with a saved version; what a former, interrupted start made is left as it is."""
    start = FromSample(kind="sample", sample=sample["id"])
    first_update, picture = new_document(service.starting_content(start)), service.starting_picture(start)
    with database().write() as s:
        here = select(Document).where(Document.project_id == project_id, Document.name == sample["name_zh"])
        document = s.scalar(here) or service.create(
            s, actor=actor, project_id=project_id, name=sample["name_zh"], first_update=first_update, picture=picture)
        saved = queries.heads(s, [document.id])
    if not saved:
        versions.save(actor=actor, document_id=document.id, message="起点 Starting point", thumbnail=None)
