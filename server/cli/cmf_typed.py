"""What is typed on the command line of ``sunmao cmf``, read; a mistake in it is bad usage (exit 2)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cmf_db.science.conditions import Conditions, illuminant_of, observer_of
from cmf_db.science.lab import parse_colour, parse_lab
from server.cli.answer import Refused

T = TypeVar("T")


def typed(read: Callable[[str], T]) -> Callable[[str], T]:
    """A reader for argparse that says its own sentence."""
    def reader(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return reader


lab = typed(parse_lab)
colour = typed(parse_colour)
illuminant = typed(illuminant_of)
observer = typed(observer_of)


def add_conditions(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """``--illuminant D65 --observer 10``."""
    parser.add_argument("--illuminant", type=illuminant, required=required, metavar="NAME", help="D50, D65, A, FL2, FL11, FL12 or LED-B3")
    parser.add_argument("--observer", type=observer, required=required, metavar="DEGREES", help="2 or 10")


def conditions_of(given: argparse.Namespace) -> Conditions:
    return Conditions(given.illuminant, given.observer)


def count(text: str) -> int:
    """1 or more, for argparse."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number of 1 or more, not {text[:40]}")
    return int(text)


def file(text: str) -> Path:
    """A file that is there, for argparse."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def file_or_stdin(text: str) -> Path | None:
    """The same, and None for ``-``, which is standard input."""
    return None if text == "-" else file(text)


def read_text(path: Path | None) -> str:
    """The text of a file or of standard input. Raises Refused for what cannot be read or is no UTF-8."""
    try:
        data = sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path or 'standard input'} is not text in UTF-8: byte {error.start} does not belong there") from None
