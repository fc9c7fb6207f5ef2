"""The server is killed while two people type: what was acknowledged is durable, and after the restart nothing is there twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.documents import log
from tests.rooms.support import Client, Service
from tests.server.support import backend, wait_for

# Types numbered words without end, and keeps a replica of what the server acknowledged or sent on: nothing else is promised.
TYPE = """
    memory.promised = new Y.Doc()
    Y.applyUpdate(memory.promised, Y.encodeStateAsUpdate(room.doc))
    room.doc.on('update', (update, origin) => { if (origin?.description === 'remote') Y.applyUpdate(memory.promised, update) })
    const ask = room.connection.ask.bind(room.connection)
    room.connection.ask = async (event, message) => {
      const answer = await ask(event, message)
      if (event === 'update') Y.applyUpdate(memory.promised, message.bytes)
      return answer
    }
    memory.count = 0
    memory.typing = setInterval(() => {
      room.script.insert(room.script.length, memory.name + memory.count + '. ')
      if (memory.count % 5 === 0) room.edit(() => room.params.set(memory.name, memory.count))
      memory.count += 1
    }, 15)
    return 1
"""


@pytest.fixture(params=["embedded", pytest.param("scaled", marks=pytest.mark.service)])
def fragile(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A server process that this test may kill, on SQLite, and once more on PostgreSQL and Redis. It has no kernel to start."""
    with backend(request.param, tmp_path / "data", kernel_socket=str(tmp_path / "no-kernel.sock")) as settings:
        running = Service(settings)
        try:
            running.start()
            yield running
        finally:
            running.stop()


def words(name: str, text: str) -> list[int]:
    return [int(number) for number in re.findall(rf"{name}(\d+)\. ", text)]


def test_kill_while_two_people_type(fragile: Service) -> None:
    place = fragile.new_document("")
    a = Client(fragile.url, place.document, fragile.cookie("owner")).live()
    b = Client(fragile.url, place.document, fragile.cookie("editor")).live()
    try:
        for client, name in ((a, "A"), (b, "B")):
            client.js(f"memory.name = '{name}'")
            client.js(TYPE)
        for _ in range(2):
            for client in (a, b):
                seen = client.js("memory.count")
                client.until(f"memory.count > {seen} + 40 && memory.promised.getText('script').length > 100")
            fragile.kill()
            for client in (a, b):
                client.until("room.status.state === 'offline'")
                assert nothing_promised_is_missing(fragile, place.document, client)
            fragile.start()
            for client in (a, b):
                client.live()
        for client in (a, b):
            client.js("clearInterval(memory.typing); return 1")
        for client in (a, b):
            client.live().saved()
        text = fragile.content(place.document).files["main.py"]
        for client, name in ((a, "A"), (b, "B")):
            count = client.js("memory.count")
            assert sorted(words(name, text)) == list(range(count)), "each word once"
            client.until("room.script.toString() === " + json.dumps(text))
    finally:
        a.close()
        b.close()


def nothing_promised_is_missing(service: Service, document: str, client: Client) -> bool:
    """Whether the log holds every change that this client knows of, except its own that still wait."""
    with service.db.read() as s:
        state = log.load(s, document).state
    return bool(client.js(f"""
        const durable = new Y.Doc()
        Y.applyUpdate(durable, Uint8Array.from({list(state)}))
        const known = Y.decodeStateVector(Y.encodeStateVector(durable))
        const told = Y.decodeStateVector(Y.encodeStateVector(memory.promised))
        return told.size > 1 && [...told].every(([id, clock]) => (known.get(id) ?? 0) >= clock)"""))


def test_an_acknowledgement_that_was_lost_writes_nothing_twice(fragile: Service) -> None:
    place = fragile.new_document("")
    a = Client(fragile.url, place.document, fragile.cookie("owner")).live()
    try:
        a.js("""
            const socket = room.connection.socket
            socket.onAnyOutgoing((event) => { if (event === 'update') { socket.offAnyOutgoing(); setTimeout(() => socket.io.engine.close(), 0) } })
            room.script.insert(0, 'once ')
            return 1""")
        a.until("room.status.attempt > 0 || events.some(e => e.name === 'status' && e.value.state === 'offline')")
        a.live().saved()
        wait_for(lambda: fragile.content(place.document).files["main.py"] == "once ")
        assert len(fragile.updates(place.document)) == 2
    finally:
        a.close()
