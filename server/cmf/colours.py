"""The colour behind a record under the conditions that somebody chooses, and several of them beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cmf_db.records.colour import ColourStandard, Tolerance
from cmf_db.records.item import Item
from cmf_db.science.conditions import Conditions, ConditionsError
from cmf_db.science.lab import Lab, LabColour, lch_of_lab
from cmf_db.screen import screen_of_lab
from cmf_db.store import models as store
from cmf_db.store.reading import Viewer, named, record_of, version_for
from server.cmf import search_schemas as schemas
from server.cmf.describe import summaries
from server.cmf.record_schemas import CmfText
from server.cmf.searching import three
from server.core.errors import Invalid
from server.core.offload import off_loop

SCREEN = Conditions.parse("D65/2")


@dataclass(frozen=True, slots=True)
class Coloured:
    """A colour or an item: the colour standard, and the tolerances that hold for it."""

    version: store.CmfVersion
    colour: ColourStandard
    tolerances: Sequence[Tolerance]

    @property
    def address(self) -> str:
        return f"{self.version.record_id}@{self.version.number}"


def coloured(s: Session, viewer: Viewer, record_id: str, number: int | None = None) -> Coloured:
    """Raises Missing, Invalid for a record that has no colour."""
    version = version_for(s, viewer, record_id, number)
    record = record_of(version)
    if isinstance(record, Item):
        colour = named(s, record.colour, ColourStandard)
        return Coloured(version, colour, record.tolerances or colour.tolerances)
    if not isinstance(record, ColourStandard):
        raise Invalid("record", f"a {record.kind} has no colour")
    return Coloured(version, record, record.tolerances)


def values(one: Coloured, conditions: Conditions) -> schemas.CmfValues:
    """The colour under ``conditions``, or why it is not known there. Loads the colour library: off the event loop."""
    return off_loop(lambda: _values(one, conditions))


def judgement(one: Coloured, query: schemas.JudgeQuery) -> schemas.CmfJudgement:
    """A sample against every tolerance of the record."""
    sample = LabColour(three(query.lab), query.conditions)
    return schemas.CmfJudgement(items=off_loop(lambda: [_verdict(one, sample, tolerance) for tolerance in one.tolerances]))


def bands(one: Coloured) -> list[schemas.CmfBand]:
    """The band of each tolerance around the standard's spectrum."""
    return off_loop(lambda: [found for tolerance in one.tolerances if (found := _band(one, tolerance))])


def matrix(s: Session, viewer: Viewer, query: schemas.MatrixQuery) -> schemas.CmfMatrix:
    """The differences of items from the first one, under each light."""
    from cmf_db.science.metamerism import matrix as compute

    found = [coloured(s, viewer, *address(text)) for text in query.item]
    if len({one.address for one in found}) < len(found):
        raise Invalid("item", "name each item once")
    measured = {one.address: one.colour.measurements[0] for one in found}
    result = off_loop(lambda: compute(found[0].address, measured, query.illuminant, query.observer, query.reference))
    shown = {f"{one.id}@{one.version}": one for one in summaries(s, [(one.version.record_id, one.version.number) for one in found])}
    rows = [
        schemas.CmfMatrixRow(item=shown[row.name], cells=[
            schemas.CmfCell(illuminant=c.illuminant, de00=c.de00, index=c.index, missing=c.missing, hexes=_hexes(c.labs))
            for c in row.cells])
        for row in result.rows
    ]
    worst = result.worst and schemas.CmfWorst(id=result.worst[0].partition("@")[0], illuminant=result.worst[1], de00=result.worst[2])
    return schemas.CmfMatrix(
        standard=shown[result.standard], reference=result.reference, observer=result.observer, illuminants=list(result.illuminants),
        rows=rows, worst=worst)


def _hexes(labs: tuple[Lab, Lab] | None) -> tuple[str, str] | None:
    return (screen_of_lab(labs[0]).hex, screen_of_lab(labs[1]).hex) if labs else None


def address(text: str) -> tuple[str, int | None]:
    """Record and version of an address that its schema has checked."""
    id, _, number = text.partition("@")
    return id, int(number) if number else None


def _values(one: Coloured, conditions: Conditions) -> schemas.CmfValues:
    from cmf_db.science.spectrum import screen_of_spectrum, value_of_measurement

    first = one.colour.measurements[0]
    if first.spectrum is not None:
        shown, approximate = screen_of_spectrum(first.spectrum), False
    else:
        assert first.stated is not None
        shown = screen_of_lab(first.stated.lab)
        approximate = Conditions(first.stated.illuminant, first.stated.observer) != SCREEN
    screen = schemas.CmfScreen(hex=shown.hex, clipped=shown.clipped, approximate=approximate)
    try:
        value = value_of_measurement(first, conditions)
    except ConditionsError as error:
        return schemas.CmfValues(conditions=str(conditions), lab=None, lch=None, xyz=None, method=None, extrapolated=False, source=None,
                                 screen=screen, missing=f"{error}.")
    return schemas.CmfValues(
        conditions=str(conditions), lab=value.lab, lch=lch_of_lab(value.lab), xyz=value.xyz, method=value.method,
        extrapolated=value.extrapolated, source=value.source_kind, screen=screen, missing=None)


def _band(one: Coloured, tolerance: Tolerance) -> schemas.CmfBand | None:
    from cmf_db.science.band import band_of
    from cmf_db.science.spectrum import value_of_measurement

    wanted = Conditions(tolerance.illuminant, tolerance.observer)
    try:
        lab = value_of_measurement(one.colour.measurements[0], wanted).lab
    except ConditionsError:
        return None
    found = band_of(lab, tolerance)
    return schemas.CmfBand(formula=tolerance.formula, limit=tolerance.limit * tolerance.commercial_factor, conditions=str(wanted),
                           low=found.low, high=found.high)


def _verdict(one: Coloured, sample: LabColour, tolerance: Tolerance) -> schemas.CmfVerdict:
    from cmf_db.science.difference import LABELS, judge
    from cmf_db.science.spectrum import value_of_measurement

    wanted = Conditions(tolerance.illuminant, tolerance.observer)
    try:
        standard = LabColour(value_of_measurement(one.colour.measurements[0], wanted).lab, wanted)
        verdict = judge(standard, sample, tolerance)
    except ConditionsError as error:
        return schemas.CmfVerdict(
            formula=tolerance.formula, label=LABELS[tolerance.formula], passed=None, value=None, limit=tolerance.limit, delta_l=None,
            delta_a=None, delta_b=None, delta_c=None, delta_h=None, reason=CmfText(zh=f"{error}.", en=f"{error}."))
    d = verdict.difference
    return schemas.CmfVerdict(
        formula=tolerance.formula, label=d.label, passed=verdict.passed, value=verdict.value, limit=verdict.limit, delta_l=d.delta_l,
        delta_a=d.delta_a, delta_b=d.delta_b, delta_c=d.delta_c, delta_h=d.delta_h,
        reason=CmfText(zh=verdict.reason.zh or "", en=verdict.reason.en or ""))
