"""The CMF sheet of a model as an Excel workbook: a row for each part with its picture, sums below, and what every figure rests on.

Every text is written as text: what a designer or a supplier wrote is never a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cmf_db.figures import Range, together
from server.documents.sheet_rows import Row

COLUMNS = (
    ("图 Picture", 14), ("部件 Part", 22), ("编号 Code", 14), ("条目 Item", 30), ("版本 Version", 9), ("颜色 sRGB", 11),
    ("L*", 8), ("a*", 8), ("b*", 8), ("条件 Conditions", 12), ("材料 Material", 26), ("表面 Finish", 26), ("工艺顺序 Process order", 30),
    ("光泽 Gloss GU@60°", 11), ("供应商 Supplier", 20), ("签样至 Sample until", 13), ("质量 Mass g", 11), ("成本下限 Cost from", 12),
    ("成本上限 Cost to", 12), ("币种 Currency", 9), ("CO2e 下限 from kg", 12), ("CO2e 上限 to kg", 12), ("备注 Remark", 36),
)
SOURCES = (("部件 Part", 24), ("数据 Figure", 28), ("来源 Source kind", 16), ("出处 Reference", 60), ("日期 Date", 12), ("由 By", 18))
NOTE = ("成本和 CO2e 由体积、密度与全部表面积推算，表面按上限计。 Cost and CO2e follow from volume, density and the whole surface; "
        "of surfaces they are upper limits.")
HEAD, FIRST = 3, 4
ROW_HEIGHT, PICTURE = 60, 76        # points, pixels
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MOST_TEXT = 2000


def workbook(title: str, rows: Sequence[Row], pictures: Mapping[str, bytes]) -> bytes:
    """The file; ``pictures`` are PNGs by part path."""
    book = Workbook()
    sheet = book.active
    sheet.title = "CMF"
    _text(sheet.cell(1, 1), title).font = Font(bold=True, size=14)
    _text(sheet.cell(2, 1), NOTE)
    _header(sheet, HEAD, COLUMNS)
    for at, row in enumerate(rows, FIRST):
        _row(sheet, at, row, pictures.get(row.path))
    _sums(sheet, FIRST + len(rows), rows)
    sheet.freeze_panes = sheet.cell(FIRST, 3)
    _list_sources(book.create_sheet("来源 Sources"), rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(sheet: Any, at: int, columns: Sequence[tuple[str, int]]) -> None:
    for column, (name, width) in enumerate(columns, 1):
        cell = _text(sheet.cell(at, column), name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width


def _row(sheet: Any, at: int, row: Row, picture: bytes | None) -> None:
    sheet.row_dimensions[at].height = ROW_HEIGHT
    lab = row.lab or (None, None, None)
    values: tuple[Any, ...] = (
        None, row.part, row.code, row.item, row.version, row.color, *(v if v is None else round(v, 2) for v in lab), row.conditions,
        row.material, row.finish, row.processes, row.gloss_gu, row.supplier, row.valid_until, _grams(row.mass_kg), *_cost(row), *_co2e(row),
        row.remark or None)
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if isinstance(value, str):
            _text(cell, value)
        elif value is not None:
            cell.value = value
    sheet.cell(at, 6).fill = PatternFill("solid", fgColor=row.color.removeprefix("#").upper())
    sheet.cell(at, 6).font = Font(color="FFFFFF" if _is_dark(row.color) else "000000")
    if picture:
        image = Image(io.BytesIO(picture))
        image.width = image.height = PICTURE
        sheet.add_image(image, f"A{at}")


def _sums(sheet: Any, at: int, rows: Sequence[Row]) -> None:
    """One line for each currency; how many parts each sum knows stands in the remark."""
    total = together(row.figures for row in rows if row.figures)
    masses = [row.mass_kg for row in rows if row.mass_kg is not None]
    _text(sheet.cell(at, 2), "合计 Total").font = Font(bold=True)
    if masses:
        sheet.cell(at, 17).value = _grams(sum(masses))
    if total.co2e_kg:
        sheet.cell(at, 21).value, sheet.cell(at, 22).value = _three(total.co2e_kg)
    for line, (currency, one) in enumerate(sorted(total.cost.items())):
        sheet.cell(at + line, 18).value, sheet.cell(at + line, 19).value = (round(v, 2) for v in one)
        _text(sheet.cell(at + line, 20), currency)
    priced = sum(1 for row in rows if row.figures and row.figures.cost)
    emitting = sum(1 for row in rows if row.figures and row.figures.co2e_kg)
    known = f"质量 Mass {len(masses)}/{len(rows)}, 成本 Cost {priced}/{len(rows)}, CO2e {emitting}/{len(rows)}"
    _text(sheet.cell(at, 23), f"有数据的部件 Parts with data: {known}")


def _list_sources(sheet: Any, rows: Sequence[Row]) -> None:
    _header(sheet, 1, SOURCES)
    at = 2
    for row in rows:
        for source in row.sources:
            for column, value in enumerate((row.part, *source), 1):
                _text(sheet.cell(at, column), value)
            at += 1
    sheet.freeze_panes = "A2"


def _cost(row: Row) -> tuple[Any, Any, Any]:
    """Several currencies do not add up: the first one is shown, the sums below show all."""
    if row.figures is None or not row.figures.cost:
        return None, None, None
    currency, (least, most) = min(row.figures.cost.items())
    return round(least, 2), round(most, 2), currency


def _co2e(row: Row) -> tuple[Any, Any]:
    return _three(row.figures.co2e_kg) if row.figures and row.figures.co2e_kg else (None, None)


def _three(one: Range) -> tuple[float, float]:
    return round(one[0], 3), round(one[1], 3)


def _grams(kg: float | None) -> float | None:
    return None if kg is None else round(kg * 1000, 1)


def _text(cell: Any, text: str) -> Any:
    """Text as text, without what XML cannot hold."""
    cell.value = NOT_IN_XML.sub("\ufffd", text)[:MOST_TEXT]
    cell.data_type = "s"
    return cell


def _is_dark(color: str) -> bool:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
