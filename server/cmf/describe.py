"""Rows of the library as answers, in a handful of selects however many they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from cmf_db.bundle import ItemLook, names
from cmf_db.records.item import Item
from cmf_db.records.kinds import read
from cmf_db.search.models import CmfIndex
from cmf_db.store import models as store
from cmf_db.store.reading import Viewer, record_of
from cmf_db.store.states import PUBLIC, State, acts
from server.cmf import record_schemas as schemas
from server.cmf import search_schemas
from server.cmf.people import centers, people

Address = tuple[str, int]
ROLES = ("colour", "material", "finish")
PAGE = "/cmf/"


def text_of(zh: str | None, en: str | None) -> schemas.CmfText:
    return schemas.CmfText(zh=zh or en or "", en=en or zh or "")


def index_rows(s: Session, ids: Sequence[Address]) -> dict[Address, CmfIndex]:
    rows = s.scalars(select(CmfIndex).where(tuple_(CmfIndex.record_id, CmfIndex.number).in_(ids))) if ids else ()
    return {(row.record_id, row.number): row for row in rows}


def summaries(s: Session, ids: Sequence[Address], differences: Mapping[Address, float | None] | None = None) -> list[schemas.CmfSummary]:
    """In the order of ``ids``."""
    rows = index_rows(s, ids)
    owners = centers(s, (row.org_id for row in rows.values()))
    return [summary(rows[id], owners, (differences or {}).get(id)) for id in ids if id in rows]


def summary(row: CmfIndex, owners: Mapping[str, schemas.CmfCenterRef], de00: float | None = None) -> schemas.CmfSummary:
    lab = (row.lab_l, row.lab_a, row.lab_b)
    return schemas.CmfSummary(
        id=row.record_id, version=row.number, kind=row.kind, state=State(row.state), revision=row.revision,
        center=owners.get(row.org_id) or schemas.CmfCenterRef(id=row.org_id, name=""), code=row.code or None,
        name=text_of(row.name_zh, row.name_en), about=schemas.CmfText(zh=row.about_zh, en=row.about_en),
        lab=None if None in lab else lab,
        conditions=row.conditions, spectral=row.spectral, hex=row.hex, clipped=row.clipped, material=row.material, finish=row.finish,
        gloss=row.gloss, render=schemas.CmfRender.model_validate(row.render) if row.render else None, source=row.source,
        processes=row.processes, compliance=row.compliance, trades=row.trades, valid_until=row.valid_until, at=row.at, de00=de00,
    )


def versions(s: Session, viewer: Viewer, found: Sequence[store.CmfVersion]) -> list[schemas.CmfVersion]:
    """Versions with their content, as the viewer may see them."""
    ids = [(v.record_id, v.number) for v in found]
    shown = {(one.id, one.version): one for one in summaries(s, ids)}
    named = people(s, [id for v in found if works_on(viewer, v) for id in (v.author_id, v.decided_by)])
    return [_version(s, viewer, v, shown[v.record_id, v.number], named) for v in found]


def works_on(viewer: Viewer, version: store.CmfVersion) -> bool:
    """Who works on a version sees who else does, and what they write to each other."""
    return viewer.wrote(version) or viewer.curates(version.record.org_id)


def _version(s: Session, viewer: Viewer, v: store.CmfVersion, shown: schemas.CmfSummary,
             named: Mapping[str | None, schemas.CmfPerson]) -> schemas.CmfVersion:
    record = record_of(v)
    author, curator, inside = viewer.wrote(v), viewer.curates(v.record.org_id), works_on(viewer, v)
    return schemas.CmfVersion(
        id=v.record_id, version=v.number, kind=shown.kind, state=v.state, center=shown.center, summary=shown, body=record,
        references=references(s, record) if isinstance(record, Item) else [], sha256=v.sha256, supersedes=v.supersedes,
        published=v.record.published, message=v.message if inside else "", author=named.get(v.author_id), created=v.created,
        changed=v.changed, submitted_at=v.submitted_at if inside else None,
        decided_at=v.decided_at, decided_by=named.get(v.decided_by), reason=v.reason,
        citation=citation(v, shown) if v.state in PUBLIC else None, acts=acts(v.state, author=author, curator=curator),
        may_edit=v.state is State.DRAFT and (author or curator), may_revise=viewer.id is not None and v.record.published is not None,
    )


def references(s: Session, item: Item) -> list[schemas.CmfReference]:
    """What an item names, colour first, processes in their order."""
    wanted = [(role, getattr(item, role)) for role in ROLES] + [("process", ref) for ref in item.processes]
    ids = {(ref.id, ref.version) for _, ref in wanted}
    rows = s.scalars(select(store.CmfVersion).where(tuple_(store.CmfVersion.record_id, store.CmfVersion.number).in_(ids)))
    held = {(v.record_id, v.number): v for v in rows}
    return [_reference(role, held[ref.id, ref.version]) for role, ref in wanted]


def _reference(role: str, version: store.CmfVersion) -> schemas.CmfReference:
    record = read(version.body)
    return schemas.CmfReference(
        role=role, id=version.record_id, version=version.number, state=version.state, newest=version.record.published,
        name=schemas.CmfText(**names(record)), body=record)


def citation(v: store.CmfVersion, shown: schemas.CmfSummary) -> schemas.CmfCitation:
    at = v.decided_at or v.created
    address = f"{PAGE}{v.record_id}?version={v.number}"
    code = f"{shown.code} " if shown.code else ""
    return schemas.CmfCitation(
        zh=f"{shown.center.name}，{code}{shown.name.zh}，第 {v.number} 版，{at:%Y-%m-%d}，SHA-256 {v.sha256}",
        en=f"{shown.center.name}, {code}{shown.name.en}, version {v.number}, {at:%Y-%m-%d}, SHA-256 {v.sha256}",
        address=address, version=v.number, date=at, sha256=v.sha256)


def briefs(s: Session, viewer: Viewer, found: Sequence[store.CmfVersion]) -> list[schemas.CmfVersionBrief]:
    named = people(s, [v.author_id for v in found if works_on(viewer, v)])
    return [_brief(v, works_on(viewer, v), named) for v in found]


def _brief(v: store.CmfVersion, inside: bool, named: Mapping[str | None, schemas.CmfPerson]) -> schemas.CmfVersionBrief:
    return schemas.CmfVersionBrief(
        version=v.number, state=v.state, message=v.message if inside else "", author=named.get(v.author_id) if inside else None,
        created=v.created, decided_at=v.decided_at, reason=v.reason, sha256=v.sha256)


def look(version: store.CmfVersion, shown: ItemLook) -> search_schemas.CmfLook:
    part, figures = shown.part, shown.figures
    render = schemas.CmfRender(roughness=part.roughness, metallic=part.metallic, texture=shown.texture, **part.optional)
    return search_schemas.CmfLook(
        id=version.record_id, version=version.number, name=part.name, color=part.color, clipped=part.clipped, render=render,
        density=figures.density, material_price=figures.material_price, surface_price=figures.surface_price,
        material_co2e=figures.material_co2e, surface_co2e=figures.surface_co2e)
