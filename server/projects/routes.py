"""``/projects``: projects, members, activity."""

from __future__ import annotations

from server.accounts.identity import signed_in
from server.core.db import database
from server.core.http import ListQuery, blueprint
from server.projects import queries, schemas, service
from server.projects.policy import Act

api = blueprint("projects", __name__, about="Projects and who works in them")


@api.get("/projects", responses={200: schemas.ProjectList}, summary="Projects that one is a member of")
def list_projects(query: ListQuery) -> schemas.ProjectList:
    with database().read() as s:
        return queries.list_projects(s, signed_in(), query)


@api.post("/projects", responses={201: schemas.Project}, summary="Start a project; one owns it")
def create_project(body: schemas.NewProject) -> tuple[schemas.Project, int]:
    actor = signed_in()
    with database().write() as s:
        project = service.create(s, actor=actor, name=body.name, org_id=body.org_id)
        s.flush()
        return queries.describe(s, actor, [project])[0], 201


@api.get("/projects/<ulid:project_id>", responses={200: schemas.Project}, summary="One project")
def get_project(path: schemas.ProjectPath) -> schemas.Project:
    actor = signed_in()
    with database().read() as s:
        project, _ = queries.project_for(s, actor, path.project_id, Act.READ)
        return queries.describe(s, actor, [project])[0]


@api.patch("/projects/<ulid:project_id>", responses={200: schemas.Project}, summary="Rename, archive or bring back")
def change_project(path: schemas.ProjectPath, body: schemas.ProjectChange) -> schemas.Project:
    actor = signed_in()
    with database().write() as s:
        project = service.change(s, actor=actor, project_id=path.project_id, name=body.name, archived=body.archived)
        return queries.describe(s, actor, [project])[0]


@api.delete("/projects/<ulid:project_id>", responses={204: None}, summary="Delete a project with everything in it")
def delete_project(path: schemas.ProjectPath) -> tuple[str, int]:
    with database().write() as s:
        service.delete(s, actor=signed_in(), project_id=path.project_id)
    return "", 204


@api.get("/projects/<ulid:project_id>/members", responses={200: schemas.MemberList}, summary="Members, in the order they came")
def list_members(path: schemas.ProjectPath, query: ListQuery) -> schemas.MemberList:
    with database().read() as s:
        queries.project_for(s, signed_in(), path.project_id, Act.READ)
        return queries.list_members(s, path.project_id, query)


@api.post("/projects/<ulid:project_id>/members", responses={201: schemas.Member}, summary="Bring somebody in by e-mail address")
def add_member(path: schemas.ProjectPath, body: schemas.NewMember) -> tuple[schemas.Member, int]:
    with database().write() as s:
        member = service.add_member(s, actor=signed_in(), project_id=path.project_id, email=body.email, role=body.role)
        s.flush()
        return queries.describe_member(member), 201


@api.patch("/projects/<ulid:project_id>/members/<ulid:user_id>", responses={200: schemas.Member}, summary="Give somebody another role")
def change_member(path: schemas.MemberPath, body: schemas.RoleChange) -> schemas.Member:
    with database().write() as s:
        member = service.change_role(s, actor=signed_in(), project_id=path.project_id, user_id=path.user_id, role=body.role)
        return queries.describe_member(member)


@api.delete("/projects/<ulid:project_id>/members/<ulid:user_id>", responses={204: None}, summary="Take somebody out, or leave")
def remove_member(path: schemas.MemberPath) -> tuple[str, int]:
    with database().write() as s:
        service.remove_member(s, actor=signed_in(), project_id=path.project_id, user_id=path.user_id)
    return "", 204


@api.get("/projects/<ulid:project_id>/activity", responses={200: schemas.ActivityList}, summary="What happened, newest first")
def list_activity(path: schemas.ProjectPath, query: ListQuery) -> schemas.ActivityList:
    with database().read() as s:
        queries.project_for(s, signed_in(), path.project_id, Act.READ)
        return queries.list_activity(s, path.project_id, query)
