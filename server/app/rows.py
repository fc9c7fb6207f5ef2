"""A database row as JSON and back, by the types of its columns."""

from __future__ import annotations

import base64
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Enum as EnumType
from sqlalchemy import LargeBinary, Table

from cmf_db.base import UtcDateTime
from server.core.clock import rfc3339


def to_json(row: dict[str, Any]) -> dict[str, Any]:
    """Times as RFC 3339, bytes as base64, members of an enum as their values."""
    return {name: _plain(value) for name, value in row.items()}


def from_json(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The values as the columns of ``table`` take them. Raises KeyError for a column that is not there, ValueError for a wrong value."""
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.value if isinstance(value, Enum) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    return kind.enum_class(value) if isinstance(kind, EnumType) and kind.enum_class else value
