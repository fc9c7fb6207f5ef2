"""Every open room of this process: opened by the first who joins, closed a little after the last has left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gevent
from flask_socketio import SocketIO
from gevent.lock import RLock

from server.core.db import Database
from server.documents import log, wearing
from server.projects.policy import Act, Role, may
from server.realtime.access import Person, is_signed_in, role_in_document
from server.realtime.commits import Committer
from server.realtime.presence import clean
from server.realtime.rebuild import Builder, ReadAssets
from server.realtime.room import Emit, Member, Room
from server.realtime.shadow import Refused
from workers.kernel.api import Kernel

LINGER_S = 20.0         # a reloaded page finds its room and scene again
SWEEP_S = 15.0          # what no signal of this process tells: sign-outs and roles changed elsewhere

GONE = "This document does not exist, or it is not yours to see."


@dataclass(slots=True)
class OpenRoom:
    room: Room
    builder: Builder
    snapshot_seq: int


class Rooms:
    def __init__(self, db: Database, kernel: Kernel, sio: SocketIO, read_assets: ReadAssets, wall_s: float) -> None:
        self._db = db
        self._kernel = kernel
        self._sio = sio
        self._read_assets = read_assets
        self._wall_s = wall_s
        self._committer = Committer(db)
        self._open: dict[str, OpenRoom] = {}
        self._people: dict[str, Person] = {}        # sid → who is connected
        self._opening = RLock()
        self._sweeper: gevent.Greenlet | None = None

    # ---- connections

    def connect(self, sid: str, person: Person) -> None:
        self._people[sid] = person
        if self._sweeper is None:
            self._sweeper = gevent.spawn(self._sweep)

    def disconnect(self, sid: str) -> None:
        self._people.pop(sid, None)
        for document_id in [key for key, opened in self._open.items() if sid in opened.room.members]:
            self.leave(sid, document_id)

    # ---- what a connected person does

    def join(self, sid: str, document_id: str, epoch: str | None, state_vector: bytes | None) -> dict[str, Any]:
        """Raises Refused."""
        person = self._people[sid]
        role = self._role(person, document_id)
        opened = self._room(document_id)
        room, builder = opened.room, opened.builder
        room.catch_up()
        if sid not in self._people or self._open.get(document_id) is not opened:     # the database took its time
            raise Refused("unavailable", "The connection or the room was closed meanwhile; join again.")
        update = room.diff(state_vector if epoch == room.epoch else None)
        room.members[sid] = Member(person, role)
        self._sio.server.enter_room(sid, _channel(document_id))
        room.presence.set(sid, person, {})
        builder.wake()
        return {
            "epoch": room.epoch, "seq": room.seq, "update": update, "role": role.value, "user": person.json(),
            "scene": builder.shelf.good, "failure": builder.shelf.failure, "build": builder.last, "people": room.presence.everybody(),
        }

    def leave(self, sid: str, document_id: str) -> None:
        opened = self._open.get(document_id)
        if opened is None or opened.room.members.pop(sid, None) is None:
            return
        self._sio.server.leave_room(sid, _channel(document_id))
        if opened.room.presence.remove(sid):
            opened.builder.dragged()
        if not opened.room.members:
            gevent.spawn_later(LINGER_S, self._close_if_empty, opened)

    def update(self, sid: str, document_id: str, epoch: str, data: bytes) -> int:
        """Returns once the update is durable. Raises Refused."""
        opened = self._entered(sid, document_id)
        if epoch != opened.room.epoch:
            raise Refused("epoch", "The history of this document was replaced; load it again.")
        return opened.room.update(data, sid)

    def set_presence(self, sid: str, document_id: str, state: object) -> None:
        opened = self._open.get(document_id)
        member = opened.room.members.get(sid) if opened else None
        if opened is None or member is None:
            return
        if opened.room.presence.set(sid, member.person, clean(state, may(member.role, Act.EDIT))):
            opened.builder.dragged()

    def rebuild(self, sid: str, document_id: str) -> None:
        self._may_edit(sid, document_id).builder.ask(forced=True)

    def cancel(self, sid: str, document_id: str) -> None:
        self._may_edit(sid, document_id).builder.cancel()

    # ---- what others ask

    def active(self, document_id: str) -> list[Person]:
        """Who is in the room now, each person once."""
        opened = self._open.get(document_id)
        return list({m.person.id: m.person for m in opened.room.members.values()}.values()) if opened else []

    def scene_pack(self, document_id: str, seq: int) -> bytes | None:
        opened = self._open.get(document_id)
        return opened.builder.shelf.pack(seq) if opened else None

    def tell(self, document_id: str, event: str, payload: dict[str, Any]) -> None:
        """Send an event to everybody in the room."""
        self._sio.emit(event, {"document": document_id, **payload}, to=_channel(document_id))

    def appended(self, document_id: str) -> None:
        """The log of this document grew by another way than its room."""
        if opened := self._open.get(document_id):
            opened.room.catch_up()

    def membership_changed(self, user_id: str) -> None:
        """Look again at what this person may do in every room that they are in."""
        for opened in list(self._open.values()):
            for sid, member in list(opened.room.members.items()):
                if member.person.id == user_id:
                    self._review(opened, sid, member)

    def signed_out(self, user_id: str, sign_in_id: str | None) -> None:
        """End the connections of this sign-in, or with None of this person."""
        for sid, person in list(self._people.items()):
            if person.id == user_id and sign_in_id in (None, person.sign_in_id):
                self._end(sid)

    def deleted(self, document_id: str) -> None:
        """The document is gone: so is its room."""
        if opened := self._open.get(document_id):
            self._dissolve(opened, "revoked", {"reason": "deleted"})
            self._kernel.end_session(document_id)

    def close(self) -> None:
        """End every greenlet of the rooms. What was acknowledged is durable already."""
        if self._sweeper is not None:
            self._sweeper.kill()
        for opened in self._open.values():
            self._shut(opened)

    # ---- inside

    def _room(self, document_id: str) -> OpenRoom:
        with self._opening:
            if document_id not in self._open:
                self._open[document_id] = opened = self._load(document_id)
                gevent.spawn_later(LINGER_S, self._close_if_empty, opened)      # for the case that nobody gets in
            return self._open[document_id]

    def _load(self, document_id: str) -> OpenRoom:
        try:
            with self._db.read() as session:
                loaded = log.load(session, document_id)
        except log.NoSuchHistory:
            raise Refused("not_found", GONE) from None
        emit = self._emitter(document_id)
        room = Room(document_id, loaded, self._db, self._committer, emit)
        opened = OpenRoom(room, Builder(room, self._kernel, emit, self._read_assets, self._wall_s), loaded.seq - loaded.replayed)
        room.edited = lambda keys: self._edited(opened, keys)
        room.replaced = lambda: self._replaced(opened)
        return opened

    def _emitter(self, document_id: str) -> Emit:
        def emit(event: str, payload: dict[str, Any], skip: str | None = None) -> None:
            self._sio.emit(event, {"document": document_id, **payload}, to=_channel(document_id), skip_sid=skip)

        return emit

    def _edited(self, opened: OpenRoom, keys: tuple[str, ...]) -> None:
        opened.builder.edited(keys)
        if any(key.startswith(("appearance:", "restored")) for key in keys):
            gevent.spawn(self._note_wearing, opened.room)
        if opened.room.seq - opened.snapshot_seq >= log.SNAPSHOT_EVERY:
            opened.snapshot_seq = opened.room.seq
            gevent.spawn(self._snapshot, opened.room.id)

    def _note_wearing(self, room: Room) -> None:
        with self._db.write() as session:
            wearing.note(session, room.id, room.content().appearance)

    def _snapshot(self, document_id: str) -> None:
        with self._db.read() as session:
            loaded = log.load(session, document_id)
        with self._db.write() as session:
            log.snapshot(session, document_id, loaded)

    def _role(self, person: Person, document_id: str) -> Role:
        role = role_in_document(self._db, person.id, document_id)
        if role is None:
            raise Refused("not_found", GONE)
        return role

    def _entered(self, sid: str, document_id: str) -> OpenRoom:
        """The room, if this connection is in it and its person still a member. Raises Refused."""
        opened = self._open.get(document_id)
        member = opened.room.members.get(sid) if opened else None
        if opened is None or member is None or not self._review(opened, sid, member):
            raise Refused("not_found", GONE)
        return opened

    def _may_edit(self, sid: str, document_id: str) -> OpenRoom:
        opened = self._entered(sid, document_id)
        if not may(opened.room.members[sid].role, Act.EDIT):
            raise Refused("forbidden", "Your role in this project does not allow this.")
        return opened

    def _review(self, opened: OpenRoom, sid: str, member: Member) -> bool:
        """Bring a member's role up to date; false when there is none any more, and the member was put out."""
        role = role_in_document(self._db, member.person.id, opened.room.id)
        if role is None:
            self._sio.emit("revoked", {"document": opened.room.id, "reason": "removed"}, to=sid)
            self.leave(sid, opened.room.id)
            return False
        if role != member.role:
            member.role = role
            self._sio.emit("role", {"document": opened.room.id, "role": role.value}, to=sid)
        return True

    def _end(self, sid: str) -> None:
        for document_id, opened in list(self._open.items()):
            if sid in opened.room.members:
                self._sio.emit("revoked", {"document": document_id, "reason": "sign_in_required"}, to=sid)
        self._sio.server.disconnect(sid)

    def _sweep(self) -> None:
        while True:
            gevent.sleep(SWEEP_S)
            for sid, person in list(self._people.items()):
                if not is_signed_in(self._db, person):
                    self._end(sid)
            for opened in list(self._open.values()):
                for sid, member in list(opened.room.members.items()):
                    self._review(opened, sid, member)

    def _replaced(self, opened: OpenRoom) -> None:
        """The document has another history now: everybody starts again from it."""
        self._dissolve(opened, "epoch", {})

    def _dissolve(self, opened: OpenRoom, event: str, payload: dict[str, Any]) -> None:
        """Tell the members, and have no such room any more."""
        if self._open.get(opened.room.id) is not opened:
            return
        del self._open[opened.room.id]
        self.tell(opened.room.id, event, payload)
        opened.room.members.clear()
        self._sio.close_room(_channel(opened.room.id))
        self._shut(opened)

    def _close_if_empty(self, opened: OpenRoom) -> None:
        if not opened.room.members and self._open.get(opened.room.id) is opened:
            del self._open[opened.room.id]
            self._shut(opened)

    def _shut(self, opened: OpenRoom) -> None:
        opened.builder.close()
        opened.room.close()


def _channel(document_id: str) -> str:
    return f"document:{document_id}"
