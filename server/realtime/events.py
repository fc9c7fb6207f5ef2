"""The socket's events: their shapes are checked here, what they mean is in ``rooms``.

Every answer is ``{ok: true, …}`` or ``{ok: false, code, message, detail}``.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable
from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError, SocketIO

from server.core.errors import Problem
from server.realtime.access import connecting_person
from server.realtime.rooms import GONE, Rooms
from server.realtime.shadow import Refused

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def register(sio: SocketIO, rooms: Rooms) -> None:
    def connect(auth: object = None) -> None:
        person = connecting_person()
        if person is None:
            raise ConnectionRefusedError("sign_in_required")
        rooms.connect(_sid(), person)

    def join(message: Answer) -> Answer:
        epoch, state_vector = message.get("epoch"), message.get("state_vector")
        if isinstance(epoch, str) and isinstance(state_vector, bytes):
            return rooms.join(_sid(), _document(message), epoch, state_vector)
        return rooms.join(_sid(), _document(message), None, None)

    def leave(message: Answer) -> None:
        rooms.leave(_sid(), _document(message))

    def update(message: Answer) -> Answer:
        data = message.get("bytes")
        if not isinstance(data, bytes):
            raise Refused("invalid", "An update carries its bytes.")
        return {"seq": rooms.update(_sid(), _document(message), str(message.get("epoch")), data)}

    def presence(message: Answer) -> None:
        rooms.set_presence(_sid(), _document(message), message.get("state"))

    def rebuild(message: Answer) -> None:
        rooms.rebuild(_sid(), _document(message))

    def cancel(message: Answer) -> None:
        rooms.cancel(_sid(), _document(message))

    sio.on_event("connect", connect)
    sio.on_event("disconnect", lambda reason=None: rooms.disconnect(_sid()))
    for handler in (join, leave, update, presence, rebuild, cancel):
        sio.on_event(handler.__name__, _answering(handler))


def _answering(handler: Callable[[Answer], Answer | None]) -> Callable[..., Answer]:
    """Bad input and our own faults become an answer, never a broken connection."""

    @functools.wraps(handler)
    def handle(message: object = None, *more: object) -> Answer:
        try:
            if not isinstance(message, dict) or more:
                raise Refused("invalid", "An event carries one object.")
            return {"ok": True, **(handler(message) or {})}
        except Refused as refusal:
            return {"ok": False, "code": refusal.code, "message": str(refusal), "detail": refusal.detail}
        except Problem as problem:
            return {"ok": False, "code": problem.name, "message": problem.message, "detail": problem.detail or {}}
        except Exception:
            logger.exception("event %s failed", handler.__name__)
            return {"ok": False, "code": "unavailable", "message": "The server made a mistake; it is in its log.", "detail": {}}

    return handle


def _document(message: Answer) -> str:
    document_id = message.get("document")
    if not isinstance(document_id, str) or not ULID.fullmatch(document_id):
        raise Refused("not_found", GONE)
    return document_id


def _sid() -> str:
    return str(request.sid)     # type: ignore[attr-defined]
