"""Shapes of imports: a file, its rows, and what of them is taken over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from cmf_db.science.conditions import Illuminant, Observer
from cmf_db.store.models import Change, ImportState
from server.core.http import Input, ListQuery, Output
from server.core.ids import UlidStr


class CmfFileMessage(Output):
    level: Literal["error", "warning", "info"]
    text: str
    line: int | None
    byte: int | None


class CmfImport(Output):
    """An uploaded file. ``counts``: rows by what they would change."""

    id: str
    state: ImportState
    center: str
    file_name: str
    format: str
    name: str
    bytes: int
    at: datetime
    counts: dict[Change, int]
    messages: list[CmfFileMessage]
    batch: str | None


class CmfImportRow(Output):
    """``existing`` is the colour of the same name in the center; ``de00`` what lies between them."""

    at: int
    change: Change
    name: str
    hex: str | None
    body: dict[str, Any] | None
    existing: str | None
    existing_version: int | None
    de00: float | None
    reason: str


class CmfImportRows(Output):
    items: list[CmfImportRow]
    next: str | None


class ImportPath(Input):
    import_id: UlidStr


class RowsQuery(ListQuery):
    change: Change | None = None


class ImportQuery(Input):
    """``illuminant`` and ``observer``: for a file that states Lab without conditions."""

    center: UlidStr
    illuminant: Illuminant | None = None
    observer: Observer | None = None


class ImportChoice(Input):
    """Which rows become drafts; ``leave`` are numbers of rows to leave out."""

    new: bool = True
    different: bool = False
    leave: Annotated[list[Annotated[int, Field(ge=0, le=1_000_000)]], Field(max_length=20_000, default_factory=list)]
