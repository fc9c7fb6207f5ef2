"""The demo database: two designers of one studio and the sample products, so that a newcomer sees work and not an empty page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.accounts.models import Organisation, User
from server.accounts.schemas import SampleAccount
from server.accounts.security import hashed
from server.accounts.service import create_org, create_user
from server.app import factory, instance, migrate
from server.core.db import Database, database
from server.core.kernel import AbsentKernel
from server.core.settings import Settings, SettingsError, default_data
from server.documents import samples, service, versions
from server.documents.ydoc import new_document
from server.projects import service as projects
from server.projects.policy import Role

PASSWORD = "sunmao-demo"
STUDIO = "海屿设计 Haiyu Studio"
PROJECT = "小家电 2027"
ACCOUNTS = (
    SampleAccount(email="chenyu@haiyu.example", password=PASSWORD, name="陈屿 Chen Yu", role_text="设计师 · designer"),
    SampleAccount(email="sutong@haiyu.example", password=PASSWORD, name="苏桐 Su Tong", role_text="设计师 · designer"),
)


def demo_folder() -> Path:
    """Where the demo lives unless SUNMAO_DATA names another folder; never the folder of real work."""
    return default_data().with_name("sunmao-demo")


def ensure_demo(settings: Settings) -> tuple[SampleAccount, ...]:
    """Make the demo database unless it is there; returns its accounts. Raises SettingsError beyond loopback or in a database in use."""
    if not settings.loopback:
        raise SettingsError(f"The demo has public passwords, so it is not served on {settings.host}.")
    settings.data.mkdir(parents=True, exist_ok=True)
    with closing(Database(settings.database)) as db:
        migrate.upgrade(db)
        if not instance.is_demo(db):
            with db.read() as s:
                if s.query(User.id).limit(1).first():
                    raise SettingsError("This database has accounts of its own; set SUNMAO_DATA to an empty folder for the demo.")
            _fill(settings)
    return ACCOUNTS


def _fill(settings: Settings) -> None:
    app = factory.create_app(settings, AbsentKernel())
    try:
        with app.app_context():
            password_hash = hashed(PASSWORD)
            with database().write() as s:
                actor, document_ids = _create(s, password_hash)
            for document_id in document_ids:
                versions.save(actor=actor, document_id=document_id, message="起点 First version", thumbnail=None)
            with database().write() as s:       # last, so that an interrupted start is seen
                instance.mark_as_demo(s, list(ACCOUNTS))
    finally:
        factory.close_app(app)


def _create(s: Session, password_hash: str) -> tuple[Actor, list[str]]:
    org = create_org(s, name=STUDIO, kind="studio")
    people = [create_user(s, email=a.email, name=a.name, password_hash=password_hash, org=org) for a in ACCOUNTS]
    actor = Actor(id=people[0].id, name=people[0].name, email=people[0].email, color=people[0].color, sign_in_id="")
    return actor, _project(s, actor, org, people[1:])


def _project(s: Session, actor: Actor, org: Organisation, others: list[User]) -> list[str]:
    project = projects.create(s, actor=actor, name=PROJECT, org_id=org.id)
    for user in others:
        projects.add_member(s, actor=actor, project_id=project.id, email=user.email, role=Role.EDITOR)
    ids = []
    for sample in samples.catalog().values():
        first_update = new_document(samples.content_of(sample))
        ids.append(service.create(s, actor=actor, project_id=project.id, name=sample["name_zh"], first_update=first_update).id)
    return ids
