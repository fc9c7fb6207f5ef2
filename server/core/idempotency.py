"""``Idempotency-Key`` on POST: a request that was sent twice is done once, and answered twice with the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, Response, g, make_response, request
from sqlalchemy import delete, select

from server.core.clock import now
from server.core.db import Database, database, insert_if_absent
from server.core.errors import Conflict, Invalid
from server.core.ids import new_id
from server.core.models import IdempotentAnswer

KEEP = timedelta(hours=24)
UNFINISHED = timedelta(minutes=2)       # after that, the process that took the key is dead
LARGEST_KEPT = 256 << 10


def register(app: Flask, who: Callable[[], str | None]) -> None:
    @app.before_request
    def replay() -> Response | None:
        key, actor_id = request.headers.get("Idempotency-Key"), who()
        if request.method != "POST" or key is None or actor_id is None:
            return None
        if not 0 < len(key) <= 200 or not key.isascii() or not key.isprintable():
            raise Invalid("Idempotency-Key", "1 to 200 printable ASCII characters")
        known = _take(actor_id, key, _fingerprint())
        if known is None:
            g.idempotency = (actor_id, key)
            return None
        response = make_response(known.body, known.status or 500)
        response.mimetype = known.media
        response.headers["Idempotent-Replay"] = "true"
        return response

    @app.after_request
    def keep(response: Response) -> Response:
        if taken := g.pop("idempotency", None):
            actor_id, key = taken
            _finish(actor_id, key, response)
        return response


def forget_old(db: Database) -> None:
    with db.write() as s:
        s.execute(delete(IdempotentAnswer).where(IdempotentAnswer.created < now() - KEEP))


def _fingerprint() -> str:
    """Method, address and body; a large upload is told by its length and type alone."""
    body = request.get_data(cache=True) if request.mimetype == "application/json" else b""
    about = f"{request.method} {request.full_path} {request.content_length} {request.mimetype}\n".encode()
    return hashlib.sha256(about + body).hexdigest()


def _take(actor_id: str, key: str, fingerprint: str) -> IdempotentAnswer | None:
    """The answer that was given before, None if this request is the first. Raises Conflict."""
    with database().write() as s:
        mine = (IdempotentAnswer.actor_id == actor_id) & (IdempotentAnswer.key == key)
        s.execute(delete(IdempotentAnswer).where(mine, IdempotentAnswer.status.is_(None), IdempotentAnswer.created < now() - UNFINISHED))
        fresh = insert_if_absent(
            s, IdempotentAnswer, id=new_id(), actor_id=actor_id, key=key, fingerprint=fingerprint, media="", body=b"", created=now())
        if fresh:
            return None
        known = s.scalars(select(IdempotentAnswer).where(mine)).one()
    if known.fingerprint != fingerprint:
        raise Conflict("This Idempotency-Key was used for another request.", "idempotency_mismatch")
    if known.status is None:
        raise Conflict("The first request with this Idempotency-Key is still at work.", "idempotency_running")
    return known


def _finish(actor_id: str, key: str, response: Response) -> None:
    """Keep an answer that would be the same again; after a passing failure the key is free for another try."""
    final = response.status_code < 500 and response.status_code not in (401, 403, 409, 429)
    small = not response.is_streamed and not response.direct_passthrough and (response.content_length or 0) <= LARGEST_KEPT
    with database().write() as s:
        row = s.scalars(select(IdempotentAnswer).where(IdempotentAnswer.actor_id == actor_id, IdempotentAnswer.key == key)).one()
        if final and small:
            row.status, row.media, row.body = response.status_code, response.mimetype or "", response.get_data()
        else:
            s.delete(row)
