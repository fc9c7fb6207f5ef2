"""Documents, the durable log of their updates, saved versions and what was derived from them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cmf_db.base import Base
from server.accounts.models import User
from server.core.clock import now
from server.core.ids import Ulid, new_id
from server.projects.models import Project


class BuildState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"


class Document(Base):
    """``epoch`` names one unbroken history, ``seq`` is the number of its last durable update (0: none). ``log.append`` moves both on."""

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"))
    project_id: Mapped[str] = mapped_column(Ulid, ForeignKey("project.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    epoch: Mapped[str] = mapped_column(Ulid, default=new_id)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    created: Mapped[datetime] = mapped_column(default=now)
    updated: Mapped[datetime] = mapped_column(default=now, index=True)
    updated_by_id: Mapped[str | None] = mapped_column(Ulid, ForeignKey("user_account.id"))
    thumbnail: Mapped[str | None] = mapped_column(String(64))       # SHA-256 of a PNG that the document owns
    project: Mapped[Project] = relationship()
    updated_by: Mapped[User | None] = relationship()


class DocumentUpdate(Base):
    """One Yjs update. ``keys`` names what it touched, as ``root`` or ``root:key``."""

    __tablename__ = "document_update"

    document_id: Mapped[str] = mapped_column(Ulid, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(Ulid)
    actor_id: Mapped[str | None] = mapped_column(Ulid, ForeignKey("user_account.id"))
    keys: Mapped[list[str]] = mapped_column(default=list)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    crc: Mapped[int | None] = mapped_column(BigInteger)     # CRC-32 of the bytes; rows from before schema 0003 have none
    at: Mapped[datetime] = mapped_column(default=now)


class DocumentSnapshot(Base):
    """The whole Yjs state after update ``seq``, so that loading does not replay the log from its beginning."""

    __tablename__ = "document_snapshot"

    document_id: Mapped[str] = mapped_column(Ulid, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(Ulid)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    crc: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(default=now)


class WornItem(Base):
    """Which versions of library items the document's parts wear now, and how many parts; kept in step by ``wearing.note``."""

    __tablename__ = "document_worn_item"

    document_id: Mapped[str] = mapped_column(Ulid, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(Ulid, primary_key=True, index=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    parts: Mapped[int] = mapped_column(Integer)


class Version(Base):
    """A saved version; it never changes. ``sha256`` names its manifest, ``content_sha256`` its inputs without author, words and time."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("document_id", "number"), UniqueConstraint("document_id", "sha256"))

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"))
    document_id: Mapped[str] = mapped_column(Ulid, ForeignKey("document.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    branch: Mapped[str] = mapped_column(String(100), default="main")
    sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    parents: Mapped[list[str]] = mapped_column(default=list)
    message: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str] = mapped_column(Ulid, ForeignKey("user_account.id"))
    epoch: Mapped[str] = mapped_column(Ulid)
    seq: Mapped[int] = mapped_column(BigInteger)
    thumbnail: Mapped[str | None] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(default=now)
    document: Mapped[Document] = relationship()
    author: Mapped[User] = relationship()
    build: Mapped[VersionBuild] = relationship(back_populates="version")


class VersionBuild(Base):
    """What a fresh kernel session made of a version."""

    __tablename__ = "version_build"

    version_id: Mapped[str] = mapped_column(Ulid, ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[BuildState] = mapped_column(default=BuildState.QUEUED)
    statistics: Mapped[dict[str, Any] | None]
    log: Mapped[list[Any]] = mapped_column(default=list)
    ended: Mapped[datetime | None]
    version: Mapped[Version] = relationship(back_populates="build")


class Derived(Base):
    """A file made from content, once: the same content, kind and options give the same row."""

    __tablename__ = "derived"
    __table_args__ = (UniqueConstraint("document_id", "content_sha256", "kind", "options_sha256"),)

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"))
    document_id: Mapped[str] = mapped_column(Ulid, ForeignKey("document.id", ondelete="CASCADE"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    options_sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[str] = mapped_column(String(64))       # the content to build from, a blob that this row owns
    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[BuildState] = mapped_column(default=BuildState.QUEUED)
    message: Mapped[dict[str, Any] | None]
    blob: Mapped[str | None] = mapped_column(String(64))
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    requested_by_id: Mapped[str | None] = mapped_column(Ulid)
    created: Mapped[datetime] = mapped_column(default=now)
    document: Mapped[Document] = relationship()
