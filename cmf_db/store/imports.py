"""Colours of a file on their way into the library: looked at first as rows, then taken over as drafts, all that were chosen or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.exchange.palette import Palette, Swatch
from cmf_db.exchange.preview import Known, Row, preview
from cmf_db.records.colour import ColourStandard, Measurement, StatedLab
from cmf_db.records.item import Ref
from cmf_db.records.kinds import plain
from cmf_db.records.source import Source, SourceKind
from cmf_db.science.conditions import Conditions, Geometry, Illuminant, Observer
from cmf_db.screen import lab_of_hex
from cmf_db.search import writing
from cmf_db.store.batches import take_over
from cmf_db.store.errors import Clash, Missing
from cmf_db.store.models import Change, CmfBatch, CmfImport, CmfImportRow, ImportState
from cmf_db.store.moving import Target
from cmf_db.store.reading import Viewer, colours_of, named
from cmf_db.store.records import Prepared

SCREEN = Conditions(Illuminant.D65, Observer.TWO)       # what sRGB is defined for


def known_colours(s: Session, viewer: Viewer, org_id: str) -> list[Known]:
    """The center's colours that the viewer may see, as ``preview`` compares them."""
    return [_known(s, row) for row in colours_of(s, viewer, org_id)]


def rows_of(palette: Palette, known: Sequence[Known], file_name: str, on: date, conditions: Conditions | None) -> Iterator[CmfImportRow]:
    """What each colour of the file would become. ``conditions`` stand in where the file states Lab without them."""
    settled = replace(palette, swatches=tuple(_settled(swatch, conditions) for swatch in palette.swatches))
    found = preview(settled, known, conditions or Conditions(Illuminant.D65, Observer.TEN))
    for at, (swatch, row) in enumerate(zip(palette.swatches, found, strict=True)):
        name = swatch.name or f"{palette.name} {at + 1}"
        body, reason = _body(name, swatch, file_name, on, conditions)
        id, number = _address(row)
        yield CmfImportRow(
            at=at, change=Change(row.state) if body else Change.UNUSABLE, name=name, body=body,
            hex=_hex(swatch), existing_id=id, existing_number=number, de00=row.de00, reason=reason or row.reason)


def import_for(s: Session, viewer: Viewer, import_id: str) -> CmfImport:
    """One's own import. Raises Missing."""
    found = s.get(CmfImport, import_id)
    if found is None or viewer.id is None or found.author_id != viewer.id:
        raise Missing
    return found


def chosen(s: Session, import_id: str, *, new: bool, different: bool, leave: Sequence[int]) -> Sequence[CmfImportRow]:
    """The rows to take over: new ones, ones that differ from a colour of the same name, without those that the person leaves out."""
    wanted = [change for change, yes in ((Change.NEW, new), (Change.DIFFERENT, different)) if yes]
    rows = select(CmfImportRow).where(CmfImportRow.import_id == import_id, CmfImportRow.change.in_(wanted), CmfImportRow.at.not_in(leave))
    return s.scalars(rows.order_by(CmfImportRow.at)).all()


def apply(s: Session, viewer: Viewer, import_id: str, made: Sequence[tuple[CmfImportRow, Prepared]],
          pause: Callable[[], object] = lambda: None) -> CmfBatch:
    """Turn rows into drafts. Raises Clash for an import that was applied before or whose library changed since the preview."""
    writing.next_stamp(s)
    found = import_for(s, viewer, import_id)
    if found.state is not ImportState.PREVIEW:
        raise Clash("applied_already", "This file was taken over already. Upload it again to compare it once more.")
    targets: list[tuple[Target | None, Prepared]] = []
    for row, prepared in made:
        target = None
        if row.existing_id is not None and row.existing_number is not None:
            _require_unchanged(s, row)
            target = Target(row.existing_id, row.existing_number)
        targets.append((target, prepared))
    batch = take_over(s, viewer, found.org_id, targets, found.file_name[:64], pause)
    found.state, found.batch_id = ImportState.APPLIED, batch.id
    return batch


def _require_unchanged(s: Session, row: CmfImportRow) -> None:
    held = writing.find(s, row.existing_id or "", row.existing_number or 0)
    if held is None or held.state not in ("published", "draft", "review"):
        raise Clash("library_changed",
                    f"“{row.name}” in the library was changed after this preview. Upload the file again and look once more.")


def _settled(swatch: Swatch, conditions: Conditions | None) -> Swatch:
    """What the swatch is compared by: Lab under the conditions that the person names, a screen colour as the Lab value it stands for."""
    hex = _hex(swatch)
    if swatch.spectrum is None and swatch.stated_lab is None and hex is not None:
        return replace(swatch, lab=lab_of_hex(hex), conditions=SCREEN)
    return replace(swatch, conditions=swatch.conditions or conditions)


def _known(s: Session, row: Any) -> Known:
    names = tuple(filter(None, (row.name_zh, row.name_en, f"{row.name_zh} {row.name_en}" if row.name_zh and row.name_en else None)))
    lab = (row.lab_l, row.lab_a, row.lab_b)
    spectrum = None
    if row.spectral:
        spectrum = named(s, Ref(id=row.record_id, version=row.number), ColourStandard).measurements[0].spectrum
    return Known(f"{row.record_id}@{row.number}", names, spectrum, lab, Conditions.parse(row.conditions))


def _address(row: Row) -> tuple[str | None, int | None]:
    if row.known is None:
        return None, None
    id, _, number = row.known.partition("@")
    return id, int(number)


def _body(name: str, swatch: Swatch, file_name: str, on: date, conditions: Conditions | None) -> tuple[dict[str, Any] | None, str]:
    """The record that the swatch becomes, or why it cannot become one."""
    try:
        measurement, reason = _measurement(swatch, file_name, on, conditions)
        if measurement is None:
            return None, reason
        language = "en" if name.isascii() else "zh"
        return plain(ColourStandard.model_validate({"name": {language: name[:200]}, "measurements": [measurement]})), ""
    except ValueError as error:
        return None, str(error).splitlines()[0]


def _measurement(swatch: Swatch, file_name: str, on: date, conditions: Conditions | None) -> tuple[Measurement | None, str]:
    if swatch.measurement is not None:
        return swatch.measurement, ""
    source = Source(kind=SourceKind.SUPPLIER, reference=file_name[:500], on=on)
    if swatch.spectrum is not None:
        return Measurement(spectrum=swatch.spectrum, geometry=Geometry.UNKNOWN, source=source), ""
    lab, under = swatch.stated_lab, swatch.conditions or conditions
    if lab is not None and under is None:
        return None, "the file names no illuminant and observer for its Lab values: say which they are and upload it again"
    if lab is not None and under is not None:
        return _stated((lab[0], lab[1], lab[2]), under, source), ""
    hex = _hex(swatch)
    if hex is None:
        return None, f"{swatch.model} says nothing of the colour itself: give Lab, a spectrum or RGB"
    note = Source(kind=SourceKind.ESTIMATE, reference=f"sRGB {hex} in {file_name}"[:500], on=on)
    return _stated(lab_of_hex(hex), SCREEN, note), ""


def _stated(lab: tuple[float, float, float], under: Conditions, source: Source) -> Measurement:
    stated = StatedLab(lab=lab, illuminant=under.illuminant, observer=under.observer)
    return Measurement(stated=stated, geometry=Geometry.UNKNOWN, source=source)


def _hex(swatch: Swatch) -> str | None:
    rgb = swatch.stated_rgb
    return None if rgb is None else "#" + "".join(f"{round(255 * min(1.0, max(0.0, v))):02x}" for v in rgb[:3])
