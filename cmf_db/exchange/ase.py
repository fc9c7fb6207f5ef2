"""Adobe Swatch Exchange (.ase): blocks of groups and colours, names in UTF-16.

There is no official specification; the layout is the one that its readers agree on: ``ASEF``, version 1.0, number of blocks, then
blocks of type, length and content. Lab keeps L* as 0–1. Whether a colour is global, spot or process is not kept.
"""

from __future__ import annotations

import struct

from cmf_db.exchange.binary import Bytes, utf16
from cmf_db.exchange.collect import Collector
from cmf_db.exchange.losses import adobe_lab
from cmf_db.exchange.palette import MOST_COLOURS, ExchangeError, Message, Model, Palette, Swatch, Written
from cmf_db.exchange.texts import shown

MAGIC = b"ASEF"
HOLDS: frozenset[Model] = frozenset({"RGB", "CMYK", "Lab", "Gray"})
GROUP, GROUP_END, COLOUR = 0xC001, 0xC002, 0x0001
MOST_BLOCKS = 3 * MOST_COLOURS          # each in a group of its own
MODELS: dict[bytes, tuple[Model, int]] = {b"RGB ": ("RGB", 3), b"CMYK": ("CMYK", 4), b"LAB ": ("Lab", 3), b"Gray": ("Gray", 1)}
MARKS = {model: mark for mark, (model, _) in MODELS.items()}
GLOBAL = 0


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError with the byte where the file is none or ends too early."""
    source = Bytes(data)
    if source.take(4, "the mark ASEF") != MAGIC:
        raise ExchangeError("this is no Adobe swatch file: it does not begin with ASEF", byte=0)
    version = source.unpack("HH", "the version")
    if version[0] != 1:
        raise ExchangeError(f"version {version[0]}.{version[1]} of Adobe swatch files is not known", byte=4)
    promised = source.integer("I", "the number of blocks")
    if promised > MOST_BLOCKS:
        raise ExchangeError(f"the file announces {promised} blocks; at most {MOST_BLOCKS} are read", byte=8)
    colours, group, blocks = Collector("ase", name), "", 0
    while source.left and blocks <= MOST_BLOCKS:
        at, blocks = source.at, blocks + 1
        kind, length = source.integer("H", "a block"), source.integer("I", "the length of a block")
        block = Bytes(source.take(length, "a block"))
        if kind == GROUP:
            group = _name(block, at)
        elif kind == GROUP_END:
            group = ""
        elif kind == COLOUR:
            colours.add(_colour(block, group, at), byte=at)
        else:
            colours.say("warning", f"a block of an unknown kind ({kind:#06x}) was left out", byte=at)
    if source.left:
        raise ExchangeError(f"the file holds more than {MOST_BLOCKS} blocks", byte=source.at)
    if blocks < promised:
        raise ExchangeError(f"the file ends after {blocks} of {promised} blocks", byte=len(data))
    if blocks > promised:
        colours.say("warning", f"the file announces {promised} blocks and holds {blocks}; all were read", byte=8)
    return colours.palette()


def _name(block: Bytes, at: int) -> str:
    try:
        return block.utf16(block.integer("H", "a name"), "a name")
    except ExchangeError as error:
        raise ExchangeError(f"the block is too short: {error}", byte=at) from None


def _colour(block: Bytes, group: str, at: int) -> Swatch:
    name = _name(block, at)
    try:
        mark = block.take(4, "its colour model")
        if mark not in MODELS:
            raise ExchangeError(f"the colour model {shown(mark.decode('latin-1'))} of {shown(name)} is not known", byte=at)
        model, count = MODELS[mark]
        scales = (100, 1, 1) if model == "Lab" else (1,) * count
        values = tuple(_decimal(v * scale) for v, scale in zip(block.unpack(f"{count}f", f"the colour {shown(name)}"), scales))
    except ExchangeError as error:
        raise ExchangeError(str(error), byte=at) from None
    return Swatch(name, model, values, group)


def _decimal(value: float) -> float:
    """The number that was meant by a 32-bit float: 0.6, not 0.6000000238."""
    return float(f"{value:.7g}")


def write(palette: Palette) -> Written:
    """RGB, CMYK, Lab and grey; a* and b* only from −128 to 127, with a warning where one lies outside."""
    messages: list[Message] = []
    blocks: list[bytes] = []
    group = ""
    for swatch in palette.swatches:
        if swatch.group != group:
            blocks += [_block(GROUP_END, b"")] * bool(group) + [_block(GROUP, _named(swatch.group))] * bool(swatch.group)
            group = swatch.group
        values = swatch.values
        if swatch.model == "Lab":
            lightness, *ab = adobe_lab(swatch, messages)
            values = (lightness / 100, *ab)
        content = _named(swatch.name) + MARKS[swatch.model] + struct.pack(f">{len(values)}fH", *values, GLOBAL)
        blocks.append(_block(COLOUR, content))
    blocks += [_block(GROUP_END, b"")] * bool(group)
    return Written(MAGIC + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks), tuple(messages))


def _named(name: str) -> bytes:
    text = utf16(name)
    return struct.pack(">H", len(text) // 2) + text


def _block(kind: int, content: bytes) -> bytes:
    return struct.pack(">HI", kind, len(content)) + content
