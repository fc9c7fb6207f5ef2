"""What an import would change: each colour of a file beside those that are there already. Nothing is written here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cmf_db.exchange.palette import Palette, Swatch
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
    if swatch.spectrum is not None and known.spectrum is not None:
        if swatch.spectrum == known.spectrum:
            return Row(swatch, "equal", known.id, 0.0, conditions)
        return _difference(swatch, known.id, _lab(known.spectrum, conditions), _lab(swatch.spectrum, conditions), conditions)
    lab, under = swatch.stated_lab, swatch.conditions
    if lab is None and swatch.spectrum is None:
        return Row(swatch, "different", known.id, reason=f"the file states {swatch.model} only, which is no measured colour")
    if (under is None and known.conditions is None) or (lab is not None and under is None):
        return Row(swatch, "different", known.id, reason="the file names no illuminant and observer for its Lab value")
    shared = under if lab is not None and under is not None else known.conditions
    ours = _under(known.spectrum, known.lab, known.conditions, shared)
    theirs = _under(swatch.spectrum, _three(lab), under, shared)
    if shared is None or ours is None or theirs is None:
        return Row(swatch, "different", known.id, reason=f"one is given for {under or 'a spectrum'}, the other for {known.conditions}")
    return _difference(swatch, known.id, ours, theirs, shared)


def _under(spectrum: Spectrum | None, lab: Lab | None, stated: Conditions | None, wanted: Conditions | None) -> Lab | None:
    if wanted is None:
        return None
    return lab if lab is not None and stated == wanted else _lab(spectrum, wanted) if spectrum is not None else None


def _difference(swatch: Swatch, id: str, ours: Lab, theirs: Lab, conditions: Conditions) -> Row:
    from cmf_db.science.formulas import de00

    value = float(de00([ours], [theirs])[0])
    return Row(swatch, "equal" if value <= SAME else "different", id, value, conditions)


def _lab(spectrum: Spectrum, conditions: Conditions) -> Lab:
    from cmf_db.science.spectrum import lab_of_spectrum

    return lab_of_spectrum(spectrum, conditions)


def _three(lab: tuple[float, ...] | None) -> Lab | None:
    return None if lab is None else (lab[0], lab[1], lab[2])


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
