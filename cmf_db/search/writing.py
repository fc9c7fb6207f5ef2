"""Keeping the index in step, in the transaction that changes the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cmf_db.search.models import CmfIndex, CmfStamp

STAMPED = "cmf.stamp"


def put(s: Session, record_id: str, number: int, **columns: Any) -> None:
    """Write columns of the version's row; a row that is not there yet must be given whole."""
    row = find(s, record_id, number)
    if row is None:
        add(s, [{"record_id": record_id, "number": number, **columns}])
        return
    for name, value in columns.items():
        setattr(row, name, value)
    row.stamp = next_stamp(s)
    s.flush()


def add(s: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of versions that are not in the index yet, each given whole."""
    stamp = next_stamp(s)       # from here on nobody else takes the next places
    first = (s.scalar(select(func.max(CmfIndex.n))) or 0) + 1
    s.add_all(CmfIndex(n=first + i, stamp=stamp, **row) for i, row in enumerate(rows))
    s.flush()


def find(s: Session, record_id: str, number: int) -> CmfIndex | None:
    return s.scalar(select(CmfIndex).where(CmfIndex.record_id == record_id, CmfIndex.number == number))


def next_stamp(s: Session) -> int:
    """The stamp of this transaction: one more than the newest, which nobody else can take until this transaction ends."""
    transaction = s.get_transaction()
    held: tuple[object, int] | None = s.info.get(STAMPED)
    if held is not None and held[0] is transaction:
        return held[1]
    dialect = sqlite if s.get_bind().dialect.name == "sqlite" else postgresql
    first = dialect.insert(CmfStamp).values(id=1, value=1)
    upsert = first.on_conflict_do_update(index_elements=[CmfStamp.id], set_={"value": CmfStamp.value + 1})
    stamp = int(s.execute(upsert.returning(CmfStamp.value)).scalar_one())
    s.info[STAMPED] = (transaction, stamp)
    return stamp
