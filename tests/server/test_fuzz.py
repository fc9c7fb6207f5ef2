"""Whatever fits the interface's own description, or misses it narrowly, gets an answer and never a mistake of ours."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from tests.cmf import shelf
from tests.server.cmf_support import make_center
from tests.server.support import API, Browser, Service, backend, running
from tests.server.test_documents import new_document
from tests.server.test_versions import save

EXAMPLES = 10       # for each operation, once with what fits and once with what does not
ENDS_THE_SESSION = {"sign_out", "change_password"}
FUZZ = settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with backend("embedded", tmp_path_factory.mktemp("data"), rate_limit="1000000/minute") as config, running(config) as service:
        yield service


def real_ids(owner: Browser, service: Service) -> dict[str, str]:
    """Ids of things that are there, so that requests get beyond "not found"."""
    project = service.project(owner)
    document = new_document(owner, project)
    export = owner.ok("POST", f"/documents/{document}/exports", json={"format": "step"})["id"]
    user = owner.ok("GET", f"/projects/{project}/members")["items"][1]["user"]["id"]
    version = save(owner, document)["id"]
    centers = owner.ok("GET", "/cmf/centers")["items"]
    center = centers[0]["id"] if centers else make_center(service).id
    draft = owner.ok("POST", "/cmf/records", json={"center": center, "body": shelf.colour()})["id"]
    upload = owner.ok("POST", f"/cmf/imports?center={center}", data={"file": (io.BytesIO(b"GIMP Palette\n10 20 30 ink\n"), "a.gpl")})["id"]
    return {"project_id": project, "document_id": document, "version_id": version, "export_id": export, "user_id": user, "record_id": draft,
            "number": "1", "org_id": center, "import_id": upload}


def fuzz(operation: Any, mode: GenerationMode, ids: dict[str, str], owner: Browser) -> list[int]:
    """The statuses of what was tried."""
    names = {p["name"] for p in operation.definition.raw.get("parameters", []) if p["in"] == "path"}
    given_ids = {name: ids[name] for name in names if name in ids} or None
    statuses: list[int] = []

    @FUZZ
    @given(case=operation.as_strategy(mode, path_parameters=given_ids if names <= ids.keys() else None))
    def ask(case: Case) -> None:
        cookies = {name: owner.client.get_cookie(name).value for name in ("sunmao_session", "csrf_token")}      # type: ignore[union-attr]
        answer = case.call(headers={"X-CSRF-Token": owner.csrf}, cookies=cookies)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        statuses.append(answer.status_code)

    with contextlib.suppress(Unsatisfiable):        # nothing can be wrong with a request that takes nothing
        ask()
    return statuses


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_makes_the_service_fail(service: Service, mode: GenerationMode) -> None:
    owner = service.browser("owner")
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", service.app)
    ids, seen = real_ids(owner, service), {}
    for found in schema.get_all_operations():
        operation = found.ok()      # an Err has no ok: the description itself is wrong then
        name = operation.definition.raw["operationId"]
        if name in ENDS_THE_SESSION:
            continue
        seen[name] = fuzz(operation, mode, ids, owner)
        if operation.method == "delete":
            ids = real_ids(owner, service)
    assert len(seen) > 35
    statuses = {status for some in seen.values() for status in some}
    assert 422 in statuses
    assert mode is GenerationMode.NEGATIVE or {200, 201, 202, 204} <= statuses      # the real things were reached
