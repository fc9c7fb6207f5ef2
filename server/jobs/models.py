"""Work that outlives a request. The row is the truth; the queue only says that there is something to do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cmf_db.base import Base
from server.core.clock import now
from server.core.ids import Ulid, new_id


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"


class Job(Base):
    __tablename__ = "job"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(64))
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED, index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    org_id: Mapped[str | None] = mapped_column(Ulid)        # whose work it is, for fair turns
    person_id: Mapped[str | None] = mapped_column(Ulid)
    due: Mapped[datetime | None]                            # not before
    created: Mapped[datetime] = mapped_column(default=now)
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
