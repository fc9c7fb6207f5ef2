"""Names of rows: ULIDs, 26 characters, sortable by the time they were made."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import String
from ulid import ULID

Ulid = String(26)                                                                   # the column
UlidStr = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]    # the JSON value


def new_id() -> str:
    """A fresh ULID."""
    return str(ULID())
