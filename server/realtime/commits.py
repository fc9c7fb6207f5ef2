"""Makes updates durable: everything that arrives within one turn of the event loop, of all rooms, shares one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

import gevent
from gevent.event import AsyncResult, Event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.core.db import Database
from server.documents import log
from server.realtime.shadow import Refused

logger = logging.getLogger(__name__)


class Writer(Protocol):
    """A room, as the committer sees it."""

    id: str
    epoch: str

    def durable(self, seq: int, update: log.Update, sid: str | None) -> None: ...

    def not_durable(self) -> None: ...


@dataclass(slots=True)
class Entry:
    room: Writer
    update: log.Update
    sid: str | None
    result: AsyncResult = field(default_factory=AsyncResult)


class Committer:
    """One greenlet that writes; ``submit`` waits for it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._queue: list[Entry] = []
        self._wake = Event()
        self._greenlet = gevent.spawn(self._run)

    def submit(self, room: Writer, update: log.Update, sid: str | None) -> int:
        """Returns the update's number once it is durable. Raises Refused when it could not be written."""
        entry = Entry(room, update, sid)
        self._queue.append(entry)
        self._wake.set()
        seq: int = entry.result.get()
        return seq

    def close(self) -> None:
        self._greenlet.kill()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            gevent.sleep(0)         # whoever is ready in this turn comes along
            batch, self._queue = self._queue, []
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[Entry]) -> None:
        try:
            with self._db.write() as session:
                numbers = [self._append(session, group) for group in _by_room(batch)]
        except SQLAlchemyError:
            logger.exception("updates could not be written")
            self._fail(batch + self._queue, Refused("unavailable", "The server could not write this down; it is tried again."))
            self._queue = []
            return
        for group, seqs in zip(_by_room(batch), numbers, strict=True):
            if seqs is None:
                self._fail(group, Refused("epoch", "The history of this document was replaced; load it again."))
                continue
            for entry, seq in zip(group, seqs, strict=True):
                entry.room.durable(seq, entry.update, entry.sid)
                entry.result.set(seq)

    def _append(self, session: Session, group: list[Entry]) -> list[int] | None:
        room = group[0].room
        try:
            return log.append(session, room.id, room.epoch, [entry.update for entry in group])
        except log.NoSuchHistory:
            return None

    def _fail(self, entries: list[Entry], reason: Refused) -> None:
        for entry in entries:
            entry.room.not_durable()
            entry.result.set_exception(reason)


def _by_room(batch: list[Entry]) -> list[list[Entry]]:
    groups: dict[int, list[Entry]] = {}
    for entry in batch:
        groups.setdefault(id(entry.room), []).append(entry)
    return list(groups.values())
