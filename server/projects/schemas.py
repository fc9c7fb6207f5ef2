"""Shapes of projects and their members."""

from __future__ import annotations

from datetime import datetime

from server.accounts.schemas import Typed
from server.core.http import Input, Line, Output
from server.core.ids import UlidStr
from server.projects.policy import Role


class Org(Output):
    id: str
    name: str
    kind: str


class Person(Output):
    id: str
    name: str
    color: str


class PersonWithEmail(Person):
    email: str


class PersonRef(Output):
    id: str
    name: str


class Project(Output):
    id: str
    name: str
    org: Org
    role: Role
    archived: bool
    documents: int
    members: int
    updated: datetime
    thumbnails: list[str]


class ProjectList(Output):
    items: list[Project]
    next: str | None


class ProjectPath(Input):
    project_id: UlidStr


class NewProject(Input):
    name: Line
    org_id: UlidStr | None = None


class ProjectChange(Input):
    name: Line | None = None
    archived: bool | None = None


class Member(Output):
    user: PersonWithEmail
    role: Role
    since: datetime


class MemberList(Output):
    items: list[Member]
    next: str | None


class MemberPath(Input):
    project_id: UlidStr
    user_id: UlidStr


class NewMember(Input):
    email: Typed
    role: Role


class RoleChange(Input):
    role: Role


class Activity(Output):
    at: datetime
    actor: PersonRef | None
    act: str
    subject: str | None


class ActivityList(Output):
    items: list[Activity]
    next: str | None
