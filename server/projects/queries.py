"""Every select about projects, starting from what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from server.accounts.identity import Actor
from server.accounts.models import User
from server.core.errors import Conflict, Forbidden, NotFound
from server.core.http import ListQuery
from server.core.models import AuditRow
from server.core.pagination import page
from server.projects import schemas
from server.projects.contents import Summary, contents
from server.projects.models import Project, ProjectMember
from server.projects.policy import Act, Role, may


def visible(actor_id: str) -> Select[Project]:
    """The projects that somebody is a member of."""
    return select(Project).join(ProjectMember, ProjectMember.project_id == Project.id).where(ProjectMember.user_id == actor_id)


def role_in(session: Session, user_id: str, project_id: str) -> Role | None:
    return session.scalar(select(ProjectMember.role).where(ProjectMember.project_id == project_id, ProjectMember.user_id == user_id))


def require(project: Project, role: Role, act: Act) -> None:
    """Raise Forbidden for what the role does not allow, Conflict for a change in an archived project."""
    if not may(role, act):
        sentence = f"As {role} of “{project.name}” you may not do this. Ask an owner of the project."
        raise Forbidden(sentence, role=role.value, needs=act.value)
    if project.archived and act in (Act.EDIT, Act.COMMENT):
        raise Conflict(f"“{project.name}” is archived. An owner can bring it back first.", "archived")


def project_for(session: Session, actor: Actor, project_id: str, act: Act) -> tuple[Project, Role]:
    """The project and the actor's role in it. Raises NotFound for what the actor may not see, and what ``require`` raises."""
    project = session.get(Project, project_id, options=[joinedload(Project.org)])
    role = role_in(session, actor.id, project_id)
    if project is None or role is None:
        raise NotFound
    require(project, role, act)
    return project, role


def describe(session: Session, actor: Actor, projects: Sequence[Project]) -> list[schemas.Project]:
    """Projects as the actor sees them."""
    ids = [p.id for p in projects]
    mine = select(ProjectMember.project_id, ProjectMember.role).where(ProjectMember.user_id == actor.id, ProjectMember.project_id.in_(ids))
    roles = dict(session.execute(mine).all())
    counted = select(ProjectMember.project_id, func.count()).where(ProjectMember.project_id.in_(ids)).group_by(ProjectMember.project_id)
    members = dict(session.execute(counted).all())
    inside = contents().summaries(session, ids)
    described = []
    for p in projects:
        held = inside.get(p.id, Summary())
        described.append(schemas.Project(
            id=p.id, name=p.name, org=schemas.Org.model_validate(p.org), role=roles[p.id], archived=p.archived, documents=held.documents,
            members=members[p.id], updated=max(p.updated, held.updated or p.updated), thumbnails=list(held.thumbnails),
        ))
    return described


def list_projects(session: Session, actor: Actor, query: ListQuery) -> schemas.ProjectList:
    found, following = page(session, visible(actor.id).options(joinedload(Project.org)), query, Project.id)
    return schemas.ProjectList(items=describe(session, actor, found), next=following)


def describe_member(member: ProjectMember) -> schemas.Member:
    return schemas.Member(user=schemas.PersonWithEmail.model_validate(member.user), role=member.role, since=member.since)


def list_members(session: Session, project_id: str, query: ListQuery) -> schemas.MemberList:
    rows = select(ProjectMember).where(ProjectMember.project_id == project_id).options(joinedload(ProjectMember.user))
    found, following = page(session, rows, query, ProjectMember.since, ProjectMember.user_id, newest_first=False)
    return schemas.MemberList(items=[describe_member(m) for m in found], next=following)


def owners(session: Session, project_id: str) -> list[str]:
    rows = select(ProjectMember.user_id).where(ProjectMember.project_id == project_id, ProjectMember.role == Role.OWNER)
    return list(session.scalars(rows.with_for_update()))


def list_activity(session: Session, project_id: str, query: ListQuery) -> schemas.ActivityList:
    """What happened in the project, newest first, from the audit log."""
    found, following = page(session, select(AuditRow).where(AuditRow.project_id == project_id), query, AuditRow.id)
    people = {u.id: u for u in session.scalars(select(User).where(User.id.in_({row.actor_id for row in found if row.actor_id})))}
    items = [
        schemas.Activity(at=row.at, act=row.act, subject=row.subject_name or None,
                         actor=schemas.PersonRef.model_validate(people[row.actor_id]) if row.actor_id in people else None)
        for row in found
    ]
    return schemas.ActivityList(items=items, next=following)
