"""Many records at once: a field changed and taken back, a colour file looked at and taken over, the opening library."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cmf_db.seed.library import load
from server.cmf.seeding import prepared_seed, seed_library
from tests.cmf import shelf
from tests.server.cmf_support import Center, make_center
from tests.server.support import Browser, Service

GPL = "GIMP Palette\nName: 春\n#\n10 20 30 墨\n200 60 40 朱砂\n".encode()
CSV = "nm,灰绿\n" + "\n".join(f"{400 + 10 * i},{0.2 + 0.01 * i:.2f}" for i in range(31))


@pytest.fixture(scope="module")
def center(service: Service) -> Center:
    return make_center(service)


def refs(*versions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": v["id"], "version": v["version"]} for v in versions]


def test_a_field_of_drafts_and_published_records_is_changed_and_taken_back(center: Center) -> None:
    draft, live = center.draft(shelf.material("草稿料")), center.published(shelf.material("上市料"))[0]
    change = {"center": center.id, "versions": refs(draft, live), "field": "grade", "value": "PA-757"}
    batch = center.curator.ok("POST", "/cmf/bulk", json=change)
    assert [(v["id"], v["version"], v["state"]) for v in batch["versions"]] == [(draft["id"], 1, "draft"), (live["id"], 2, "draft")]
    assert center.read(f"/cmf/records/{live['id']}")["body"]["grade"] is None       # what is published stays as it is
    assert center.curator.ok("GET", f"/cmf/records/{live['id']}?version=2")["body"]["grade"] == "PA-757"
    undone = center.curator.ok("POST", f"/cmf/batches/{batch['id']}/undo")
    assert [v["state"] for v in undone["versions"]] == ["draft", "withdrawn"]
    assert center.curator.ok("GET", f"/cmf/records/{draft['id']}")["sha256"] == draft["sha256"]
    assert center.curator.refused("POST", f"/cmf/batches/{batch['id']}/undo", 409)["code"] == "undone_already"


def test_what_does_not_fit_is_named_and_nothing_is_changed(center: Center) -> None:
    good, bad = center.draft(shelf.finish("可改")), center.draft(shelf.colour("没有光泽"))
    change: dict[str, Any] = {"center": center.id, "versions": refs(good, bad), "field": "gloss_60", "value": {"value": 18.4, "unit": "GU", "source": shelf.SOURCE}}
    error = center.curator.refused("POST", "/cmf/bulk", 422, json=change)
    assert [f["path"] for f in error["detail"]["fields"]] == ["没有光泽"]
    assert center.curator.ok("GET", f"/cmf/records/{good['id']}")["sha256"] == good["sha256"]
    batch = center.curator.ok("POST", "/cmf/bulk", json=change | {"leave_out": True})
    assert ([v["id"] for v in batch["versions"]], [u["id"] for u in batch["unfit"]]) == ([good["id"]], [bad["id"]])
    change["value"] = {"value": 18.4, "unit": "%", "source": shelf.SOURCE}
    assert "unit '%' does not fit" in center.curator.refused("POST", "/cmf/bulk", 422, json=change)["message"]


def test_an_undo_that_would_overwrite_another_s_work_is_refused_as_a_whole(center: Center) -> None:
    one, two = center.draft(shelf.material("甲料")), center.draft(shelf.material("乙料"))
    batch = center.curator.ok("POST", "/cmf/bulk", json={"center": center.id, "versions": refs(one, two), "field": "remark", "value": "试"})
    now = center.second.ok("GET", f"/cmf/records/{two['id']}")
    center.second.ok("PUT", f"/cmf/records/{two['id']}/versions/1", json={"seen": now["sha256"], "body": shelf.material("乙料", remark="别人改的")})
    error = center.curator.refused("POST", f"/cmf/batches/{batch['id']}/undo", 409)
    assert "乙料" in error["message"]
    assert center.curator.ok("GET", f"/cmf/records/{one['id']}")["body"]["remark"] == "试"


def upload(center: Center, who: Browser, data: bytes, name: str, query: str = "") -> Any:
    return who.ok("POST", f"/cmf/imports?center={center.id}{query}", data={"file": (io.BytesIO(data), name)})


def rows(who: Browser, found: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = who.ok("GET", f"/cmf/imports/{found['id']}/rows?limit=100")["items"]
    return items


def test_a_file_is_looked_at_first_and_taken_over_as_drafts(center: Center) -> None:
    found = upload(center, center.curator, GPL, "春.gpl")
    assert (found["format"], found["counts"], found["state"]) == ("gpl", {"new": 2, "equal": 0, "different": 0, "unusable": 0}, "preview")
    assert [(r["name"], r["hex"], r["change"]) for r in rows(center.curator, found)] == [("墨", "#0a141e", "new"), ("朱砂", "#c83c28", "new")]
    assert center.curator.ok("GET", "/cmf/records?kind=colour&q=朱砂&state=draft")["total"] == 0
    batch = center.curator.ok("POST", f"/cmf/imports/{found['id']}/apply", json={"leave": [0]})
    [made] = batch["versions"]
    body = center.curator.ok("GET", f"/cmf/records/{made['id']}")["body"]
    assert (body["name"]["zh"], body["measurements"][0]["source"]["kind"]) == ("朱砂", "estimate")       # RGB is no measurement
    assert center.curator.refused("POST", f"/cmf/imports/{found['id']}/apply", 409, json={})["code"] == "applied_already"
    again = upload(center, center.curator, GPL, "春.gpl")
    assert again["counts"] == {"new": 1, "equal": 1, "different": 0, "unusable": 0}
    center.curator.ok("POST", f"/cmf/batches/{batch['id']}/undo")
    assert upload(center, center.curator, GPL, "春.gpl")["counts"]["new"] == 2


def test_a_large_file_is_taken_over_and_back_as_one_by_a_curator_but_by_nobody_else(center: Center) -> None:
    data = ("GIMP Palette\n" + "".join(f"{i % 256} {i // 256} 7 tint{i}\n" for i in range(120))).encode()
    found = upload(center, center.stranger, data, "tints.gpl")
    error = center.stranger.refused("POST", f"/cmf/imports/{found['id']}/apply", 409, json={})
    assert error["code"] == "too_many_proposals"
    batch = center.curator.ok("POST", f"/cmf/imports/{upload(center, center.curator, data, 'tints.gpl')['id']}/apply", json={})
    assert {(v["version"], v["state"]) for v in batch["versions"]} == {(1, "draft")}
    made = center.curator.ok("GET", "/cmf/records?kind=colour&q=tint&limit=1")
    assert (len(batch["versions"]), made["total"]) == (120, 120)
    steps = center.curator.ok("GET", f"/cmf/records/{batch['versions'][119]['id']}/history")["items"]
    assert [(step["act"], step["target"]) for step in steps] == [(None, "draft")]
    undone = center.curator.ok("POST", f"/cmf/batches/{batch['id']}/undo")
    assert {v["state"] for v in undone["versions"]} == {"withdrawn"}
    assert center.curator.ok("GET", "/cmf/records?kind=colour&q=tint")["total"] == 0


def test_a_spectrum_that_differs_becomes_the_next_version(center: Center) -> None:
    center.published(shelf.spectral("灰绿", start=0.25))
    found = upload(center, center.curator, CSV.encode(), "灰绿.csv")
    [row] = rows(center.curator, found)
    assert (row["change"], row["existing_version"]) == ("different", 1)
    assert row["de00"] > 1
    assert center.curator.refused("POST", f"/cmf/imports/{found['id']}/apply", 422, json={})["message"] == "rows: nothing of this file is chosen"
    [made] = center.curator.ok("POST", f"/cmf/imports/{found['id']}/apply", json={"different": True})["versions"]
    assert (made["id"], made["version"], made["state"]) == (row["existing"], 2, "draft")


def test_lab_without_conditions_is_taken_only_with_them(center: Center) -> None:
    ase = center.anybody.get(f"/cmf/export?format=ase&item={center.published(shelf.colour('只有 Lab', (50, 10, 10)))[0]['id']}").data
    [row] = rows(center.author, upload(center, center.author, ase, "a.ase"))
    assert row["change"] == "unusable"
    assert "no illuminant and observer" in row["reason"]
    [row] = rows(center.author, upload(center, center.author, ase, "a.ase", "&illuminant=D65&observer=10"))
    assert row["body"]["measurements"][0]["stated"] == {"lab": [50, 10, 10], "illuminant": "D65", "observer": "10"}


@pytest.mark.parametrize(("data", "name"), [
    (b"", "a.gpl"), (b"\0\1\2", "a.ase"), (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "a.cxf"), (b"x", "a.exe"), (b"PK\x03\x04", "a.xlsx")])
def test_a_broken_file_gets_one_sentence_and_leaves_nothing(center: Center, data: bytes, name: str) -> None:
    before = center.curator.ok("GET", "/cmf/records?kind=colour&state=draft")["total"]
    error = center.curator.refused("POST", f"/cmf/imports?center={center.id}", 422, data={"file": (io.BytesIO(data), name)})
    assert error["code"] == "unreadable_file"
    assert "Traceback" not in error["message"]
    assert center.curator.ok("GET", "/cmf/records?kind=colour&state=draft")["total"] == before


def test_the_opening_library_is_published_once(center: Center) -> None:
    service = center.service
    with service.app.app_context():
        prepared = prepared_seed()
        with service.db.write() as s:
            assert seed_library(s, prepared) == len(load())
        with service.db.write() as s:
            assert seed_library(s, prepared) == 0
    found = center.read("/cmf/records?limit=100")
    assert found["total"] >= 60
    assert all(one["hex"] and one["render"] for one in found["items"])
    one = found["items"][0]
    shown = center.read(f"/cmf/records/{one['id']}")
    assert [r["role"] for r in shown["references"]][:3] == ["colour", "material", "finish"]
    assert center.read("/cmf/records?q=豆绿")["total"] >= 1


def test_of_two_who_publish_at_once_one_does(center: Center) -> None:
    draft = center.colour("抢着发布")
    center.step("submit", draft)
    step = {"act": "publish", "versions": refs(draft)}
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: who.call("POST", "/cmf/steps", json=step), (center.curator, center.second)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [s["act"] for s in center.read(f"/cmf/records/{draft['id']}/history", center.curator)["items"]] == ["publish", "submit", None]


def test_of_two_who_take_a_file_over_at_once_one_does(center: Center) -> None:
    found = upload(center, center.curator, b"GIMP Palette\n1 2 3 once only\n", "a.gpl")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: center.curator.call("POST", f"/cmf/imports/{found['id']}/apply", json={}), range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert center.curator.ok("GET", "/cmf/records?kind=colour&q=once&state=draft")["total"] == 1
