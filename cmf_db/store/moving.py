"""Moving versions from state to state by the table of ``states``: one go, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.records.item import Item
from cmf_db.search import writing
from cmf_db.store.errors import Clash, Refused, Unfit
from cmf_db.store.models import CmfCenter, CmfTransition, CmfVersion, now
from cmf_db.store.reading import Viewer, record_of, version_for
from cmf_db.store.records import index, parts_of, require_free_code, require_seen, step
from cmf_db.store.states import OPEN, RULES, Act, By, Rule, State


@dataclass(frozen=True, slots=True)
class Target:
    """A version, and the SHA-256 of the content that the person has looked at."""

    record_id: str
    number: int
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    version: CmfVersion
    line: CmfTransition


def move(s: Session, viewer: Viewer, act: Act, targets: Sequence[Target], reason: str = "") -> list[Moved]:
    """Do ``act`` to every target, references before the items that name them. Raises Missing, Refused, Clash or Unfit for the first
    that cannot be moved; the caller's transaction then moves none."""
    writing.next_stamp(s)
    rule = RULES[act]
    if rule.needs_reason and not reason.strip():
        raise Unfit([("reason", f"say in a sentence why you {act} it")])
    versions = [version_for(s, viewer, t.record_id, t.number) for t in targets]
    for version, target in zip(versions, targets, strict=True):
        _require(s, viewer, act, rule, version)
        require_seen(version, target.seen)
    moved: list[Moved] = []
    for version in sorted(versions, key=lambda v: v.record.kind == "item"):
        moved += _publish(s, viewer, version) if act is Act.PUBLISH else [_plain(s, viewer, act, rule.target, version, reason)]
    return moved


def _require(s: Session, viewer: Viewer, act: Act, rule: Rule, version: CmfVersion) -> None:
    curator, author = viewer.curates(version.record.org_id), viewer.wrote(version)
    allowed = {By.AUTHOR: author, By.CURATOR: curator, By.EITHER: author or curator, By.PROGRAM: False}[rule.by]
    if not allowed:
        who = "its author" if rule.by is By.AUTHOR else "a curator of its center"
        raise Refused("not_yours_to_do", f"Only {who} may {act} version {version.number}.")
    if version.state not in rule.sources:
        raise Clash("wrong_state", f"Version {version.number} is {version.state}, so it cannot be moved on by “{act}”. Load it again.",
                    state=version.state.value, act=act.value)
    if act is Act.PUBLISH and viewer.id is not None and viewer.id in (version.author_id, version.submitted_by):
        center = s.get(CmfCenter, version.record.org_id)
        if center is not None and center.four_eyes:
            raise Refused("four_eyes", "This center asks for a second pair of eyes: "
                          "somebody else than who wrote or submitted it has to publish it.")


def _plain(s: Session, viewer: Viewer, act: Act, target: State, version: CmfVersion, reason: str) -> Moved:
    if act is Act.SUBMIT:
        version.submitted_at, version.submitted_by = now(), viewer.id
        _require_base(version)
    elif act in (Act.RETURN, Act.DEPRECATE, Act.RESTORE):
        version.decided_at, version.decided_by, version.reason = now(), viewer.id, reason
    line = step(s, version, act, target, viewer, reason)
    if act is Act.WITHDRAW:
        _free_code(s, version)
    index(s, version)
    return Moved(version, line)


def _publish(s: Session, viewer: Viewer, version: CmfVersion) -> list[Moved]:
    record, item = version.record, record_of(version)
    _require_base(version)
    if isinstance(item, Item):
        parts_of(s, viewer, item, record.org_id, published_only=True)
        require_free_code(s, record, item.code)
        record.code = item.code
    moved = []
    if record.published is not None:
        before = s.get_one(CmfVersion, (record.id, record.published))
        moved.append(Moved(before, step(s, before, Act.SUPERSEDE, State.SUPERSEDED, viewer)))
    version.decided_at, version.decided_by, version.reason = now(), viewer.id, ""
    record.published = version.number
    moved.append(Moved(version, step(s, version, Act.PUBLISH, State.PUBLISHED, viewer)))
    for other in _indexed_anew(s, version):
        index(s, other)
    return moved


def _require_base(version: CmfVersion) -> None:
    """A draft that started from an older version would undo what was published since."""
    if version.supersedes != version.record.published:
        newer = version.record.published
        raise Clash("base_is_old", f"Version {newer} was published after this draft was begun. "
                    "Start a new draft from it and bring your changes in.", published=newer)


def _indexed_anew(s: Session, version: CmfVersion) -> Sequence[CmfVersion]:
    live = CmfVersion.state.in_({*OPEN, State.PUBLISHED, State.SUPERSEDED})
    return s.scalars(select(CmfVersion).where(CmfVersion.record_id == version.record_id, live)).all()


def _free_code(s: Session, version: CmfVersion) -> None:
    """A record that never was published gives its code back with its last draft."""
    record = version.record
    others = select(CmfVersion.number).where(CmfVersion.record_id == record.id, CmfVersion.state.in_(OPEN))
    if record.published is None and s.scalars(others).first() is None:
        record.code = None
