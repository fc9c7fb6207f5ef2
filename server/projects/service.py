"""Verbs about projects and their members."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts import queries as people
from server.accounts.identity import Actor
from server.accounts.models import User
from server.accounts.service import normal_email
from server.core import audit
from server.core.clock import now
from server.core.db import announce
from server.core.errors import Conflict, NotFound
from server.projects import queries
from server.projects.contents import contents
from server.projects.models import Project, ProjectMember
from server.projects.policy import Act, Role
from server.projects.signals import membership_changed


def create(s: Session, *, actor: Actor, name: str, org_id: str | None) -> Project:
    """A new project of the named organisation, or of the actor's first one; the actor owns it. Raises NotFound."""
    org = people.org_of(s, actor.id, org_id)
    if org is None:
        raise NotFound("You work in no such organisation.", "no_such_org")
    project = Project(org_id=org.id, org=org, name=name)
    s.add(project)
    s.flush()
    s.add(ProjectMember(project_id=project.id, user_id=actor.id, org_id=org.id, role=Role.OWNER))
    _record(s, actor, "project.created", project)
    return project


def change(s: Session, *, actor: Actor, project_id: str, name: str | None, archived: bool | None) -> Project:
    """Rename, archive or bring back."""
    project, _ = queries.project_for(s, actor, project_id, Act.MANAGE)
    if name is not None and name != project.name:
        before, project.name = project.name, name
        _record(s, actor, "project.renamed", project, before=before)
    if archived is not None and archived != project.archived:
        project.archived = archived
        _record(s, actor, "project.archived" if archived else "project.restored", project)
        _tell_everyone(s, project, gone=False)
    project.updated = now()
    return project


def delete(s: Session, *, actor: Actor, project_id: str) -> None:
    """Delete the project with everything in it."""
    project, _ = queries.project_for(s, actor, project_id, Act.MANAGE)
    _record(s, actor, "project.deleted", project)
    _tell_everyone(s, project, gone=True)
    contents().remove(s, project_id)
    for member in s.scalars(select(ProjectMember).where(ProjectMember.project_id == project_id)):
        s.delete(member)
    s.flush()
    s.delete(project)


def add_member(s: Session, *, actor: Actor, project_id: str, email: str, role: Role) -> ProjectMember:
    """Bring somebody in. Raises NotFound ``no_such_account``, Conflict for somebody who is in already."""
    project, _ = queries.project_for(s, actor, project_id, Act.MANAGE)
    email = normal_email(email)
    user = people.by_email(s, email)
    if user is None or not user.active:
        raise NotFound(f"There is no account with the address {email}.", "no_such_account", email=email)
    if queries.role_in(s, user.id, project_id):
        raise Conflict(f"{user.name} is a member already.", "already_member", name=user.name)
    member = ProjectMember(project_id=project_id, user_id=user.id, org_id=project.org_id, role=role, user=user)
    s.add(member)
    _record_member(s, actor, "member.added", project, user, role=role.value)
    _tell(s, project_id, user.id, role)
    return member


def change_role(s: Session, *, actor: Actor, project_id: str, user_id: str, role: Role) -> ProjectMember:
    project, member = _member(s, actor, project_id, user_id, Act.MANAGE)
    _keep_an_owner(s, member, role)
    before, member.role = member.role, role
    _record_member(s, actor, "member.role_changed", project, member.user, before=before.value, role=role.value)
    _tell(s, project_id, user_id, role)
    return member


def remove_member(s: Session, *, actor: Actor, project_id: str, user_id: str) -> None:
    """Take somebody out; everybody may leave, except the last owner."""
    project, member = _member(s, actor, project_id, user_id, Act.READ if user_id == actor.id else Act.MANAGE)
    _keep_an_owner(s, member, None)
    s.delete(member)
    _record_member(s, actor, "member.left" if user_id == actor.id else "member.removed", project, member.user)
    _tell(s, project_id, user_id, None)


def _member(s: Session, actor: Actor, project_id: str, user_id: str, act: Act) -> tuple[Project, ProjectMember]:
    project, _ = queries.project_for(s, actor, project_id, act)
    member = s.get(ProjectMember, (project_id, user_id))
    if member is None:
        raise NotFound
    return project, member


def _keep_an_owner(s: Session, member: ProjectMember, role: Role | None) -> None:
    if role is not Role.OWNER and queries.owners(s, member.project_id) == [member.user_id]:
        raise Conflict("A project needs an owner. Make somebody else an owner first.", "last_owner")


def _record(s: Session, actor: Actor, act: str, project: Project, **detail: object) -> None:
    subject = ("project", project.id, project.name)
    audit.record(s, act, actor_id=actor.id, subject=subject, org_id=project.org_id, project_id=project.id, **detail)


def _record_member(s: Session, actor: Actor, act: str, project: Project, user: User, **detail: object) -> None:
    subject = ("account", user.id, user.name)
    audit.record(s, act, actor_id=actor.id, subject=subject, org_id=project.org_id, project_id=project.id, **detail)


def _tell(s: Session, project_id: str, user_id: str, role: Role | None) -> None:
    announce(s, membership_changed, project_id=project_id, user_id=user_id, role=role)


def _tell_everyone(s: Session, project: Project, *, gone: bool) -> None:
    for member in s.scalars(select(ProjectMember).where(ProjectMember.project_id == project.id)):
        _tell(s, project.id, member.user_id, None if gone else member.role)
