"""Who is asking. A session counts only while its row in ``sign_in`` lives, so that signing out ends it everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, session
from flask_login import current_user
from sqlalchemy import select

from server.accounts.models import SignIn, User
from server.core.audit import address
from server.core.db import database
from server.core.errors import SignInRequired

SESSION_KEY = "sign_in"


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person as the rest of the service needs them."""

    id: str
    name: str
    email: str
    color: str
    sign_in_id: str


def current_actor() -> Actor | None:
    """The person behind this request (or socket connection), None for anonymous. Asks the database once a request."""
    if "actor" not in g:
        g.actor = _load()
    found: Actor | None = g.actor
    return found


def signed_in() -> Actor:
    """The same, for code behind the guard. Raises SignInRequired."""
    actor = current_actor()
    if actor is None:
        raise SignInRequired
    return actor


def forget_actor() -> None:
    """After signing in or out within this request."""
    g.pop("actor", None)


def rate_key() -> str:
    """Whom a rate limit counts: the account, else the address."""
    actor = current_actor()
    return actor.id if actor else address()


def _load() -> Actor | None:
    sign_in_id = session.get(SESSION_KEY)
    if not sign_in_id or not current_user.is_authenticated:
        return None
    user: User = current_user
    with database().read() as s:
        alive = s.scalar(select(SignIn.id).where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended.is_(None)))
    return Actor(id=user.id, name=user.name, email=user.email, color=user.color, sign_in_id=sign_in_id) if alive else None
