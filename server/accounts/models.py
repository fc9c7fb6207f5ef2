"""People, the organisations they work in, and the sessions they signed in with."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_security.core import UserMixin
from sqlalchemy import Boolean, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cmf_db.base import Base
from server.core.clock import now
from server.core.ids import Ulid, new_id


class OrgKind(StrEnum):
    """Known kinds. The column is open text: a deployment may add its own."""

    STUDIO = "studio"
    MANUFACTURER = "manufacturer"
    DESIGN_CENTER = "design_center"
    SCHOOL = "school"
    ASSOCIATION = "association"
    PARK = "park"


class OrgRole(StrEnum):
    ADMIN = "admin"
    MEMBER = "member"


class User(Base, UserMixin):  # type: ignore[misc]
    """A person. ``fs_uniquifier`` is what a session holds instead of the id; a new one ends every session."""

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)      # normalised, lower case
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    color: Mapped[str] = mapped_column(String(7))
    language: Mapped[str | None] = mapped_column(String(8))      # None: as the browser
    theme: Mapped[str] = mapped_column(String(8), default="system")
    created: Mapped[datetime] = mapped_column(default=now)


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(32))
    created: Mapped[datetime] = mapped_column(default=now)


class OrgMembership(Base):
    __tablename__ = "org_membership"

    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(Ulid, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[OrgRole] = mapped_column(default=OrgRole.MEMBER)
    created: Mapped[datetime] = mapped_column(default=now)
    org: Mapped[Organisation] = relationship()


class SignIn(Base):
    """One browser that signed in. The session cookie names this row; an ended row makes the cookie worthless."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(Ulid, ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(default=now)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(Text, default="")
    ended: Mapped[datetime | None]
