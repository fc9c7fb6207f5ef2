"""Shapes of the sign-in and account routes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.core.http import Input, Line, Output

Language = Literal["zh", "en"]
Theme = Literal["light", "dark", "system"]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Typed = Annotated[str, StringConstraints(max_length=254)]


class OrgOfUser(Output):
    id: str
    name: str
    kind: str
    role: Literal["admin", "member"]


class User(Output):
    id: str
    email: str
    name: str
    color: str
    language: Annotated[Language | None, Field(description="Null: as the browser.")]
    theme: Theme
    orgs: list[OrgOfUser]


class SampleAccount(Output):
    email: str
    password: str
    name: str
    role: Literal["designer", "maker", "curator"]


class Instance(Output):
    name: str
    demo: bool
    version: str
    remember_days: int
    sample_accounts: list[SampleAccount] | None = None


class SessionState(Output):
    user: User | None
    instance: Instance


class SignedIn(Output):
    user: User


class SignInRequest(Input):
    email: Typed
    password: Annotated[str, StringConstraints(max_length=200)]
    remember: bool = False


class ProfileChange(Input):
    name: Line | None = None
    language: Language | None = None
    theme: Theme | None = None


class PasswordChange(Input):
    current: Annotated[str, StringConstraints(max_length=200)]
    new: Annotated[Password, Field(description="10 characters or more.")]
