"""How routes are written: an app and blueprints that speak pydantic, request texts that cannot hurt, lists that page."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from flask import Response, request
from flask.json.provider import DefaultJSONProvider
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from werkzeug.routing import BaseConverter

from server.core.errors import ErrorBody

PREFIX = "/api/v1"
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
ZWJ, ZWNJ, VIRAMA = "\u200d", "\u200c", 9       # joiners, and the combining class of what they join in Indic scripts
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")      # fillers of Hangul and Khmer, empty Braille


class UlidConverter(BaseConverter):
    """``<ulid:id>`` in a rule: anything that is no ULID is simply not found."""

    regex = "[0-9A-HJKMNP-TV-Z]{26}"


class Json(DefaultJSONProvider):
    """Keys in the order of the schemas. What is nested too deeply is as wrong as any text that is no JSON, and no mistake of ours."""

    sort_keys = False
    ensure_ascii = False

    def loads(self, s: str | bytes, **options: Any) -> Any:
        try:
            return super().loads(s, **options)
        except RecursionError:
            raise ValueError("nested too deeply") from None


class Api(OpenAPI):
    """Flask whose views may return a pydantic model, or one with a status."""

    json_provider_class = Json

    def make_response(self, rv: Any) -> Response:
        value, *rest = rv if isinstance(rv, tuple) else (rv,)
        if isinstance(value, BaseModel):
            value = self.json.response(value.model_dump(mode="json", by_alias=True))
        return super().make_response((value, *rest) if rest else value)


def check_response(rv: Any, responses: Any) -> Any:
    """In tests: a view answers with the model that its decorator declares for that status."""
    value, status = (rv[0], rv[1]) if isinstance(rv, tuple) else (rv, 200)
    declared = (responses or {}).get(status)
    if isinstance(value, BaseModel) and declared is not type(value):
        raise TypeError(f"{request.endpoint} answered {status} with {type(value).__name__}, declared is {declared}")
    return rv


def blueprint(name: str, import_name: str, *, prefix: str = PREFIX, about: str = "") -> APIBlueprint:
    """Routes of one feature; every one of them may answer with the error envelope."""
    errors: dict[Any, Any] = {"422": ErrorBody, "default": ErrorBody}
    return APIBlueprint(
        name, import_name, url_prefix=prefix, abp_tags=[Tag(name=name, description=about)], abp_responses=errors,
        operation_id_callback=lambda *, name, path, method: name,
    )


class Input(BaseModel):
    """A request body or query. Unknown fields are refused, so that a typing error is not ignored."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """An answer."""

    model_config = ConfigDict(from_attributes=True)


class ListQuery(Input):
    cursor: Annotated[str | None, Field(max_length=400)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


def is_seen(text: str) -> bool:
    """Whether at least one character leaves ink: letters, digits, marks of writing, symbols. Fillers and zero-width ones do not."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in BLANK for c in text)


def plain_line(text: str) -> str:
    """One line that is shown to others: normalised, and nothing in it that is not seen, so that two names that look alike are one.
    Raises ValueError.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not is_seen(text):
        raise ValueError("it must not be empty")
    for at, c in enumerate(text):
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not (c in (ZWJ, ZWNJ) and _is_joined(text, at)):
            raise ValueError("it must not hold control, direction or other invisible characters")
    return text


def _is_joined(text: str, at: int) -> bool:
    """Whether a joiner stands where it changes what is seen: beside a virama, between Arabic letters, between emoji."""
    before, after = text[:at].rstrip("\ufe0f")[-1:], text[at + 1:at + 2]
    if not before or not after:
        return False
    if VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    if text[at] == ZWJ and unicodedata.category(before) in ("So", "Sk") and unicodedata.category(after) == "So":
        return True
    return unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after) == "AL"


def plain_text(text: str) -> str:
    """Several lines for others to read. Raises ValueError."""
    text = unicodedata.normalize("NFC", text).strip()
    if any((unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") or c in BIDI for c in text):
        raise ValueError("it must not hold control or direction characters")
    return text


def no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("it must not hold NUL characters")
    return text


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(plain_line)]
Prose = Annotated[str, StringConstraints(max_length=2000), AfterValidator(plain_text)]
Source = Annotated[str, StringConstraints(max_length=1_000_000), AfterValidator(no_nul)]
