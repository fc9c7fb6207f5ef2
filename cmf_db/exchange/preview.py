"""What an import would change: each colour of a file beside those that are there already. Nothing is written here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cmf_db.exchange.fit import lab_of_curve
from cmf_db.exchange.palette import ExchangeError, Palette, Swatch
from cmf_db.records.colour import Spectrum
from cmf_db.science.conditions import Conditions
from cmf_db.science.lab import Lab

State = Literal["new", "equal", "different"]
SAME = 0.005                    # ΔE00: less than two decimals of a Lab value
DEFAULT = Conditions.parse("D65/10")


@dataclass(frozen=True, slots=True)
class Known:
    """A colour of the library: its names, and what it rests on."""

    id: str
    names: tuple[str, ...]
    spectrum: Spectrum | None = None
    lab: Lab | None = None
    conditions: Conditions | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """``known`` is the id of the colour of the same name. ``de00`` is None where the two cannot be compared; ``reason`` then says why."""

    swatch: Swatch
    state: State
    known: str | None = None
    de00: float | None = None
    conditions: Conditions | None = None
    reason: str = ""


def preview(palette: Palette, library: Iterable[Known], conditions: Conditions = DEFAULT) -> tuple[Row, ...]:
    """A row for each swatch, in the order of the file. Two spectra are compared under ``conditions``.

    Names are the same without regard to case, width and outer blanks. Of several colours of one name the nearest counts.
    """
    by_name: dict[str, list[Known]] = {}
    for known in library:
        for name in {_key(name) for name in known.names} - {""}:
            by_name.setdefault(name, []).append(known)
    return tuple(_row(swatch, by_name.get(_key(swatch.name), []), conditions) for swatch in palette.swatches)


def _row(swatch: Swatch, namesakes: list[Known], conditions: Conditions) -> Row:
    if not namesakes:
        return Row(swatch, "new")
    rows = [_compared(swatch, known, conditions) for known in namesakes]
    return min(rows, key=lambda row: row.de00 if row.de00 is not None else float("inf"))


def _compared(swatch: Swatch, known: Known, conditions: Conditions) -> Row:
    if swatch.spectrum is not None and swatch.spectrum == known.spectrum:
        return Row(swatch, "equal", known.id, 0.0, conditions)
    under = _shared(swatch, known, conditions)
    if isinstance(under, str):
        return Row(swatch, "different", known.id, reason=under)
    from cmf_db.science.formulas import de00

    try:
        ours = _lab(known.spectrum, known.lab, known.conditions, under, swatch.name)
        theirs = _lab(swatch.spectrum, swatch.stated_lab, swatch.conditions, under, swatch.name)
    except ExchangeError as error:      # a spectrum too coarse for colour
        return Row(swatch, "different", known.id, reason=str(error))
    value = float(de00([ours], [theirs])[0])
    return Row(swatch, "equal" if value <= SAME else "different", known.id, value, under)


def _shared(swatch: Swatch, known: Known, conditions: Conditions) -> Conditions | str:
    """For what both have a value, or why there is nothing."""
    if swatch.spectrum is not None and known.spectrum is not None:
        return conditions
    if swatch.spectrum is None and swatch.stated_lab is None:
        return f"the file states {swatch.model} only, which is no measured colour"
    if swatch.spectrum is None and swatch.conditions is None:
        return "the file names no illuminant and observer for its Lab value"
    stated = known.conditions if known.spectrum is None else swatch.conditions
    if stated is None:
        return "the library has no measured colour to compare with"
    if swatch.spectrum is None and known.spectrum is None and swatch.conditions != stated:
        return f"one is given for {swatch.conditions}, the other for {stated}"
    return stated


def _lab(
    spectrum: Spectrum | None, lab: tuple[float, ...] | None, stated: Conditions | None, wanted: Conditions, name: str,
) -> tuple[float, ...]:  # fmt: skip
    if lab is not None and stated == wanted:
        return lab
    assert spectrum is not None         # _shared asked for it
    return lab_of_curve(spectrum, wanted, name)


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
