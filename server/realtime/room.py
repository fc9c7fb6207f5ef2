"""One open document: its durable state, who is in it, and what they are sent. Touched by the event loop only, one greenlet at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gevent
from pycrdt import merge_updates

from server.core.db import Database
from server.documents import log
from server.documents.ydoc import Content, content_of, open_document
from server.projects.policy import Act, Role, may
from server.realtime import wire
from server.realtime.access import Person
from server.realtime.commits import Committer
from server.realtime.presence import PresenceBoard, PresenceJson
from server.realtime.shadow import Refused, Shadow

# Members up to which relayed updates wait so many seconds for others to travel with them.
RELAY_PAUSES = ((8, 0.0), (50, 0.025), (10**9, 0.05))

Emit = Callable[..., None]      # event, payload, to=sid or None for the whole room, skip=sid


@dataclass(slots=True)
class Member:
    person: Person
    role: Role


class Room:
    """``emit`` sends to this room's members; ``edited`` is called with the keys of every durable change, ``replaced`` when the log
    has another epoch now, so that this room shows what is history.
    """

    def __init__(self, document_id: str, loaded: log.Loaded, db: Database, committer: Committer, emit: Emit) -> None:
        self.id = document_id
        self.org_id = loaded.org_id
        self.epoch = loaded.epoch
        self.seq = loaded.seq
        self.members: dict[str, Member] = {}
        self.edited_by: str | None = None       # who made the newest change that came through this room
        self.presence = PresenceBoard(self._send_presence)
        self.edited: Callable[[tuple[str, ...]], None] = lambda keys: None
        self.replaced: Callable[[], None] = lambda: None
        self._doc = open_document(loaded.state)
        self._shadow = Shadow(loaded.state)
        self._checked: list[bytes] = []         # in the shadow, not durable yet
        self._db = db
        self._committer = committer
        self._emit = emit
        self._relay: list[tuple[bytes, str | None]] = []
        self._relaying: gevent.Greenlet | None = None

    def content(self) -> Content:
        return content_of(self._doc)

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def diff(self, state_vector: bytes | None) -> bytes:
        """What a client of this state lacks. Raises Refused."""
        try:
            wire.check_state_vector(state_vector or b"\0")
            return self._doc.get_update(state_vector)
        except ValueError:
            raise Refused("invalid", "This is not a Yjs state vector.") from None

    def update(self, data: bytes, sid: str) -> int:
        """Check, write down, relay; returns once the update is durable. Raises Refused."""
        member = self.members[sid]
        if not may(member.role, Act.EDIT):
            raise Refused("forbidden", "Your role in this project does not allow editing.")
        keys = self._check(data)
        if keys is None:
            return self.seq
        self._checked.append(data)
        return self._committer.submit(self, log.Update(data, member.person.id, keys), sid)

    def _check(self, data: bytes, late: bool = False) -> tuple[str, ...] | None:
        try:
            return self._shadow.check(data)
        except Refused as refusal:
            self._renew_shadow()
            if refusal.code != "gap":
                raise
            if not late and self.catch_up():    # another process wrote what this builds on
                return self._check(data, late=True)
            refusal.detail["state_vector"] = self._shadow.state_vector()
            raise

    def durable(self, seq: int, update: log.Update, sid: str | None) -> None:
        self._checked.remove(update.data)
        self.edited_by = update.actor_id
        if seq == self.seq + 1:
            self._take(seq, update.data, sid)
            self.edited(update.keys)
        else:
            self.catch_up()     # somebody else wrote in between

    def not_durable(self) -> None:
        self._checked.clear()
        self._renew_shadow()

    def catch_up(self) -> bool:
        """Take what others appended to the log, a restore or another server process; true when there was something."""
        with self._db.read() as session:
            new = log.since(session, self.id, self.epoch, self.seq)
        for seq, data in new:
            self._shadow.apply(data)
            self._take(seq, data, None)
        if new:
            self.edited(("restored",))
        return bool(new)

    def close(self) -> None:
        self.presence.close()
        if self._relaying is not None:
            self._relaying.kill()

    def _take(self, seq: int, data: bytes, sid: str | None) -> None:
        self._doc.apply_update(data)
        self.seq = max(self.seq, seq)
        self._relay.append((data, sid))
        if self._relaying is None:
            self._relaying = gevent.spawn(self._flush)

    def _flush(self) -> None:
        """What came first leaves at once; in a large room what follows waits a little and leaves as one message."""
        while self._relay:
            waiting, self._relay = self._relay, []
            data = waiting[0][0] if len(waiting) == 1 else merge_updates(*(data for data, _ in waiting))
            skip = waiting[0][1] if len(waiting) == 1 else None
            self._emit("update", {"seq": self.seq, "bytes": data}, skip=skip)
            gevent.sleep(next(pause for most, pause in RELAY_PAUSES if len(self.members) <= most))
        self._relaying = None

    def _renew_shadow(self) -> None:
        self._shadow = Shadow(self._doc.get_update())
        for data in self._checked:
            self._shadow.apply(data)

    def _send_presence(self, people: list[PresenceJson]) -> None:
        self._emit("presence", {"people": people})


def plain_content(content: Content) -> Mapping[str, Any]:
    """What a build depends on: appearance and schemes are not geometry."""
    return {"files": content.files, "params": content.params, "assets": content.assets}
