"""The WebSocket handler with the two loops over every byte of a message in C: in Python they hold everybody a second for a megabyte."""

from __future__ import annotations

import codecs
from typing import Any

from geventwebsocket import websocket
from geventwebsocket.handler import WebSocketHandler

__all__ = ["WebSocketHandler"]


def masked(header: Any, payload: bytes) -> bytearray:
    """The payload with the frame's mask laid over it, or taken off: the same thing."""
    size = len(payload)
    mask = (bytes(header.mask) * (size // 4 + 1))[:size]
    return bytearray((int.from_bytes(payload) ^ int.from_bytes(mask)).to_bytes(size))


class Utf8Validator:
    """Says of a text that comes in pieces whether it is UTF-8 so far: (it is, it ends on a whole character, and two places not told)."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def validate(self, piece: bytes) -> tuple[bool, bool, int, int]:
        try:
            self._decoder.decode(bytes(piece))
        except UnicodeDecodeError:
            return False, False, 0, 0
        return True, not self._decoder.getstate()[0], 0, 0


websocket.Header.mask_payload = websocket.Header.unmask_payload = masked
websocket.Utf8Validator = Utf8Validator
