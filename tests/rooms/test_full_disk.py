"""The disk fills up while people work: nothing is acknowledged that is not written, they are told, and it goes on when there is room."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.core.settings import Settings
from tests.rooms.support import Client, Service


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Service]:
    """A server process on the embedded database, without a kernel."""
    running = Service(Settings(data=tmp_path / "data", kernel_socket=str(tmp_path / "no-kernel.sock")))
    try:
        running.start()
        yield running
    finally:
        running.stop()


def test_an_edit_on_a_full_disk_is_told_kept_and_stored_later(alone: Service) -> None:
    place = alone.new_document("")
    browser = alone.sign_in("owner")
    a = Client(alone.url, place.document, alone.cookie("owner")).live()
    b = Client(alone.url, place.document, alone.cookie("editor")).live()
    try:
        a.js("room.script.insert(0, 'before '); return 1")
        a.saved()
        alone.fill_disk(full=True)
        a.js("room.script.insert(0, 'full '); return 1")
        told = a.until("events.find(e => e.name === 'refused')")["value"]
        assert told["code"] == "storage_full"
        assert "disk that holds the database" in told["message"]
        assert a.js("[room.status.waiting, room.status.state, room.script.toString()]") == [1, "live", "full before "]
        assert alone.content(place.document).files["main.py"] == b.js("room.script.toString()") == "before "
        for path, body in ((f"/documents/{place.document}/versions", {"message": "x"}), (f"/projects/{place.project}", {"name": "x"})):
            status, data = browser.raw("POST" if "versions" in path else "PATCH", path, body)
            assert (status, json.loads(data)["code"]) == (507, "storage_full"), data
        assert browser.call("GET", f"/documents/{place.document}/versions")["items"] == []
        alone.fill_disk(full=False)
        a.saved()
        b.until("room.script.toString() === 'full before '")
        assert alone.content(place.document).files["main.py"] == "full before "
        assert browser.call("POST", f"/documents/{place.document}/versions", {"message": "x"})["number"] == 1
        assert len(a.js("events.filter(e => e.name === 'refused')")) == 1, "once, however often it was tried"
    finally:
        a.close()
        b.close()


def test_a_database_that_another_program_holds_is_named(alone: Service) -> None:
    place = alone.new_document("")
    browser = alone.sign_in("owner")
    holder = sqlite3.connect(alone.settings.embedded_database, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        status, data = browser.raw("PATCH", f"/projects/{place.project}", {"name": "x"})
        assert (status, json.loads(data)["code"]) == (503, "storage_failed")
        assert "Another program holds the database" in json.loads(data)["message"]
    finally:
        holder.close()
    assert browser.call("PATCH", f"/projects/{place.project}", {"name": "y"})["name"] == "y"
