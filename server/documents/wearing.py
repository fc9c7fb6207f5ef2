"""Which of one's documents wear an item of the library: an index over their appearance, kept in step with every durable change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.accounts.identity import Actor
from server.documents import queries, schemas
from server.documents.appearance import item_of, worn
from server.documents.models import Document, WornItem
from server.projects.models import Project, ProjectMember

MOST_NUMBER = 1_000_000      # of a version


def note(s: Session, document_id: str, appearance: Mapping[str, Any]) -> None:
    """Make the index say what the document wears now; nothing is written where it does already."""
    mine = WornItem.document_id == document_id
    wanted = Counter(address for _, record in worn(appearance) if (address := item_of(record)) and _could_be(*address))
    held = {(row.item_id, row.number): row.parts for row in s.scalars(select(WornItem).where(mine))}
    if held == wanted or s.get(Document, document_id) is None:
        return
    s.execute(delete(WornItem).where(mine))
    s.add_all(WornItem(document_id=document_id, item_id=id, number=number, parts=parts) for (id, number), parts in wanted.items())
    s.flush()


def list_wearing(s: Session, actor: Actor, item_id: str) -> schemas.WearingList:
    """The actor's documents that wear a version of the item, last changed first."""
    rows = s.execute(
        select(Document, WornItem.number, WornItem.parts).join(WornItem, WornItem.document_id == Document.id)
        .join(Project, Project.id == Document.project_id).join(ProjectMember, ProjectMember.project_id == Document.project_id)
        .where(WornItem.item_id == item_id, ProjectMember.user_id == actor.id, Project.archived.is_(False))
        .options(*queries.RELATED).order_by(Document.updated.desc(), WornItem.number)).all()
    parts: dict[str, dict[int, int]] = defaultdict(dict)
    for document, number, count in rows:
        parts[document.id][number] = count
    documents = list({document.id: document for document, _, _ in rows}.values())
    return schemas.WearingList(next=None, items=[
        schemas.Wearing(document=shown, versions=list(parts[shown.id]), parts=sum(parts[shown.id].values()))
        for shown in queries.describe(s, actor, documents)])


def _could_be(id: str, number: int) -> bool:
    """What a browser wrote as an item is anything; the index holds ULIDs and small numbers."""
    return len(id) == 26 and id.isascii() and id.isalnum() and 0 < number < MOST_NUMBER
