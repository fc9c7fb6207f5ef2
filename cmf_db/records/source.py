"""What every record is made of: strict frozen models, clean text, and the source of a number."""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Record(BaseModel):
    """Frozen; a key that does not belong, NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


def _printable(text: str) -> str:
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co") and c != "\n" for c in text):
        raise ValueError("the text holds characters that cannot be shown: remove them")
    if text and not any(unicodedata.category(c)[0] not in "ZCM" for c in text):
        raise ValueError("the text has no visible character")
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n]*$"), AfterValidator(_printable)]
Prose = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_printable)]


class SourceKind(StrEnum):
    """What a number rests on; shown as M, L, S, C and E."""

    MEASURED = "measured"
    LAB = "lab"
    SUPPLIER = "supplier"
    COMPUTED = "computed"
    ESTIMATE = "estimate"


class Source(Record):
    """Where a number comes from. ``reference`` names instrument, report, datasheet, standard or formula so that a reader can find it."""

    kind: SourceKind
    reference: Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_printable)]
    on: date = Field(description="when it was measured, published or read")
    by: Line | None = None


class Name(Record):
    """A name in Chinese, in English, or both."""

    zh: Line | None = None
    en: Line | None = None

    def model_post_init(self, context: object, /) -> None:
        if self.zh is None and self.en is None:
            raise ValueError("a name is needed, in Chinese or in English")

    def __str__(self) -> str:
        return " ".join(filter(None, (self.zh, self.en)))
