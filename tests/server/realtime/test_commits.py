"""One transaction for everybody who is ready, and nobody is left waiting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from sqlalchemy import create_engine, event

from server.core.db import Database
from server.documents import log
from server.realtime.commits import Committer
from server.realtime.shadow import Refused
from tests.server.realtime.test_log import Place, place, text, type_lines
from tests.server.support import Browser, Service, backend, running

__all__ = ["place"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("data")
    with backend("embedded", folder) as settings, running(settings) as service:
        yield service


class Room:
    """What a committer asks of a room, written down."""

    def __init__(self, place: Place) -> None:
        self.id, self.epoch = place.id, place.epoch
        self.told: list[object] = []

    def durable(self, seq: int, update: log.Update, sid: str | None) -> None:
        self.told.append(seq)

    def not_durable(self) -> None:
        self.told.append("not durable")

    def replaced(self) -> None:
        self.told.append("replaced")


def submit(committer: Committer, room: Room, data: bytes) -> gevent.Greenlet:
    return gevent.spawn(committer.submit, room, log.Update(data, None), None)


def test_everybody_who_is_ready_shares_one_commit(service: Service, place: Place, owner: Browser, project: str) -> None:
    other = owner.ok("POST", f"/projects/{project}/documents", json={"name": "y", "start": {"kind": "empty"}})
    rooms = [Room(place), Room(Place(other["id"], other["epoch"], place.actor))]
    commits: list[object] = []

    def count(connection: object) -> None:
        commits.append(connection)

    event.listen(service.db.engine, "commit", count)
    committer = Committer(service.db)
    greenlets = [submit(committer, room, data) for room in rooms for data in type_lines(service, Place(room.id, room.epoch, ""), 3)]
    gevent.joinall(greenlets, raise_error=True)
    event.remove(service.db.engine, "commit", count)
    assert len(commits) == 1
    for room, own in zip(rooms, (greenlets[:3], greenlets[3:]), strict=True):
        assert [greenlet.value for greenlet in own] == room.told
    assert text(service, place).startswith("line 2\nline 1\nline 0\n")


def test_a_replaced_history_fails_alone(service: Service, place: Place) -> None:
    good, gone = Room(place), Room(Place(place.id, "0" * 26, ""))
    committer = Committer(service.db)
    data = type_lines(service, place, 1)[0]
    refused, taken = submit(committer, gone, data), submit(committer, good, data)
    gevent.joinall([refused, taken])
    assert isinstance(refused.exception, Refused)
    assert refused.exception.code == "epoch"
    assert gone.told == ["replaced", "not durable"]
    assert good.told == [taken.value]


def test_a_database_that_is_locked_is_said_and_tried_again_later(service: Service, place: Place) -> None:
    db: Database = service.db
    room, committer = Room(place), Committer(db)
    data = type_lines(service, place, 1)[0]
    before = text(service, place)
    blocker = create_engine(db.url)
    with blocker.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        failed = submit(committer, room, data)
        failed.join()
        other.rollback()
    blocker.dispose()
    assert isinstance(failed.exception, Refused)
    assert failed.exception.code == "unavailable"
    assert (room.told, text(service, place)) == (["not durable"], before)
    again = submit(committer, room, data)
    again.join()
    assert room.told == ["not durable", again.value]
    assert text(service, place) == f"line 0\n{before}"
