"""The kinds of records, how one is read from JSON, and the hash that names its content."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import rfc8785
from pydantic import Field, TypeAdapter, ValidationError

from cmf_db.records.colour import ColourStandard
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item
from cmf_db.records.material import Material
from cmf_db.records.process import Process
from cmf_db.records.source import Record

AnyRecord = ColourStandard | Material | Finish | Process | Item
_READER: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="kind")])


class RecordError(ValueError):
    """A record is not one. ``problems`` are (path of the field, sentence)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {text}" for path, text in problems))
        self.problems = problems


def read(body: Any) -> AnyRecord:
    """A record from plain JSON data, units converted. Raises RecordError that names every field and what it may hold."""
    try:
        return _READER.validate_python(body)
    except ValidationError as error:
        raise RecordError([(".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, ")) for e in error.errors()]) from None


def plain(record: Record) -> dict[str, Any]:
    """The record as plain JSON data, without what is not set."""
    return record.model_dump(mode="json", exclude_none=True)


def digest(record: Record) -> str:
    """SHA-256 (hex) of the canonical JSON (RFC 8785) of the record."""
    return hashlib.sha256(rfc8785.dumps(plain(record))).hexdigest()
