"""What documents tell projects about themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.documents.models import Document
from server.documents.queries import thumbnail_address
from server.documents.service import remove
from server.projects.contents import Summary

PICTURES = 3


class DocumentsInProjects:
    """The ``ProjectContents`` of the documents feature."""

    def summaries(self, session: Session, project_ids: Sequence[str]) -> dict[str, Summary]:
        rows = select(Document.project_id, func.count(), func.max(Document.updated)).where(Document.project_id.in_(project_ids))
        counted = session.execute(rows.group_by(Document.project_id)).all()
        pictures = self._pictures(session, project_ids)
        return {project_id: Summary(count, updated, tuple(pictures.get(project_id, ()))) for project_id, count, updated in counted}

    def remove(self, session: Session, project_id: str) -> None:
        for document in session.scalars(select(Document).where(Document.project_id == project_id)):
            remove(session, document)

    def _pictures(self, session: Session, project_ids: Sequence[str]) -> dict[str, list[str]]:
        """The latest few pictures of each project."""
        place = func.row_number().over(partition_by=Document.project_id, order_by=Document.updated.desc()).label("place")
        ranked = select(Document.id, place).where(Document.project_id.in_(project_ids), Document.thumbnail.is_not(None)).subquery()
        rows = select(Document).join(ranked, ranked.c.id == Document.id).where(ranked.c.place <= PICTURES).order_by(Document.updated.desc())
        pictures: dict[str, list[str]] = {}
        for document in session.scalars(rows):
            if address := thumbnail_address(document):
                pictures.setdefault(document.project_id, []).append(address)
        return pictures
