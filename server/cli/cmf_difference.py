"""``sunmao cmf difference``: one ΔE, or one for each row of a file; the standard comes first."""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator

import numpy as np

from cmf_db.records.colour import Formula
from cmf_db.science.conditions import ConditionsError, require_alike
from cmf_db.science.formulas import delta_e
from cmf_db.science.lab import check_lab
from server.cli import cmf_typed
from server.cli.answer import Answer, Commands, Refused, command

Row = tuple[float, ...]
NOT_GIVEN = object()


def add_command(commands: Commands) -> None:
    found = command(commands, "difference", "the difference of a sample from a standard", run)
    found.add_argument("--standard", type=cmf_typed.colour, metavar="L,a,b[@D65/10]")
    found.add_argument("--sample", type=cmf_typed.colour, metavar="L,a,b[@D65/10]")
    found.add_argument("--pairs", type=cmf_typed.file_or_stdin, default=NOT_GIVEN, metavar="FILE",
                       help="rows L1,a1,b1,L2,a2,b2[,kL,kC,kH], the standard first; - is standard input")
    found.add_argument("--formula", choices=[f.value for f in Formula], required=True, help="cmc is 2:1, de94 that of graphic arts")
    found.set_defaults(misused=found.error)


def run(given: argparse.Namespace) -> Answer:
    formula = Formula(given.formula)
    sides = [side for side in (given.standard, given.sample) if side is not None]
    if len(sides) != (2 if given.pairs is NOT_GIVEN else 0):
        given.misused("give --standard and --sample, or --pairs")
    if not sides:
        return _of_rows(formula, cmf_typed.read_text(given.pairs))
    (standard, under), (sample, sample_under) = sides
    if under and sample_under:
        require_alike(under, sample_under)
    elif under or sample_under:
        lacking = "sample" if under else "standard"
        raise ConditionsError(f"the {lacking} does not name its conditions: write them behind it, for example @{under or sample_under}")
    value = float(delta_e(formula, standard, sample))
    return Answer({"ok": True, "formula": formula.value, "value": value}, [f"{value:.4f}"])


def _of_rows(formula: Formula, text: str) -> Answer:
    rows = list(_rows(text, formula))
    values = [0.0] * len(rows)
    plain = [n for n, row in enumerate(rows) if len(row) == 6]
    if plain:
        pairs = np.array([rows[n] for n in plain])
        for n, value in zip(plain, delta_e(formula, pairs[:, :3], pairs[:, 3:])):
            values[n] = float(value)
    for n, row in enumerate(rows):
        if len(row) == 9:
            values[n] = float(delta_e(formula, row[:3], row[3:6], row[6:]))
    return Answer({"ok": True, "formula": formula.value, "values": values}, [f"{value:.4f}" for value in values])


def _rows(text: str, formula: Formula) -> Iterator[Row]:
    """The rows that hold something; a first row without any number is a header. Raises Refused with the line."""
    for line, cells in _cells(text):
        filled = [cell.strip() for cell in cells]
        if not any(filled) or (line == 1 and not any(_is_number(cell) for cell in filled)):
            continue
        if len(filled) not in (6, 9):
            raise Refused(f"line {line} has {len(filled)} values: write L1,a1,b1,L2,a2,b2, and kL,kC,kH behind them if needed")
        if len(filled) == 9 and formula is not Formula.DE00:
            raise Refused(f"line {line} has kL, kC and kH, which belong to de00, not to {formula.value}")
        yield _row(line, filled)


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines())
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise Refused(f"line {reader.line_num} is no row of values separated by commas: {error}") from None


def _row(line: int, cells: list[str]) -> Row:
    try:
        row = tuple(float(cell.replace("−", "-")) for cell in cells)
        check_lab(row[:3])
        check_lab(row[3:6])
    except ValueError as error:
        raise Refused(f"line {line}: {error}") from None
    if not all(0 < weight < math.inf for weight in row[6:]):
        raise Refused(f"line {line}: kL, kC and kH are more than 0")
    return row


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace("−", "-"))
    except ValueError:
        return False
    return True
