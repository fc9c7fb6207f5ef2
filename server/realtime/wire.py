"""Looks at bytes of the Yjs v1 format before pycrdt does: a value nested ten thousand deep would end the whole process there.

Unsigned integers are lib0's: seven bits a byte, low ones first. Only the walk is here; what the bytes mean is Yjs's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

MAX_DEPTH = 32
MAX_STRUCTS = 50_000
FORMAT = 6                      # kind of content
NESTING_TAGS = (117, 118)       # array, object


class Malformed(ValueError):
    """The bytes are not what they should be, or built to do harm."""


class Skipped(Malformed):
    """The update says itself that something before its end is not in it."""


@dataclass(slots=True)
class Found:
    """What an update says of itself: the client and clock at which each run of structs begins, the root types that it puts something
    into and whether under a key, as into a map, and whether it formats text.
    """

    begins: list[tuple[int, int]] = field(default_factory=list)
    roots: set[tuple[str, bool]] = field(default_factory=set)
    formats: bool = False


class Reader:
    """A position in bytes; every step checks that there is something left."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def byte(self) -> int:
        if self._at >= len(self._data):
            raise Malformed("it ends early")
        self._at += 1
        return self._data[self._at - 1]

    def uint(self) -> int:
        value = shift = 0
        while (byte := self.byte()) >= 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 63:
                raise Malformed("a number is too long")
        return value | byte << shift

    def count(self, least_bytes: int = 1) -> int:
        """How many things follow, each of which takes ``least_bytes`` or more."""
        value = self.uint()
        if value * least_bytes > self.left:
            raise Malformed("it counts more than it holds")
        return value

    def skip(self, length: int) -> None:
        if length > self.left:
            raise Malformed("it ends early")
        self._at += length

    def block(self) -> None:
        """A text or buffer with its length before it."""
        self.skip(self.uint())

    def text(self) -> str:
        length, at = self.uint(), self._at
        self.skip(length)
        return self._data[at:self._at].decode("utf-8", "replace")

    def uints(self, count: int) -> None:
        for _ in range(count):
            self.uint()


def check_state_vector(data: bytes) -> None:
    """Raises Malformed."""
    reader = Reader(data)
    reader.uints(2 * reader.count(2))


def check_update(data: bytes) -> Found:
    """Raises Malformed, Skipped."""
    reader, found, structs = Reader(data), Found(), 0
    for _ in range(reader.count(3)):
        count = reader.count(2)
        structs += count
        if structs > MAX_STRUCTS:
            raise Malformed("it has too many parts")
        client, clock = reader.uint(), reader.uint()
        if count:
            found.begins.append((client, clock))
        for _ in range(count):
            _struct(reader, found)
    return found


def _struct(reader: Reader, found: Found) -> None:
    info = reader.byte()
    kind = info & 0x1F
    if kind == 10:
        raise Skipped("it leaves something out")
    if kind == 0:               # collected
        reader.uint()
        return
    reader.uints(2 * ((info >> 7 & 1) + (info >> 6 & 1)))       # left and right neighbour
    if not info & 0xC0:
        root = reader.text() if reader.uint() == 1 else None
        if root is None:
            reader.uints(2)
        else:
            found.roots.add((root, bool(info & 0x20)))
        if info & 0x20:
            reader.block()
    if kind not in CONTENTS:
        raise Malformed("it has a part of unknown kind")
    found.formats |= kind == FORMAT
    CONTENTS[kind](reader)


def _json(reader: Reader) -> None:
    for _ in range(reader.count()):
        reader.block()


def _format(reader: Reader) -> None:
    reader.block()
    reader.block()


def _type(reader: Reader) -> None:
    if reader.uint() in (3, 5):     # an XML element, or hook, has a name
        reader.block()


def _any(reader: Reader) -> None:
    _values(reader, reader.count())


def _document(reader: Reader) -> None:
    reader.block()
    _values(reader, 1)


CONTENTS: dict[int, Callable[[Reader], None]] = {
    1: lambda reader: reader.uints(1), 2: _json, 3: Reader.block, 4: Reader.block, 5: Reader.block, FORMAT: _format, 7: _type, 8: _any,
    9: _document,
}


def _values(reader: Reader, count: int) -> None:
    """``count`` values, walked without recursion: ``open_levels`` holds how many are left on each level, and whether they have keys."""
    open_levels = [(count, False)]
    while open_levels:
        left, keyed = open_levels.pop()
        if left == 0:
            continue
        open_levels.append((left - 1, keyed))
        if keyed:
            reader.block()
        tag = reader.byte()
        if tag in NESTING_TAGS:
            open_levels.append((reader.count(), tag == 118))
            if len(open_levels) > MAX_DEPTH:
                raise Malformed("a value is nested too deeply")
        else:
            _plain(reader, tag)


def _plain(reader: Reader, tag: int) -> None:
    if tag in (119, 116):           # text, buffer
        reader.block()
    elif tag == 125:                # integer
        reader.uint()
    elif tag in (124, 123, 122):    # float, double, big integer
        reader.skip({124: 4, 123: 8, 122: 8}[tag])
    elif tag not in (127, 126, 121, 120):       # undefined, null, false, true
        raise Malformed("it has a value of unknown kind")
