"""Flask-Security behind our own routes: password hashing, the session's user, CSRF. Its views and templates are not served."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, request
from flask_security import RoleMixin, Security, UserDatastore
from flask_security.utils import hash_password, verify_password
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import select

from server.accounts.models import User
from server.core.db import Database
from server.core.offload import off_loop
from server.core.settings import Settings

CSRF_COOKIE = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
SESSION_COOKIE = "sunmao_session"

SCHEMES: dict[str, Any] = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE, "description": "Set by signing in."},
    "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER, "description": f"The cookie `{CSRF_COOKIE}`, on unsafe methods."},
}


class HeaderToken(CSRFProtect):  # type: ignore[misc]
    """The token counts in the header only, so that nobody's upload is read before it is known who sends it."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get(CSRF_HEADER)


csrf = HeaderToken()


class Accounts(UserDatastore):  # type: ignore[misc]
    """What Flask-Security needs of our database: the user behind a session."""

    def __init__(self, db: Database) -> None:
        super().__init__(User, RoleMixin)
        self._db = db

    def find_user(self, case_insensitive: bool = False, **where: Any) -> User | None:
        with self._db.read() as session:
            return session.scalar(select(User).filter_by(**where))


def register(app: Flask, db: Database, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret(),
        SECURITY_PASSWORD_SALT=settings.secret(),       # asked for at set-up; argon2 salts each hash itself
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_ANONYMOUS_USER_DISABLED=False,
        SESSION_COOKIE_NAME=SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        WTF_CSRF_CHECK_DEFAULT=False,                   # the guard calls it, before sign-in is looked at
        WTF_CSRF_TIME_LIMIT=None,                       # as long as the session
    )
    csrf.init_app(app)
    Security(app, Accounts(db), register_blueprint=False)


def set_csrf_cookie(response: Response, settings: Settings) -> None:
    """The token where the page's own script can read it, and no other site can."""
    response.set_cookie(CSRF_COOKIE, generate_csrf(), samesite="Lax", secure=settings.https, httponly=False)


def hashed(password: str) -> str:
    """An argon2 hash; takes about 0.1 s, away from the event loop."""
    return str(off_loop(lambda: hash_password(password)))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits. An account that does not exist takes as long as one that does."""
    return bool(off_loop(lambda: verify_password(password, stored or _nobody()))) and stored is not None


_NOBODY: list[str] = []


def _nobody() -> str:
    if not _NOBODY:
        _NOBODY.append(str(hash_password("nobody")))
    return _NOBODY[0]
