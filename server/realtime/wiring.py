"""Puts the rooms into an app: the one place where the socket engine is chosen and the signals of lower features are heard."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Flask, current_app
from flask_socketio import SocketIO
from gevent import monkey

from server.accounts.signals import signed_out
from server.blobs import store as blobs
from server.core import db as records
from server.core import kernel
from server.core import settings as config
from server.core.offload import breathe
from server.core.settings import Settings
from server.documents import queries, signals
from server.documents.access import ACTIVE
from server.documents.models import Version
from server.projects.schemas import Person
from server.projects.signals import membership_changed
from server.realtime import assets, door, events
from server.realtime.rooms import Rooms

EXTENSION = "sunmao.rooms"
MAX_MESSAGE = 1_000_000         # bytes; an update has 256 KB at most
PING_EVERY_S, PING_WITHIN_S = 10, 10


def wire(app: Flask) -> SocketIO:
    """Serve rooms on ``/socket.io``. Under gevent the server must speak WebSocket by ``geventwebsocket.handler.WebSocketHandler``."""
    settings: Settings = app.extensions[config.EXTENSION]
    db: records.Database = app.extensions[records.EXTENSION]
    sio = SocketIO(
        app, async_mode="gevent" if monkey.is_module_patched("socket") else "threading", async_handlers=False,
        message_queue=settings.redis_url or None, max_http_buffer_size=MAX_MESSAGE, ping_interval=PING_EVERY_S, ping_timeout=PING_WITHIN_S,
        serializer=door.NamedPacket, json=door.Json,
    )
    read_assets = partial(assets.read_assets, db, app.extensions[blobs.EXTENSION])
    rooms = Rooms(db, app.extensions[kernel.EXTENSION], sio, read_assets, settings.build_limit_s)
    app.extensions[EXTENSION] = rooms
    events.register(sio, rooms)
    door.guard(app, sio)
    _take_turns(sio)
    app.extensions[ACTIVE] = lambda document_id: [Person(**person.json()) for person in rooms.active(document_id)]
    _listen(app, rooms, db)
    return sio


def _take_turns(sio: SocketIO) -> None:
    """A connection whose next message is there already would never let the loop go: everybody else runs between two of its messages."""
    take = sio.server.eio.handlers["message"]

    def in_turn(sid: str, data: object) -> object:
        breathe()
        return take(sid, data)

    sio.server.eio.on("message", in_turn)


def open_rooms() -> Rooms:
    """The rooms of the running app."""
    return cast(Rooms, current_app.extensions[EXTENSION])


def _listen(app: Flask, rooms: Rooms, db: records.Database) -> None:
    """Signals come from any app of the process; ``app.extensions`` keeps the listeners alive as long as the app."""

    def appended(sender: object, document_id: str, **about: Any) -> None:
        rooms.appended(document_id)

    def version_saved(sender: object, document_id: str, version_id: str, **about: Any) -> None:
        with db.read() as session:
            version = queries.describe_version(session.get_one(Version, version_id))
        rooms.tell(document_id, "version", {"version": version.model_dump(mode="json")})

    def document_deleted(sender: object, document_id: str, **about: Any) -> None:
        rooms.deleted(document_id)

    def membership(sender: object, user_id: str, **about: Any) -> None:
        rooms.membership_changed(user_id)

    def sign_out(sender: object, user_id: str, sign_in_id: str | None, **about: Any) -> None:
        rooms.signed_out(user_id, sign_in_id)

    app.extensions[f"{EXTENSION}.listeners"] = [
        (signals.appended, appended), (signals.version_saved, version_saved), (signals.document_deleted, document_deleted),
        (membership_changed, membership), (signed_out, sign_out),
    ]
    for signal, listener in app.extensions[f"{EXTENSION}.listeners"]:
        signal.connect(listener, app)
