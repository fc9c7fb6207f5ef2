"""Two server processes share PostgreSQL and Redis: people at either edit one document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms.support import Client, Service
from tests.server.support import backend

pytestmark = pytest.mark.service


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Service, Service]]:
    with backend("scaled", tmp_path / "data", kernel_socket=str(tmp_path / "no-kernel.sock")) as settings:
        first = Service(settings)
        second = first.sibling()
        try:
            first.start()
            second.start()
            yield first, second
        finally:
            second.stop()
            first.stop()


def test_edits_at_both_are_seen_at_both_and_durable(servers: tuple[Service, Service]) -> None:
    place = servers[0].new_document("start\n")
    a, b = (Client(server.url, place.document, server.cookie(name)).live() for server, name in zip(servers, ("owner", "editor"), strict=True))
    try:
        for number in range(10):
            a.js(f"room.script.insert(0, 'a{number}\\n'); return 1")
            b.js(f"room.script.insert(room.script.length, 'b{number}\\n'); return 1")
        for client in (a, b):
            client.saved()
        lines = ["a9", "a8", "a7", "a6", "a5", "a4", "a3", "a2", "a1", "a0", "start", *(f"b{number}" for number in range(10))]
        text = "\n".join(lines) + "\n"
        for client in (a, b):
            client.until(f"room.script.toString() === {json.dumps(text)}")
        late = Client(servers[1].url, place.document, servers[1].cookie("viewer")).live()
        late.until(f"room.script.toString() === {json.dumps(text)}")
        late.close()
        assert servers[0].content(place.document).files["main.py"] == text
        assert [one.seq for one in servers[0].updates(place.document)] == list(range(1, a.js("room.seq") + 1))
    finally:
        a.close()
        b.close()
