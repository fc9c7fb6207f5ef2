"""Shapes of records, their versions and what happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cmf_db.records.colour import ColourStandard
from cmf_db.records.finish import Finish
from cmf_db.records.item import Item
from cmf_db.records.material import Material
from cmf_db.records.process import Process
from cmf_db.store.states import Act, State
from server.core.http import Input, Output, Prose
from server.core.ids import UlidStr

Kind = Literal["item", "colour", "material", "finish", "process"]
Body = Annotated[ColourStandard | Material | Finish | Process | Item, Field(discriminator="kind")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
GivenBody = Annotated[dict[str, Any], Field(description="A record as `body` of a version shows it; every number with its unit and source.")]


class CmfPerson(Output):
    id: str
    name: str
    color: str


class CmfCenterRef(Output):
    id: str
    name: str


class CmfText(Output):
    """A text in both languages; the other one stands in where one is missing."""

    zh: str
    en: str


class CmfRender(Output):
    """glTF factors of the finish."""

    roughness: float
    metallic: float
    clearcoat: float | None = None
    clearcoat_roughness: float | None = None
    sheen: float | None = None
    sheen_roughness: float | None = None
    transmission: float | None = None
    ior: float | None = None
    anisotropy: float | None = None
    texture: str


class CmfSummary(Output):
    """A record as lists show it. ``revision``: another version of it is published. ``de00`` is set where a colour was asked for."""

    id: str
    version: int
    kind: Kind
    state: State
    revision: bool
    center: CmfCenterRef
    code: str | None
    name: CmfText
    about: CmfText
    lab: tuple[float, float, float] | None
    conditions: str | None
    spectral: bool
    hex: str | None
    clipped: bool
    material: str | None
    finish: str | None
    gloss: float | None
    render: CmfRender | None
    source: str | None
    processes: list[str]
    compliance: list[str]
    trades: list[str]
    valid_until: str | None
    at: datetime
    de00: float | None = None


class CmfCitation(Output):
    """How to name a version so that others find just this one."""

    zh: str
    en: str
    address: str
    version: int
    date: datetime
    sha256: str


class CmfReference(Output):
    """What an item names. ``newest`` is the published version of that record now."""

    role: Literal["colour", "material", "finish", "process"]
    id: str
    version: int
    state: State
    newest: int | None
    name: CmfText
    body: Body


class CmfVersion(Output):
    """One version with its content. ``acts`` are what the asking person may do to it now.

    Who works on it, author and curators, is told people, ``message`` and ``submitted_at``; others find them empty.
    """

    id: str
    version: int
    kind: Kind
    state: State
    center: CmfCenterRef
    summary: CmfSummary
    body: Body
    references: list[CmfReference]
    sha256: str
    supersedes: int | None
    published: Annotated[int | None, Field(description="The version of this record that counts now.")]
    message: str
    author: CmfPerson | None
    created: datetime
    changed: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by: CmfPerson | None
    reason: str
    citation: CmfCitation | None
    acts: list[Act]
    may_edit: bool
    may_revise: bool


class CmfPublished(Output):
    """A version's content just as its SHA-256 was taken of it, by the canonical JSON of RFC 8785."""

    id: str
    version: int
    sha256: str
    supersedes: int | None
    created: datetime
    body: dict[str, Any]


class CmfVersionBrief(Output):
    version: int
    state: State
    message: str
    author: CmfPerson | None
    created: datetime
    decided_at: datetime | None
    reason: str
    sha256: str


class CmfVersionList(Output):
    items: list[CmfVersionBrief]
    next: str | None


class CmfStep(Output):
    """One step of a version: from nowhere into draft, then by acts. What comes before publishing is for those who work on it."""

    at: datetime
    version: int
    act: Act | None
    source: State | None
    target: State
    actor: CmfPerson | None
    reason: str


class CmfHistory(Output):
    items: list[CmfStep]
    next: str | None


class CmfFieldChange(Output):
    """``path`` names the field; null stands for one that is not there."""

    path: str
    before: Any
    after: Any


class CmfComparison(Output):
    id: str
    before: CmfVersionBrief
    after: CmfVersionBrief
    changes: list[CmfFieldChange]


class CmfUser(Output):
    """An item that names this version of a record."""

    id: str
    version: int
    state: State
    code: str | None
    name: CmfText


class CmfUsers(Output):
    items: list[CmfUser]
    next: str | None


class RecordPath(Input):
    record_id: UlidStr


class RecordVersionPath(Input):
    record_id: UlidStr
    number: Number


class VersionQuery(Input):
    version: Number | None = None


class VersionPairQuery(Input):
    before: Number
    after: Number


class NewRecord(Input):
    center: UlidStr
    body: GivenBody
    message: Prose = ""


class NewCmfVersion(Input):
    """Without ``body`` the draft starts as what is published."""

    body: GivenBody | None = None
    message: Prose = ""


class DraftChange(Input):
    """``seen`` is the ``sha256`` of the content that the change starts from."""

    seen: Sha256
    body: GivenBody
    message: Prose | None = None


class CmfComment(Output):
    id: str
    version: int
    author: CmfPerson
    at: datetime
    text: str


class CmfCommentList(Output):
    items: list[CmfComment]
    next: str | None


class NewComment(Input):
    version: Number
    text: Annotated[Prose, StringConstraints(min_length=1)]
