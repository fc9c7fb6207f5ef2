"""A project: the place where people and documents meet. It belongs to one organisation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cmf_db.base import Base
from server.accounts.models import Organisation, User
from server.core.clock import now
from server.core.ids import Ulid, new_id
from server.projects.policy import Role


class Project(Base):
    __tablename__ = "project"

    id: Mapped[str] = mapped_column(Ulid, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)
    created: Mapped[datetime] = mapped_column(default=now)
    updated: Mapped[datetime] = mapped_column(default=now)
    org: Mapped[Organisation] = relationship()


class ProjectMember(Base):
    __tablename__ = "project_member"

    project_id: Mapped[str] = mapped_column(Ulid, ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(Ulid, ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True)
    org_id: Mapped[str] = mapped_column(Ulid, ForeignKey("organisation.id"))
    role: Mapped[Role]
    since: Mapped[datetime] = mapped_column(default=now)
    user: Mapped[User] = relationship()
