"""Colour table (.soc) of LibreOffice and OpenOffice: XML, a name and ``#rrggbb`` each."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.guard import parse_xml
from cmf_db.exchange.losses import without_groups
from cmf_db.exchange.palette import ExchangeError, Model, Palette, Swatch, Written
from cmf_db.exchange.texts import shown

ROOT = "color-table"
HOLDS: frozenset[Model] = frozenset({"RGB"})
HEX = re.compile(r"#([0-9a-fA-F]{6})$")
OPENING = ('<?xml version="1.0" encoding="UTF-8"?>\n<ooo:color-table xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
           ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
           ' xmlns:svg="http://www.w3.org/2000/svg" xmlns:ooo="http://openoffice.org/2004/office">\n')  # fmt: skip
CLOSING = "</ooo:color-table>\n"


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError with the line of what is no colour."""
    root = parse_xml(data)
    if root.tag != ROOT:
        raise ExchangeError(f"this is no LibreOffice colour table: its root is {shown(root.tag)}", line=root.line)
    colours = Collector("soc", name)
    for node in root.all("color"):
        label, written = node.attributes.get("name", ""), node.attributes.get("color", "")
        value = HEX.match(written.strip())
        if value is None:
            raise ExchangeError(f"the colour {shown(label)} is written #rrggbb, not {shown(written)}", line=node.line)
        colours.add(Swatch(label, "RGB", tuple(v / 255 for v in bytes.fromhex(value.group(1)))), line=node.line)
    return colours.palette()


def write(palette: Palette) -> Written:
    """8-bit RGB, UTF-8. Groups are not kept."""
    rows = "".join(f"<draw:color draw:name={quoteattr(s.name)} draw:color=\"{hex_of(s.values)}\"/>\n" for s in palette.swatches)
    return Written((OPENING + rows + CLOSING).encode(), tuple(without_groups(palette, "a LibreOffice colour table")))


def hex_of(rgb: tuple[float, ...]) -> str:
    """``#rrggbb`` of components 0–1.

    >>> hex_of((1, 0.5, 0))
    '#ff8000'
    """
    return "#" + "".join(f"{round(255 * v):02x}" for v in rgb)
