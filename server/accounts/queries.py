"""Every select about people."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.accounts import schemas
from server.accounts.models import Organisation, OrgMembership, User


def by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email))


def memberships(session: Session, user_id: str) -> list[OrgMembership]:
    """The organisations that somebody works in, oldest first."""
    rows = select(OrgMembership).where(OrgMembership.user_id == user_id).order_by(OrgMembership.org_id)
    return list(session.scalars(rows.options(joinedload(OrgMembership.org))))


def org_of(session: Session, user_id: str, org_id: str | None) -> Organisation | None:
    """The named organisation if the person works in it; without a name, the first one."""
    return next((m.org for m in memberships(session, user_id) if org_id in (None, m.org_id)), None)


def profile(session: Session, user: User) -> schemas.User:
    """A person as they see themselves."""
    orgs = [schemas.OrgOfUser(id=m.org_id, name=m.org.name, kind=m.org.kind, role=m.role.value) for m in memberships(session, user.id)]
    return schemas.User(id=user.id, email=user.email, name=user.name, color=user.color, language=user.language, theme=user.theme, orgs=orgs)
