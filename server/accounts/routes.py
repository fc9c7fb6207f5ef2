"""``/auth``: who am I, sign in, sign out, my profile."""

from __future__ import annotations

from flask import Response, current_app, jsonify, make_response

from server.accounts import queries, schemas, service
from server.accounts.guard import public
from server.accounts.identity import current_actor, signed_in
from server.accounts.models import User
from server.accounts.security import set_csrf_cookie
from server.core.db import database
from server.core.http import blueprint
from server.core.limits import limited
from server.core.settings import settings

api = blueprint("auth", __name__, about="Sessions and one's own account")
INSTANCE = "sunmao.instance"


@api.get("/auth/session", responses={200: schemas.SessionState}, summary="Who is signed in, and the CSRF token as a cookie")
@public
def get_session() -> Response:
    actor = current_actor()
    user = None
    if actor:
        with database().read() as s:
            user = queries.profile(s, s.get_one(User, actor.id))
    instance: schemas.Instance = current_app.extensions[INSTANCE]()
    return _with_csrf(schemas.SessionState(user=user, instance=instance))


@api.post("/auth/sign-in", responses={200: schemas.SignedIn}, summary="Open a session for this browser")
@public
@limited("60/minute")
def sign_in(body: schemas.SignInRequest) -> Response:
    user = service.sign_in(email=body.email, password=body.password, remember=body.remember)
    with database().read() as s:
        return _with_csrf(schemas.SignedIn(user=queries.profile(s, user)))


@api.post("/auth/sign-out", responses={204: None}, summary="End this browser's session")
def sign_out() -> Response:
    service.sign_out(signed_in())
    response = make_response("", 204)
    set_csrf_cookie(response, settings())
    return response


@api.patch("/auth/me", responses={200: schemas.User}, summary="Change one's name, language or theme")
def change_profile(body: schemas.ProfileChange) -> schemas.User:
    with database().write() as s:
        user = service.change_profile(s, actor=signed_in(), changes=body.model_dump(exclude_none=True))
        return queries.profile(s, user)


@api.post("/auth/password", responses={204: None}, summary="Change one's password; every other session ends")
def change_password(body: schemas.PasswordChange) -> tuple[str, int]:
    service.change_password(actor=signed_in(), current=body.current, new=body.new)
    return "", 204


def _with_csrf(body: schemas.SessionState | schemas.SignedIn) -> Response:
    response = make_response(jsonify(body.model_dump(mode="json")))
    set_csrf_cookie(response, settings())
    return response
