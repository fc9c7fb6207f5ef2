from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from server.core.settings import Settings
from tests.rooms.support import Client, Place, Service

Open = Callable[..., Client]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server process for all tests that do not harm it."""
    running = Service(Settings(data=tmp_path_factory.mktemp("service")))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def place(service: Service) -> Place:
    """A fresh document."""
    return service.new_document()


@pytest.fixture
def enter(service: Service, place: Place) -> Iterator[Open]:
    """Open the document as somebody: ``enter("editor")``. The room is live unless ``live=False``."""
    clients: list[Client] = []

    def opened(person: str = "owner", *, where: Place | None = None, cookie: str = "", live: bool = True) -> Client:
        header = "none=1" if person == "nobody" else cookie or service.cookie(person)
        client = Client(service.url, (where or place).document, header)
        clients.append(client)
        return client.live() if live else client

    yield opened
    for client in clients:
        client.close()
