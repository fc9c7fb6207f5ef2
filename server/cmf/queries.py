"""Every select of the library's routes, starting from what the viewer may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from cmf_db.store import models as store
from cmf_db.store.compare import differences
from cmf_db.store.reading import Viewer, may_see, version_for, versions_of
from cmf_db.store.records import users
from cmf_db.store.states import TOLD, State
from server.accounts.models import Organisation, OrgKind, OrgMembership, OrgRole
from server.cmf import curation_schemas as curation
from server.cmf import describe
from server.cmf import record_schemas as schemas
from server.cmf.people import people
from server.core.http import ListQuery
from server.core.pagination import page


def list_versions(s: Session, viewer: Viewer, record_id: str) -> schemas.CmfVersionList:
    return schemas.CmfVersionList(items=describe.briefs(s, viewer, versions_of(s, viewer, record_id)), next=None)


def compare(s: Session, viewer: Viewer, record_id: str, before: int, after: int) -> schemas.CmfComparison:
    """Two versions of one record, field by field."""
    pair = [version_for(s, viewer, record_id, number) for number in (before, after)]
    shown = describe.briefs(s, viewer, pair)
    return schemas.CmfComparison(id=record_id, before=shown[0], after=shown[1], changes=changes(pair[0], pair[1]))


def changes(before: store.CmfVersion | None, after: store.CmfVersion) -> list[schemas.CmfFieldChange]:
    found = differences(before.body, after.body) if before else []
    return [schemas.CmfFieldChange(path=d.path, before=d.before, after=d.after) for d in found]


def history(s: Session, viewer: Viewer, record_id: str) -> schemas.CmfHistory:
    """Newest first: every step of the versions that the viewer works on, of others what everybody may know."""
    seen = versions_of(s, viewer, record_id)
    own = {v.number for v in seen if describe.works_on(viewer, v)}
    told = and_(store.CmfTransition.act.in_(TOLD), store.CmfTransition.number.in_([v.number for v in seen]))
    rows = select(store.CmfTransition).where(store.CmfTransition.record_id == record_id, or_(store.CmfTransition.number.in_(own), told))
    lines = s.scalars(rows.order_by(store.CmfTransition.id.desc())).all()
    named = people(s, [line.actor_id for line in lines if line.number in own])
    return schemas.CmfHistory(next=None, items=[
        schemas.CmfStep(at=line.at, version=line.number, act=line.act, source=line.source, target=line.target, reason=line.reason,
                        actor=named.get(line.actor_id) if line.number in own else None)
        for line in lines
    ])


def list_users(s: Session, viewer: Viewer, record_id: str, number: int | None) -> schemas.CmfUsers:
    """Items that name this version and that the viewer may see, in the order of their codes."""
    version = version_for(s, viewer, record_id, number)
    found = [v for v in users(s, version) if may_see(viewer, v) and v.state not in (State.SUPERSEDED, State.WITHDRAWN)]
    items = [
        schemas.CmfUser(id=v.record_id, version=v.number, state=v.state, code=v.body.get("code"),
                        name=describe.text_of(v.body["name"].get("zh"), v.body["name"].get("en")))
        for v in found
    ]
    return schemas.CmfUsers(items=sorted(items, key=lambda item: (item.code or "", item.id)), next=None)


def list_comments(s: Session, viewer: Viewer, record_id: str, query: ListQuery) -> schemas.CmfCommentList:
    """What was said about the versions that the viewer works on, and what they said themselves; oldest first."""
    own = [v.number for v in versions_of(s, viewer, record_id) if describe.works_on(viewer, v)]
    rows = select(store.CmfComment).where(
        store.CmfComment.record_id == record_id, or_(store.CmfComment.number.in_(own), store.CmfComment.author_id == viewer.id))
    found, following = page(s, rows, query, store.CmfComment.id, newest_first=False)
    named = people(s, [c.author_id for c in found])
    return schemas.CmfCommentList(next=following, items=[comment(c, named[c.author_id]) for c in found])


def comment(row: store.CmfComment, author: schemas.CmfPerson) -> schemas.CmfComment:
    return schemas.CmfComment(id=row.id, version=row.number, author=author, at=row.at, text=row.text)


def queue(s: Session, viewer: Viewer, query: curation.QueueQuery) -> curation.CmfQueue:
    """Versions in work that are the viewer's concern, the longest untouched first, each beside the one that it would replace."""
    rows = select(store.CmfVersion).join(store.CmfRecord).where(store.CmfVersion.state == State(query.state), _concerns(viewer))
    keys = (store.CmfVersion.changed, store.CmfVersion.record_id, store.CmfVersion.number)
    found, following = page(s, rows, query, *keys, newest_first=False)
    bases = _held(s, [(v.record_id, v.supersedes) for v in found if v.supersedes])
    said = _comment_counts(s, [v.record_id for v in found])
    items = []
    for v, shown in zip(found, describe.versions(s, viewer, found), strict=True):
        base = bases.get((v.record_id, v.supersedes or 0))
        items.append(curation.CmfQueued(
            version=shown, before=base.body if base else None, changes=changes(base, v), comments=said.get((v.record_id, v.number), 0)))
    return curation.CmfQueue(items=items, next=following)


def _concerns(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer wrote; and in their centers what members are working on, and proposals of others once they are submitted."""
    version, record = store.CmfVersion, store.CmfRecord
    member = exists().where(OrgMembership.org_id == record.org_id, OrgMembership.user_id == version.author_id)
    ready = or_(version.state == State.REVIEW, version.author_id.is_(None), member)
    return or_(version.author_id == viewer.id, and_(record.org_id.in_(viewer.centers), ready))


def _held(s: Session, ids: list[tuple[str, int]]) -> dict[tuple[str, int], store.CmfVersion]:
    rows = s.scalars(select(store.CmfVersion).where(tuple_(store.CmfVersion.record_id, store.CmfVersion.number).in_(ids))) if ids else ()
    return {(v.record_id, v.number): v for v in rows}


def _comment_counts(s: Session, records: list[str]) -> dict[tuple[str, int], int]:
    by = (store.CmfComment.record_id, store.CmfComment.number)
    return {(id, number): count for id, number, count in
            s.execute(select(*by, func.count()).where(store.CmfComment.record_id.in_(records)).group_by(*by))}


def list_centers(s: Session, viewer: Viewer) -> curation.CmfCenterList:
    """Every design center of this instance, one's own first."""
    orgs = s.scalars(select(Organisation).where(Organisation.kind == OrgKind.DESIGN_CENTER).order_by(Organisation.id)).all()
    shown = [center(s, viewer, org) for org in orgs]
    return curation.CmfCenterList(items=sorted(shown, key=lambda c: not c.curator), next=None)


def center(s: Session, viewer: Viewer, org: Organisation) -> curation.CmfCenter:
    rules = s.get(store.CmfCenter, org.id)
    membership = s.get(OrgMembership, (org.id, viewer.id)) if viewer.id else None
    return curation.CmfCenter(
        id=org.id, name=org.name, four_eyes=rules is not None and rules.four_eyes, curator=viewer.curates(org.id),
        admin=membership is not None and membership.role is OrgRole.ADMIN)
