from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.jobs import service as jobs
from tests.server.support import Browser, Service, backend, running


@pytest.fixture(scope="session", autouse=True)
def _no_pauses() -> Iterator[None]:
    """Between attempts of a job whose kernel is away nobody waits here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "PAUSE_S", 0.001)
        yield


@pytest.fixture(scope="module", params=["embedded", pytest.param("scaled", marks=pytest.mark.service)])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The app on SQLite and disk, and once more on PostgreSQL, MinIO and Redis."""
    with backend(request.param, tmp_path_factory.mktemp("data")) as settings, running(settings) as service:
        yield service


@pytest.fixture
def owner(service: Service) -> Browser:
    return service.browser("owner")


@pytest.fixture
def project(service: Service, owner: Browser) -> str:
    """A project of the owner with an editor, a commenter and a viewer."""
    return service.project(owner)
