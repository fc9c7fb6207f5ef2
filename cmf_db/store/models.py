"""Tables of CMF records: what a record is, its versions, and everything that happened to them. People and centers are plain ids."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from ulid import ULID

from cmf_db.base import Base
from cmf_db.store.states import Act, State

Id = String(26)
Digest = String(64)


def new_id() -> str:
    return str(ULID())


def now() -> datetime:
    """This moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class CmfRecord(Base):
    """What keeps its address while its versions follow each other. ``published`` is the number of the version that counts.

    ``code`` is the one that the record holds, so that no other of its center gets it: a proposal holds none until it is published.
    """

    __tablename__ = "cmf_record"
    __table_args__ = (Index("ix_cmf_record_org", "org_id", "kind", "id"), UniqueConstraint("org_id", "code"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    org_id: Mapped[str] = mapped_column(Id)
    code: Mapped[str | None] = mapped_column(String(32))
    created: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str | None] = mapped_column(Id)
    published: Mapped[int | None] = mapped_column(Integer)
    latest: Mapped[int] = mapped_column(Integer, default=0)


class CmfVersion(Base):
    """One version. Its content changes in draft only; ``author_id`` is None for what the program itself brought."""

    __tablename__ = "cmf_version"
    __table_args__ = (Index("ix_cmf_version_state", "state", "submitted_at"), Index("ix_cmf_version_author", "author_id", "state"))

    record_id: Mapped[str] = mapped_column(Id, ForeignKey("cmf_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    supersedes: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[State]
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(Digest)
    message: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[str | None] = mapped_column(Id)
    created: Mapped[datetime] = mapped_column(default=now)
    changed: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text, default="")
    record: Mapped[CmfRecord] = relationship(lazy="joined", innerjoin=True)


class CmfRef(Base):
    """Which version of which record an item's version names: for where-used and for bringing the search index up to date."""

    __tablename__ = "cmf_ref"
    __table_args__ = (Index("ix_cmf_ref_target", "target_id", "target_number"),)

    record_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    target_id: Mapped[str] = mapped_column(Id, primary_key=True)
    target_number: Mapped[int] = mapped_column(Integer, primary_key=True)


class CmfTransition(Base):
    """One step of a version, never changed. The first one comes from nowhere."""

    __tablename__ = "cmf_transition"
    __table_args__ = (Index("ix_cmf_transition_record", "record_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    record_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[Act | None]
    source: Mapped[State | None]
    target: Mapped[State]
    actor_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text, default="")


class CmfComment(Base):
    __tablename__ = "cmf_comment"
    __table_args__ = (Index("ix_cmf_comment_record", "record_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    record_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    text: Mapped[str] = mapped_column(Text)


class CmfCenter(Base):
    """Rules of a design center. ``four_eyes``: who wrote or submitted a version may not publish it."""

    __tablename__ = "cmf_center"

    org_id: Mapped[str] = mapped_column(Id, primary_key=True)
    four_eyes: Mapped[bool] = mapped_column(Boolean, default=False)


class CmfBatch(Base):
    """Many changes made at once, kept so that they can be undone at once."""

    __tablename__ = "cmf_batch"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Id)
    author_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str] = mapped_column(String(64))
    undone_at: Mapped[datetime | None]
    entries: Mapped[list[Any]] = mapped_column(default=list)


class ImportState(StrEnum):
    PREVIEW = "preview"
    APPLIED = "applied"


class Change(StrEnum):
    """What a line of an import would do to the library."""

    NEW = "new"
    EQUAL = "equal"
    DIFFERENT = "different"
    UNUSABLE = "unusable"


class CmfImport(Base):
    """A file that somebody uploaded and looks at before anything of it is taken over. The bytes are a blob."""

    __tablename__ = "cmf_import"
    __table_args__ = (Index("ix_cmf_import_author", "author_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Id)
    author_id: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[ImportState] = mapped_column(default=ImportState.PREVIEW)
    file_name: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Digest)
    bytes: Mapped[int] = mapped_column(BigInteger)
    messages: Mapped[list[Any]] = mapped_column(default=list)
    batch_id: Mapped[str | None] = mapped_column(Id)


class CmfImportRow(Base):
    """One colour of an uploaded file: the record that it would become, and what stands there already."""

    __tablename__ = "cmf_import_row"

    import_id: Mapped[str] = mapped_column(Id, ForeignKey("cmf_import.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[int] = mapped_column(Integer, primary_key=True)
    change: Mapped[Change]
    name: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any] | None]
    hex: Mapped[str | None] = mapped_column(String(7))
    existing_id: Mapped[str | None] = mapped_column(Id)
    existing_number: Mapped[int | None] = mapped_column(Integer)
    de00: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(Text, default="")
