"""Colour table (.xlsx): a row for each colour with name, group, sRGB, Lab and its conditions, and a column for each wavelength.

The header may be in English or Chinese and stand below other rows; columns in any order, unknown ones are passed over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cmf_db.exchange.collect import Collector
from cmf_db.exchange.guard import Archive
from cmf_db.exchange.palette import MOST_COLOURS, ExchangeError, Model, Palette, Swatch, Written
from cmf_db.exchange.soc import HEX, hex_of
from cmf_db.exchange.spectra import measured, spectrum_of_points
from cmf_db.exchange.texts import NUMBER, shown
from cmf_db.records.colour import Spectrum
from cmf_db.science.conditions import Conditions, ConditionsError, Geometry, illuminant_of, observer_of

CONTENT = "xl/workbook.xml"
HOLDS: frozenset[Model] = frozenset({"RGB", "Lab", "spectrum"})
COLUMNS = ("Name 名称", "Group 分组", "sRGB", "L*", "a*", "b*", "Illuminant 光源", "Observer 视场")
NAME, GROUP, SRGB = range(3)
TITLES = {
    "name": ("name", "colour", "color", "名称", "色名", "颜色", "颜色名称"), "group": ("group", "分组", "组"),
    "hex": ("srgb", "hex", "rgb", "色值"), "l": ("l*", "l"), "a": ("a*", "a"), "b": ("b*", "b"),
    "illuminant": ("illuminant", "light", "光源"), "observer": ("observer", "视场", "观察者", "视角"),
}  # fmt: skip
WAVELENGTH = re.compile(r"(\d{3}(?:\.\d+)?)\s*(?:nm)?$")
HEADER_WITHIN = 30              # rows
WIDEST = 600                    # columns
Cells = tuple[Any, ...]
Fields = dict[str, int]
Waves = dict[float, int]


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
            _add(colours, row, *header, at, file)
        elif at > HEADER_WITHIN:
            break
        else:
            header = _header(row)
    if header is None:
        return False
    _say_bare(colours)
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


def _header(row: Cells) -> tuple[Fields, Waves] | None:
    fields: Fields = {}
    waves: Waves = {}
    for column, cell in enumerate(row):
        words = [word.casefold() for word in str(cell if cell is not None else "").split()]
        key = next((key for key, titles in TITLES.items() if any(word in titles for word in words)), None)
        wave = WAVELENGTH.match(" ".join(words))
        if key:
            fields.setdefault(key, column)
        elif wave and 200 <= float(wave.group(1)) <= 1100:
            waves[float(wave.group(1))] = column
    coloured = "hex" in fields or {"l", "a", "b"} <= fields.keys() or len(waves) >= 8
    return (fields, waves) if "name" in fields and coloured else None


def _add(colours: Collector, row: Cells, fields: Fields, waves: Waves, at: int, file: str) -> None:
    text = {key: str(row[column]).strip() for key, column in fields.items() if column < len(row) and row[column] is not None}
    name = text.get("name", "")
    lab, conditions = _lab(text, name, at), _conditions(text, name, at)
    rgb = _rgb(text, name, at)
    points = [(nm, _number(row[column], name, f"{nm:g} nm", at)) for nm, column in waves.items()
              if column < len(row) and row[column] is not None]  # fmt: skip
    curve = spectrum_of_points(colours, name, points, at) if points else None
    group = text.get("group", "")
    if curve is not None:
        colours.add(Swatch(
            name, "spectrum", group=group, spectrum=curve, conditions=conditions if lab else None, lab=lab, rgb=rgb,
            measurement=measured(curve, None, Geometry.UNKNOWN, file, {})), at)  # fmt: skip
    elif lab is not None:
        colours.add(Swatch(name, "Lab", lab, group, conditions=conditions, rgb=rgb), at)
    elif rgb is not None:
        colours.add(Swatch(name, "RGB", rgb, group), at)
    elif text:
        colours.say("warning", f"{shown(name)} has no colour and was left out", at)


def _lab(text: Mapping[str, str], name: str, at: int) -> tuple[float, ...] | None:
    given = [key for key in ("l", "a", "b") if text.get(key)]
    if not given:
        return None
    if len(given) < 3:
        raise ExchangeError(f"the Lab value of {shown(name)} is incomplete", line=at)
    return tuple(_number(text[key], name, key, at) for key in given)


def _number(cell: Any, name: str, what: str, at: int) -> float:
    written = str(cell).strip().replace("−", "-")
    if not NUMBER.match(written):
        raise ExchangeError(f"{what} of {shown(name)} is no number: {shown(written)}", line=at)
    return float(written.replace(",", "."))


def _rgb(text: Mapping[str, str], name: str, at: int) -> tuple[float, ...] | None:
    written = text.get("hex", "")
    if not written:
        return None
    value = HEX.match(written if written.startswith("#") else f"#{written}")
    if value is None:
        raise ExchangeError(f"the screen colour of {shown(name)} is written #rrggbb, not {shown(written)}", line=at)
    return tuple(v / 255 for v in bytes.fromhex(value.group(1)))


def _conditions(text: Mapping[str, str], name: str, at: int) -> Conditions | None:
    illuminant, observer = text.get("illuminant", ""), text.get("observer", "")
    if not illuminant and not observer:
        return None
    try:
        return Conditions(illuminant_of(illuminant), observer_of(observer.removesuffix(".0")))
    except ConditionsError as error:
        raise ExchangeError(f"conditions of {shown(name)}: {error}", line=at) from None


def _say_bare(colours: Collector) -> None:
    bare = sum(s.stated_lab is not None and s.conditions is None for s in colours.swatches)
    if bare:
        colours.say("warning", f"{bare} Lab values name no illuminant and observer, so they cannot be compared")


def write(palette: Palette) -> Written:
    """One sheet; the sRGB cell is filled with its colour. Text is never a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import PatternFill

    waves = sorted({nm for s in palette.swatches if s.spectrum for nm in _points(s.spectrum)})
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Colours")
    sheet.freeze_panes = "B2"
    sheet.append([*COLUMNS, *(f"{nm:g} nm" for nm in waves)])
    for swatch in palette.swatches:
        row = _cells(swatch, waves)
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


def _cells(swatch: Swatch, waves: list[float]) -> list[Any]:
    lab, rgb, conditions = swatch.stated_lab, swatch.stated_rgb, swatch.conditions
    points = _points(swatch.spectrum) if swatch.spectrum else {}
    return [
        swatch.name or None, swatch.group or None, hex_of(rgb) if rgb else None, *(lab or (None, None, None)),
        conditions.illuminant.value if conditions else None, int(conditions.observer) if conditions else None,
        *(points.get(nm) for nm in waves),
    ]  # fmt: skip


def _points(curve: Spectrum) -> dict[float, float]:
    return {round(curve.start_nm + i * curve.step_nm, 6): value for i, value in enumerate(curve.values)}
