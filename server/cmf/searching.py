"""From a query of the list to a question of the search, and from what it found to an answer."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cmf_db.science.conditions import Conditions
from cmf_db.search.find import Found, Question
from cmf_db.search.models import CmfIndex
from cmf_db.search.near import Near
from cmf_db.store.reading import Viewer
from server.cmf import describe
from server.cmf import record_schemas as schemas
from server.cmf import search_schemas as searching
from server.cmf.library import library
from server.core.errors import Invalid

FACETS = {"material": "material", "finish": "finish", "process": "processes", "compliance": "compliance", "trade": "trades",
          "source": "source", "state": "state"}       # in the interface: in the index


def search(s: Session, viewer: Viewer, query: searching.RecordsQuery) -> searching.CmfRecordList:
    found = library().search(s, viewer, _question(query))
    ids = [(hit.record_id, hit.number) for hit in found.hits]
    items = describe.summaries(s, ids, {(hit.record_id, hit.number): hit.de00 for hit in found.hits})
    following = _cursor(ids[-1]) if found.more else None
    return searching.CmfRecordList(
        items=items, next=following, total=found.total, not_compared=found.not_compared, facets=_facets(s, found))


def three(text: str) -> tuple[float, float, float]:
    """The numbers of a Lab value that its schema has checked."""
    lightness, a, b = (float(part) for part in text.split(","))
    return lightness, a, b


def _question(query: searching.RecordsQuery) -> Question:
    near = None
    if query.lab is not None and query.illuminant is not None and query.observer is not None:
        near = Near(three(query.lab), Conditions(query.illuminant, query.observer), query.within)
    return Question(
        kind=query.kind, typed=query.q.strip(), filters={FACETS[name]: getattr(query, name) for name in FACETS if getattr(query, name)},
        gloss=(query.gloss_min, query.gloss_max), center=query.center, near=near, sort=query.sort, after=_after(query.cursor),
        limit=query.limit)


def _facets(s: Session, found: Found) -> searching.CmfFacets:
    labels = _process_names(s, [id for id, _ in found.facets["processes"]])
    shown = {
        name: [searching.CmfFacetValue(value=value, count=count, label=labels.get(value) if name == "process" else None)
               for value, count in found.facets[inside]]
        for name, inside in FACETS.items()
    }
    return searching.CmfFacets(**shown, gloss=list(found.gloss))


def _process_names(s: Session, ids: Sequence[str]) -> Mapping[str, schemas.CmfText]:
    rows = s.execute(select(CmfIndex.record_id, CmfIndex.name_zh, CmfIndex.name_en).where(CmfIndex.record_id.in_(ids)).order_by(CmfIndex.n))
    return {id: describe.text_of(zh, en) for id, zh, en in rows}


def _cursor(last: tuple[str, int]) -> str:
    return base64.urlsafe_b64encode(f"{last[0]}@{last[1]}".encode()).decode().rstrip("=")


def _after(cursor: str | None) -> tuple[str, int] | None:
    if not cursor:
        return None
    try:
        id, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition("@")
        return id, int(number)
    except (ValueError, binascii.Error):
        raise Invalid("cursor", "this is not a cursor of this list") from None
