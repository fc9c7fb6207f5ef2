"""Text files of unknown origin: which encoding, which line, which decimal sign."""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

from cmf_db.exchange.palette import ExchangeError, Message

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?$", re.ASCII)
MOST_LINES = 1_000_000
HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Text:
    """``lines`` without their ends; line n of the file is ``lines[n - 1]``."""

    lines: list[str]
    encoding: str
    messages: tuple[Message, ...]


def decode(data: bytes) -> Text:
    """Byte order mark, UTF-16, UTF-8, else GBK or Windows-1252 with a warning that names what was assumed.

    >>> decode("名称".encode("gbk")).encoding
    'GBK'
    """
    encoding, text = _decoded(data)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise ExchangeError(f"the file has more than {MOST_LINES:,} lines", line=MOST_LINES)
    guessed = encoding not in ("UTF-8", "UTF-16")
    warning = Message("warning", f"the file is not UTF-8; its text was read as {encoding}: check the names", line=1)
    return Text(re.split("\r\n|\r|\n", text), encoding, (warning,) if guessed else ())


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16", _strict(data, "utf-16", "UTF-16")
    if len(data) >= 4 and len(data) % 2 == 0 and b"\0" in data[:2]:
        return "UTF-16", _strict(data, "utf-16-be" if data[0] == 0 else "utf-16-le", "UTF-16")
    try:
        return "UTF-8", data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise ExchangeError("the file ends in the middle of a character", line=_line(data, error.start)) from None
        if _looks_gbk(data):
            return "GBK", data.decode("gb18030")
        return "Windows-1252", _strict(data, "cp1252", "any known encoding")


def _strict(data: bytes, codec: str, named: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise ExchangeError(f"the text is not {named}: is this a text file?", line=_line(data, error.start)) from None


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _looks_gbk(data: bytes) -> bool:
    """Chinese text has its high bytes mostly in pairs; a lone accented letter stands alone."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    runs = [len(run) for run in HIGH_RUN.findall(data)]
    return sum(length % 2 == 0 for length in runs) * 2 >= len(runs)


def number(text: str, line: int, what: str) -> float:
    """A finite decimal number; a comma may be its decimal sign. Raises ExchangeError that shows what is there.

    >>> number(" 12,5", 1, "L*")
    12.5
    """
    plain = text.strip()
    value = float(plain.replace(",", ".")) if NUMBER.match(plain) else math.nan
    if not math.isfinite(value):
        raise ExchangeError(f"{what} is a number, not {shown(plain)}", line=line)
    return value


def shown(text: str) -> str:
    """Foreign text in a sentence: quoted, escaped and short."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
