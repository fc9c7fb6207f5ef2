"""Accounts from the command line."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.accounts.models import Organisation, OrgKind, OrgRole, User
from server.accounts.schemas import Password
from server.accounts.security import hashed
from server.accounts.service import create_org, create_user
from server.app import factory, migrate
from server.core.db import database
from server.core.errors import Invalid
from server.core.http import Input, Line
from server.core.kernel import AbsentKernel
from server.core.settings import Settings


class NewPerson(Input):
    """What may be given, with the limits that the service has for the same. Without ``kind`` a new organisation is a studio."""

    email: str
    name: Line
    password: Password
    org: Line
    kind: OrgKind | None = None
    admin: bool = False


def add_person(settings: Settings, **given: object) -> User:
    """Add an account to the organisation of that name, which is made if there is none; ``given`` are the fields of ``NewPerson``.

    The embedded database is made and migrated first. Raises Invalid, which never repeats the password, and SettingsError.
    """
    try:
        person = NewPerson.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Invalid(str(first["loc"][0]), first["msg"].removeprefix("Value error, ")) from None
    with migrate.prepared(settings):
        app = factory.create_app(settings, AbsentKernel())
    try:
        with app.app_context():
            password_hash = hashed(person.password)
            with database().write() as s:
                role = OrgRole.ADMIN if person.admin else OrgRole.MEMBER
                return create_user(s, email=person.email, name=person.name, password_hash=password_hash, org=_org(s, person), role=role)
    finally:
        factory.close_app(app)


def _org(s: Session, person: NewPerson) -> Organisation:
    found = s.scalar(select(Organisation).where(Organisation.name == person.org))
    if found is None:
        return create_org(s, name=person.org, kind=person.kind or OrgKind.STUDIO)
    if person.kind not in (None, found.kind):
        raise Invalid("kind", f"“{found.name}” is there already, as {found.kind}; leave --kind out to join it")
    return found
