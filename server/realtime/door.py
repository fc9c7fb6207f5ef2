"""What comes in at the socket before it is an event. Whoever sends what is no Socket.IO packet is put out, with one line in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from engineio.payload import Payload
from flask import Flask
from flask_socketio import SocketIO
from socketio.packet import BINARY_EVENT, EVENT, Packet

logger = logging.getLogger(__name__)

ADDRESS = "/socket.io/"
OURS = ("connect", "disconnect")        # events that the engine makes, and no client sends
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Json:
    """The standard library's, for which text that is nested too deeply is no JSON either."""

    dumps = staticmethod(json.dumps)

    @staticmethod
    def loads(text: str, **options: Any) -> Any:
        try:
            return json.loads(text, **options)
        except RecursionError:
            raise ValueError("nested too deeply") from None


class NamedPacket(Packet):  # type: ignore[misc]
    """A packet whose event has a name that a client may use."""

    def decode(self, encoded_packet: Any) -> Any:
        attachments = super().decode(encoded_packet)
        if self.packet_type in (EVENT, BINARY_EVENT):
            name = self.data[0] if isinstance(self.data, list) and self.data else None
            if not isinstance(name, str) or name in OURS:
                raise ValueError("an event without a name")
        return attachments


def guard(app: Flask, sio: SocketIO) -> None:
    """Stand before the engine, which would write a traceback for each bad packet and go on. Faults of our own handlers keep theirs."""
    door = Door(sio.server.eio, sio.server.environ, app.wsgi_app)
    sio.server.eio.on("message", door.message)
    app.wsgi_app = door.request     # type: ignore[method-assign]
    sio.on_error_default(_our_fault)


class Door:
    def __init__(self, engine: Any, environ: dict[str, dict[str, Any]], wsgi: Wsgi) -> None:
        self._engine = engine
        self._environ = environ
        self._take: Callable[[str, object], object] = engine.handlers["message"]
        self._wsgi = wsgi

    def message(self, sid: str, data: object) -> object:
        """A message on a connection that is open; its packet may be anything."""
        connection = self._engine.sockets.get(sid)
        if connection is None or connection.closed:
            return None
        try:
            return self._take(sid, data)
        except Exception as error:      # whatever it is, the packet made it: our handlers answer for themselves
            self._put_out(sid, error)
            return None

    def request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """A request that opens a WebSocket and lasts as long as it, or one of long polling."""
        if not environ.get("PATH_INFO", "").startswith(ADDRESS):
            return self._wsgi(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and not self._may_post(environ):
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"There is no such connection, or this is no Engine.IO payload."]
        try:
            return self._wsgi(environ, start_response)
        except ValueError as error:     # a frame of a WebSocket that is no Engine.IO packet; the engine ends the connection by it
            logger.warning("a socket of %s was closed: %s", environ.get("REMOTE_ADDR"), _short(error))
            return []

    def _may_post(self, environ: dict[str, Any]) -> bool:
        """Whether the connection is open and the body is a payload; if it is none, the connection is closed."""
        sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[0]
        if error := self._bad_payload(environ):
            self._put_out(sid, error)
        connection = self._engine.sockets.get(sid)
        return connection is not None and not connection.closed

    def _bad_payload(self, environ: dict[str, Any]) -> Exception | None:
        """What is wrong with the body of a long-polling POST. A body that is too large is refused by the engine itself."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > self._engine.max_http_buffer_size:
            return None
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            Payload(encoded_payload=body.decode())
        except (ValueError, KeyError) as error:
            return error
        return None

    def _put_out(self, sid: str, error: Exception) -> None:
        connection = self._engine.sockets.get(sid)
        if connection is not None and not connection.closed:
            logger.warning("a socket of %s was closed: %s", self._environ.get(sid, {}).get("REMOTE_ADDR"), _short(error))
            connection.close(wait=False)


def _short(error: Exception) -> str:
    return f"it sent no Socket.IO packet ({type(error).__name__}: {str(error)[:80]!r})"


def _our_fault(error: Exception) -> bool:
    """A handler of ours failed; a connection that it was to open stays closed."""
    logger.error("a socket's handler failed", exc_info=error)
    return False
