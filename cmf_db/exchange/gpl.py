"""GIMP palette (.gpl): text, 8-bit RGB and a name on each line. Read by GIMP, Inkscape, Krita, Scribus, MyPaint.

Source: developer.gimp.org/core/standards/gpl; version 1 has no header lines, version 2 adds ``Name:`` and ``Columns:``. A
``Channels: RGBA`` header, as Aseprite writes it, gives each colour a fourth number.
"""

from __future__ import annotations

import re

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.losses import without_groups
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch, Written
from cmf_db.exchange.texts import decode, shown

MAGIC = "GIMP Palette"
HOLDS: frozenset[Model] = frozenset({"RGB"})
HEADER = re.compile(r"(Name|Columns|Channels):\s*(.*)$")
UNNAMED = "Untitled"            # what GIMP writes for no name
MOST_DIGITS = 9


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError with the line that is no colour."""
    text = decode(data)
    if text.lines[0].strip() != MAGIC:
        raise ExchangeError(f"this is no GIMP palette: the first line is not {MAGIC!r}", line=1)
    colours = Collector("gpl", name, text.messages)
    channels = 3
    for at, line in enumerate(text.lines[1:], start=2):
        header = HEADER.match(line) if not colours.swatches else None
        if header and header.group(1) == "Name":
            colours.rename(header.group(2))
        elif header and header.group(1) == "Channels":
            channels = 4 if header.group(2).strip() == "RGBA" else 3
        elif not header and line.strip() and not line.startswith("#"):
            colours.add(_swatch(line, channels, at, colours), line=at)
    return colours.palette()


def _swatch(line: str, channels: int, at: int, colours: Collector) -> Swatch:
    pieces = line.split(maxsplit=channels)
    numbers = pieces[:channels]
    if len(numbers) < channels or not all(_whole(piece) for piece in numbers):
        raise ExchangeError(f"a colour is {channels} whole numbers and a name, not {shown(line.strip())}", line=at)
    if channels == 4 and int(numbers[3]) != 255:
        colours.say("warning", "a colour is translucent; a palette keeps the colour only", line=at)
    name = pieces[channels] if len(pieces) > channels else ""
    return Swatch("" if name.strip() == UNNAMED else name, "RGB", tuple(int(piece) / 255 for piece in numbers[:3]))


def _whole(text: str) -> bool:
    return bool(re.fullmatch(rf"-?\d{{1,{MOST_DIGITS}}}", text, re.ASCII))


def write(palette: Palette) -> Written:
    """8-bit RGB, UTF-8. Groups are not kept."""
    rows = [f"{' '.join(f'{round(v * 255):3d}' for v in s.values)}\t{s.name or UNNAMED}" for s in palette.swatches]
    text = "\n".join([MAGIC, f"Name: {palette.name}", "Columns: 0", "#", *rows, ""])
    return Written(text.encode(), tuple(without_groups(palette, "a GIMP palette")))
