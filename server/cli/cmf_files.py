"""``sunmao cmf import``, ``convert`` and ``export``: colour files in, from one format to another, and the library out."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cmf_db.exchange import formats
from cmf_db.exchange.fit import lab_of_curve
from cmf_db.exchange.formats import Format
from cmf_db.exchange.guard import read_path
from cmf_db.exchange.palette import ExchangeError, Message, Palette, Swatch
from cmf_db.exchange.soc import hex_of
from cmf_db.science.conditions import Conditions
from server.cli import cmf_typed
from server.cli.answer import Answer, Commands, Refused, command
from server.cli.files import write_whole

LIBRARY = "Sunmao 榫卯"


def add_command(commands: Commands) -> None:
    reading = command(commands, "import", "read a colour file and say what it holds", run_import)
    reading.add_argument("file", type=cmf_typed.file, metavar="FILE")
    reading.add_argument("--dry-run", action="store_true", help="only read and report, which is all that happens without a server")
    converting = command(commands, "convert", "write a colour file in another format", run_convert)
    converting.add_argument("file", type=cmf_typed.file, metavar="IN")
    converting.add_argument("out", type=_out, metavar="OUT", help=f"the ending decides: {', '.join(formats.WRITABLE)}")
    exporting = command(commands, "export", "write the colours of the opening library", run_export)
    exporting.add_argument("out", type=_out, metavar="OUT", help=f"the ending decides: {', '.join(formats.WRITABLE)}")
    exporting.add_argument("--in", type=cmf_typed.file, dest="file", metavar="FILE", help="write the colours of this file instead")
    for parser in (reading, converting, exporting):
        cmf_typed.add_conditions(parser, required=False)
        parser.set_defaults(refuse=parser.error)


def run_import(given: argparse.Namespace) -> Answer:
    conditions = _conditions(given)
    try:
        palette = _palette(given.file, conditions)
    except ExchangeError as error:
        return _answer({"format": None, "name": _shown(Path(given.file.name)), "colors": []}, (error.message,), given.file)
    coarse: list[Message] = []
    colours = [_colour(swatch, conditions, coarse) for swatch in palette.swatches]
    lines = [f"{_shown(given.file)}: {len(colours)} colours, {palette.format}", *(f"  {_line(colour)}" for colour in colours)]
    return _answer({"format": palette.format, "name": palette.name, "colors": colours}, (*palette.messages, *coarse), given.file, lines)


def run_convert(given: argparse.Namespace) -> Answer:
    path, format = given.out
    conditions = _conditions(given)
    try:
        palette = _palette(given.file, conditions)
    except ExchangeError as error:
        return _answer(_written(path, format), (error.message,), given.file)
    return _write(palette, path, format, conditions, given.file)


def run_export(given: argparse.Namespace) -> Answer:
    if given.file is not None:
        return run_convert(given)
    from cmf_db.exchange.library import palette_of
    from cmf_db.records.colour import ColourStandard
    from cmf_db.seed.library import of_kind

    path, format = given.out
    records = [seed.record for seed in of_kind("colour") if isinstance(seed.record, ColourStandard)]
    return _write(palette_of(records, LIBRARY), path, format, _conditions(given), path)


def _out(text: str) -> tuple[Path, Format]:
    try:
        return Path(text), formats.format_for(text)
    except ExchangeError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _conditions(given: argparse.Namespace) -> Conditions | None:
    if (given.illuminant is None) != (given.observer is None):
        given.refuse("name both --illuminant and --observer, or neither")
    return None if given.illuminant is None else cmf_typed.conditions_of(given)


def _palette(file: Path, conditions: Conditions | None) -> Palette:
    return formats.with_conditions(formats.read(read_path(file), file.name), conditions)


def _write(palette: Palette, path: Path, format: Format, conditions: Conditions | None, source: Path) -> Answer:
    try:
        written = formats.write(palette, format, conditions)
    except ExchangeError as error:
        return _answer(_written(path, format), (error.message, *palette.messages), source)
    try:
        write_whole(path, written.data)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None
    fields = _written(path, format, len(written.data), len(palette.swatches))
    line = f"{_shown(path)}: {len(palette.swatches)} colours, {len(written.data):,} bytes"
    return _answer(fields, (*palette.messages, *written.messages), source, [line])


def _written(path: Path, format: Format, size: int | None = None, colours: int = 0) -> dict[str, Any]:
    return {"format": format.name, "path": _shown(path), "bytes": size, "colors": colours}


def _answer(fields: dict[str, Any], messages: Sequence[Message], file: Path, lines: Sequence[str] = ()) -> Answer:
    ok = not any(message.level == "error" for message in messages)
    return Answer({"ok": ok, **fields, "messages": [asdict(message) for message in messages]}, lines, [_note(m, file) for m in messages])


def _note(message: Message, file: Path) -> str:
    place = f":{message.line}" if message.line is not None else f", byte {message.byte}" if message.byte is not None else ""
    return f"{_shown(file)}{place}: {message.level}: {message.text}"


def _shown(path: Path) -> str:
    """A path as text, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _colour(swatch: Swatch, named: Conditions | None, coarse: list[Message]) -> dict[str, Any]:
    """A colour of the contract; a spectrum's Lab value is computed for the conditions named."""
    lab, conditions = swatch.stated_lab, swatch.conditions
    if swatch.spectrum is not None and named is not None:
        try:
            lab, conditions = lab_of_curve(swatch.spectrum, named, swatch.name), named
        except ExchangeError as error:
            coarse.append(Message("warning", str(error)))
    rgb, curve = swatch.stated_rgb, swatch.spectrum
    return {
        "name": swatch.name, "group": swatch.group, "model": swatch.model, "values": list(swatch.values),
        "hex": hex_of(rgb) if rgb else None, "lab": list(lab) if lab else None,
        "illuminant": conditions.illuminant.value if conditions else None,
        "observer": conditions.observer.value if conditions else None,
        "spectrum": {"start_nm": curve.start_nm, "step_nm": curve.step_nm, "values": list(curve.values)} if curve else None,
    }  # fmt: skip


def _line(colour: dict[str, Any]) -> str:
    parts = [colour["name"] or "(no name)", colour["model"], colour["hex"]]
    if colour["lab"]:
        under = f"{colour['illuminant']}/{colour['observer']}" if colour["illuminant"] else "no conditions"
        parts.append(f"Lab {', '.join(f'{v:.2f}' for v in colour['lab'])} ({under})")
    return "  ".join(part for part in parts if part)
