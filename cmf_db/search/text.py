"""Which rows of the index hold the words: asked of the database's own full-text engine."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from cmf_db.search.tokens import query_tokens

Places = NDArray[np.int64]

# One row with all places: a list of a hundred thousand rows costs more than the search.
SQLITE = text("SELECT group_concat(rowid, ' ') FROM cmf_text WHERE cmf_text MATCH :words")
POSTGRES = text("SELECT string_agg(n::text, ' ') FROM cmf_index "
                "WHERE array_to_tsvector(string_to_array(tokens, ' ')) @@ CAST(:words AS tsquery)")


def matching(s: Session, typed: str) -> Places | None:
    """``n`` of the rows that hold every word of ``typed``, ascending; None where it has no word to search for.

    A single Chinese character and a word of other letters are taken as beginnings, so that results come while somebody types.
    """
    whole, beginnings = query_tokens(typed)
    if not whole and not beginnings:
        return None
    if s.get_bind().dialect.name == "sqlite":
        words = _join(" AND ", (f'"{w}"' for w in whole), (f'"{w}"*' for w in beginnings))
        found = s.execute(SQLITE, {"words": words}).scalar()
    else:
        words = _join(" & ", (f"'{w}'" for w in whole), (f"'{w}':*" for w in beginnings))
        found = s.execute(POSTGRES, {"words": words}).scalar()
    return np.sort(np.array(found.split(), dtype=np.int64)) if found else np.empty(0, np.int64)


def _join(between: str, *lists: Iterable[str]) -> str:
    """Words hold letters and digits only, so quoting them is enough for both query languages."""
    return between.join(word for words in lists for word in words)
