"""The search index of this process: brought up to date by every question, shared by all of them."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.records.colour import ColourStandard, Lab, Spectrum
from cmf_db.records.kinds import read
from cmf_db.science.conditions import Conditions
from cmf_db.search.columns import Array, Columns, loaded
from cmf_db.search.find import Found, Question, find
from cmf_db.search.models import CmfIndex
from cmf_db.search.near import labs_under, spectral_elsewhere
from cmf_db.search.text import matching
from cmf_db.store.models import CmfVersion
from cmf_db.store.reading import Viewer
from server.core.offload import breathe, off_loop

EXTENSION = "sunmao.cmf_library"
BATCH = 500


class Library:
    """Holds the newest columns. They are values: who holds older ones meanwhile answers from those."""

    def __init__(self) -> None:
        self._columns = Columns()

    def columns(self, s: Session) -> Columns:
        """As the table is now."""
        found = loaded(s, self._columns, breathe)
        if found.stamp >= self._columns.stamp:
            self._columns = found
        return found

    def search(self, s: Session, viewer: Viewer, question: Question) -> Found:
        """Words by the database, the rest in memory, away from the event loop."""
        columns = self.columns(s)
        if question.typed:
            question = replace(question, places=matching(s, question.typed))
        labs = self._labs(s, columns, question.near.conditions) if question.near else None
        return off_loop(lambda: find(columns, question, person=viewer.id, centers=sorted(viewer.centers), labs=labs))

    def _labs(self, s: Session, columns: Columns, conditions: Conditions) -> Array:
        """Lab of every row under these conditions; computed once for each state of the library."""
        key = ("labs", str(conditions))
        if key not in columns.cache:
            spectra = _spectra(s, [columns.ids[place] for place in spectral_elsewhere(columns, conditions)])
            columns.cache[key] = off_loop(lambda: labs_under(columns, conditions, _values(spectra, conditions)))
        labs: Array = columns.cache[key]
        return labs


def library() -> Library:
    """The index of the running app."""
    found: Library = current_app.extensions[EXTENSION]
    return found


def _spectra(s: Session, ids: list[tuple[str, int]]) -> dict[tuple[str, int], Spectrum]:
    """The spectrum behind each row: a colour's own, or that of an item's colour."""
    found: dict[tuple[str, int], Spectrum] = {}
    for start in range(0, len(ids), BATCH):
        wanted = set(ids[start : start + BATCH])
        rows = s.execute(select(CmfIndex.record_id, CmfIndex.number, CmfIndex.colour_id, CmfIndex.colour_number)
                         .where(CmfIndex.record_id.in_({id for id, _ in wanted}))).all()
        source = {(r.record_id, r.number): (r.colour_id or r.record_id, r.colour_number or r.number) for r in rows}
        bodies = s.scalars(select(CmfVersion).where(CmfVersion.record_id.in_({id for id, _ in source.values()})))
        spectra = {(v.record_id, v.number): _spectrum(v) for v in bodies}
        found |= {row: spectrum for row, colour in source.items() if row in wanted and (spectrum := spectra.get(colour))}
        breathe()
    return found


def _spectrum(version: CmfVersion) -> Spectrum | None:
    record = read(version.body)
    return record.measurements[0].spectrum if isinstance(record, ColourStandard) else None


def _values(spectra: dict[tuple[str, int], Spectrum], conditions: Conditions) -> dict[tuple[str, int], Lab]:
    if not spectra:
        return {}
    from cmf_db.science.spectrum import lab_of_spectrum

    return {id: lab_of_spectrum(spectrum, conditions) for id, spectrum in spectra.items()}
