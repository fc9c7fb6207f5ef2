"""Who is behind a socket, and what they may do in a document right now. Asked at every event, since both change while people work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from server.accounts.identity import current_actor
from server.accounts.models import SignIn
from server.core.db import Database
from server.documents.models import Document
from server.projects.models import Project, ProjectMember
from server.projects.policy import Role


class PersonJson(TypedDict):
    id: str
    name: str
    color: str


@dataclass(frozen=True, slots=True)
class Person:
    """The signed-in person of a connection. ``sign_in_id`` names the session that opened it."""

    id: str
    name: str
    color: str
    sign_in_id: str

    def json(self) -> PersonJson:
        return {"id": self.id, "name": self.name, "color": self.color}


def connecting_person() -> Person | None:
    """The person of the connection that is being opened, None for anonymous."""
    actor = current_actor()
    return Person(actor.id, actor.name, actor.color, actor.sign_in_id) if actor else None


def role_in_document(db: Database, user_id: str, document_id: str) -> Role | None:
    """None: the document does not exist for this person. In an archived project everybody only looks on."""
    with db.read() as session:
        found = session.execute(
            select(ProjectMember.role, Project.archived).join(Project, Project.id == ProjectMember.project_id)
            .join(Document, Document.project_id == Project.id).where(Document.id == document_id, ProjectMember.user_id == user_id)
        ).one_or_none()
    if found is None:
        return None
    return Role.VIEWER if found.archived else Role(found.role)


def is_signed_in(db: Database, person: Person) -> bool:
    """Whether the session that opened the connection still counts."""
    with db.read() as session:
        found = session.scalar(select(SignIn.id).where(SignIn.id == person.sign_in_id, SignIn.ended.is_(None)))
    return found is not None
