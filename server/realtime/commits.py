"""Makes updates durable: everything that arrives within one turn of the event loop, of all rooms, shares one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

import gevent
from gevent.event import AsyncResult
from sqlalchemy.orm import Session

from server.core.db import Database
from server.core.errors import Problem, StorageFull
from server.documents import log
from server.realtime.shadow import Refused

logger = logging.getLogger(__name__)


class Writer(Protocol):
    """A room, as the committer sees it."""

    id: str
    epoch: str

    def durable(self, seq: int, update: log.Update, sid: str | None) -> None: ...

    def not_durable(self) -> None: ...

    def replaced(self) -> None: ...


@dataclass(slots=True)
class Entry:
    room: Writer
    update: log.Update
    sid: str | None
    result: AsyncResult = field(default_factory=AsyncResult)


class Committer:
    """One greenlet at a time writes; ``submit`` waits for it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._queue: list[Entry] = []
        self._greenlet: gevent.Greenlet | None = None

    def submit(self, room: Writer, update: log.Update, sid: str | None) -> int:
        """Returns the update's number once it is durable. Raises Refused when it could not be written."""
        entry = Entry(room, update, sid)
        self._queue.append(entry)
        if self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)
        seq: int = entry.result.get()
        return seq

    def _run(self) -> None:
        """``spawn`` starts this in the next turn of the loop, so whoever is ready in this one comes along."""
        try:
            while self._queue:
                batch, self._queue = self._queue, []
                self._commit(batch)
        finally:
            self._greenlet = None

    def _commit(self, batch: list[Entry]) -> None:
        groups = _by_room(batch)
        try:
            with self._db.write() as session:
                numbers = [self._append(session, group) for group in groups]
        except Exception as error:      # whatever it was, nothing of it is durable, and whoever waits must be told
            logger.exception("updates could not be written")
            waiting, self._queue = batch + self._queue, []
            sentence = str(error) if isinstance(error, Problem) else "The server could not write this down; it is tried again."
            self._fail(waiting, StorageFull.code if isinstance(error, StorageFull) else "unavailable", sentence)
            return
        for group, seqs in zip(groups, numbers, strict=True):
            if seqs is None:
                group[0].room.replaced()
                self._fail(group, "epoch", "The history of this document was replaced; load it again.")
                continue
            for entry, seq in zip(group, seqs, strict=True):
                self._tell(entry, seq)
                entry.result.set(seq)

    def _tell(self, entry: Entry, seq: int) -> None:
        """The update is durable, whatever its room makes of it: one that cannot follow is opened anew, and so shows the log again."""
        try:
            entry.room.durable(seq, entry.update, entry.sid)
        except Exception:
            logger.exception("the room of document %s does not follow its log", entry.room.id)
            entry.room.replaced()

    def _append(self, session: Session, group: list[Entry]) -> list[int] | None:
        room = group[0].room
        try:
            return log.append(session, room.id, room.epoch, [entry.update for entry in group])
        except log.NoSuchHistory:
            return None

    def _fail(self, entries: list[Entry], code: str, sentence: str) -> None:
        for entry in entries:
            entry.room.not_durable()
            entry.result.set_exception(Refused(code, sentence))


def _by_room(batch: list[Entry]) -> list[list[Entry]]:
    groups: dict[int, list[Entry]] = {}
    for entry in batch:
        groups.setdefault(id(entry.room), []).append(entry)
    return list(groups.values())
