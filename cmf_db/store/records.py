"""Verbs about records: create, revise, edit, and move a version along. Each one belongs in one transaction of the caller.

Writers take turns: every verb begins with the stamp of the index (``cmf_db.search.writing``), so what it has checked stays true.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cmf_db.records.colour import ColourStandard
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item, Ref
from cmf_db.records.kinds import AnyRecord, RecordError, digest, plain, read
from cmf_db.records.material import Material
from cmf_db.records.process import Process
from cmf_db.science.conditions import Conditions
from cmf_db.search import writing
from cmf_db.search.entry import Parts, StandardValue, entry, standard_value
from cmf_db.store.errors import Clash, Unfit
from cmf_db.store.models import CmfRecord, CmfRef, CmfTransition, CmfVersion, new_id, now
from cmf_db.store.reading import Viewer, may_see, record_of, version_for
from cmf_db.store.states import OPEN, PUBLIC, Act, State

MOST_PROPOSALS = 50         # in work at a time, of one person from outside with one center


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked record, ready to be written. Made outside of the transaction, since a spectrum takes its time."""

    record: AnyRecord
    value: StandardValue | None

    @property
    def code(self) -> str | None:
        return self.record.code if isinstance(self.record, Item) else None


def prepare(body: Any) -> Prepared:
    """Check ``body`` and compute what the index needs of it. Raises Unfit that names every field."""
    try:
        record = read(body)
    except RecordError as error:
        raise Unfit(error.problems) from None
    try:
        return Prepared(record, standard_value(record) if isinstance(record, ColourStandard) else None)
    except ValueError as error:
        raise Unfit([("measurements.0.spectrum", str(error))]) from None


def create(s: Session, viewer: Viewer, org_id: str, prepared: Prepared, *, message: str = "", record_id: str | None = None) -> CmfVersion:
    """A new record of the center, version 1, in draft. Raises Clash for a code in use, Unfit for a reference that is not there."""
    writing.next_stamp(s)
    record = CmfRecord(id=record_id or new_id(), kind=prepared.record.kind, org_id=org_id, created_by=viewer.id, created=now(), latest=0)
    s.add(record)
    return _draft(s, viewer, record, prepared, message, supersedes=None)


def revise(s: Session, viewer: Viewer, record_id: str, prepared: Prepared | None = None, *, message: str = "") -> CmfVersion:
    """A new draft that starts from what is published, or from ``prepared``. Anyone may propose one. Raises Missing, Clash, Unfit."""
    writing.next_stamp(s)
    base = version_for(s, viewer, record_id)
    if base.state not in PUBLIC:
        raise Clash("not_published", "This record has no published version yet: edit its draft.")
    content = prepared or Prepared(record_of(base), _value_of(s, base))
    if content.record.kind != base.record.kind:
        raise Unfit([("kind", f"this record is a {base.record.kind} and stays one")])
    return _draft(s, viewer, base.record, content, message, supersedes=base.number)


def edit(s: Session, viewer: Viewer, record_id: str, number: int, prepared: Prepared, *, seen: str | None,
         message: str | None = None) -> CmfVersion:
    """Replace the content of a draft. ``seen`` is the SHA-256 of the content that the change starts from.

    Raises Missing, Clash where it is no draft any more or was changed meanwhile, Unfit.
    """
    writing.next_stamp(s)
    version = version_for(s, viewer, record_id, number)
    if version.state is not State.DRAFT:
        raise Clash("not_a_draft", f"Version {number} is {version.state}: its content stays as it is. Start a new version from it.",
                    state=version.state.value)
    require_seen(version, seen)
    if prepared.record.kind != version.record.kind:
        raise Unfit([("kind", f"this record is a {version.record.kind} and stays one")])
    _fill(s, viewer, version, prepared)
    version.changed = now()
    version.message = version.message if message is None else message
    _reindex_users(s, version)
    return version


def require_seen(version: CmfVersion, seen: str | None) -> None:
    """Raises Clash where the content is not what the person has looked at."""
    if seen is not None and seen != version.sha256:
        raise Clash("changed_meanwhile", f"Version {version.number} was changed meanwhile. Load it again, then repeat your change.",
                    sha256=version.sha256)


def parts_of(s: Session, viewer: Viewer, item: Item, org_id: str, *, published_only: bool = False) -> Parts:
    """What the item names. Raises Unfit that names each reference which is not there, not published or not of this center."""
    problems: list[tuple[str, str]] = []

    def target(path: str, ref: Ref, kind: str) -> CmfVersion | None:
        version = s.get(CmfVersion, (ref.id, ref.version))
        usable = version is not None and version.record.kind == kind and (
            version.state in PUBLIC or (version.state in OPEN and version.record.org_id == org_id and may_see(viewer, version)))
        if version is None or not usable:
            problems.append((path, f"there is no version {ref.version} of a {kind} {ref.id}"))
        elif published_only and version.state not in PUBLIC:
            problems.append((path, f"this {kind} is not published yet: publish it first, or together with the item"))
        return version if usable else None

    chosen = {name: target(name, getattr(item, name), name) for name in ("colour", "material", "finish")}
    processes = [(ref.id, target(f"processes.{i}", ref, "process")) for i, ref in enumerate(item.processes)]
    colour = writing.find(s, item.colour.id, item.colour.version)
    if problems:
        raise Unfit(problems)
    material, finish = (record_of(v) for name in ("material", "finish") if (v := chosen[name]))
    made = [(id, record_of(version)) for id, version in processes if version]
    assert colour is not None and isinstance(material, Material) and isinstance(finish, Finish)
    return Parts(colour, material, finish, [(id, record) for id, record in made if isinstance(record, Process)])


def step(s: Session, version: CmfVersion, act: Act | None, target: State, viewer: Viewer, reason: str = "") -> CmfTransition:
    """Write the new state, its line of history and the index."""
    source = None if act is None else version.state
    version.state = target
    line = CmfTransition(record_id=version.record_id, number=version.number, act=act, source=source, target=target, actor_id=viewer.id,
                         reason=reason, at=now())
    s.add(line)
    s.flush()
    return line


def _draft(s: Session, viewer: Viewer, record: CmfRecord, prepared: Prepared, message: str, supersedes: int | None) -> CmfVersion:
    require_room(s, viewer, record.org_id)
    record.latest += 1
    version = CmfVersion(
        record_id=record.id, record=record, number=record.latest, supersedes=supersedes, state=State.DRAFT, body={}, sha256="",
        message=message, author_id=viewer.id, created=now(), changed=now())
    s.add(version)
    _fill(s, viewer, version, prepared)
    step(s, version, None, State.DRAFT, viewer)
    return version


def _fill(s: Session, viewer: Viewer, version: CmfVersion, prepared: Prepared) -> None:
    record = version.record
    if record.published is None:
        _settle_code(s, viewer, record, prepared.code)
    parts = parts_of(s, viewer, prepared.record, record.org_id) if isinstance(prepared.record, Item) else None
    version.body, version.sha256 = plain(prepared.record), digest(prepared.record)
    s.flush()
    _write_refs(s, version, prepared.record)
    index(s, version, entry(prepared.record, prepared.value, parts))


def require_room(s: Session, viewer: Viewer, org_id: str, more: int = 1) -> None:
    """Raises Clash for somebody from outside who would have too many proposals in work with the center."""
    if viewer.curates(org_id):
        return
    mine = (CmfRecord.org_id == org_id) & (CmfVersion.author_id == viewer.id) & CmfVersion.state.in_(OPEN)
    with s.no_autoflush:
        count = s.scalar(select(func.count()).select_from(CmfVersion).join(CmfRecord).where(mine)) or 0
    if count + more > MOST_PROPOSALS:
        raise Clash("too_many_proposals", f"A center takes {MOST_PROPOSALS} proposals in work from one person at a time. "
                    "Withdraw some, wait until some are decided on, or choose fewer.", most=MOST_PROPOSALS)


def _settle_code(s: Session, viewer: Viewer, record: CmfRecord, code: str | None) -> None:
    """Curators' own work holds its code from the first draft on. What others propose neither holds one nor learns of unpublished ones."""
    ours = viewer.curates(record.org_id)
    require_free_code(s, record, code, published_only=not ours)
    if ours or record.code != code:
        record.code = code if ours else None


def require_free_code(s: Session, record: CmfRecord, code: str | None, *, published_only: bool = False) -> None:
    """Raises Clash where another record of the center holds this code."""
    if code is None:
        return
    others = select(CmfRecord.id).where(CmfRecord.org_id == record.org_id, CmfRecord.code == code, CmfRecord.id != record.id)
    if published_only:
        others = others.where(CmfRecord.published.is_not(None))
    with s.no_autoflush:
        taken = s.scalar(others)
    if taken:
        raise Clash("code_taken", f"{code} is the code of another item of this center. Choose another one.", value=code)


def index(s: Session, version: CmfVersion, content: dict[str, Any] | None = None) -> None:
    """Bring the version's row in the index up to date: its state, and its content where that changed."""
    writing.put(s, version.record_id, version.number, **standing(version), **(content or {}))


def standing(version: CmfVersion) -> dict[str, Any]:
    """The columns of the index that follow from where a version stands, not from what it holds."""
    record = version.record
    return {"kind": record.kind, "org_id": record.org_id, "author_id": version.author_id, "state": version.state.value,
            "revision": record.published not in (None, version.number), "at": version.decided_at or version.changed}


def _write_refs(s: Session, version: CmfVersion, record: AnyRecord) -> None:
    here = (CmfRef.record_id == version.record_id) & (CmfRef.number == version.number)
    s.execute(delete(CmfRef).where(here))
    if isinstance(record, Item):
        for ref in {(r.id, r.version): r for r in (record.colour, record.material, record.finish, *record.processes)}.values():
            s.add(CmfRef(record_id=version.record_id, number=version.number, target_id=ref.id, target_number=ref.version))


def users(s: Session, version: CmfVersion) -> Sequence[CmfVersion]:
    """Versions of items that name this one."""
    naming = select(CmfVersion).join(CmfRef, (CmfRef.record_id == CmfVersion.record_id) & (CmfRef.number == CmfVersion.number))
    return s.scalars(naming.where(CmfRef.target_id == version.record_id, CmfRef.target_number == version.number)).all()


def _reindex_users(s: Session, version: CmfVersion) -> None:
    """Items in work show what their draft colour, material or finish is now, whoever changed it. One that lacks a part stays as it was."""
    for user in users(s, version):
        item, program = record_of(user), Viewer(centers=frozenset({user.record.org_id}))
        if user.state in OPEN and isinstance(item, Item):
            with suppress(Unfit):
                index(s, user, entry(item, None, parts_of(s, program, item, user.record.org_id)))


def _value_of(s: Session, version: CmfVersion) -> StandardValue | None:
    row = writing.find(s, version.record_id, version.number)
    if row is None or row.kind != "colour" or row.conditions is None or row.hex is None:
        return None
    assert row.lab_l is not None and row.lab_a is not None and row.lab_b is not None
    return StandardValue((row.lab_l, row.lab_a, row.lab_b), Conditions.parse(row.conditions), row.spectral, row.hex, row.clipped)
