"""The index in memory, as arrays: filters, counts of facets and colour differences over a hundred thousand rows take milliseconds.

One value object for one state of the table. ``loaded`` brings it up to date from the rows whose stamp is newer, whoever wrote them,
so every process answers from what is committed. Both databases give the same rows, hence the same answers in the same order.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.search.models import CmfIndex, CmfStamp
from cmf_db.search.tokens import folded

Array = NDArray[Any]
K = TypeVar("K")
SINGLE = ("kind", "state", "org_id", "author_id", "material", "finish", "source", "conditions")
SEVERAL = ("processes", "compliance", "trades")
NUMBERS = ("lab_l", "lab_a", "lab_b", "gloss")
BATCH = 5000
_ROW = [CmfIndex.__table__.c[name] for name in (
    "n", "stamp", "record_id", "number", "revision", "spectral", "at", "code", "name_zh", "name_en", *SINGLE, *SEVERAL, *NUMBERS)]
NOTHING = -1
IN_ORDER = "in order"
FEW = 1000              # changed rows that are sorted in one by one


class Vocabulary:
    """Texts as small numbers. It only grows, so every state of the columns may share it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}

    def code(self, text: str | None) -> int:
        """The number of ``text``; a new one is added. None is ``NOTHING``."""
        if text is None:
            return NOTHING
        if text not in self._codes:
            self._codes[text] = len(self.texts)
            self.texts.append(text)
        return self._codes[text]

    def known(self, texts: Sequence[str]) -> list[int]:
        return [self._codes[t] for t in texts if t in self._codes]


@dataclass(frozen=True)
class Pairs:
    """A facet of which a row may have several values: one entry for each row and value."""

    rows: Array = field(default_factory=lambda: np.empty(0, np.int32))
    codes: Array = field(default_factory=lambda: np.empty(0, np.int32))


@dataclass(frozen=True)
class Columns:
    """``ids`` are (record, version); place *i* of every array belongs to row ``n[i]``, and ``n`` ascends."""

    stamp: int = 0
    n: Array = field(default_factory=lambda: np.empty(0, np.int64))
    ids: tuple[tuple[str, int], ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()        # code, zh, en as they are compared
    single: dict[str, Array] = field(default_factory=lambda: {name: np.empty(0, np.int32) for name in SINGLE})
    several: dict[str, Pairs] = field(default_factory=lambda: {name: Pairs() for name in SEVERAL})
    numbers: dict[str, Array] = field(default_factory=lambda: {name: np.empty(0) for name in NUMBERS})
    revision: Array = field(default_factory=lambda: np.empty(0, bool))
    spectral: Array = field(default_factory=lambda: np.empty(0, bool))
    at: Array = field(default_factory=lambda: np.empty(0))
    words: dict[str, Vocabulary] = field(default_factory=lambda: {name: Vocabulary() for name in (*SINGLE, *SEVERAL)})
    cache: dict[Any, Any] = field(default_factory=dict)      # what was computed of this very state

    def __len__(self) -> int:
        return len(self.n)

    @property
    def lab(self) -> Array:
        return np.column_stack([self.numbers[name] for name in ("lab_l", "lab_a", "lab_b")])

    def computed(self, key: Any, compute: Callable[[], K]) -> K:
        """What ``compute`` gives, kept as long as this state lives."""
        if key not in self.cache:
            self.cache[key] = compute()
        known: K = self.cache[key]
        return known

    def place(self, id: tuple[str, int] | None) -> int | None:
        """Where the version stands, None if it is not here."""
        if id is None:
            return None
        return self.computed("places", lambda: {known: place for place, known in enumerate(self.ids)}).get(id)

    def order(self, key: str) -> Array:
        """Rank of every row by ``code``, ``name_zh`` or ``name_en``; rows that are alike go by code and address."""

        def rank() -> Array:
            ranks = np.empty(len(self), np.int64)
            ranks[[entry[-1] for entry in self._in_order(key)]] = np.arange(len(self))
            return ranks

        return self.computed(("order", key), rank)

    def _in_order(self, key: str) -> list[Any]:
        return self.computed((IN_ORDER, key), lambda: sorted(self._sort_entry(key, place) for place in range(len(self))))

    def _sort_entry(self, key: str, place: int) -> Any:
        names = self.names[place]
        text = names[("code", "name_zh", "name_en").index(key)]
        return text == "", text, names[0], self.ids[place], place

    def changed(self, rows: Sequence[Any], stamp: int) -> Columns:
        """These columns with ``rows`` written over what they held, or added."""
        rows = sorted(rows, key=lambda row: row.n)
        fresh = [row for row in rows if not len(self.n) or row.n > self.n[-1]]
        old = rows[: len(rows) - len(fresh)]
        size = len(self) + len(fresh)
        places = np.concatenate((np.searchsorted(self.n, [row.n for row in old]), np.arange(len(self), size))).astype(np.int64)

        def column(before: Array, values: list[Any]) -> Array:
            grown = np.empty(size, before.dtype)
            grown[: len(before)] = before
            if values:
                grown[places] = values
            return grown

        ids, names = list(self.ids) + [("", 0)] * len(fresh), list(self.names) + [("", "", "")] * len(fresh)
        for place, row in zip(places.tolist(), rows, strict=True):
            ids[place] = (row.record_id, row.number)
            names[place] = (folded(row.code), folded(row.name_zh or row.name_en or ""), folded(row.name_en or row.name_zh or ""))
        after = replace(
            self, stamp=stamp, ids=tuple(ids), names=tuple(names), cache={},
            n=column(self.n, [row.n for row in rows]),
            single={k: column(v, [self.words[k].code(getattr(row, k)) for row in rows]) for k, v in self.single.items()},
            several={k: self._pairs(k, places, rows) for k in SEVERAL},
            numbers={k: column(v, [np.nan if (x := getattr(row, k)) is None else x for row in rows]) for k, v in self.numbers.items()},
            revision=column(self.revision, [row.revision for row in rows]),
            spectral=column(self.spectral, [row.spectral for row in rows]),
            at=column(self.at, [row.at.timestamp() for row in rows]),
        )
        if len(rows) <= FEW:
            after._keep_order(self, places.tolist())
        return after

    def _keep_order(self, before: Columns, changed: list[int]) -> None:
        """What was sorted stays sorted: only the changed rows find their places anew."""
        moved = set(changed)
        for known, entries in before.cache.items():
            if isinstance(known, tuple) and known[0] == IN_ORDER:
                kept = [entry for entry in entries if entry[-1] not in moved]
                for place in changed:
                    insort(kept, self._sort_entry(known[1], place))
                self.cache[known] = kept

    def _pairs(self, name: str, places: Array, rows: Sequence[Any]) -> Pairs:
        before = self.several[name]
        kept = ~np.isin(before.rows, places)
        added = [(place, self.words[name].code(v)) for place, row in zip(places.tolist(), rows, strict=True) for v in getattr(row, name)]
        new = np.array(added, np.int32).reshape(-1, 2)
        return Pairs(np.concatenate((before.rows[kept], new[:, 0])), np.concatenate((before.codes[kept], new[:, 1])))


def loaded(s: Session, columns: Columns, pause: Callable[[], object] = lambda: None) -> Columns:
    """The columns as the table is now. ``pause`` is called between batches, for a server that has others to serve."""
    newest = s.scalar(select(CmfStamp.value)) or 0
    if newest == columns.stamp:
        return columns
    rows: list[Any] = []
    for batch in _newer(s, columns.stamp):
        rows += batch
        pause()
    return columns.changed(rows, max([newest, *(row.stamp for row in rows)]))


def _newer(s: Session, stamp: int) -> Iterator[Sequence[Any]]:
    last = 0
    while batch := s.execute(select(*_ROW).where(CmfIndex.stamp > stamp, CmfIndex.n > last).order_by(CmfIndex.n).limit(BATCH)).all():
        yield batch
        last = batch[-1].n
