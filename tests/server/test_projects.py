from __future__ import annotations

import pytest

from server.projects.policy import Role
from server.projects.signals import membership_changed
from tests.server.support import Browser, Service


def user_id(service: Service, person: str) -> str:
    return str(service.browser(person).get("/auth/session").get_json()["user"]["id"])


def test_a_new_project_belongs_to_its_maker_and_their_organisation(service: Service, owner: Browser) -> None:
    project = owner.ok("POST", "/projects", json={"name": "  水壶 2027 "})
    assert (project["name"], project["role"], project["org"]["name"]) == ("水壶 2027", "owner", "Studio")
    assert (project["documents"], project["members"], project["thumbnails"], project["archived"]) == (0, 1, [], False)
    assert owner.ok("GET", f"/projects/{project['id']}") == project
    assert project["id"] in [p["id"] for p in owner.ok("GET", "/projects")["items"]]


def test_nobody_starts_a_project_of_an_organisation_that_is_not_theirs(service: Service, owner: Browser) -> None:
    elsewhere = service.browser("stranger").get("/auth/session").get_json()["user"]["orgs"][0]["id"]
    assert owner.refused("POST", "/projects", 404, json={"name": "x", "org_id": elsewhere})["code"] == "no_such_org"


@pytest.mark.parametrize("name", ["می\u200cخواهم", "ක්\u200dෂ", "র\u200d্যাব", "👩\u200d🎨", "👩🏽\u200d🎨", "❤️\u200d🔥"])
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(owner: Browser, name: str) -> None:
    assert owner.ok("POST", "/projects", json={"name": name})["name"] == name


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x00b", "\u202egnp.exe", "wat\u200ber", "ket\u00adtle", "a\u2060b", "a\u200db", "水\u200c壶", "a\u200d", "x" * 201, None, 7, ["x"], {"a": 1}])
def test_names_that_cannot_be_shown_are_refused(owner: Browser, name: object) -> None:
    error = owner.refused("POST", "/projects", 422, json={"name": name})
    assert error["code"] == "invalid"
    assert error["detail"]["fields"][0]["path"] == "name"


def test_a_lone_surrogate_is_refused_like_any_other_broken_text(owner: Browser) -> None:
    owner.refused("POST", "/projects", 422, data='{"name": "a\\ud800b"}', content_type="application/json")


def test_markup_in_names_stays_text(owner: Browser) -> None:
    name = "<script>alert(1)</script> ' \" & 𠮷 👍🏽"
    project = owner.ok("POST", "/projects", json={"name": name})
    answer = owner.get(f"/projects/{project['id']}")
    assert answer.mimetype == "application/json"
    assert answer.get_json()["name"] == name


def test_members_come_and_go_and_change_roles(service: Service, owner: Browser) -> None:
    project = service.project(owner, editor="editor")
    members = owner.ok("GET", f"/projects/{project}/members")["items"]
    assert [(m["user"]["email"], m["role"]) for m in members] == [("owner@example.org", "owner"), ("editor@example.org", "editor")]
    editor = members[1]["user"]["id"]
    heard: list[tuple[str, Role | None]] = []

    def listen(sender: object, project_id: str, user_id: str, role: Role | None) -> None:
        heard.append((user_id, role))

    with membership_changed.connected_to(listen):
        assert owner.ok("PATCH", f"/projects/{project}/members/{editor}", json={"role": "viewer"})["role"] == "viewer"
        assert owner.call("DELETE", f"/projects/{project}/members/{editor}").status_code == 204
    assert heard == [(editor, Role.VIEWER), (editor, None)]
    service.browser("editor").refused("GET", f"/projects/{project}", 404)


def test_adding_somebody_unknown_or_twice_says_so(service: Service, owner: Browser) -> None:
    project = service.project(owner, editor="editor")
    add = f"/projects/{project}/members"
    error = owner.refused("POST", add, 404, json={"email": "Nobody@example.org", "role": "viewer"})
    assert (error["code"], error["detail"]) == ("no_such_account", {"email": "nobody@example.org"})
    assert owner.refused("POST", add, 409, json={"email": "editor@example.org", "role": "viewer"})["code"] == "already_member"
    owner.refused("POST", add, 422, json={"email": "no address", "role": "viewer"})
    owner.refused("POST", add, 422, json={"email": "viewer@example.org", "role": "king"})


def test_the_last_owner_can_neither_leave_nor_be_demoted(service: Service, owner: Browser) -> None:
    project = service.project(owner, editor="editor")
    me, other = user_id(service, "owner"), user_id(service, "editor")
    assert owner.refused("DELETE", f"/projects/{project}/members/{me}", 409)["code"] == "last_owner"
    assert owner.refused("PATCH", f"/projects/{project}/members/{me}", 409, json={"role": "viewer"})["code"] == "last_owner"
    owner.ok("PATCH", f"/projects/{project}/members/{other}", json={"role": "owner"})
    owner.ok("PATCH", f"/projects/{project}/members/{me}", json={"role": "viewer"})


def test_everybody_may_leave(service: Service, owner: Browser, project: str) -> None:
    viewer = service.browser("viewer")
    assert viewer.call("DELETE", f"/projects/{project}/members/{user_id(service, 'viewer')}").status_code == 204
    viewer.refused("GET", f"/projects/{project}", 404)


def test_an_archived_project_is_read_only_until_it_is_brought_back(service: Service, owner: Browser, project: str) -> None:
    new = {"name": "壶", "start": {"kind": "empty"}}
    document = owner.ok("POST", f"/projects/{project}/documents", json=new)["id"]
    assert owner.ok("PATCH", f"/projects/{project}", json={"archived": True})["archived"] is True
    assert owner.refused("POST", f"/projects/{project}/documents", 409, json=new)["code"] == "archived"
    assert owner.refused("PATCH", f"/documents/{document}", 409, json={"name": "x"})["code"] == "archived"
    assert owner.ok("GET", f"/documents/{document}")["name"] == "壶"
    assert document not in [d["id"] for d in owner.ok("GET", "/documents?recent=1")["items"]]
    owner.ok("PATCH", f"/projects/{project}", json={"archived": False})
    owner.ok("PATCH", f"/documents/{document}", json={"name": "x"})


def test_deleting_a_project_takes_everything_along(service: Service, owner: Browser, project: str) -> None:
    document = owner.ok("POST", f"/projects/{project}/documents", json={"name": "壶", "start": {"kind": "empty"}})["id"]
    version = owner.ok("POST", f"/documents/{document}/versions", json={"message": ""})["id"]
    assert owner.call("DELETE", f"/projects/{project}").status_code == 204
    for path in (f"/projects/{project}", f"/documents/{document}", f"/versions/{version}", f"/projects/{project}/activity"):
        owner.refused("GET", path, 404)


def test_activity_tells_who_did_what_newest_first(service: Service, owner: Browser) -> None:
    project = service.project(owner, editor="editor")
    owner.ok("PATCH", f"/projects/{project}", json={"name": "新名"})
    items = service.browser("editor").ok("GET", f"/projects/{project}/activity")["items"]
    assert [(i["act"], i["actor"]["name"], i["subject"]) for i in items] == [
        ("project.renamed", "Owner", "新名"), ("member.added", "Owner", "Editor"), ("project.created", "Owner", "水壶")]


def test_pages_hold_every_project_once_even_when_one_comes_meanwhile(owner: Browser, service: Service) -> None:
    member = service.browser("member")
    made = [member.ok("POST", "/projects", json={"name": str(n)})["id"] for n in range(7)]
    seen, cursor = [], ""
    while True:
        page = member.ok("GET", f"/projects?limit=3{cursor}")
        seen += [p["id"] for p in page["items"]]
        if len(seen) == 3:
            member.ok("POST", "/projects", json={"name": "meanwhile"})
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list(reversed(made))


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=%00", "cursor=!!", "cursor=WyJ4Il0", "cursor=WzFd", "cursor=W10", "order=name"])
def test_a_list_refuses_what_it_does_not_understand(owner: Browser, query: str) -> None:
    if query == "cursor=WyJ4Il0":       # well formed, of no project: simply the end of the list
        owner.ok("GET", f"/projects?{query}")
    else:
        assert owner.refused("GET", f"/projects?{query}", 422)["code"] == "invalid"
