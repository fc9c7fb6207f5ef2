"""What lies in a project, told by the feature that puts it there: projects know nothing of documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import current_app
from sqlalchemy.orm import Session

EXTENSION = "sunmao.project_contents"


@dataclass(frozen=True, slots=True)
class Summary:
    documents: int = 0
    updated: datetime | None = None
    thumbnails: tuple[str, ...] = ()        # addresses


class ProjectContents(Protocol):
    def summaries(self, session: Session, project_ids: Sequence[str]) -> dict[str, Summary]:
        """One summary for each project that holds anything."""
        ...

    def remove(self, session: Session, project_id: str) -> None:
        """Delete everything in the project."""
        ...


def contents() -> ProjectContents:
    found: ProjectContents = current_app.extensions[EXTENSION]
    return found
