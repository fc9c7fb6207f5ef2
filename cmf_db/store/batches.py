"""One field changed in many records at once, and taken back at once. All of it happens, or nothing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from cmf_db.search import writing
from cmf_db.store.errors import Clash, Missing, StoreError, Unfit
from cmf_db.store.fresh import create_colours
from cmf_db.store.models import CmfBatch, CmfVersion, now
from cmf_db.store.moving import Target, move
from cmf_db.store.reading import Viewer, version_for, versions_at
from cmf_db.store.records import Prepared, edit, prepare, revise
from cmf_db.store.states import PUBLIC, Act, State

FIXED = ("kind", "code")        # what tells a record from others is not given to many


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one record: its new content, or why it does not fit."""

    target: Target
    name: str
    prepared: Prepared | None = None
    problem: str = ""


def plan(s: Session, viewer: Viewer, targets: Sequence[Target], field: str, value: Any) -> list[Planned]:
    """Try the change on every target without writing. ``value`` None takes the field out. Raises Unfit for a field that stays."""
    if field in FIXED:
        raise Unfit([("field", f"{field} is not set for many records at once")])
    return [_planned(s, viewer, target, field, value) for target in targets]


def change(s: Session, viewer: Viewer, org_id: str, planned: Sequence[Planned], what: str) -> CmfBatch:
    """Write what was planned: drafts are changed, published versions get a new draft. Raises what ``edit`` and ``revise`` raise."""
    writing.next_stamp(s)
    entries = [_apply(s, viewer, org_id, one.target, one.prepared) for one in planned if one.prepared is not None]
    return _keep(s, viewer, org_id, what, entries)


def take_over(s: Session, viewer: Viewer, org_id: str, made: Sequence[tuple[Target | None, Prepared]], what: str,
              pause: Callable[[], object] = lambda: None) -> CmfBatch:
    """Drafts of colours: records of their own, or where a target names one, its draft changed or its next version.

    ``pause`` is called in between, for a server that has others to serve.
    """
    writing.next_stamp(s)
    new = create_colours(s, viewer, org_id, [prepared for target, prepared in made if target is None], what, pause)
    entries = [_entry(version, None) for version in new]
    for target, prepared in made:
        if target is not None:
            entries.append(_apply(s, viewer, org_id, target, prepared))
            pause()
    return _keep(s, viewer, org_id, what, entries)


def befores(batch: CmfBatch) -> dict[tuple[str, int], Prepared]:
    """The former content of every draft that the batch changed, ready to be written again."""
    return {(e["record_id"], e["number"]): prepare(e["before"]) for e in batch.entries if e["before"] is not None}


def undo(s: Session, viewer: Viewer, batch_id: str, former: Mapping[tuple[str, int], Prepared],
         pause: Callable[[], object] = lambda: None) -> CmfBatch:
    """Take the batch back: its new drafts are withdrawn, changed ones get their ``former`` content. ``pause`` is called in between.

    Raises Missing for another's batch, Clash where one of its versions went on meanwhile; then nothing is taken back.
    """
    writing.next_stamp(s)
    batch = batch_for(s, viewer, batch_id)
    if batch.undone_at is not None:
        raise Clash("undone_already", "This change was taken back already.")
    held = versions_at(s, viewer, [(entry["record_id"], entry["number"]) for entry in batch.entries])
    versions = list(zip(batch.entries, held, strict=True))
    if moved := [v for entry, v in versions if v.state is not State.DRAFT or v.sha256 != entry["after"]]:
        sentence = (f"{len(moved)} of {len(versions)} went on meanwhile (the first is {_label(moved[0])}), "
                    "so the change cannot be taken back as a whole. Change them one by one.")
        raise Clash("changed_meanwhile", sentence, records=[v.record_id for v in moved[:50]])
    for entry, version in versions:
        if entry["before"] is None:
            move(s, viewer, Act.WITHDRAW, [Target(version.record_id, version.number)])
        else:
            edit(s, viewer, version.record_id, version.number, former[version.record_id, version.number], seen=version.sha256)
        pause()
    batch.undone_at = now()
    return batch


def batch_for(s: Session, viewer: Viewer, batch_id: str) -> CmfBatch:
    """One's own batch. Raises Missing."""
    batch = s.get(CmfBatch, batch_id)
    if batch is None or viewer.id is None or batch.author_id != viewer.id:
        raise Missing
    return batch


def _planned(s: Session, viewer: Viewer, target: Target, field: str, value: Any) -> Planned:
    try:
        version = version_for(s, viewer, target.record_id, target.number)
    except Missing as error:
        return Planned(target, target.record_id, problem=str(error))
    name = _label(version)
    if version.state in (State.REVIEW, State.WITHDRAWN, State.SUPERSEDED):
        return Planned(target, name, problem=f"version {version.number} is {version.state}")
    body = {k: v for k, v in version.body.items() if k != field} | ({} if value is None else {field: value})
    try:
        return Planned(Target(version.record_id, version.number, target.seen or version.sha256), name, prepare(body))
    except StoreError as error:
        return Planned(target, name, problem=str(error))


def _apply(s: Session, viewer: Viewer, org_id: str, target: Target, prepared: Prepared) -> dict[str, Any]:
    version = version_for(s, viewer, target.record_id, target.number)
    if version.record.org_id != org_id:
        raise Unfit([("versions", f"{_label(version)} belongs to another center: change one center's records at a time")])
    if version.state in PUBLIC:
        return _entry(revise(s, viewer, target.record_id, prepared), None)
    before = version.body
    return _entry(edit(s, viewer, target.record_id, target.number, prepared, seen=target.seen), before)


def _entry(version: CmfVersion, before: dict[str, Any] | None) -> dict[str, Any]:
    return {"record_id": version.record_id, "number": version.number, "before": before, "after": version.sha256}


def _keep(s: Session, viewer: Viewer, org_id: str, what: str, entries: list[dict[str, Any]]) -> CmfBatch:
    assert viewer.id is not None
    batch = CmfBatch(org_id=org_id, author_id=viewer.id, what=what, entries=entries, at=now())
    s.add(batch)
    s.flush()
    return batch


def _label(version: CmfVersion) -> str:
    name = version.body["name"]
    return " ".join(filter(None, (version.body.get("code"), name.get("zh") or name.get("en"))))
