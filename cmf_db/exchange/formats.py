"""Every format by its name, its endings and its first bytes: one way to read a colour file and one to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from cmf_db.exchange import aco, ase, cgats, cxf, gpl, kpl, qtx, soc, spectra_csv, xlsx
from cmf_db.exchange.collect import clean
from cmf_db.exchange.fit import fit
from cmf_db.exchange.guard import Archive, check_size
from cmf_db.exchange.losses import without_conditions
from cmf_db.exchange.palette import ExchangeError, Message, Model, Palette, Written
from cmf_db.exchange.texts import shown
from cmf_db.science.conditions import Conditions


@dataclass(frozen=True, slots=True)
class Format:
    """``states_conditions``: whether its files can say what a Lab value is for. What ``holds`` nothing is read only."""

    name: str
    endings: tuple[str, ...]
    holds: frozenset[Model]
    read: Callable[[bytes, str], Palette]
    write: Callable[[Palette], Written] | None
    states_conditions: bool = False


FORMATS = {
    one.name: one
    for one in (
        Format("cxf", ("cxf",), cxf.HOLDS, cxf.read, cxf.write, states_conditions=True),
        Format("qtx", ("qtx",), qtx.HOLDS, qtx.read, qtx.write),
        Format("ase", ("ase",), ase.HOLDS, ase.read, ase.write),
        Format("aco", ("aco",), aco.HOLDS, aco.read, aco.write),
        Format("gpl", ("gpl",), gpl.HOLDS, gpl.read, gpl.write),
        Format("kpl", ("kpl",), kpl.HOLDS, kpl.read, kpl.write),
        Format("soc", ("soc",), soc.HOLDS, soc.read, soc.write),
        Format("csv", ("csv", "txt", "tsv"), spectra_csv.HOLDS, spectra_csv.read, spectra_csv.write),
        Format("cgats", ("cgats", "ti3"), frozenset(), cgats.read, None, states_conditions=True),
        Format("xlsx", ("xlsx",), xlsx.HOLDS, xlsx.read, xlsx.write, states_conditions=True),
    )
}
BY_ENDING = {ending: one for one in FORMATS.values() for ending in one.endings}
WRITABLE = tuple(ending for ending, one in BY_ENDING.items() if one.write is not None)
ROOTS = {"cxf": "cxf", "color-table": "soc"}
ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
HEAD = 16384


def read(data: bytes, file_name: str) -> Palette:
    """A colour file, by what it holds; its ending decides where the content does not say. Raises ExchangeError.

    >>> read(b"GIMP Palette\\n255 0 0 red\\n", "a.gpl").swatches[0].name
    'red'
    """
    check_size(len(data), file_name)
    by_ending = BY_ENDING.get(_ending(file_name))
    found = sniff(data) or by_ending
    if found is None:
        raise ExchangeError(f"{shown(file_name)} is no colour file known here; there are {', '.join(FORMATS)}", byte=0)
    palette = found.read(data, PurePath(file_name).stem)
    if by_ending is not None and by_ending is not found:
        note = Message("warning", f"{shown(file_name)} ends like a {by_ending.name} file but holds {found.name}, and was read so")
        palette = replace(palette, messages=(note, *palette.messages))
    return palette


def sniff(data: bytes) -> Format | None:
    """The format that the content itself tells, or None. A table of spectra tells nothing."""
    head = data[:HEAD]
    if head.startswith(ase.MAGIC):
        return FORMATS["ase"]
    if head.startswith(b"PK\x03\x04"):
        names = Archive(data).names
        return FORMATS["kpl"] if kpl.CONTENT in names else FORMATS["xlsx"] if xlsx.CONTENT in names else None
    if head[:4] in (b"\0\1\0\0", b"\0\2\0\0") or (head[:2] in (b"\0\1", b"\0\2") and len(head) > 4 and head[4] == 0):
        return FORMATS["aco"]
    text = head.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
    if text.startswith(gpl.MAGIC):
        return FORMATS["gpl"]
    if re.search(r"^[ \t]*\[(STANDARD|BATCH)_DATA", text, re.MULTILINE):
        return FORMATS["qtx"]
    if re.search(rf"^[ \t]*{cgats.MARK}[ \t\r]*$", text, re.MULTILINE):
        return FORMATS["cgats"]
    root = ROOT.search(text) if text.startswith("<") else None
    return FORMATS[ROOTS[root.group(1).lower()]] if root and root.group(1).lower() in ROOTS else None


def with_conditions(palette: Palette, conditions: Conditions | None) -> Palette:
    """The palette with what somebody says of its Lab and XYZ values, where its format cannot say it; else unchanged."""
    if conditions is None or FORMATS[palette.format].states_conditions:
        return palette
    swatches = tuple(replace(s, conditions=s.conditions or conditions) if s.model in ("Lab", "XYZ") else s for s in palette.swatches)
    return replace(palette, swatches=swatches)


def format_for(file_name: str) -> Format:
    """The format to write, by the ending. Raises ExchangeError that lists those there are."""
    found = BY_ENDING.get(_ending(file_name))
    if found is None or found.write is None:
        raise ExchangeError(f"nothing is written as {shown(file_name)}; the endings are {', '.join(WRITABLE)}")
    return found


def write(palette: Palette, format: Format, conditions: Conditions | None = None) -> Written:
    """In the models that the format holds; ``conditions`` are those to compute spectra for. Raises ExchangeError.

    Names are cleaned once more: not every palette comes from a file.
    """
    if format.write is None:
        raise ExchangeError(f"{format.name} files are read here, not written")
    fitted, changes = fit(palette, format.holds, format.name, conditions)
    swatches = tuple(replace(s, name=clean(s.name)[0], group=clean(s.group)[0]) for s in fitted.swatches)
    written = format.write(replace(fitted, name=clean(palette.name)[0], swatches=swatches))
    lost = () if format.states_conditions else without_conditions(fitted, format.name)
    return Written(written.data, (*changes, *lost, *written.messages))


def _ending(file_name: str) -> str:
    return PurePath(file_name).suffix.lower().removeprefix(".")
