"""The index of what can be found: one row a version, and a full-text table that the database keeps in step by itself.

SQLite has an FTS5 table fed by triggers, PostgreSQL a GIN index over the same words (``cmf_db.search.tokens``). Both come with the table:
by ``Base.metadata.create_all`` in a notebook, by a migration in the service.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, Boolean, Float, Index, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from cmf_db.base import Base

Id = String(26)


class CmfIndex(Base):
    """``n`` names the row in memory; ``stamp`` grows with every change, so that a reader fetches only what is new to it.

    ``lab_*`` hold the standard's own Lab value under ``conditions`` (``D65/10``); with ``spectral`` others can be computed.
    Rows are never deleted: a version that is no longer found has a state that says so.
    """

    __tablename__ = "cmf_index"
    __table_args__ = (UniqueConstraint("record_id", "number"), Index("ix_cmf_index_stamp", "stamp"))

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)
    record_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    org_id: Mapped[str] = mapped_column(Id)
    author_id: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[bool] = mapped_column(Boolean)     # another version of the record is published
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(32))
    name_zh: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    about_zh: Mapped[str] = mapped_column(Text)         # the line below the name: material, finish
    about_en: Mapped[str] = mapped_column(Text)
    lab_l: Mapped[float | None] = mapped_column(Float)
    lab_a: Mapped[float | None] = mapped_column(Float)
    lab_b: Mapped[float | None] = mapped_column(Float)
    conditions: Mapped[str | None] = mapped_column(String(16))
    spectral: Mapped[bool] = mapped_column(Boolean)
    hex: Mapped[str | None] = mapped_column(String(7))
    clipped: Mapped[bool] = mapped_column(Boolean)
    colour_id: Mapped[str | None] = mapped_column(Id)
    colour_number: Mapped[int | None] = mapped_column(Integer)
    material: Mapped[str | None] = mapped_column(String(16))
    finish: Mapped[str | None] = mapped_column(String(16))
    gloss: Mapped[float | None] = mapped_column(Float)          # GU at 60°
    render: Mapped[dict[str, Any] | None]                       # glTF factors of the finish
    source: Mapped[str | None] = mapped_column(String(16))      # of the colour
    processes: Mapped[list[str]]                                # ids of process records
    compliance: Mapped[list[str]]
    trades: Mapped[list[str]]
    valid_until: Mapped[str | None] = mapped_column(String(10))
    tokens: Mapped[str] = mapped_column(Text)


class CmfStamp(Base):
    """The newest stamp. Whoever writes to the index holds this row until the end, so stamps become visible in order."""

    __tablename__ = "cmf_stamp"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


FULL_TEXT = ("cmf_text", "ix_cmf_index_words")       # how names begin of what the engines make of the index; not in the metadata

# The ascii tokenizer takes every character beyond ASCII as part of a word and splits at blanks: our words stay as they are.
SQLITE_TEXT = (
    "CREATE VIRTUAL TABLE cmf_text USING "
    "fts5(tokens, content='cmf_index', content_rowid='n', tokenize='ascii', detail='none', prefix='1 2')",
    "CREATE TRIGGER cmf_text_insert AFTER INSERT ON cmf_index BEGIN INSERT INTO cmf_text(rowid, tokens) VALUES (new.n, new.tokens); END",
    "CREATE TRIGGER cmf_text_delete AFTER DELETE ON cmf_index BEGIN "
    "INSERT INTO cmf_text(cmf_text, rowid, tokens) VALUES ('delete', old.n, old.tokens); END",
    "CREATE TRIGGER cmf_text_update AFTER UPDATE OF tokens ON cmf_index BEGIN "
    "INSERT INTO cmf_text(cmf_text, rowid, tokens) VALUES ('delete', old.n, old.tokens); "
    "INSERT INTO cmf_text(rowid, tokens) VALUES (new.n, new.tokens); END",
)
POSTGRES_TEXT = ("CREATE INDEX ix_cmf_index_words ON cmf_index USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",)

for _dialect, _statements in (("sqlite", SQLITE_TEXT), ("postgresql", POSTGRES_TEXT)):
    for _statement in _statements:
        event.listen(CmfIndex.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
