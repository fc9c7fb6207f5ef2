"""Deny by default. It runs before validation and views, so nothing can be forgotten: first CSRF, then sign-in."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_openapi3.openapi import OpenAPI
from flask_wtf.csrf import CSRFError

from server.accounts.identity import current_actor
from server.accounts.security import csrf
from server.core.errors import ErrorBody, SignInRequired, respond

View = TypeVar("View")
SAFE = ("GET", "HEAD", "OPTIONS")


def public(view: View) -> View:
    """Below a route decorator: anonymous people may call this view."""
    view.sunmao_public = True       # type: ignore[attr-defined]
    return view


def is_public(view: Any) -> bool:
    return bool(getattr(view, "sunmao_public", False))


def declare(app: OpenAPI) -> None:
    """Say in the description of the interface which operations need nobody signed in."""
    open_to_all = {view.__name__ for view in app.view_functions.values() if is_public(view)}
    for item in app.paths.values():
        for method in ("get", "post", "put", "patch", "delete"):
            operation = getattr(item, method)
            if operation and operation.operationId in open_to_all:
                operation.security = []


def register(app: Flask) -> None:
    @app.before_request
    def guard() -> None:
        if request.endpoint is None:
            return      # no such route: 404 or 405 follows
        if request.method not in SAFE:
            csrf.protect()
        if not is_public(current_app.view_functions[request.endpoint]) and current_actor() is None:
            raise SignInRequired

    @app.errorhandler(CSRFError)
    def refused(error: CSRFError) -> Any:
        sentence = "The request does not carry this page's X-CSRF-Token. Reload the page and try again."
        return respond(403, ErrorBody(code="csrf", message=sentence))
