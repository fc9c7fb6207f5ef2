"""The opening library: the records that ship with ``cmf_db`` become published records of a design center."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.records.kinds import plain
from cmf_db.seed.library import VERSION, load
from cmf_db.store import records
from cmf_db.store.models import CmfRecord
from cmf_db.store.moving import Target, move
from cmf_db.store.reading import Viewer
from cmf_db.store.records import Prepared
from cmf_db.store.states import Act
from server.accounts.models import Organisation, OrgKind
from server.accounts.service import create_org
from server.core import audit

CENTER = "南粤设计中心（示例）"
MESSAGE = "随附资料 Opening library"


def prepared_seed() -> dict[str, Prepared]:
    """Every record of the seed, checked, with what its spectrum gives: seconds of colour work that belong outside of a transaction."""
    return {id: records.prepare(plain(seed.record)) for id, seed in load().items()}


def seed_library(s: Session, prepared: dict[str, Prepared], name: str = CENTER) -> int:
    """Publish what is not there yet in the center of that name, which is made if there is none; returns how many records that were."""
    held = set(s.scalars(select(CmfRecord.id).where(CmfRecord.id.in_(prepared))))
    missing = {id: one for id, one in prepared.items() if id not in held}
    if not missing:
        return 0
    center = seed_center(s, name)
    program = Viewer(None, frozenset({center.id}))
    for id, one in missing.items():
        records.create(s, program, center.id, one, message=MESSAGE, record_id=id)
    targets = [Target(id, VERSION) for id in missing]
    move(s, program, Act.SUBMIT, targets)
    move(s, program, Act.PUBLISH, targets)
    audit.record(s, "cmf.seeded", actor_id=None, subject=("org", center.id, center.name), org_id=center.id, records=len(missing))
    return len(missing)


def seed_center(s: Session, name: str = CENTER) -> Organisation:
    """The design center of that name, made if there is none."""
    found = s.scalar(select(Organisation).where(Organisation.name == name, Organisation.kind == OrgKind.DESIGN_CENTER))
    return found or create_org(s, name=name, kind=OrgKind.DESIGN_CENTER)
