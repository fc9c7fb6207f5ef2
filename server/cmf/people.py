"""Names for ids: people and centers as answers show them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.models import Organisation, User
from server.cmf.record_schemas import CmfCenterRef, CmfPerson


def people(s: Session, ids: Iterable[str | None]) -> dict[str | None, CmfPerson]:
    wanted = {id for id in ids if id is not None}
    return {u.id: CmfPerson.model_validate(u) for u in s.scalars(select(User).where(User.id.in_(wanted)))} if wanted else {}


def centers(s: Session, ids: Iterable[str]) -> dict[str, CmfCenterRef]:
    return {o.id: CmfCenterRef.model_validate(o) for o in s.scalars(select(Organisation).where(Organisation.id.in_(set(ids))))}
