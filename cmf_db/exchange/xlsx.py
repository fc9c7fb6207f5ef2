"""Excel workbook (.xlsx) with a table of colours. The header may stand below other rows, on any sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.guard import Archive
from cmf_db.exchange.palette import MOST_COLOURS, ExchangeError, Model, Palette, Written
from cmf_db.exchange.soc import hex_of
from cmf_db.exchange.table import COLUMNS, GROUP, NAME, SRGB, Cells, add_row, cells_of, header_of, points_of, say_bare

CONTENT = "xl/workbook.xml"
HOLDS: frozenset[Model] = frozenset({"RGB", "Lab", "spectrum"})
HEADER_WITHIN = 30              # rows
WIDEST = 600                    # columns


def read(data: bytes, name: str) -> Palette:
    """The first sheet that has a header. Raises ExchangeError with the row."""
    archive = Archive(data)
    if CONTENT not in archive.names:
        raise ExchangeError(f"this is no Excel workbook: the archive holds no {CONTENT}", byte=0)
    archive.check_all()
    colours = Collector("xlsx", name)
    with _workbook(data) as book:
        for sheet in book.worksheets:
            if _read_sheet(colours, _rows(sheet), name):
                return colours.palette()
    raise ExchangeError("no sheet has a row of titles with a name and a colour: use Name, sRGB or L*, a*, b*, Illuminant, Observer", line=1)


def _read_sheet(colours: Collector, rows: Iterator[Cells], file: str) -> bool:
    """Whether the sheet has a header; then its colours are in."""
    header = None
    for at, row in enumerate(rows, start=1):
        if header is not None:
            add_row(colours, row, *header, at, file)
        elif at > HEADER_WITHIN:
            break
        else:
            header = header_of(row)
    if header is None:
        return False
    say_bare(colours)
    return True


@contextmanager
def _workbook(data: bytes) -> Iterator[Any]:
    import openpyxl

    with _openpyxl_errors():
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Cells]:
    with _openpyxl_errors():
        rows = sheet.iter_rows(max_row=MOST_COLOURS + HEADER_WITHIN + 1, max_col=WIDEST, values_only=True)
    while True:
        with _openpyxl_errors():
            row = next(rows, None)
        if row is None:
            return
        yield row


@contextmanager
def _openpyxl_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:      # openpyxl raises whatever its parser stumbles over
        text = f"the workbook is broken ({type(error).__name__}): open it in a spreadsheet and save it again"
        raise ExchangeError(text, byte=0) from None


def write(palette: Palette) -> Written:
    """One sheet; the sRGB cell is filled with its colour. Text is never a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    waves = sorted({nm for s in palette.swatches if s.spectrum for nm in points_of(s.spectrum)})
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Colours")
    sheet.freeze_panes = "B2"
    sheet.append([*COLUMNS, *(f"{nm:g} nm" for nm in waves)])
    for swatch in palette.swatches:
        row = cells_of(swatch, waves)
        for column in (NAME, GROUP, SRGB):
            if row[column] is not None:
                row[column] = WriteOnlyCell(sheet, row[column])
                row[column].data_type = "s"
        if swatch.stated_rgb is not None:
            row[SRGB].fill = PatternFill("solid", fgColor=hex_of(swatch.stated_rgb)[1:])
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return Written(out.getvalue())
