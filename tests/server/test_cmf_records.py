"""The library over HTTP: what everybody may read, what only its makers see, and how a record comes to be published."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.cmf.signals import published
from server.core.models import AuditRow
from tests.cmf import shelf
from tests.server.cmf_support import Center, make_center
from tests.server.support import Service


@pytest.fixture(scope="module")
def center(service: Service) -> Center:
    return make_center(service)


@pytest.fixture(scope="module")
def item(center: Center) -> dict[str, Any]:
    return center.item("SM-P-0118", "鼠尾草 04 UV 哑光", shelf.spectral("鼠尾草 04"))


def test_a_published_record_is_for_everybody_with_everything_that_it_names(center: Center, item: dict[str, Any]) -> None:
    shown = center.read(f"/cmf/records/{item['id']}")
    assert (shown["version"], shown["state"], shown["summary"]["code"], shown["center"]["name"]) == (1, "published", "SM-P-0118", "南粤设计中心")
    assert [r["role"] for r in shown["references"]] == ["colour", "material", "finish", "process"]
    density = shown["references"][1]["body"]["density"]
    assert (density["value"], density["unit"]) == (1050, "kg/m³")
    assert shown["summary"]["render"]["roughness"] == 0.33
    assert (shown["acts"], shown["may_edit"], shown["may_revise"], shown["author"]) == ([], False, False, None)
    assert f"SHA-256 {shown['sha256']}" in shown["citation"]["zh"]
    assert center.read(f"/cmf/records/{item['id']}", center.curator)["author"]["name"] == "Curator"


def test_a_published_version_may_be_kept_and_is_named_by_its_hash(center: Center, item: dict[str, Any]) -> None:
    answer = center.anybody.get(f"/cmf/records/{item['id']}/versions/1")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["ETag"] == f'"{answer.get_json()["sha256"]}"'
    again = center.anybody.call("GET", f"/cmf/records/{item['id']}/versions/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_draft_is_not_kept_by_anybody(center: Center) -> None:
    draft = center.colour("草稿")
    answer = center.curator.get(f"/cmf/records/{draft['id']}/versions/1")
    assert answer.headers["Cache-Control"] == "private, no-store"


READS = ("", "/versions", "/versions/1", "/history", "/compare?before=1&after=1", "/users", "/look", "/values?illuminant=D65&observer=10",
         "/judgement?illuminant=D65&observer=10&lab=50,0,0")


@pytest.mark.parametrize("path", READS)
def test_a_draft_does_not_exist_for_others(center: Center, path: str) -> None:
    draft = center.draft(shelf.colour("提案"), center.author)
    for who in (center.anybody, center.stranger):
        assert who.refused("GET", f"/cmf/records/{draft['id']}{path}", 404)["code"] == "not_found"
    if path != "/look":
        for who in (center.author, center.curator, center.second):
            who.ok("GET", f"/cmf/records/{draft['id']}{path}")


def test_a_proposal_goes_its_way_and_leaves_its_traces(center: Center) -> None:
    heard: list[tuple[str, int]] = []

    def listen(sender: object, record_id: str, number: int) -> None:
        heard.append((record_id, number))

    draft = center.draft(shelf.colour("新提案"), center.author)
    with published.connected_to(listen):
        center.step("submit", draft, who=center.author)
        center.step("return", draft, reason="缺测量条件")
        seen = center.author.ok("GET", f"/cmf/records/{draft['id']}")
        assert (seen["state"], seen["reason"], seen["may_edit"]) == ("draft", "缺测量条件", True)
        center.author.ok("PUT", f"/cmf/records/{draft['id']}/versions/1", json={"seen": seen["sha256"], "body": shelf.colour("新提案", (60, 1, 2))})
        center.step("submit", draft, who=center.author)
        center.step("publish", draft)
    assert heard == [(draft["id"], 1)]
    steps = center.read(f"/cmf/records/{draft['id']}/history")["items"]
    assert [(s["act"], s["target"], s["actor"]) for s in steps] == [("publish", "published", None)]
    for who in (center.curator, center.author):
        named = center.read(f"/cmf/records/{draft['id']}/history", who)["items"]
        assert [(s["act"], s["target"], s["actor"]["name"]) for s in named] == [
            ("publish", "published", "Curator"), ("submit", "review", "Member"), ("return", "draft", "Curator"), ("submit", "review", "Member"),
            (None, "draft", "Member")]
    with center.service.db.read() as s:
        acts = [row.act for row in s.query(AuditRow).filter(AuditRow.subject_id == draft["id"]).order_by(AuditRow.id)]
    assert acts == ["cmf.drafted", "cmf.submit", "cmf.return", "cmf.edited", "cmf.submit", "cmf.publish"]


def test_what_was_changed_meanwhile_is_not_published_unseen(center: Center) -> None:
    draft = center.colour("改了又改")
    center.curator.ok("PUT", f"/cmf/records/{draft['id']}/versions/1", json={"seen": draft["sha256"], "body": shelf.colour("改了又改", (1, 2, 3))})
    error = center.second.refused("PUT", f"/cmf/records/{draft['id']}/versions/1", 409, json={"seen": draft["sha256"], "body": shelf.colour()})
    assert error["code"] == "changed_meanwhile"
    step = {"act": "submit", "versions": [{"id": draft["id"], "version": 1, "seen": draft["sha256"]}]}
    assert center.curator.refused("POST", "/cmf/steps", 409, json=step)["code"] == "changed_meanwhile"


def test_a_center_that_asks_for_four_eyes_gets_them(center: Center) -> None:
    center.second.refused("PUT", f"/cmf/centers/{center.id}", 403, json={"four_eyes": True})
    center.stranger.refused("PUT", f"/cmf/centers/{center.id}", 403, json={"four_eyes": True})
    center.curator.ok("PUT", f"/cmf/centers/{center.id}", json={"four_eyes": True})
    try:
        draft = center.colour("两双眼睛")
        center.step("submit", draft)
        step = {"act": "publish", "versions": [{"id": draft["id"], "version": 1}]}
        assert center.curator.refused("POST", "/cmf/steps", 403, json=step)["code"] == "four_eyes"
        assert center.step("publish", draft, who=center.second)[0]["state"] == "published"
    finally:
        center.curator.ok("PUT", f"/cmf/centers/{center.id}", json={"four_eyes": False})


def test_a_second_version_is_compared_with_the_first_and_offered_as_newer(center: Center) -> None:
    first = center.item("SM-P-0200", "旧版")
    body = center.read(f"/cmf/records/{first['id']}/versions/1")["body"]
    draft = center.author.ok("POST", f"/cmf/records/{first['id']}/versions", json={"body": body | {"supplier": "某厂"}, "message": "补供应商"})
    assert (draft["version"], draft["supersedes"], draft["state"]) == (2, 1, "draft")
    center.step("submit", draft, who=center.author)
    queued = next(q for q in center.curator.ok("GET", "/cmf/queue?limit=100")["items"] if q["version"]["id"] == first["id"])
    assert queued["changes"] == [{"path": "supplier", "before": None, "after": "某厂"}]
    assert queued["before"] == body
    moved = center.step("publish", draft)
    assert [(m["version"], m["state"]) for m in moved] == [(1, "superseded"), (2, "published")]
    assert center.read(f"/cmf/records/{first['id']}")["version"] == 2
    assert center.read(f"/cmf/records/{first['id']}?version=1")["published"] == 2
    assert center.read(f"/cmf/records/{first['id']}/compare?before=1&after=2")["changes"] == queued["changes"]


def test_the_list_finds_by_word_facet_and_colour(center: Center, item: dict[str, Any]) -> None:
    found = center.read("/cmf/records?q=鼠尾 smp0118&material=plastic&gloss_min=10&gloss_max=20")
    assert [one["id"] for one in found["items"]] == [item["id"]]
    assert found["facets"]["process"] == [{"value": found["items"][0]["processes"][0], "count": 1, "label": {"zh": "注塑", "en": "Injection moulding"}}]
    near = center.read("/cmf/records?lab=65.835,4.06,14.692&illuminant=D65&observer=10&within=0.01")
    assert [one["id"] for one in near["items"]] == [item["id"]]         # the vector of ASTM E308 at D65/10
    under_a = center.read("/cmf/records?lab=67.24,7.26,16.174&illuminant=A&observer=10&within=0.01")
    assert [one["id"] for one in under_a["items"]] == [item["id"]]      # and at A/10, from the spectrum
    assert under_a["not_compared"] >= 1


@pytest.mark.parametrize(("query", "path"), [
    ("lab=50,0,0", ""), ("within=2", ""), ("lab=50,0&illuminant=D65&observer=10", "lab"), ("lab=nan,0,0&illuminant=D65&observer=10", "lab"),
    ("sort=difference", ""), ("cursor=???", "cursor"), ("kind=shoe", "kind"), ("limit=0", "limit"), ("q=a%00b", "q")])
def test_a_question_that_makes_no_sense_is_refused_in_words(center: Center, query: str, path: str) -> None:
    error = center.anybody.refused("GET", f"/cmf/records?{query}", 422)
    assert error["detail"]["fields"][0]["path"] == path


def test_pages_hold_every_record_once(center: Center) -> None:
    for at in range(5):
        center.published(shelf.process(f"分页 {at}", f"Paged {at}"))
    seen, cursor = [], ""
    while True:
        page = center.read(f"/cmf/records?kind=process&q=分页&limit=2{cursor}")
        seen += [one["name"]["zh"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [f"分页 {at}" for at in range(5)]


def test_colour_values_follow_the_conditions_chosen(center: Center, item: dict[str, Any]) -> None:
    """Vectors: reference of colour-science for R = 0.2 + 0.01 i over 400–700 nm, ASTM E308."""
    value = center.read(f"/cmf/records/{item['id']}/values?illuminant=FL11&observer=10")
    assert value["lab"] == pytest.approx([66.669, 4.195, 16.637], abs=2e-3)
    assert (value["conditions"], value["missing"], value["source"], value["screen"]["approximate"]) == ("FL11/10", None, "computed", False)
    stated = center.item("SM-P-0201", "只有 Lab")
    missing = center.read(f"/cmf/records/{stated['id']}/values?illuminant=A&observer=2")
    assert missing["lab"] is None
    assert "no spectrum" in missing["missing"]


def test_a_sample_is_judged_by_the_tolerances_of_the_record(center: Center) -> None:
    tolerance = {"formula": "de00", "limit": 1.0, "illuminant": "D65", "observer": "10", "source": shelf.SOURCE}
    made = center.item("SM-P-0202", "有容差", shelf.colour("有容差", tolerances=[tolerance]))
    verdict = center.read(f"/cmf/records/{made['id']}/judgement?illuminant=D65&observer=10&lab=66,-8.5,9.3")["items"][0]
    assert verdict["passed"] is False
    assert "too dark" in verdict["reason"]["en"]
    unlike = center.read(f"/cmf/records/{made['id']}/judgement?illuminant=A&observer=10&lab=66,-8.5,9.3")["items"][0]
    assert unlike["passed"] is None


def test_items_are_compared_under_several_lights(center: Center, item: dict[str, Any]) -> None:
    other = center.item("SM-P-0203", "近似", shelf.spectral("近似", 0.21))
    third = center.item("SM-P-0204", "只有 Lab 的")
    found = center.read(f"/cmf/compare?item={item['id']}&item={other['id']}@1&item={third['id']}&illuminant=D65&illuminant=A")
    assert [row["item"]["id"] for row in found["rows"]] == [other["id"], third["id"]]
    assert all(cell["de00"] > 0.1 for cell in found["rows"][0]["cells"])
    assert [cell["de00"] is None for cell in found["rows"][1]["cells"]] == [False, True]
    assert "no spectrum" in found["rows"][1]["cells"][1]["missing"]
    assert found["worst"]["id"] == third["id"]
    center.anybody.refused("GET", f"/cmf/compare?item={item['id']}&item={item['id']}", 422)


def test_the_look_carries_factors_and_figures_with_their_sources(center: Center, item: dict[str, Any]) -> None:
    look = center.read(f"/cmf/records/{item['id']}/look")
    assert (look["color"], look["render"]["roughness"], look["render"]["clearcoat"]) == ("#b19e87", 0.33, 0.4)
    assert look["density"]["source"]["reference"] == "Datasheet 12, section 3"
    assert look["surface_price"] is None


@pytest.mark.parametrize("format", ["cxf", "ase", "csv", "json", "xlsx"])
def test_every_format_leaves_as_a_file(center: Center, item: dict[str, Any], format: str) -> None:
    answer = center.anybody.get(f"/cmf/export?format={format}&item={item['id']}&illuminant=D65&observer=10")
    assert answer.status_code == 200, answer.text
    assert f'.{format}"' in answer.headers["Content-Disposition"]
    if format == "json":
        assert json.loads(answer.data)[0]["body"]["code"] == "SM-P-0118"


def test_a_material_file_holds_one_item(center: Center, item: dict[str, Any]) -> None:
    assert b"SM-P" in center.anybody.get(f"/cmf/export?format=gltf&item={item['id']}").headers["Content-Disposition"].encode()
    center.anybody.refused("GET", f"/cmf/export?format=mtlx&item={item['id']}&item={item['id']}", 422)
    error = center.anybody.refused("GET", f"/cmf/export?format=gpl&item={item['id']}", 422)
    assert error["code"] == "unreadable_file"


def test_words_in_review_are_for_those_who_work_on_it(center: Center) -> None:
    draft = center.draft(shelf.colour("待议"), center.author)
    center.curator.ok("POST", f"/cmf/records/{draft['id']}/comments", json={"version": 1, "text": "光泽是多少？"})
    center.author.ok("POST", f"/cmf/records/{draft['id']}/comments", json={"version": 1, "text": "12 GU <b>"})
    said = center.author.ok("GET", f"/cmf/records/{draft['id']}/comments")["items"]
    assert [(c["author"]["name"], c["text"]) for c in said] == [("Curator", "光泽是多少？"), ("Member", "12 GU <b>")]
    center.stranger.refused("POST", f"/cmf/records/{draft['id']}/comments", 404, json={"version": 1, "text": "x"})
    center.step("submit", draft, who=center.author)
    center.step("publish", draft)
    assert center.stranger.ok("GET", f"/cmf/records/{draft['id']}/comments")["items"] == []


def test_a_proposal_needs_a_center_and_a_body_that_fits(center: Center) -> None:
    error = center.author.refused("POST", "/cmf/records", 404, json={"center": center.author.ok("GET", "/auth/session")["user"]["orgs"][0]["id"], "body": shelf.colour()})
    assert error["code"] == "no_such_center"
    error = center.author.refused("POST", "/cmf/records", 422, json={"center": center.id, "body": shelf.material(density={"value": 1})})
    assert [f["path"] for f in error["detail"]["fields"]] == ["material.density.unit", "material.density.source"]
