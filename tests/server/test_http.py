from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import abort

from server.accounts.guard import public
from tests.server.support import Browser, Service, backend, running
from tests.server.test_documents import new_document


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service with a front end of its own, tight limits, and a view that fails."""
    dist = tmp_path_factory.mktemp("dist")
    (dist / "assets").mkdir()
    (dist / "index.html").write_text('<meta property="csp-nonce" nonce="__CSP_NONCE__">app')
    (dist / "docs.html").write_text("<p nonce=__CSP_NONCE__>docs")
    (dist / "assets/app-1a2b.js").write_text("hello()")
    (dist / "icon.svg").write_text("<svg/>")
    (dist.parent / "secret.txt").write_text("secret")
    folder = tmp_path_factory.mktemp("data")
    more = {"web_dist": str(dist), "rate_limit": "60/minute", "https": True, "upload_mb": 1}
    with backend("embedded", folder, **more) as settings, running(settings) as service:
        yield service


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/nothing", 404, "not_found"), ("POST", "/nothing/at/all", 404, "not_found"), ("PUT", "/projects", 405, "method_not_allowed"),
    ("GET", "/projects/not-an-id", 404, "not_found"), ("GET", "/projects/%00", 404, "not_found"), ("GET", "/samples/..%2f..%2fetc", 404, "not_found"),
])
def test_every_failure_has_one_envelope(owner: Browser, method: str, path: str, status: int, code: str) -> None:
    assert owner.refused(method, path, status)["code"] == code


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', "1e999", "{\"name\": NaN}", "[" * 5000])
def test_a_body_that_is_no_object_is_refused_in_a_sentence(owner: Browser, body: str) -> None:
    error = owner.refused("POST", "/projects", 422, data=body, content_type="application/json")
    assert error["code"] == "invalid"
    assert error["detail"]["fields"]


def test_unknown_fields_are_named_and_values_not_repeated(owner: Browser) -> None:
    error = owner.refused("POST", "/projects", 422, json={"name": "x", "ovner": "my secret"})
    assert error["detail"]["fields"] == [{"path": "ovner", "message": "Extra inputs are not permitted"}]
    assert "my secret" not in str(error)


def test_a_mistake_of_ours_is_logged_and_not_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with backend("embedded", tmp_path) as settings, running(settings) as service:
        @service.app.get("/api/v1/broken")
        @public
        def broken() -> str:
            raise RuntimeError("password=hunter2")

        @service.app.get("/api/v1/teapot")
        @public
        def teapot() -> str:
            abort(418)

        browser = service.browser()
        error = browser.refused("GET", "/broken", 500)
        assert error["code"] == "internal"
        assert "hunter2" not in str(error)
        assert "hunter2" in caplog.text
        assert browser.refused("GET", "/teapot", 418)["code"] == "error"


def test_a_request_that_is_too_large_is_refused(site: Service) -> None:
    browser = site.browser("owner")
    error = browser.refused("POST", "/projects", 413, data=b"x" * (2 << 20), content_type="application/json")
    assert error["code"] == "too_large"


def test_pages_carry_the_policy_and_the_nonce_of_their_answer(site: Service) -> None:
    client = site.app.test_client()
    seen = set()
    for path in ("/", "/projects/01ABC", "/api/docs"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert nonce in answer.text
        assert "__CSP_NONCE__" not in answer.text
        assert "script-src 'self';" in policy
        assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"]
        seen.add(nonce)
    assert len(seen) == 3


def test_only_hashed_files_are_cached_for_ever_and_nothing_outside_is_served(site: Service) -> None:
    client = partial(site.app.test_client().get, buffered=True)
    hashed = client("/assets/app-1a2b.js")
    assert hashed.text == "hello()"
    assert "immutable" in hashed.headers["Cache-Control"]
    assert "immutable" not in client("/icon.svg").headers["Cache-Control"]
    assert client("/assets/gone.js").status_code == 404
    for path in ("/%00", "/" + "x" * 5000, "/a/" + "%ff" * 10):
        assert client(path).text.endswith("app")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt"):
        assert "secret" not in client(path).text


def test_cookies_are_marked_secure_behind_https(site: Service) -> None:
    cookies = site.app.test_client().get("/api/v1/auth/session").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_without_a_front_end_the_page_says_how_to_build_it(tmp_path: Path) -> None:
    with backend("embedded", tmp_path, web_dist=str(tmp_path / "none")) as settings, running(settings) as service:
        answer = service.app.test_client().get("/")
        assert (answer.status_code, answer.text) == (503, "The front end is not built. Run: python3 dev.py run")


def test_too_many_requests_are_answered_with_the_time_to_wait(site: Service) -> None:
    browser = site.browser("member")
    answers = [browser.get("/projects") for _ in range(61)]
    last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= 60
    assert last.get_json()["code"] == "rate_limited"
    assert site.browser("viewer").get("/projects").status_code == 200       # others go on


def test_a_costly_operation_has_a_limit_of_its_own(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    body = {"json": {"format": "step"}}
    statuses = [owner.call("POST", f"/documents/{document}/exports", **body).status_code for _ in range(31)]
    assert statuses.count(202) <= 30
    assert statuses[-1] == 429
    assert owner.get(f"/documents/{document}").status_code == 200


def test_a_repeated_request_is_done_once_and_answered_twice(owner: Browser) -> None:
    key = {"Idempotency-Key": "8f14e45f"}
    first = owner.call("POST", "/projects", json={"name": "once"}, headers=key)
    second = owner.call("POST", "/projects", json={"name": "once"}, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert [p["name"] for p in owner.ok("GET", "/projects")["items"]].count("once") == 1


def test_a_key_belongs_to_one_request_of_one_person(service: Service, owner: Browser) -> None:
    key = {"Idempotency-Key": "shared"}
    owner.ok("POST", "/projects", json={"name": "mine"}, headers=key)
    assert owner.refused("POST", "/projects", 409, json={"name": "other"}, headers=key)["code"] == "idempotency_mismatch"
    assert service.browser("editor").ok("POST", "/projects", json={"name": "theirs"}, headers=key)["name"] == "theirs"
    for bad in ("", "x" * 201, "ü"):
        owner.refused("POST", "/projects", 422, json={"name": "x"}, headers={"Idempotency-Key": bad})


def test_a_refusal_that_may_pass_does_not_stick_to_its_key(owner: Browser, project: str) -> None:
    document = new_document(owner, project)
    owner.ok("POST", f"/documents/{document}/versions", json={"message": ""})
    key = {"Idempotency-Key": f"later-{document}"}
    for _ in range(2):
        answer = owner.call("POST", f"/documents/{document}/versions", json={"message": ""}, headers=key)
        assert answer.status_code == 409
        assert answer.get_json()["code"] == "nothing_changed"
        assert "Idempotent-Replay" not in answer.headers


def test_requests_that_race_with_one_key_make_one_thing(service: Service) -> None:
    browsers = [service.browser("owner") for _ in range(4)]
    start, statuses = threading.Barrier(4), []

    def post(browser: Browser) -> None:
        start.wait()
        statuses.append(browser.call("POST", "/projects", json={"name": "raced"}, headers={"Idempotency-Key": "race"}).status_code)

    threads = [threading.Thread(target=post, args=(b,)) for b in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert [p["name"] for p in browsers[0].ok("GET", "/projects?limit=100")["items"]].count("raced") == 1


def test_health_tells_what_works_without_secrets(service: Service) -> None:
    body = service.app.test_client().get("/api/v1/health").get_json()
    assert body["ok"] is True
    assert (body["database"], body["blobs"]) in {("sqlite", "disk"), ("postgresql", "s3")}
    assert body["jobs"] == "threads"
    assert (body["kernel"], body["kernel_problem"]) == (None, "This process has no CAD kernel.")


def test_the_openapi_document_is_served_as_it_is_printed(service: Service) -> None:
    document = service.app.test_client().get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    assert all("default" in operation["responses"] for path in document["paths"].values() for operation in path.values())
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
