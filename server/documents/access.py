"""Who may do what with a document: what the project's role allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.accounts.identity import Actor
from server.core.errors import NotFound
from server.documents.models import Derived, Document, Version
from server.projects import queries as projects
from server.projects.policy import Act, Role
from server.projects.schemas import Person

ACTIVE = "sunmao.active"
Active = Callable[[str], Sequence[Person]]


@dataclass(frozen=True, slots=True)
class Access:
    document: Document
    role: Role


def document_for(s: Session, actor: Actor, document_id: str, act: Act) -> Access:
    """The document and the actor's role. Raises NotFound for what the actor may not see, else what ``projects.require`` raises."""
    document = s.get(Document, document_id, options=[joinedload(Document.project), joinedload(Document.updated_by)])
    role = projects.role_in(s, actor.id, document.project_id) if document else None
    if document is None or role is None:
        raise NotFound
    projects.require(document.project, role, act)
    return Access(document, role)


def version_for(s: Session, actor: Actor, version_id: str, act: Act) -> tuple[Version, Access]:
    version = s.scalar(
        select(Version).where(Version.id == version_id).options(joinedload(Version.author), joinedload(Version.build)))
    if version is None:
        raise NotFound
    return version, document_for(s, actor, version.document_id, act)


def export_for(s: Session, actor: Actor, export_id: str) -> Derived:
    derived = s.get(Derived, export_id)
    if derived is None:
        raise NotFound
    document_for(s, actor, derived.document_id, Act.EXPORT)
    return derived


def active_in(document_id: str) -> Sequence[Person]:
    """Who is in the document's room now; the rooms register themselves here."""
    ask: Active | None = current_app.extensions.get(ACTIVE)
    return ask(document_id) if ask else ()
