"""Nobody but the author and the center's curators gets at what is not published: every route that takes an id, asked by everybody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.service import create_org, create_user
from tests.cmf import shelf
from tests.server.cmf_support import Center, make_center
from tests.server.support import PASSWORD_HASH, Browser, Service

GPL = b"GIMP Palette\nName: x\n10 20 30 ink\n"


@pytest.fixture(scope="module")
def center(service: Service) -> Center:
    return make_center(service)


def upload(center: Center, who: Browser, data: bytes = GPL, name: str = "a.gpl", query: str = "") -> Any:
    return who.ok("POST", f"/cmf/imports?center={center.id}{query}", data={"file": (io.BytesIO(data), name)})


ON_A_DRAFT: dict[str, tuple[str, str, Callable[[dict[str, Any]], Any]]] = {
    "edit": ("PUT", "/cmf/records/{id}/versions/1", lambda d: {"seen": d["sha256"], "body": shelf.colour()}),
    "revise": ("POST", "/cmf/records/{id}/versions", lambda d: {"body": shelf.colour()}),
    "comment": ("POST", "/cmf/records/{id}/comments", lambda d: {"version": 1, "text": "x"}),
    "comments": ("GET", "/cmf/records/{id}/comments", lambda d: None),
    "submit": ("POST", "/cmf/steps", lambda d: {"act": "submit", "versions": [{"id": d["id"], "version": 1}]}),
    "withdraw": ("POST", "/cmf/steps", lambda d: {"act": "withdraw", "versions": [{"id": d["id"], "version": 1}]}),
}


@pytest.mark.parametrize("name", ON_A_DRAFT)
def test_a_stranger_finds_no_draft_to_act_upon(center: Center, name: str) -> None:
    draft = center.draft(shelf.colour("别人的"), center.author)
    method, path, body = ON_A_DRAFT[name]
    given = {"json": body(draft)} if body(draft) is not None else {}
    error = center.stranger.refused(method, path.format(id=draft["id"]), 404, **given)
    assert error["code"] == "not_found"


def test_an_author_submits_but_does_not_publish(center: Center) -> None:
    draft = center.draft(shelf.colour("自荐"), center.author)
    center.step("submit", draft, who=center.author)
    step = {"act": "publish", "versions": [{"id": draft["id"], "version": 1}]}
    assert center.author.refused("POST", "/cmf/steps", 403, json=step)["code"] == "not_yours_to_do"
    for act in ("deprecate", "return"):
        center.author.refused("POST", "/cmf/steps", 403, json=step | {"act": act, "reason": "x"})


def test_a_proposal_is_in_the_queue_once_it_is_submitted(center: Center) -> None:
    def queued(who: Browser, state: str) -> bool:
        return draft["id"] in [one["version"]["id"] for one in who.ok("GET", f"/cmf/queue?state={state}&limit=100")["items"]]

    draft = center.draft(shelf.colour("还没交"), center.author)
    assert [queued(who, "draft") for who in (center.author, center.curator)] == [True, False]
    center.step("submit", draft, who=center.author)
    assert [queued(who, "review") for who in (center.author, center.curator, center.second)] == [True, True, True]
    draft = center.draft(shelf.colour("同事的"), center.second)
    assert queued(center.curator, "draft")


def test_a_stranger_neither_takes_a_code_nor_learns_of_it(center: Center) -> None:
    item = center.item("SM-P-0300", "公开的码")
    body = center.read(f"/cmf/records/{item['id']}/versions/1")["body"]
    center.draft(body | {"code": "SM-P-0301"})
    center.draft(body | {"code": "SM-P-0301"}, center.stranger)        # as if nobody had it
    center.draft(body | {"code": "SM-P-0302"}, center.stranger)
    center.draft(body | {"code": "SM-P-0302"})
    new = {"center": center.id, "body": body}
    assert center.stranger.refused("POST", "/cmf/records", 409, json=new)["code"] == "code_taken"


def test_curators_of_another_center_have_no_say(center: Center) -> None:
    other = make_center_elsewhere(center)
    published = center.published(shelf.colour("公开的"))[0]
    step = {"act": "deprecate", "reason": "x", "versions": [{"id": published["id"], "version": 1}]}
    other.refused("POST", "/cmf/steps", 403, json=step)
    change = {"center": center.id, "versions": [{"id": published["id"], "version": 1}], "field": "remark", "value": "x"}
    other.refused("POST", "/cmf/bulk", 403, json=change)
    draft = center.draft(shelf.colour("未公开的"))
    other.refused("GET", f"/cmf/records/{draft['id']}", 404)
    assert draft["id"] not in [one["id"] for one in other.ok("GET", "/cmf/records?kind=colour&state=draft&limit=100")["items"]]
    assert other.ok("GET", "/cmf/queue?state=draft")["items"] == []


def make_center_elsewhere(center: Center) -> Browser:
    with center.service.app.app_context(), center.service.db.write() as s:
        org = create_org(s, name="别的中心", kind="design_center")
        create_user(s, email=center.service.email("rival"), name="Rival", password_hash=PASSWORD_HASH, org=org)
    return center.service.browser("rival")


def test_an_import_is_its_uploader_s_alone(center: Center) -> None:
    found = upload(center, center.author)
    for who in (center.curator, center.stranger):
        for method, path, given in (("GET", "", {}), ("GET", "/rows", {}), ("POST", "/apply", {"json": {}}), ("DELETE", "", {})):
            who.refused(method, f"/cmf/imports/{found['id']}{path}", 404, **given)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_a_file_is_compared_only_with_what_its_uploader_may_see(center: Center, state: str) -> None:
    """Otherwise a file of guessed names and colours would tell what a center has not published yet."""
    secret, own = center.colour(f"unlaunched {state}", at="D65/2"), center.draft(shelf.colour(f"own {state}", at="D65/2"), center.author)
    if state == "review":
        center.step("submit", secret)
        center.step("submit", own, who=center.author)
    center.published(shelf.colour(f"launched {state}", at="D65/2"))
    names = (f"unlaunched {state}", f"own {state}", f"launched {state}")
    data = ("GIMP Palette\nName: x\n" + "".join(f"10 20 30 {name}\n" for name in names)).encode()
    other, author, curator = ("new", None), ("different", own["id"]), ("different", secret["id"])
    for who, unlaunched, mine in ((center.stranger, other, other), (center.author, other, author), (center.second, curator, author)):
        found = upload(center, who, data)
        rows = who.ok("GET", f"/cmf/imports/{found['id']}/rows")["items"]
        assert [(row["change"], row["existing"]) for row in rows[:2]] == [unlaunched, mine]
        assert [row["de00"] is None for row in rows] == [unlaunched is other, mine is other, False]
        assert rows[2]["change"] == "different"


def test_a_batch_is_undone_by_who_made_it(center: Center) -> None:
    draft = center.draft(shelf.colour("一起改"))
    change = {"center": center.id, "versions": [{"id": draft["id"], "version": 1}], "field": "remark", "value": "甲"}
    batch = center.curator.ok("POST", "/cmf/bulk", json=change)
    for who in (center.second, center.stranger):
        who.refused("POST", f"/cmf/batches/{batch['id']}/undo", 404)


def test_the_anonymous_read_and_write_nothing(center: Center) -> None:
    record = center.published(shelf.colour("给所有人"))[0]
    assert center.anybody.ok("GET", f"/cmf/records/{record['id']}")["acts"] == []
    for method, path in (("POST", "/cmf/records"), ("POST", f"/cmf/records/{record['id']}/versions"), ("POST", "/cmf/steps"), ("GET", "/cmf/queue"),
                         ("GET", f"/cmf/records/{record['id']}/comments"), ("POST", "/cmf/bulk"), ("POST", f"/cmf/imports?center={center.id}")):
        center.anybody.refused(method, path, 401, json={})
