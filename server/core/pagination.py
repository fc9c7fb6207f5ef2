"""Lists in pages by key, not by offset: nothing is skipped or doubled when rows come and go between two pages."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core.clock import rfc3339
from server.core.errors import Invalid
from server.core.http import ListQuery

T = TypeVar("T")


def page(session: Session, rows: Select[T], query: ListQuery, *keys: InstrumentedAttribute[Any],
            newest_first: bool = True) -> tuple[list[T], str | None]:
    """One page of ``rows`` in the order of ``keys`` (the last one unique), and the cursor of the next. Raises Invalid."""
    if query.cursor:
        last = tuple_(*(literal(value, key.type) for value, key in zip(_decode(query.cursor, keys), keys, strict=True)))
        rows = rows.where(tuple_(*keys) < last if newest_first else tuple_(*keys) > last)
    order = [key.desc() if newest_first else key.asc() for key in keys]
    found = list(session.scalars(rows.order_by(*order).limit(query.limit + 1)))
    more = len(found) > query.limit
    found = found[: query.limit]
    return found, _encode([getattr(found[-1], key.key) for key in keys]) if more else None


def _encode(values: list[Any]) -> str:
    plain = [rfc3339(v) if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str, keys: tuple[InstrumentedAttribute[Any], ...]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError
        return [key.type.python_type and _as(value, key.type.python_type) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise Invalid("cursor", "this is not a cursor of this list") from None


def _as(value: Any, kind: type) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(value)
    if type(value) is not kind or "\0" in str(value):
        raise ValueError
    return value
