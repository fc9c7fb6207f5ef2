"""Tables that every feature shares: who did what, and answers kept for repeated requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmf_db.base import Base
from server.core.clock import now
from server.core.ids import Ulid, new_id


class AuditRow(Base):
    """One act, written in the same transaction as what it tells of, never changed."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_project", "project_id", "id"), Index("ix_audit_org", "org_id", "id"))

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[str | None] = mapped_column(Ulid)
    org_id: Mapped[str | None] = mapped_column(Ulid)
    project_id: Mapped[str | None] = mapped_column(Ulid)
    act: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    subject_name: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Fact(Base):
    """What is true of the whole database, such as that it is the demo one."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)


class IdempotentAnswer(Base):
    """The answer to a POST that carried an Idempotency-Key; ``status`` is null while the first request is still at work."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (UniqueConstraint("actor_id", "key"),)

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    actor_id: Mapped[str] = mapped_column(Ulid)
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(Integer)
    media: Mapped[str] = mapped_column(String(100), default="")
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created: Mapped[datetime] = mapped_column(default=now, index=True)
