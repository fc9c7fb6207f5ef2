"""The demo database: a studio with its sample products, a design center with its library; a newcomer sees work and not an empty page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.accounts.models import OrgRole, User
from server.accounts.schemas import SampleAccount
from server.accounts.security import hashed
from server.accounts.service import create_org, create_user
from server.app import factory, instance, migrate
from server.app.alone import alone
from server.app.demo_content import ACCOUNTS, DESIGNERS, PASSWORD, PLANS, STUDIO, ZHOU, Plan, content_at
from server.blobs.service import attach
from server.cmf import seeding
from server.core.db import Database, database
from server.core.kernel import AbsentKernel
from server.core.settings import Settings, SettingsError, default_data
from server.documents import log, queries, samples, service, versions
from server.documents.compare import changed_keys
from server.documents.models import Document, Version
from server.documents.schemas import FromSample
from server.documents.service import Picture
from server.documents.ydoc import Content, new_document, restore_update
from server.jobs.service import QUEUE
from server.projects import service as projects
from server.projects.models import Project
from server.projects.policy import Role

People = dict[str, Actor]


def demo_folder() -> Path:
    """Where the demo lives unless SUNMAO_DATA names another folder; never the folder of real work."""
    return default_data().with_name("sunmao-demo")


def ensure_demo(settings: Settings) -> tuple[SampleAccount, ...]:
    """Make the demo database unless it is there; returns its accounts. Raises SettingsError beyond loopback or in a database in use."""
    if not settings.loopback:
        raise SettingsError(f"The demo has public passwords, so it is not served on {settings.host}.")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(settings), closing(Database(settings.database)) as db:
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
                people = _people(s, password_hash)
            for plan in PLANS:
                _project(people, plan)
            _library(password_hash)
            with database().write() as s:
                instance.set_sample_accounts(s, list(ACCOUNTS))
                instance.demo_is_whole(s)
    finally:
        factory.close_app(app)


def _people(s: Session, password_hash: str) -> People:
    """The studio's designers by e-mail address. From here on the database is the demo one."""
    users = s.scalars(select(User).where(User.email.in_([account.email for account in DESIGNERS]))).all()
    if not users:
        instance.mark_as_demo(s)
        org = create_org(s, name=STUDIO, kind="studio")
        users = [create_user(s, email=a.email, name=a.name, password_hash=password_hash, org=org) for a in DESIGNERS]
    return {user.email: Actor(id=user.id, name=user.name, email=user.email, color=user.color, sign_in_id="") for user in users}


def _library(password_hash: str) -> None:
    """The opening library and the curator of its center."""
    prepared = seeding.prepared_seed()
    with database().write() as s:
        seeding.seed_library(s, prepared)
        if s.scalar(select(User.id).where(User.email == ZHOU.email)) is None:
            center = seeding.seed_center(s)
            create_user(s, email=ZHOU.email, name=ZHOU.name, password_hash=password_hash, org=center, role=OrgRole.ADMIN)


def _project(people: People, plan: Plan) -> None:
    """A project with its product and saved versions; what a former, interrupted start made is left as it is."""
    owner = people[plan.owner.email]
    sample = samples.find(plan.sample)
    first_update = new_document(content_at(plan.sample, plan.steps[0]))
    picture = service.starting_picture(FromSample(kind="sample", sample=plan.sample))
    with database().write() as s:
        project = s.scalar(select(Project).where(Project.name == plan.name)) or _start(s, people, plan)
        document = s.scalar(select(Document).where(Document.project_id == project.id)) or service.create(
            s, actor=owner, project_id=project.id, name=sample["name_zh"], first_update=first_update, picture=picture)
        saved = queries.heads(s, [document.id]).get(document.id)
    for step in plan.steps[saved.number if saved else 0:]:
        actor = people[step.by.email]
        _edit(actor, document.id, content_at(plan.sample, step))
        version = versions.save(actor=actor, document_id=document.id, message=step.message, thumbnail=None)
        if picture and step is plan.steps[-1]:
            _show(version.id, picture)


def _start(s: Session, people: People, plan: Plan) -> Project:
    owner = people[plan.owner.email]
    project = projects.create(s, actor=owner, name=plan.name, org_id=None)
    for account in DESIGNERS:
        if account != plan.owner:
            projects.add_member(s, actor=owner, project_id=project.id, email=account.email, role=Role.EDITOR)
    return project


def _show(version_id: str, picture: Picture) -> None:
    """Give the finished version the picture of its sample."""
    stored, media = picture
    with database().write() as s:
        version = s.get_one(Version, version_id)
        version.thumbnail = attach(s, stored, owner=("version", version_id), role="thumbnail", org_id=version.org_id, media=media)


def _edit(actor: Actor, document_id: str, wanted: Content) -> None:
    """Make the document hold ``wanted``, as one edit of this person."""
    with database().write() as s:
        loaded, present = versions.current(s, document_id)
        if keys := changed_keys(present, wanted):
            log.append(s, document_id, loaded.epoch, [log.Update(restore_update(loaded.state, wanted), actor.id, keys)])
