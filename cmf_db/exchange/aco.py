"""Adobe Color (.aco) of Photoshop: a nameless version 1, then version 2 with names in UTF-16.

Source: Adobe Photoshop File Formats Specification, "Color swatches". All components are 16-bit: RGB, HSB and CMYK over the whole
range (CMYK with 0 as full ink), Lab as hundredths, grey 0–10000. Colours of a named system hold a code instead of a colour.
"""

from __future__ import annotations

import struct

from cmf_db.exchange.binary import Bytes, utf16
from cmf_db.exchange.collect import Collector
from cmf_db.exchange.losses import adobe_lab, without_groups
from cmf_db.exchange.palette import ExchangeError, Message, Model, Palette, Swatch, Written
from cmf_db.exchange.texts import shown

HOLDS: frozenset[Model] = frozenset({"RGB", "HSB", "CMYK", "Lab", "Gray"})
RGB, HSB, CMYK, LAB, GRAY, WIDE_CMYK = 0, 1, 2, 7, 8, 9
SYSTEMS = {3: "Pantone", 4: "Focoltone", 5: "Trumatch", 6: "Toyo", 10: "HKS"}
SPACES: dict[Model, int] = {"RGB": RGB, "HSB": HSB, "CMYK": CMYK, "Lab": LAB, "Gray": GRAY}
FULL = 65535
COLOUR_BYTES = 10


def read(data: bytes, name: str) -> Palette:
    """Version 2 where there is one, else version 1. Raises ExchangeError with the byte."""
    source = Bytes(data)
    version, count = _header(source)
    if version == 1:
        start = source.at + count * COLOUR_BYTES
        if len(data) > start:
            later = Bytes(data, start)
            second, count = _header(later)
            if second != 2:
                raise ExchangeError(f"after its {count} colours the file goes on with something unknown", byte=start)
            version, source = 2, later
    colours = Collector("aco", name)
    colours.room_for(count, byte=source.at - 2)
    for _ in range(count):
        at = source.at
        space, *parts = (int(v) for v in source.unpack("5H", "a colour"))
        label = source.utf16(source.integer("I", "a name"), "a name") if version == 2 else ""
        if space in SYSTEMS:
            colours.say("warning", f"{shown(label)} is a code of {SYSTEMS[space]} without a colour and was left out", byte=at)
            continue
        colours.add(_swatch(space, parts, label, at), byte=at)
    if source.left:
        colours.say("warning", f"{source.left} bytes after the last colour were not read", byte=source.at)
    return colours.palette()


def _header(source: Bytes) -> tuple[int, int]:
    at = source.at
    version, count = source.integer("H", "the version"), source.integer("H", "the number of colours")
    if version not in (1, 2):
        raise ExchangeError(f"this is no Photoshop swatch file: version {version} does not exist", byte=at)
    return version, count


def _swatch(space: int, parts: list[int], name: str, at: int) -> Swatch:
    if space in (RGB, HSB):
        return Swatch(name, "RGB" if space == RGB else "HSB", tuple(v / FULL for v in parts[:3]))
    if space == CMYK:
        return Swatch(name, "CMYK", tuple(1 - v / FULL for v in parts))
    if space == WIDE_CMYK:
        return Swatch(name, "CMYK", tuple(v / 10000 for v in parts))
    if space == LAB:
        signed = struct.unpack(">2h", struct.pack(">2H", *parts[1:3]))
        return Swatch(name, "Lab", (parts[0] / 100, *(v / 100 for v in signed)))
    if space == GRAY:
        return Swatch(name, "Gray", (parts[0] / 10000,))
    raise ExchangeError(f"colour space {space} of {shown(name)} is not known", byte=at)


def write(palette: Palette) -> Written:
    """Both versions, as Photoshop writes them. Groups are not kept; a* and b* only from −128 to 127."""
    messages = without_groups(palette, "a Photoshop swatch file")
    colours = [_packed(swatch, messages) for swatch in palette.swatches]
    names = [utf16(swatch.name) for swatch in palette.swatches]
    first = struct.pack(">HH", 1, len(colours)) + b"".join(colours)
    second = struct.pack(">HH", 2, len(colours)) + b"".join(
        colour + struct.pack(">I", len(name) // 2) + name for colour, name in zip(colours, names))
    return Written(first + second, tuple(messages))


def _packed(swatch: Swatch, messages: list[Message]) -> bytes:
    v = swatch.values
    if swatch.model == "CMYK":
        parts = [round((1 - c) * FULL) for c in v]
    elif swatch.model == "Gray":
        parts = [round(v[0] * 10000)]
    elif swatch.model == "Lab":
        parts = [round(c * 100) & 0xFFFF for c in adobe_lab(swatch, messages)]
    else:
        parts = [round(c * FULL) for c in v]
    return struct.pack(">5H", SPACES[swatch.model], *parts, *[0] * (4 - len(parts)))
