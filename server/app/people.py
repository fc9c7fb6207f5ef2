"""Accounts from the command line."""

from __future__ import annotations

from sqlalchemy import select

from server.accounts.models import Organisation, OrgRole, User
from server.accounts.schemas import PasswordChange
from server.accounts.security import hashed
from server.accounts.service import create_org, create_user
from server.app import factory
from server.core.db import database
from server.core.errors import Invalid
from server.core.http import plain_line
from server.core.kernel import AbsentKernel
from server.core.settings import Settings


def add_person(settings: Settings, *, email: str, name: str, password: str, org: str, kind: str, admin: bool) -> User:
    """Add an account to the organisation of that name, which is made if there is none. Raises Invalid or pydantic's error."""
    checked = PasswordChange(current="", new=password).new
    try:
        name, org = plain_line(name), plain_line(org)
    except ValueError as error:
        raise Invalid("name or org", str(error)) from None
    app = factory.create_app(settings, AbsentKernel())
    try:
        with app.app_context():
            password_hash = hashed(checked)
            with database().write() as s:
                found = s.scalar(select(Organisation).where(Organisation.name == org)) or create_org(s, name=org, kind=kind)
                role = OrgRole.ADMIN if admin else OrgRole.MEMBER
                return create_user(s, email=email, name=name, password_hash=password_hash, org=found, role=role)
    finally:
        factory.close_app(app)
