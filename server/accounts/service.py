"""Verbs about accounts."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email
from flask import request, session
from flask_security.utils import login_user, logout_user
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from server.accounts import queries
from server.accounts.identity import SESSION_KEY, Actor, forget_actor
from server.accounts.models import Organisation, OrgMembership, OrgRole, SignIn, User
from server.accounts.security import hashed, matches
from server.accounts.signals import signed_out
from server.core import audit
from server.core.clock import now
from server.core.db import announce, database
from server.core.errors import Invalid, Problem
from server.core.ids import new_id
from server.core.limits import limits

COLORS = ("#7b52d3", "#b23a7b", "#a8550d", "#357a38", "#2d62c9", "#6d6a12", "#8a5a52", "#5f6670")     # design tokens p1 to p8
FAILURES = "5 per 15 minutes"


class BadCredentials(Problem):
    """Says the same whether the account exists or not."""

    status, code = 401, "bad_credentials"

    def __init__(self, left: int) -> None:
        super().__init__("This e-mail and password do not fit together.", left=left)


def normal_email(email: str) -> str:
    """Lower case, one form of Unicode. Raises Invalid for what is no address."""
    plain = unicodedata.normalize("NFKC", email).strip()
    try:
        return validate_email(plain, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid("email", f"this is not an e-mail address: {error}") from None


def sign_in(*, email: str, password: str, remember: bool) -> User:
    """Open a session for this browser. Raises BadCredentials, and RateLimited after five failures of one account from one address."""
    try:
        email = normal_email(email)
    except Invalid:
        email = ""
    key = ("sign-in", email, audit.address())
    limits().hit(FAILURES, *key)        # before the slow look at the password, so that attempts side by side count too
    with database().read() as s:
        user = queries.by_email(s, email)
    fits = matches(password, user.password if user else None)
    if user is None or not fits or not user.active:
        raise _failure(key, user, email)
    limits().clear(FAILURES, *key)
    with database().write() as s:
        row = SignIn(user_id=user.id, address=audit.address(), agent=request.user_agent.string[:300])
        s.add(row)
        s.flush()
        audit.record(s, "account.signed_in", actor_id=user.id, subject=("account", user.id, user.email))
    session.clear()         # nothing of an anonymous session, least of all its CSRF token, lives on
    login_user(user, remember=False)
    session[SESSION_KEY] = row.id
    session.permanent = remember
    forget_actor()
    return user


def _failure(key: tuple[str, ...], user: User | None, email: str) -> BadCredentials:
    with database().write() as s:
        audit.record(s, "account.sign_in_failed", actor_id=None, subject=("account", user.id if user else "", email))
    return BadCredentials(limits().left(FAILURES, *key))


def sign_out(actor: Actor) -> None:
    """End this browser's session for good: a copy of its cookie is worth nothing."""
    with database().write() as s:
        s.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(ended=now()))
        audit.record(s, "account.signed_out", actor_id=actor.id, subject=("account", actor.id, actor.email))
        announce(s, signed_out, user_id=actor.id, sign_in_id=actor.sign_in_id)
    logout_user()
    session.clear()
    forget_actor()


def change_profile(s: Session, *, actor: Actor, changes: dict[str, str]) -> User:
    user = s.get_one(User, actor.id)
    for name, value in changes.items():
        setattr(user, name, value)
    audit.record(s, "account.changed", actor_id=actor.id, subject=("account", user.id, user.email), fields=sorted(changes))
    return user


def change_password(*, actor: Actor, current: str, new: str) -> None:
    """Set a new password and end every other session of the person. Raises Invalid when the current one does not fit, RateLimited
    after five that did not.
    """
    limits().hit(FAILURES, "password", actor.id)
    with database().read() as s:
        stored = s.get_one(User, actor.id).password
    if not matches(current, stored):
        raise Invalid("current", "this is not your current password")
    limits().clear(FAILURES, "password", actor.id)
    fresh = hashed(new)
    with database().write() as s:
        user = s.get_one(User, actor.id)
        user.password, user.fs_uniquifier = fresh, new_id()
        others = select(SignIn.id).where(SignIn.user_id == user.id, SignIn.ended.is_(None), SignIn.id != actor.sign_in_id)
        for ended in list(s.scalars(others)):
            announce(s, signed_out, user_id=actor.id, sign_in_id=ended)
        s.execute(update(SignIn).where(SignIn.id.in_(others)).values(ended=now()).execution_options(synchronize_session=False))
        audit.record(s, "account.password_changed", actor_id=actor.id, subject=("account", user.id, user.email))
    permanent = session.permanent
    login_user(user, remember=False)
    session[SESSION_KEY], session.permanent = actor.sign_in_id, permanent


def create_user(s: Session, *, email: str, name: str, password_hash: str, org: Organisation, role: OrgRole = OrgRole.MEMBER,
                language: str | None = None) -> User:
    """Add a person to an organisation. Colours go round, so that the first eight people differ. Raises Invalid if the address is taken."""
    email = normal_email(email)
    if queries.by_email(s, email):
        raise Invalid("email", f"there is an account with the address {email} already")
    count = s.scalar(select(func.count()).select_from(User)) or 0
    user = User(email=email, name=name, password=password_hash, color=COLORS[count % len(COLORS)], language=language)
    s.add(user)
    s.flush()
    s.add(OrgMembership(org_id=org.id, user_id=user.id, role=role))
    audit.record(s, "account.created", actor_id=None, subject=("account", user.id, email), org_id=org.id)
    s.flush()
    return user


def create_org(s: Session, *, name: str, kind: str) -> Organisation:
    org = Organisation(name=name, kind=kind)
    s.add(org)
    s.flush()
    audit.record(s, "org.created", actor_id=None, subject=("org", org.id, name), org_id=org.id, kind=kind)
    return org
