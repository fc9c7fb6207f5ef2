"""Every select about documents and versions, and how rows become answers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from server.accounts.identity import Actor
from server.core.http import PREFIX, ListQuery
from server.core.pagination import page
from server.documents import schemas, unsaved
from server.documents.access import active_in
from server.documents.models import Derived, Document, Version
from server.documents.ydoc import MAIN
from server.projects.models import Project, ProjectMember
from server.projects.schemas import Person, PersonRef

RELATED = (joinedload(Document.project), joinedload(Document.updated_by))


def list_all(s: Session, actor: Actor, query: ListQuery) -> schemas.DocumentList:
    """The actor's documents in every project that is not archived, last changed first."""
    rows = (
        select(Document).join(Project, Project.id == Document.project_id)
        .join(ProjectMember, ProjectMember.project_id == Document.project_id)
        .where(ProjectMember.user_id == actor.id, Project.archived.is_(False)).options(*RELATED)
    )
    found, following = page(s, rows, query, Document.updated, Document.id)
    return schemas.DocumentList(items=describe(s, actor, found), next=following)


def list_in_project(s: Session, actor: Actor, project_id: str, query: ListQuery) -> schemas.DocumentList:
    """The caller has checked that the actor may see the project."""
    rows = select(Document).where(Document.project_id == project_id).options(*RELATED)
    found, following = page(s, rows, query, Document.updated, Document.id)
    return schemas.DocumentList(items=describe(s, actor, found), next=following)


def describe(s: Session, actor: Actor, documents: Sequence[Document]) -> list[schemas.Document]:
    """Documents as the actor sees them, in a handful of selects and a look at those that have moved on since their newest version."""
    projects = {d.project_id for d in documents}
    mine = select(ProjectMember.project_id, ProjectMember.role).where(ProjectMember.user_id == actor.id)
    roles = dict(s.execute(mine.where(ProjectMember.project_id.in_(projects))).all())
    newest = heads(s, [d.id for d in documents])
    return [
        schemas.Document(
            id=d.id, name=d.name, project=schemas.ProjectRef.model_validate(d.project), role=roles[d.project_id], main=MAIN, epoch=d.epoch,
            seq=d.seq, updated=d.updated, updated_by=PersonRef.model_validate(d.updated_by) if d.updated_by else None,
            thumbnail=thumbnail_address(d), head=schemas.VersionBrief.model_validate(newest[d.id]) if d.id in newest else None,
            changes_since_head=unsaved.count(s, d, newest[d.id]) if d.id in newest else 0, active=list(active_in(d.id)),
        )
        for d in documents
    ]


def thumbnail_address(d: Document) -> str | None:
    return f"{PREFIX}/documents/{d.id}/thumbnail?v={d.thumbnail[:12]}" if d.thumbnail else None


def heads(s: Session, document_ids: Sequence[str]) -> dict[str, Version]:
    """The newest version of each document that has one."""
    last = select(Version.document_id, func.max(Version.number).label("number")).where(Version.document_id.in_(document_ids))
    last_of = last.group_by(Version.document_id).subquery()
    rows = select(Version).join(last_of, and_(Version.document_id == last_of.c.document_id, Version.number == last_of.c.number))
    return {v.document_id: v for v in s.scalars(rows)}


def list_versions(s: Session, document_id: str, query: ListQuery) -> schemas.VersionList:
    rows = select(Version).where(Version.document_id == document_id).options(joinedload(Version.author), joinedload(Version.build))
    found, following = page(s, rows, query, Version.number)
    return schemas.VersionList(items=[describe_version(v) for v in found], next=following)


def describe_version(v: Version) -> schemas.Version:
    return schemas.Version(
        id=v.id, number=v.number, sha256=v.sha256, parents=v.parents, message=v.message, author=Person.model_validate(v.author),
        created=v.created, build=schemas.Build.model_validate(v.build), branch=v.branch,
        thumbnail=f"{PREFIX}/versions/{v.id}/thumbnail?v={v.thumbnail[:12]}" if v.thumbnail else None,
    )


def describe_export(d: Derived) -> schemas.Export:
    return schemas.Export(
        id=d.id, format=d.kind, state=d.state, bytes=d.bytes, file_name=d.file_name,
        message=schemas.Message.model_validate(d.message) if d.message else None,
        url=f"{PREFIX}/exports/{d.id}/file" if d.blob else None,
    )
