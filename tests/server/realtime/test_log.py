"""The durable log on both databases."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pycrdt import Text
from sqlalchemy import select, update

from server.core.ids import new_id
from server.documents import log
from server.documents.models import Document, DocumentSnapshot, DocumentUpdate
from server.documents.ydoc import Content, new_document, open_document, read
from tests.server.support import Browser, Service


@dataclass(frozen=True)
class Place:
    id: str
    epoch: str
    actor: str


@pytest.fixture
def place(service: Service, owner: Browser, project: str) -> Place:
    document = owner.ok("POST", f"/projects/{project}/documents", json={"name": "x", "start": {"kind": "empty"}})
    actor = owner.ok("GET", "/auth/session")["user"]["id"]
    return Place(document["id"], document["epoch"], actor)


def type_lines(service: Service, place: Place, count: int) -> list[bytes]:
    """Updates that each add a line at the top, as one person would make them."""
    with service.db.read() as s:
        doc = open_document(log.load(s, place.id).state)
    updates = []
    for number in range(count):
        before = doc.get_state()
        doc.get("script", type=Text).insert(0, f"line {number}\n")
        updates.append(doc.get_update(before))
    return updates


def append(service: Service, place: Place, updates: list[bytes]) -> list[int]:
    with service.db.write() as s:
        return log.append(s, place.id, place.epoch, [log.Update(data, place.actor, ("script",)) for data in updates])


def text(service: Service, place: Place) -> str:
    with service.db.read() as s:
        return read(log.load(s, place.id).state).files["main.py"]


def test_numbers_go_on_without_a_hole(service: Service, place: Place) -> None:
    updates = type_lines(service, place, 5)
    first = append(service, place, updates[:2])
    assert append(service, place, []) == []
    assert append(service, place, updates[2:]) == [first[-1] + 1, first[-1] + 2, first[-1] + 3]
    with service.db.read() as s:
        assert [data for _, data in log.since(s, place.id, place.epoch, first[0] - 1)] == updates
        row = s.get_one(Document, place.id)
        assert (row.seq, row.updated_by_id) == (first[-1] + 3, place.actor)
        last = s.get_one(DocumentUpdate, (place.id, row.seq))
        assert (last.keys, last.actor_id) == (["script"], place.actor)


def test_nothing_is_written_when_the_transaction_fails(service: Service, place: Place) -> None:
    before = text(service, place)
    update = log.Update(type_lines(service, place, 1)[0], None)
    with pytest.raises(ZeroDivisionError), service.db.write() as s:
        log.append(s, place.id, place.epoch, [update]).append(1 // 0)
    assert text(service, place) == before


def test_another_epoch_takes_nothing(service: Service, place: Place) -> None:
    for document_id, epoch in ((place.id, new_id()), (new_id(), place.epoch)):
        with pytest.raises(log.NoSuchHistory), service.db.write() as s:
            log.append(s, document_id, epoch, [log.Update(b"\0\0", None)])
    with pytest.raises(log.NoSuchHistory), service.db.read() as s:
        log.load(s, new_id())


def test_loading_from_a_snapshot_is_loading_everything(service: Service, place: Place) -> None:
    updates = type_lines(service, place, 30)
    for start in range(0, 30, 10):
        append(service, place, updates[start:start + 10])
        with service.db.read() as s:
            loaded = log.load(s, place.id)
        with service.db.write() as s:
            log.snapshot(s, place.id, loaded)
            log.snapshot(s, place.id, loaded)
    more = type_lines(service, place, 3)
    append(service, place, more)
    with service.db.read() as s:
        again = log.load(s, place.id)
        kept = s.scalars(select(DocumentSnapshot.seq).where(DocumentSnapshot.document_id == place.id)).all()
        doc = open_document(new_document(Content(files={"main.py": ""})))
        replayed = open_document(b"\0\0")
        for _, data in log.since(s, place.id, place.epoch, 0):
            replayed.apply_update(data)
    assert kept == [again.seq - 3]
    assert again.replayed == 3
    assert open_document(again.state).get_state() == replayed.get_state() != doc.get_state()
    assert text(service, place).startswith("line 2\nline 1\nline 0\nline 29\n")


def damage(service: Service, table: type[DocumentUpdate] | type[DocumentSnapshot], place: Place, row: int, **values: object) -> None:
    with service.db.write() as s:
        s.execute(update(table).where(table.document_id == place.id, table.seq == row).values(**values))


@pytest.mark.parametrize("values", [{"bytes": b"\0\0"}, {"bytes": b"\xff\xff", "crc": None}, {"seq": 9_000}, {"epoch": new_id()}])
def test_a_damaged_or_missing_row_is_named_and_nothing_is_opened(service: Service, place: Place, values: dict[str, object]) -> None:
    append(service, place, type_lines(service, place, 4))
    damage(service, DocumentUpdate, place, 3, **values)
    with service.db.read() as s, pytest.raises(log.LogDamaged, match="Row 3 of this document's edit log is damaged") as refused:
        log.load(s, place.id)
    assert refused.value.detail == {"row": 3}


def test_the_last_row_is_missed_too(service: Service, place: Place) -> None:
    append(service, place, type_lines(service, place, 4))
    damage(service, DocumentUpdate, place, 5, epoch=new_id())
    with service.db.read() as s, pytest.raises(log.LogDamaged, match="Row 5"):
        log.load(s, place.id)


@pytest.mark.parametrize("values", [{"state": b"\0\0"}, {"state": b"\xff\xff", "crc": None}])
def test_a_damaged_snapshot_costs_only_time(service: Service, place: Place, values: dict[str, object]) -> None:
    append(service, place, type_lines(service, place, 4))
    with service.db.read() as s:
        loaded = log.load(s, place.id)
    with service.db.write() as s:
        log.snapshot(s, place.id, loaded)
    damage(service, DocumentSnapshot, place, 5, **values)
    with service.db.read() as s:
        assert open_document(log.load(s, place.id).state).get_state() == open_document(loaded.state).get_state()
