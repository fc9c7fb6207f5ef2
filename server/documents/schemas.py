"""Shapes of documents, versions, exports and samples."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from server.core.http import Input, Line, ListQuery, Output, Prose, Source
from server.core.ids import UlidStr
from server.documents.models import BuildState
from server.projects.policy import Role
from server.projects.schemas import Person, PersonRef

Scalar = bool | int | float | str
Format = Literal["step", "glb", "stl", "3mf", "dxf", "svg", "brep", "xlsx"]


class Message(Output):
    """A sentence of the kernel. ``code`` and ``values`` are what a translated one needs."""

    level: Literal["error", "warning", "info"]
    text: str
    line: int | None = None
    file: str | None = None
    code: str | None = None
    values: dict[str, Scalar] | None = None


class DocumentPath(Input):
    document_id: UlidStr


class VersionPath(Input):
    version_id: UlidStr


class ExportPath(Input):
    export_id: UlidStr


class SamplePath(Input):
    sample_id: str


class FromSample(Input):
    kind: Literal["sample"]
    sample: Annotated[str, StringConstraints(max_length=64)]


class FromScript(Input):
    kind: Literal["script"]
    file_name: Annotated[str, StringConstraints(max_length=255)]
    text: Source


class FromNothing(Input):
    kind: Literal["empty"]


class NewDocument(Input):
    name: Line
    start: Annotated[FromSample | FromScript | FromNothing, Field(discriminator="kind")]


class DocumentChange(Input):
    name: Line | None = None


class DocumentsQuery(ListQuery):
    recent: Literal["1"] | None = None


class VersionBrief(Output):
    id: str
    number: int
    message: str
    created: datetime


class ProjectRef(Output):
    id: str
    name: str


class Document(Output):
    id: str
    name: str
    project: ProjectRef
    role: Role
    main: str
    epoch: str
    seq: int
    updated: datetime
    updated_by: PersonRef | None
    thumbnail: str | None
    head: VersionBrief | None
    changes_since_head: int
    active: list[Person]


class DocumentList(Output):
    items: list[Document]
    next: str | None


class ItemPath(Input):
    item_id: UlidStr


class Wearing(Output):
    """A document with parts that wear the item, and which versions of it."""

    document: Document
    versions: list[int]
    parts: int


class WearingList(Output):
    items: list[Wearing]
    next: str | None


class Asset(Output):
    name: str
    sha256: str
    bytes: int


class Statistics(Output):
    """``mass_kg`` is null unless every solid has a material."""

    parts: int
    volume_mm3: float
    mass_kg: float | None
    bbox_mm: list[float]
    seconds: float


class Build(Output):
    state: BuildState
    statistics: Statistics | None
    log: list[Message]


class Version(Output):
    id: str
    number: int
    sha256: str
    parents: list[str]
    message: str
    author: Person
    created: datetime
    build: Build
    thumbnail: str | None
    branch: str


class VersionList(Output):
    items: list[Version]
    next: str | None


class NewVersion(Input):
    message: Prose = ""
    thumbnail_png_base64: Annotated[str, StringConstraints(max_length=720_000)] | None = None


class FileRef(Output):
    sha256: str
    bytes: int


class VersionContent(Output):
    files: dict[str, str]
    params: dict[str, Scalar]
    schemes: dict[str, Any]
    appearance: dict[str, Any]
    assets: dict[str, FileRef]


class CompareQuery(Input):
    with_: Annotated[str, Field(alias="with", max_length=26, description="`current`, or the id of another version")] = "current"


class ValueChange(Output):
    name: str
    from_: Annotated[Scalar | None, Field(alias="from", serialization_alias="from")]
    to: Scalar | None


class FileDiff(Output):
    name: str
    diff: str


class AppearanceChange(Output):
    key: str
    from_: Annotated[Any, Field(alias="from", serialization_alias="from")]
    to: Any


class Comparison(Output):
    params: list[ValueChange]
    files: list[FileDiff]
    appearance: list[AppearanceChange]


class Restore(Input):
    version: UlidStr


class Restored(Output):
    seq: int


class NewExport(Input):
    format: Format
    version: UlidStr | None = None


class Export(Output):
    id: str
    format: Format
    state: BuildState
    bytes: int | None
    message: Message | None
    url: str | None
    file_name: str


class Sample(Output):
    id: str
    name_zh: str
    name_en: str
    text_zh: str
    text_en: str
    kind: Literal["appliance", "furniture", "apparel"]
    parameters: int
    parts: int
    picture: str | None


class SampleList(Output):
    items: list[Sample]
    next: str | None
