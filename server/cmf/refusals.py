"""What the library refuses, as the errors that leave the service."""

from __future__ import annotations

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from cmf_db.exchange.palette import ExchangeError
from cmf_db.science.conditions import ConditionsError
from cmf_db.store.errors import Clash, Missing, Refused, StoreError, Unfit
from server.core.errors import ErrorBody, respond

STATUS: dict[type[StoreError], int] = {Missing: 404, Refused: 403, Clash: 409, Unfit: 422}


def register(api: APIBlueprint) -> None:
    @api.errorhandler(StoreError)
    def store(error: StoreError) -> Response:
        detail = dict(error.detail)
        if isinstance(error, Unfit):
            detail["fields"] = [{"path": path, "message": message} for path, message in error.problems[:50]]
        return respond(STATUS[type(error)], ErrorBody(code=error.code, message=str(error), detail=detail or None))

    @api.errorhandler(ConditionsError)
    def conditions(error: ConditionsError) -> Response:
        return respond(422, ErrorBody(code="unlike_conditions", message=f"{error}."))

    @api.errorhandler(ExchangeError)
    def file(error: ExchangeError) -> Response:
        place = {"line": error.message.line, "byte": error.message.byte}
        return respond(422, ErrorBody(code="unreadable_file", message=f"{error}.", detail=place))
