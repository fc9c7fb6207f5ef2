from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.core.models import AuditRow
from tests.server.support import PASSWORD, Browser, Service


def fresh_person(service: Service, name: str) -> str:
    """An account that only one test uses."""
    from server.accounts.service import create_user
    from tests.server.support import PASSWORD_HASH

    email = f"{name}@example.org"
    with service.app.app_context(), service.db.write() as s:
        create_user(s, email=email, name=name, password_hash=PASSWORD_HASH, org=service.org)
    return email


def acts(service: Service, act: str) -> list[AuditRow]:
    with service.db.read() as s:
        return list(s.scalars(select(AuditRow).where(AuditRow.act == act).order_by(AuditRow.id)))


def test_an_anonymous_session_names_the_instance_and_sets_the_csrf_cookie(service: Service) -> None:
    browser = service.browser()
    answer = browser.get("/auth/session").get_json()
    assert answer["user"] is None
    assert answer["instance"] == {"name": "Sunmao 榫卯", "demo": False, "version": "0.1.0", "remember_days": 14, "sample_accounts": None}
    assert browser.csrf


def test_signing_in_tells_who_one_is(service: Service) -> None:
    user = service.browser("owner").get("/auth/session").get_json()["user"]
    assert user["email"] == "owner@example.org"
    assert user["orgs"] == [{"id": service.org.id, "name": "Studio", "kind": "studio", "role": "member"}]
    assert user["color"].startswith("#")


def test_the_address_is_compared_in_one_form(service: Service) -> None:
    service.browser().ok("POST", "/auth/sign-in", json={"email": " ＯWNER@Example.org ", "password": PASSWORD})


def test_wrong_password_and_unknown_account_look_the_same_and_count_down(service: Service) -> None:
    email = fresh_person(service, "counted")
    browser = service.browser()
    wrong = browser.refused("POST", "/auth/sign-in", 401, json={"email": email, "password": "wrong"})
    unknown = browser.refused("POST", "/auth/sign-in", 401, json={"email": "nobody@example.org", "password": "wrong"})
    assert wrong == unknown == {
        "code": "bad_credentials", "message": "This e-mail and password do not fit together.", "detail": {"left": 4}}


def test_five_failures_lock_the_account_for_this_address_but_not_for_another(service: Service) -> None:
    email = fresh_person(service, "locked")
    browser = service.browser()
    left = [browser.refused("POST", "/auth/sign-in", 401, json={"email": email, "password": "wrong"})["detail"]["left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    right = {"email": email, "password": PASSWORD}
    error = browser.refused("POST", "/auth/sign-in", 429, json=right)
    assert error["code"] == "rate_limited"
    assert 0 < error["detail"]["retry_s"] <= 15 * 60
    service.browser().ok("POST", "/auth/sign-in", json=right, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    assert [row.subject_name for row in acts(service, "account.sign_in_failed")].count(email) == 5


def test_attempts_side_by_side_are_no_more_than_five(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten wrong passwords at once five are looked at, when signing in and when changing the password."""
    email = fresh_person(service, "hammered")
    right = {"json": {"email": email, "password": PASSWORD}}
    browsers = [service.browser() for _ in range(10)]
    for browser in browsers:
        browser.ok("POST", "/auth/sign-in", **right)
    five, looked_at = threading.Barrier(5), []

    def wrong_once_five_are_here(password: str, stored: str | None) -> bool:
        five.wait(30)
        looked_at.append(password)
        return False

    def statuses(call: Callable[[Browser], TestResponse]) -> list[int]:
        with ThreadPoolExecutor(len(browsers)) as pool:
            return sorted(answer.status_code for answer in pool.map(call, browsers))

    monkeypatch.setattr("server.accounts.service.matches", wrong_once_five_are_here)
    change = {"json": {"current": "wrong", "new": "another long one"}}
    assert statuses(lambda b: b.call("POST", "/auth/password", **change)) == [422] * 5 + [429] * 5
    one_place = {"REMOTE_ADDR": "10.0.0.7"}
    assert statuses(lambda b: b.call("POST", "/auth/sign-in", environ_overrides=one_place, **right)) == [401] * 5 + [429] * 5
    assert len(looked_at) == 10


def test_a_success_forgives_earlier_failures(service: Service) -> None:
    email = fresh_person(service, "forgiven")
    browser = service.browser()
    for _ in range(2):
        for _ in range(4):
            browser.refused("POST", "/auth/sign-in", 401, json={"email": email, "password": "wrong"})
        browser.ok("POST", "/auth/sign-in", json={"email": email, "password": PASSWORD})


def test_without_the_token_nothing_unsafe_is_done(service: Service) -> None:
    browser = service.browser("owner")
    for method, path in (("POST", "/auth/sign-in"), ("POST", "/projects"), ("PATCH", "/auth/me"), ("POST", "/auth/sign-out")):
        for token in ("", "forged", service.browser().csrf):
            error = browser.refused(method, path, 403, json={}, headers={"X-CSRF-Token": token})
            assert error["code"] == "csrf"
    assert browser.get("/auth/session").get_json()["user"]


def test_signing_out_makes_a_copy_of_the_cookie_worthless(service: Service) -> None:
    browser = service.browser("owner")
    cookie = browser.client.get_cookie("sunmao_session")
    assert cookie
    thief = Browser(service.app.test_client())
    thief.client.set_cookie("sunmao_session", cookie.value)
    assert thief.get("/projects").status_code == 200
    assert browser.call("POST", "/auth/sign-out").status_code == 204
    assert browser.refused("GET", "/projects", 401)["code"] == "sign_in_required"
    thief.client.set_cookie("sunmao_session", cookie.value)
    thief.refused("GET", "/projects", 401)


def test_after_signing_out_one_can_sign_in_again(service: Service) -> None:
    browser = service.browser("owner")
    browser.call("POST", "/auth/sign-out")
    browser.ok("POST", "/auth/sign-in", json={"email": "owner@example.org", "password": PASSWORD})


def test_only_remembered_sessions_outlive_the_browser(service: Service) -> None:
    for remember in (False, True):
        browser = service.browser()
        browser.ok("POST", "/auth/sign-in", json={"email": "owner@example.org", "password": PASSWORD, "remember": remember})
        cookie = browser.client.get_cookie("sunmao_session")
        assert cookie
        assert cookie.http_only
        assert cookie.same_site == "Lax"
        assert (cookie.expires is not None) is remember


def test_a_new_password_ends_every_other_session(service: Service) -> None:
    email = fresh_person(service, "changing")
    here, there = service.browser(), service.browser()
    for browser in (here, there):
        browser.ok("POST", "/auth/sign-in", json={"email": email, "password": PASSWORD})
    error = here.refused("POST", "/auth/password", 422, json={"current": "wrong", "new": "another long one"})
    assert error["detail"]["fields"][0]["path"] == "current"
    here.refused("POST", "/auth/password", 422, json={"current": PASSWORD, "new": "short"})
    assert here.call("POST", "/auth/password", json={"current": PASSWORD, "new": "another long one"}).status_code == 204
    assert here.get("/projects").status_code == 200
    there.refused("GET", "/projects", 401)
    service.browser().refused("POST", "/auth/sign-in", 401, json={"email": email, "password": PASSWORD})
    service.browser().ok("POST", "/auth/sign-in", json={"email": email, "password": "another long one"})
    assert [row.subject_name for row in acts(service, "account.password_changed")] == [email]


def test_profile_changes_one_field_at_a_time(service: Service) -> None:
    browser = service.browser("member")
    browser.ok("PATCH", "/auth/me", json={"theme": "dark"})
    user = browser.ok("PATCH", "/auth/me", json={"name": "  林 晚 ", "language": "en"})
    assert (user["name"], user["language"], user["theme"]) == ("林 晚", "en", "dark")
    for bad in ({"theme": "pink"}, {"name": ""}, {"name": "a\u202eb"}, {"name": "\u200b\u2060"}, {"name": "\u3164"}, {"name": "x" * 201}, {"email": "other@example.org"}):
        browser.refused("PATCH", "/auth/me", 422, json=bad)


def test_no_two_of_the_first_eight_people_have_one_colour(service: Service) -> None:
    colors = {service.browser(name).get("/auth/session").get_json()["user"]["color"] for name in ("owner", "editor", "viewer", "stranger")}
    assert len(colors) == 4


def test_signing_in_and_out_is_in_the_audit_log_with_its_address(service: Service) -> None:
    email = fresh_person(service, "audited")
    browser = service.browser()
    browser.ok("POST", "/auth/sign-in", json={"email": email, "password": PASSWORD}, environ_overrides={"REMOTE_ADDR": "10.1.2.3"})
    browser.call("POST", "/auth/sign-out")
    signed_in = [row for row in acts(service, "account.signed_in") if row.subject_name == email]
    signed_out = [row for row in acts(service, "account.signed_out") if row.subject_name == email]
    assert [row.address for row in signed_in] == ["10.1.2.3"]
    assert len(signed_out) == 1
    assert signed_out[0].actor_id == signed_in[0].actor_id
