"""What is written on the way to publishing stays with those who work on it: planted words, sought in every public answer."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts.service import create_org, create_user
from tests.cmf import shelf
from tests.server.cmf_support import Center, make_center
from tests.server.support import PASSWORD_HASH, Browser, Service
from tests.server.test_access import PUBLIC, operations

PLANTED = "NOT-FOR-EVERYBODY"
LIGHT = "illuminant=D65&observer=10"
QUERIES = {     # operation: what is asked of it, as often as needed
    "search_cmf_records": [f"?kind={kind}&limit=100{state}" for kind in ("item", "colour") for state in ("", "&state=draft&state=review&state=withdrawn")],
    "get_cmf_record": ["", "?version=1", "?version=2"], "list_cmf_versions": [""], "get_cmf_version": [""], "get_cmf_history": [""],
    "compare_cmf_versions": ["?before=1&after=1", "?before=1&after=2", "?before=2&after=3"], "list_cmf_users": [""],
    "get_cmf_values": [f"?{LIGHT}"], "judge_cmf_sample": [f"?{LIGHT}&lab=50,0,0"], "list_cmf_bands": [""], "get_cmf_look": [""],
    "compare_cmf_records": ["?item={item}&item={colour}", "?item={item}&item={item}@3"], "list_cmf_looks": ["?item={item}@1&item={item}@2&item={item}@3"],
    "export_cmf_records": [f"?format={format}&item={{item}}&{LIGHT}" for format in ("cxf", "csv", "json", "gltf", "mtlx")] + ["?format=json&item={item}@3"],
    "list_cmf_centers": [""],
}


@pytest.fixture(scope="module")
def center(service: Service) -> Center:
    return make_center(service)


def planted(center: Center) -> dict[str, str]:
    """An item and its colour that went every way there is, with words for insiders at each step; version 3 of the item is a draft."""
    colour = center.author.ok("POST", "/cmf/records", json={"center": center.id, "body": shelf.colour("走过弯路"), "message": f"{PLANTED} first message"})
    say(center, colour)
    there_and_back(center, colour)
    others = center.published(shelf.material(), shelf.finish())
    names = {"colour": colour, "material": others[0], "finish": others[1]}
    body = {"kind": "item", "code": "SM-P-0900", "name": {"zh": "走过弯路"}, "trades": ["appliance"],
            **{role: {"id": part["id"], "version": 1} for role, part in names.items()}}
    item = center.author.ok("POST", "/cmf/records", json={"center": center.id, "body": body, "message": f"{PLANTED} item message"})
    say(center, item)
    there_and_back(center, item)
    center.step("deprecate", item, reason="for all: raw material ended")
    center.step("restore", item, reason="for all: raw material is back")
    dropped = center.author.ok("POST", f"/cmf/records/{item['id']}/versions", json={"body": body | {"remark": f"{PLANTED} dropped"}, "message": f"{PLANTED} dropped"})
    center.step("withdraw", dropped, reason=f"{PLANTED} withdrawn")
    center.author.ok("POST", f"/cmf/records/{item['id']}/versions", json={"body": body | {"remark": f"{PLANTED} draft"}, "message": f"{PLANTED} draft"})
    return {"item": item["id"], "colour": colour["id"]}


def say(center: Center, version: dict[str, Any]) -> None:
    for who in (center.author, center.curator):
        who.ok("POST", f"/cmf/records/{version['id']}/comments", json={"version": 1, "text": f"{PLANTED} comment"})


def there_and_back(center: Center, version: dict[str, Any]) -> None:
    """Submitted, recalled, returned, changed and at last published, each with a reason."""
    for act, who in (("submit", center.author), ("recall", center.author), ("submit", center.author), ("return", center.curator)):
        center.step(act, version, who=who, reason=f"{PLANTED} {act}")
    seen = center.author.ok("GET", f"/cmf/records/{version['id']}")
    center.author.ok("PUT", f"/cmf/records/{version['id']}/versions/1", json={
        "seen": seen["sha256"], "body": seen["body"], "message": f"{PLANTED} second message"})
    center.step("submit", version, who=center.author, reason=f"{PLANTED} again")
    center.step("publish", version, reason=f"{PLANTED} publish")


def curator_elsewhere(center: Center) -> Browser:
    with center.service.app.app_context(), center.service.db.write() as s:
        org = create_org(s, name="别家中心", kind="design_center")
        create_user(s, email=center.service.email("elsewhere"), name="Elsewhere", password_hash=PASSWORD_HASH, org=org)
    return center.service.browser("elsewhere")


def test_words_of_author_and_curators_are_in_no_public_answer(center: Center) -> None:
    places = planted(center)
    library = {name: path for name, method, path in operations(center.service) if name in PUBLIC and method == "GET" and path.startswith("/cmf/")}
    assert library.keys() == QUERIES.keys()
    addresses = {path.format(record_id=id, number=number) + query.format(**places): name for name, path in library.items()
                 for query in QUERIES[name] for id in places.values() for number in (1, 2, 3)}
    outsiders = [center.anybody, center.stranger, curator_elsewhere(center)]
    answers = [(name, address, who.get(address)) for address, name in addresses.items() for who in outsiders]
    assert {name for name, _, answer in answers if answer.status_code == 200} == library.keys()
    assert [address for _, address, answer in answers if PLANTED in answer.text or answer.status_code not in (200, 404, 422)] == []
    told = [(step["act"], step["reason"]) for step in center.read(f"/cmf/records/{places['item']}/history")["items"]]
    assert told == [("restore", "for all: raw material is back"), ("deprecate", "for all: raw material ended"), ("publish", "")]


def test_who_works_on_it_finds_those_words(center: Center) -> None:
    draft = center.author.ok("POST", "/cmf/records", json={"center": center.id, "body": shelf.colour("写明白"), "message": "why this green"})
    center.step("submit", draft, who=center.author)
    center.step("publish", draft)
    for who, message in ((center.author, "why this green"), (center.second, "why this green"), (center.stranger, ""), (center.anybody, "")):
        assert who.ok("GET", f"/cmf/records/{draft['id']}")["message"] == message
        assert who.ok("GET", f"/cmf/records/{draft['id']}/versions")["items"][0]["message"] == message
