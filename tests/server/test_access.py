"""Who may call what, over every route that the OpenAPI document names: a new route cannot be forgotten here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from server.core.ids import new_id
from server.projects.policy import Act, Role, may
from tests.server.support import API, PNG, Browser, Service
from tests.server.test_documents import new_document

PUBLIC = {"health", "openapi", "get_session", "sign_in", "search_cmf_records", "get_cmf_record", "list_cmf_versions", "get_cmf_version", "get_cmf_history",
          "compare_cmf_versions", "list_cmf_users", "get_cmf_values", "judge_cmf_sample", "compare_cmf_records", "get_cmf_look", "export_cmf_records",
          "list_cmf_bands", "list_cmf_looks", "list_cmf_centers"}       # of the library, what was published once; test_cmf_records.py shows that the rest does not exist
EVERYBODY = {"list_finishes", "list_materials", "list_samples", "get_sample_picture"}       # signed in, the same for all
OWN = {"sign_out", "change_profile", "change_password", "list_projects", "create_project", "list_documents", "list_wearing_documents"}

# The library: who may do it is a matter of the record's state and center, shown in test_cmf_access.py.
CMF = {"create_cmf_record", "revise_cmf_record", "edit_cmf_draft", "step_cmf_versions", "list_cmf_queue", "list_cmf_comments", "add_cmf_comment",
       "change_many_cmf_records", "undo_cmf_batch", "set_cmf_rules", "upload_cmf_file", "get_cmf_import", "list_cmf_import_rows", "apply_cmf_import",
       "delete_cmf_import"}

# What each operation on a project's things needs, and a request that would succeed.
NEEDS: dict[str, tuple[Act, dict[str, Any]]] = {
    "get_project": (Act.READ, {}),
    "change_project": (Act.MANAGE, {"json": {"name": "x"}}),
    "delete_project": (Act.MANAGE, {}),
    "list_members": (Act.READ, {}),
    "add_member": (Act.MANAGE, {"json": {"email": "member@example.org", "role": "viewer"}}),
    "change_member": (Act.MANAGE, {"json": {"role": "viewer"}}),
    "remove_member": (Act.MANAGE, {}),
    "list_activity": (Act.READ, {}),
    "list_project_documents": (Act.READ, {}),
    "create_document": (Act.EDIT, {"json": {"name": "x", "start": {"kind": "empty"}}}),
    "get_document": (Act.READ, {}),
    "change_document": (Act.EDIT, {"json": {"name": "x"}}),
    "delete_document": (Act.MANAGE, {}),
    "get_thumbnail": (Act.READ, {}),
    "put_thumbnail": (Act.EDIT, {"data": PNG, "content_type": "image/png"}),
    "add_asset": (Act.EDIT, {"data": "file"}),
    "get_scene": (Act.READ, {}),
    "list_versions": (Act.READ, {}),
    "save_version": (Act.EDIT, {"json": {"message": ""}}),
    "restore_version": (Act.EDIT, {"json": "version"}),
    "get_version": (Act.READ, {}),
    "get_version_content": (Act.READ, {}),
    "get_version_manifest": (Act.READ, {}),
    "get_version_thumbnail": (Act.READ, {}),
    "compare_version": (Act.READ, {}),
    "request_export": (Act.EXPORT, {"json": {"format": "step"}}),
    "get_export": (Act.EXPORT, {}),
    "get_export_file": (Act.EXPORT, {}),
}


def operations(service: Service) -> Iterator[tuple[str, str, str]]:
    """Operation, method, address with its places."""
    for path, methods in service.app.api_doc["paths"].items():
        for method, about in methods.items():
            yield about["operationId"], method.upper(), path.removeprefix(API)


class Things:
    """One project with a document, a version and an export in it."""

    def __init__(self, service: Service, owner: Browser) -> None:
        project = service.project(owner)
        document = new_document(owner, project)
        self.version = owner.ok("POST", f"/documents/{document}/versions", json={"message": ""})["id"]
        export = owner.ok("POST", f"/documents/{document}/exports", json={"format": "step"})["id"]
        commenter = owner.ok("GET", f"/projects/{project}/members")["items"][2]["user"]["id"]
        self._places = {
            "project_id": project, "document_id": document, "version_id": self.version, "export_id": export, "user_id": commenter, "seq": "1",
            "sample_id": "kettle", "record_id": new_id(), "item_id": new_id(), "number": "1", "org_id": new_id(), "batch_id": new_id(), "import_id": new_id()}

    def address(self, path: str) -> str:
        return path.format(**self._places)

    def request(self, operation: str) -> dict[str, Any]:
        body = dict(NEEDS[operation][1])
        if body.get("json") == "version":
            body["json"] = {"version": self.version}
        if body.get("data") == "file":
            body["data"] = {"file": (io.BytesIO(b"x"), "x.stl")}
        return body


def test_every_operation_is_in_one_of_the_tables(service: Service) -> None:
    assert {name for name, _, _ in operations(service)} == PUBLIC | EVERYBODY | OWN | CMF | NEEDS.keys()


def test_an_anonymous_visitor_gets_nothing_and_learns_nothing(service: Service, owner: Browser) -> None:
    things, visitor = Things(service, owner), service.browser()
    for name, method, path in operations(service):
        for address in (things.address(path), things.address(path).replace("01", "09")):
            if name not in PUBLIC:
                error = visitor.refused(method, address, 401, json={"nonsense": True})
                assert error == {"code": "sign_in_required", "message": "Sign in first.", "detail": None}, name


def test_for_another_tenant_nothing_of_ours_exists(service: Service, owner: Browser) -> None:
    things, stranger = Things(service, owner), service.browser("stranger")
    for name, method, path in operations(service):
        if name in NEEDS:
            error = stranger.refused(method, things.address(path), 404, **things.request(name))
            assert error["code"] == "not_found", name
    assert stranger.ok("GET", "/projects")["items"] == []
    assert stranger.ok("GET", "/documents")["items"] == []


def test_a_colleague_who_is_no_member_sees_as_little(service: Service, owner: Browser) -> None:
    things, colleague = Things(service, owner), service.browser("member")
    for name, method, path in operations(service):
        if name in NEEDS:
            colleague.refused(method, things.address(path), 404, **things.request(name))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMENTER, Role.EDITOR])
def test_each_role_may_what_the_table_says_and_no_more(service: Service, owner: Browser, role: Role) -> None:
    things, browser = Things(service, owner), service.browser(role.value)
    for name, method, path in operations(service):
        if name not in NEEDS or (name == "remove_member" and role is Role.COMMENTER):      # everybody may leave
            continue
        answer = browser.call(method, things.address(path), **things.request(name))
        if may(role, NEEDS[name][0]):
            assert answer.status_code not in (401, 403), (name, answer.text)
        else:
            assert answer.status_code == 403, (name, answer.text)
            assert answer.get_json()["detail"] == {"role": role.value, "needs": NEEDS[name][0].value}


def test_an_owner_may_everything(service: Service, owner: Browser) -> None:
    things = Things(service, owner)
    for name, method, path in operations(service):
        if name in NEEDS:
            if method == "DELETE":
                things = Things(service, owner)
            assert owner.call(method, things.address(path), **things.request(name)).status_code not in (401, 403), name


def test_who_was_taken_out_is_out_at_once(service: Service, owner: Browser) -> None:
    things, viewer = Things(service, owner), service.browser("viewer")
    viewer.ok("GET", things.address("/documents/{document_id}"))
    members = owner.ok("GET", things.address("/projects/{project_id}/members"))["items"]
    me = next(m["user"]["id"] for m in members if m["role"] == "viewer")
    owner.call("DELETE", things.address(f"/projects/{{project_id}}/members/{me}"))
    viewer.refused("GET", things.address("/documents/{document_id}"), 404)
