"""Errors as classes with a status, and the one envelope that everything leaves in: ``{code, message, detail}``."""

from __future__ import annotations

import errno
import logging
from typing import Any, ClassVar

from flask import Flask, Response, jsonify, make_response
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media", 429: "rate_limited"}
SENTENCES = {
    404: "There is nothing here, or it is not yours to see.",
    413: "The request is larger than this server takes.",
}


class ErrorBody(BaseModel):
    """The envelope. ``code`` is stable, ``message`` an English sentence, ``detail`` holds values for a translated one."""

    code: str
    message: str
    detail: dict[str, Any] | None = None


class Problem(Exception):
    """Base of every error that a client may cause; raise it anywhere below a route."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, message: str, code: str | None = None, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.name = code or self.code
        self.detail = detail or None

    def body(self) -> ErrorBody:
        return ErrorBody(code=self.name, message=self.message, detail=self.detail)


class SignInRequired(Problem):
    status, code = 401, "sign_in_required"

    def __init__(self) -> None:
        super().__init__("Sign in first.")


class Forbidden(Problem):
    status, code = 403, "forbidden"


class NotFound(Problem):
    status, code = 404, "not_found"

    def __init__(self, message: str = SENTENCES[404], code: str | None = None, **detail: Any) -> None:
        super().__init__(message, code, **detail)


class Conflict(Problem):
    status, code = 409, "conflict"


class TooLarge(Problem):
    status, code = 413, "too_large"


class Invalid(Problem):
    """What the client sent cannot be used; ``path`` is the field."""

    status, code = 422, "invalid"

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}", fields=[{"path": path, "message": message}])


class RateLimited(Problem):
    status, code = 429, "rate_limited"

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"Too many requests. Try again in {retry_s} s.", retry_s=retry_s)


class Damaged(Problem):
    """Something that was stored cannot be read as it was stored. The sentence names it and says what to do."""

    status, code = 500, "blob_damaged"


class StorageFull(Problem):
    """What should have been written was not; ``what`` names the disk by what lies on it."""

    status, code = 507, "storage_full"

    def __init__(self, what: str) -> None:
        super().__init__(f"The disk that holds {what} of this instance is full, so this was not written. Free space there, then try again.")


class StorageFailed(Problem):
    status, code = 503, "storage_failed"


class KernelDown(Problem):
    status, code = 503, "kernel_unavailable"


def respond(status: int, body: ErrorBody) -> Response:
    response = make_response(jsonify(body.model_dump()), status)
    if body.code == "rate_limited" and body.detail:
        response.headers["Retry-After"] = str(body.detail["retry_s"])
    return response


def invalid_request(error: ValidationError) -> Response:
    """flask-openapi3's callback: a body, query or form that does not fit its schema. What was sent is not repeated."""
    problems = error.errors(include_input=False, include_url=False)[:20]
    fields = [{"path": ".".join(map(str, p["loc"])), "message": p["msg"]} for p in problems]
    first = fields[0]
    where = f"{first['path']}: " if first["path"] else ""
    return respond(422, ErrorBody(code="invalid", message=f"{where}{first['message']}", detail={"fields": fields}))


def register(app: Flask) -> None:
    """One handler for each kind of error; nothing leaves as HTML or with a traceback."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return respond(error.status, error.body())

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response       # type: ignore[return-value]
        status = error.code or 500
        body = ErrorBody(code=CODES.get(status, "error"), message=SENTENCES.get(status) or error.description or error.name)
        response = respond(status, body)
        if allow := dict(error.get_headers()).get("Allow"):
            response.headers["Allow"] = allow
        return response

    @app.errorhandler(OSError)
    def disk(error: OSError) -> Response:
        if error.errno not in FULL:
            return unexpected(error)
        log.error("a disk is full: %s", error)
        return problem(StorageFull("temporary files"))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.exception("unexpected error", exc_info=error)
        sentence = "The server made a mistake; it is in its log. Try again, and tell whoever runs this instance if it goes on."
        return respond(500, ErrorBody(code="internal", message=sentence))
