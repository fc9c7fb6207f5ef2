"""A reader over big-endian bytes that says where a file ends too early."""

from __future__ import annotations

import struct

from cmf_db.exchange.palette import ExchangeError


class Bytes:
    """``at`` is the offset of the next byte. Reading past the end raises ExchangeError with it."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    @property
    def left(self) -> int:
        return len(self._data) - self.at

    def take(self, count: int, what: str) -> bytes:
        if count > self.left:
            raise ExchangeError(f"the file ends within {what}: {count} bytes were expected, {self.left} are there", byte=self.at)
        piece = self._data[self.at : self.at + count]
        self.at += count
        return piece

    def unpack(self, format: str, what: str) -> tuple[int | float, ...]:
        """Values of a struct format, without its byte order."""
        return struct.unpack(f">{format}", self.take(struct.calcsize(f">{format}"), what))

    def integer(self, format: str, what: str) -> int:
        return int(self.unpack(format, what)[0])

    def utf16(self, units: int, what: str) -> str:
        """A name of so many 16-bit units, its end mark included."""
        return self.take(2 * units, what).decode("utf-16-be", "replace").split("\0")[0]


def utf16(name: str) -> bytes:
    """A name with its end mark, after its number of 16-bit units in whatever width the caller writes."""
    return name.encode("utf-16-be", "replace") + b"\0\0"
