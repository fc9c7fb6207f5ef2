"""Spectra as a table (.csv, .txt): a row of names, then a row for each wavelength in nm, reflectance 0–1.

Commas, semicolons or tabs between cells; with the last two a comma may be the decimal sign. A column may leave wavelengths out at
its ends. A table that is plainly in percent is divided by 100, with a warning. A table with a row for each colour is read too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from statistics import median

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.losses import without_groups
from cmf_db.exchange.palette import ExchangeError, Message, Model, Palette, Swatch, Written
from cmf_db.exchange.spectra import HIGHEST, WHITER, measured, spectrum_of_points
from cmf_db.exchange.table import Fields, Waves, add_row, header_of, say_bare
from cmf_db.exchange.texts import NUMBER, decode, number, shown
from cmf_db.science.conditions import Geometry

HOLDS: frozenset[Model] = frozenset({"spectrum"})
DELIMITERS = ("\t", ";", ",")
MOST_PERCENT = 400.0
FORMULA = ("=", "+", "-", "@")  # a spreadsheet runs a cell that begins so
Row = tuple[int, list[str]]


def read(data: bytes, name: str) -> Palette:
    """Raises ExchangeError with the line."""
    text = decode(data)
    rows = list(_rows(text.lines))
    if len(rows) < 2:
        raise ExchangeError("a table of spectra has a row of names and a row for each wavelength", line=1)
    line, header = rows[0]
    if (titles := header_of(tuple(header))) is not None:
        return _table(rows[1:], titles, Collector("csv", name, text.messages), name)
    if _is_number(header[0]) or len(header) < 2:
        raise ExchangeError("the first row holds the names of the colours, its first cell stands over the wavelengths", line=line)
    colours = Collector("csv", name, text.messages)
    colours.room_for(len(header) - 1, line)
    columns = _columns(rows[1:], len(header))
    scale = _scale(columns, header, colours)
    for label, points in zip(header[1:], columns):
        if label.strip() or points:
            curve = spectrum_of_points(colours, label, [(nm, value / scale) for nm, value in points], line)
            if curve is not None:
                unquoted = label[1:] if label.startswith("'") and _runs(label) else label
                measurement = measured(curve, None, Geometry.UNKNOWN, name, {})
                colours.add(Swatch(unquoted, "spectrum", spectrum=curve, measurement=measurement), line)
    return colours.palette()


def _table(rows: list[Row], titles: tuple[Fields, Waves], colours: Collector, file: str) -> Palette:
    for line, row in rows:
        add_row(colours, tuple(cell or None for cell in row), *titles, line, file)
    say_bare(colours)
    return colours.palette()


def _rows(lines: list[str]) -> Iterable[Row]:
    """Rows that hold something and are no comment, each with its line. A quoted name may run over several lines."""
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = max(DELIMITERS, key=lambda mark: (first.count(mark), mark != ","))
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    at = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].startswith("#"):
                yield at, row
            at = reader.line_num + 1
    except csv.Error as error:
        raise ExchangeError(f"the table is broken: {error}", line=at) from None


def _columns(rows: list[Row], width: int) -> list[list[tuple[float, float]]]:
    columns: list[list[tuple[float, float]]] = [[] for _ in range(width - 1)]
    for line, row in rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise ExchangeError(f"the row has {len(row)} cells, the row of names {width}", line=line)
        nm = number(row[0].lower().removesuffix("nm"), line, "a wavelength")
        for column, cell in zip(columns, row[1:]):
            if cell.strip():
                column.append((nm, number(cell, line, "a reflectance")))
    return columns


def _scale(columns: list[list[tuple[float, float]]], header: list[str], colours: Collector) -> float:
    values = [value for points in columns for _, value in points]
    if not values:
        return 1.0
    percent = max(values) > HIGHEST and median(values) > WHITER and max(values) <= MOST_PERCENT
    if percent:
        colours.say("warning", f"reflectance up to {max(values):g} was read as percent; the format asks for 0 to 1", line=1)
    return 100.0 if percent else 1.0


def _runs(name: str) -> bool:
    """Whether a spreadsheet would run the name; one that only lacks its apostrophe counts, so that names come back as they went."""
    return name.lstrip("'").startswith(FORMULA)


def _is_number(text: str) -> bool:
    return NUMBER.match(text.strip().lower().removesuffix("nm").strip()) is not None


def write(palette: Palette) -> Written:
    """UTF-8 with a byte order mark, so that a spreadsheet shows Chinese names. Groups are not kept."""
    curves = []
    for swatch in palette.swatches:
        if swatch.spectrum is None:
            raise ExchangeError(f"{shown(swatch.name)} has no spectrum, and this table holds nothing else")
        curve = swatch.spectrum
        curves.append({round(curve.start_nm + i * curve.step_nm, 6): value for i, value in enumerate(curve.values)})
    messages = without_groups(palette, "a table of spectra")
    names = [f"'{s.name}" if _runs(s.name) else s.name for s in palette.swatches]
    if any(_runs(s.name) for s in palette.swatches):
        messages.append(Message("warning", "names that a spreadsheet would run as a formula were written after an apostrophe"))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["nm", *names])
    for nm in sorted({nm for curve in curves for nm in curve}):
        table.writerow([f"{nm:g}", *(f"{curve[nm]:.7g}" if nm in curve else "" for curve in curves)])
    return Written(out.getvalue().encode("utf-8-sig"), tuple(messages))
