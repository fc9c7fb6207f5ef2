"""Which blobs there are and who owns them. The bytes lie in a blob store; nobody reads a blob except through an owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cmf_db.base import Base
from server.core.clock import now
from server.core.ids import Ulid


class Blob(Base):
    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    created: Mapped[datetime] = mapped_column(default=now, index=True)


class BlobRef(Base):
    """``owner`` holds the blob under a role such as ``file``, ``asset``, ``thumbnail``, ``manifest``, ``export``."""

    __tablename__ = "blob_ref"
    __table_args__ = (Index("ix_blob_ref_owner", "owner_kind", "owner_id"),)

    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("blob.sha256"), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(Ulid, primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"))
    media: Mapped[str] = mapped_column(String(100), default="application/octet-stream")
    created: Mapped[datetime] = mapped_column(default=now)
