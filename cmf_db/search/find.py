"""Finding records: words, facets with counts, colour within a difference, order and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from cmf_db.search import near as nearness
from cmf_db.search.columns import Array, Columns
from cmf_db.search.near import Near
from cmf_db.search.text import Places
from cmf_db.search.tokens import folded

Sort = Literal["best", "code", "name_zh", "name_en", "newest", "difference"]
LISTED = ("published", "deprecated", "draft", "review")
OPEN = ("draft", "review")
GLOSS_BINS, GLOSS_TOP = 20, 100.0


@dataclass(frozen=True, slots=True)
class Question:
    """``filters``: values of a facet, any of which will do; all facets must fit. ``after`` is the last row of the page before."""

    kind: str = "item"
    places: Places | None = None
    typed: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gloss: tuple[float | None, float | None] = (None, None)
    center: str | None = None
    near: Near | None = None
    sort: Sort = "best"
    after: tuple[str, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    record_id: str
    number: int
    de00: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """``not_compared`` counts what fits otherwise but has no value under the conditions asked for. ``gloss`` counts 20 classes of 5 GU."""

    hits: tuple[Hit, ...]
    total: int
    more: bool
    not_compared: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    gloss: tuple[int, ...]


FACETS = ("material", "finish", "source", "state", "processes", "compliance", "trades")


def find(columns: Columns, question: Question, *, person: str | None, centers: Sequence[str], labs: Array | None = None) -> Found:
    """Everything that the question asks for and that the person may see.

    ``labs``: Lab of every row under the conditions of ``question.near``, NaN where there is none (``near.labs_under``).
    """
    scope, everything = _scope(columns, question, person, centers)
    fits = {name: _having(columns, name, question.filters[name]) for name in FACETS if question.filters.get(name)}
    if question.gloss != (None, None):
        fits["gloss"] = _glossy(columns, question.gloss)
    near, not_compared = question.near, 0
    if near is not None and labs is not None:
        not_compared = int((_all(scope, fits) & np.isnan(labs[:, 0])).sum())
        comparable = ~np.isnan(labs[:, 0]) if near.within is None else nearness.within(near, labs, everything)
        scope, everything = scope & comparable, everything & comparable
    chosen = np.flatnonzero(_all(scope, fits))
    places = _page(columns, question, chosen, labs)
    values = nearness.differences(near, labs, places) if near is not None and labs is not None else [None] * len(places)
    hits = tuple(Hit(*columns.ids[place], value) for place, value in zip(places, values, strict=True))
    facets = {name: _counts(columns, name, _all(everything if name == "state" else scope, fits, name)) for name in FACETS}
    return Found(hits[: question.limit], len(chosen), len(hits) > question.limit, not_compared, facets,
                 _histogram(columns, _all(scope, fits, "gloss")))


def _scope(columns: Columns, question: Question, person: str | None, centers: Sequence[str]) -> tuple[Array, Array]:
    """Rows that come into question: with the states chosen (or the usual ones), and with every state, for their counts."""
    kind = columns.single["kind"] == columns.words["kind"].code(question.kind)
    if question.places is not None:
        kind &= np.isin(columns.n, question.places, assume_unique=True)
    if question.center is not None:
        kind &= columns.single["org_id"] == columns.words["org_id"].code(question.center)
    published, deprecated = (columns.single["state"] == columns.words["state"].code(state) for state in ("published", "deprecated"))
    mine = _is_one_of(columns, "org_id", centers)
    if person is not None:
        mine = mine | (columns.single["author_id"] == columns.words["author_id"].code(person))
    in_work = _is_one_of(columns, "state", OPEN) & mine
    everything = kind & (published | deprecated | in_work)
    usual = everything if question.filters.get("state") else kind & (published | (in_work & ~columns.revision))
    return usual, everything


def _is_one_of(columns: Columns, name: str, values: Sequence[str]) -> Array:
    return np.isin(columns.single[name], columns.words[name].known(values))


def _having(columns: Columns, name: str, values: Sequence[str]) -> Array:
    if name in columns.single:
        return _is_one_of(columns, name, values)
    pairs = columns.several[name]
    mask = np.zeros(len(columns), bool)
    mask[pairs.rows[np.isin(pairs.codes, columns.words[name].known(values))]] = True
    return mask


def _glossy(columns: Columns, span: tuple[float | None, float | None]) -> Array:
    gloss = columns.numbers["gloss"]
    low, high = span
    return (gloss >= (-np.inf if low is None else low)) & (gloss <= (np.inf if high is None else high))


def _all(scope: Array, fits: Mapping[str, Array], apart_from: str = "") -> Array:
    mask = scope.copy()
    for name, fitting in fits.items():
        if name != apart_from:
            mask &= fitting
    return mask


def _page(columns: Columns, question: Question, chosen: Array, labs: Array | None) -> list[int]:
    """Places of the page, and one more where the list goes on."""
    count = question.limit + 1
    if question.near is not None and labs is not None and question.sort in ("best", "difference"):
        by_code = chosen[np.argsort(columns.order("code")[chosen])]
        return nearness.page(question.near, labs, by_code, columns.place(question.after), count)
    ordered = chosen[_order(columns, question, chosen)]
    after = columns.place(question.after)
    start = 0 if after is None else _behind(ordered, after)
    places: list[int] = ordered[start : start + count].tolist()
    return places


def _behind(ordered: Array, after: int) -> int:
    """Where the page after that place begins; when it is gone meanwhile, the list begins anew."""
    found = np.flatnonzero(ordered == after)
    return int(found[0]) + 1 if len(found) else 0


def _order(columns: Columns, question: Question, chosen: Array) -> Array:
    by_code = columns.order("code")[chosen]
    if question.sort == "newest":
        return np.lexsort((by_code, -columns.at[chosen]))
    if question.sort in ("name_zh", "name_en"):
        return np.argsort(columns.order(question.sort)[chosen])
    if question.sort == "best" and question.places is not None:
        return np.lexsort((by_code, _fitness(columns, question.typed, chosen)))
    return np.argsort(by_code)


def _fitness(columns: Columns, typed: str, chosen: Array) -> Array:
    """0 where the code or a name begins with what was typed, 1 where it stands in one of them, 2 where the words are elsewhere."""
    wanted = folded(typed).strip()

    def rank(texts: tuple[str, str, str]) -> int:
        if any(text.startswith(wanted) for text in texts):
            return 0
        return 1 if any(wanted in text for text in texts) else 2

    names = columns.names
    return np.array([rank(names[i]) for i in chosen.tolist()], np.int8)


def _counts(columns: Columns, name: str, mask: Array) -> list[tuple[str, int]]:
    """Values of a facet with how many rows have them, most first, then by the value."""
    if name in columns.single:
        codes = columns.single[name][mask]
        codes = codes[codes >= 0]
    else:
        pairs = columns.several[name]
        codes = pairs.codes[mask[pairs.rows]]
    counted = np.bincount(codes) if len(codes) else np.empty(0, int)
    texts = columns.words[name].texts
    return sorted(((texts[i], int(counted[i])) for i in np.flatnonzero(counted).tolist()), key=lambda pair: (-pair[1], pair[0]))


def _histogram(columns: Columns, mask: Array) -> tuple[int, ...]:
    gloss = columns.numbers["gloss"][mask]
    gloss = np.clip(gloss[~np.isnan(gloss)], 0, GLOSS_TOP)
    counted: list[Any] = np.histogram(gloss, GLOSS_BINS, (0, GLOSS_TOP))[0].tolist()
    return tuple(int(v) for v in counted)
