"""Shapes of curation: acts on many versions, the queue, bulk changes, centers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cmf_db.store.states import Act, State
from server.cmf.record_schemas import CmfFieldChange, CmfVersion, Number, Sha256
from server.core.http import Input, ListQuery, Output, Prose
from server.core.ids import UlidStr

MOST = 500


class VersionRef(Input):
    """``seen`` is the ``sha256`` of the content that the person has looked at."""

    id: UlidStr
    version: Number
    seen: Sha256 | None = None


class Step(Input):
    """One act on one or many versions: all of them, or none. ``return`` and ``deprecate`` need a reason."""

    act: Literal["submit", "recall", "return", "publish", "deprecate", "restore", "withdraw"]
    versions: Annotated[list[VersionRef], Field(min_length=1, max_length=MOST)]
    reason: Prose = ""


class CmfMoved(Output):
    id: str
    version: int
    state: State
    act: Act | None


class CmfMovedList(Output):
    items: list[CmfMoved]


class QueueQuery(ListQuery):
    state: Literal["review", "draft"] = "review"


class CmfQueued(Output):
    """A version in work beside the one that it would replace."""

    version: CmfVersion
    before: dict[str, Any] | None
    changes: list[CmfFieldChange]
    comments: int


class CmfQueue(Output):
    items: list[CmfQueued]
    next: str | None


class BulkChange(Input):
    """Set one field of many records of one center; null takes it out. Drafts are changed, published versions get a new draft.

    Where some do not fit, nothing is changed and the answer names them, unless ``leave_out`` says to change the others.
    """

    center: UlidStr
    versions: Annotated[list[VersionRef], Field(min_length=1, max_length=MOST)]
    field: Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]{1,40}$")]
    value: Any
    leave_out: bool = False


class CmfUnfit(Output):
    id: str
    version: int
    name: str
    problem: str


class CmfBatch(Output):
    """Changes made at once; ``undone_at`` when they were taken back. ``unfit`` were left out."""

    id: str
    what: str
    at: datetime
    undone_at: datetime | None
    versions: list[CmfMoved]
    unfit: list[CmfUnfit]


class BatchPath(Input):
    batch_id: UlidStr


class CmfCenter(Output):
    """``curator``: the asking person is a member. ``admin``: may change the rules."""

    id: str
    name: str
    four_eyes: bool
    curator: bool
    admin: bool


class CmfCenterList(Output):
    items: list[CmfCenter]
    next: str | None


class CenterPath(Input):
    org_id: UlidStr


class CenterRules(Input):
    four_eyes: bool


