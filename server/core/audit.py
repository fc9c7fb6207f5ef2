"""The audit log: one row for each act, in the same transaction as the act."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from sqlalchemy.orm import Session

from server.core.models import AuditRow


def address() -> str:
    """Where the request comes from, empty outside of one."""
    return (request.remote_addr or "") if has_request_context() else ""


def record(session: Session, act: str, *, actor_id: str | None, subject: tuple[str, str, str], org_id: str | None = None,
           project_id: str | None = None, **detail: Any) -> None:
    """Write that ``actor_id`` did ``act`` (``version.saved``) to ``subject`` (kind, id, name at that time)."""
    kind, subject_id, name = subject
    session.add(AuditRow(
        act=act, actor_id=actor_id, org_id=org_id, project_id=project_id, subject_kind=kind, subject_id=subject_id, subject_name=name,
        address=address(), detail=detail,
    ))
