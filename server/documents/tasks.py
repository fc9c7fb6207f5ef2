"""Jobs of the documents feature: build a version, make an export. Each takes an id, may be repeated, and tells its owner how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cad.scene import Message, Part, Scene
from server.blobs.service import attach
from server.blobs.store import blob_store, put_bytes, read
from server.core.clock import now
from server.core.db import announce, database
from server.core.kernel import kernel
from server.core.settings import settings
from server.documents import appearance, exports, versions
from server.documents.content import kernel_files, thaw
from server.documents.models import BuildState, Derived, Version, VersionBuild
from server.documents.signals import version_saved
from server.documents.ydoc import Content
from server.jobs.service import Failure, Task, TryLater
from workers.kernel.api import BuildJob, KernelUnavailable, Outcome

MOST_MESSAGES = 200
MOST_PICTURES = 300                     # of one sheet
COARSE_MM, COARSE_RAD = 0.5, 0.5        # meshes for pictures of a sheet


def build_version(version_id: str) -> None:
    """Build the version in a fresh session and write what came of it."""
    with database().write() as s:
        build = s.get(VersionBuild, version_id)
        if build is None:
            return      # deleted meanwhile
        build.state = BuildState.RUNNING
        version = s.get_one(Version, version_id)
    with database().read() as s:
        content, assets = versions.content_of(s, version)
    files = kernel_files(blob_store(), content, assets, version.number)
    scene = _build(_job(content, files, version.org_id, version.author_id)).scene
    state = BuildState.OK if scene["ok"] else BuildState.FAILED
    figures = statistics(scene, content, _items(content)) if scene["ok"] else None
    _end_version(version_id, state, figures, scene["messages"])


def fail_version(version_id: str, failure: Failure) -> None:
    _end_version(version_id, BuildState.FAILED, None, [_error(failure)])


def statistics(scene: Scene, content: Content, items: appearance.Items) -> dict[str, Any]:
    parts = [part for part in scene["parts"] if not part["debug"]]
    return {
        "parts": len(parts), "volume_mm3": sum(part["volume_mm3"] for part in parts), "bbox_mm": _box(parts), "seconds": scene["seconds"],
        "mass_kg": appearance.mass_kg(content.appearance, items, parts),
    }


def make_export(export_id: str) -> None:
    """Build the frozen content in a fresh session and keep the file."""
    with database().write() as s:
        derived = s.get(Derived, export_id)
        if derived is None or derived.state is BuildState.OK:
            return
        derived.state = BuildState.RUNNING
    store = blob_store()
    content, assets = thaw(store, read(store, derived.manifest))
    files = kernel_files(store, content, assets)
    job = _job(content, files, derived.org_id, derived.requested_by_id)
    if derived.kind == exports.SHEET:
        outcome = _build(replace(job, mesh=True, deflection_mm=COARSE_MM, angle_rad=COARSE_RAD))
        unusable: list[str] = []        # the sheet says it in the row
        data = _sheet(content, outcome, derived.file_name) if outcome.scene["ok"] else None
    else:
        outcome, unusable = _export(derived.kind, content, job)
        data = outcome.files.get(derived.kind)
    if data is None or not outcome.scene["ok"]:
        errors = [m for m in outcome.scene["messages"] if m["level"] == "error"]
        kind = derived.kind.upper()
        none = Failure("no_file", f"The build gave no {kind} file. Choose another format.", {"format": kind})
        exports.end(export_id, BuildState.FAILED, errors[0] if errors else _error(none))
        return
    stored = put_bytes(store, data)
    with database().write() as s:
        row = s.get(Derived, export_id)
        if row is not None:
            row.blob = attach(s, stored, owner=("export", row.id), role="export", org_id=row.org_id, media=exports.MEDIA[row.kind])
            row.bytes, row.state, row.message = stored.bytes, BuildState.OK, _warning(unusable)


def fail_export(export_id: str, failure: Failure) -> None:
    exports.end(export_id, BuildState.FAILED, _error(failure))


TASKS: Mapping[str, Task] = {
    versions.BUILD: Task(build_version, fail_version),
    exports.EXPORT: Task(make_export, fail_export),
}


def _job(content: Content, files: Mapping[str, bytes], org_id: str, person_id: str | None) -> BuildJob:
    return BuildJob(
        files=files, params=content.params, mesh=False, wall_s=settings().build_limit_s, organisation=org_id, person=person_id or "")


def _items(content: Content) -> appearance.Items:
    with database().read() as s:
        return appearance.items(s, content.appearance)


def _build(job: BuildJob) -> Outcome:
    """In a fresh session with an empty memo. A kernel host that is away may be starting again. Raises TryLater."""
    try:
        return kernel().build(job)
    except KernelUnavailable as error:
        raise TryLater(str(error)) from None


def _export(kind: str, content: Content, job: BuildJob) -> tuple[Outcome, list[str]]:
    """The outcome, and parts whose appearance cannot be used. A part that keeps its script's colour needs a look at the parts first."""
    parts: Sequence[Part] = ()
    if appearance.needs_script_colors(content.appearance):
        first = _build(job)
        if not first.scene["ok"]:
            return first, []
        parts = first.scene["parts"]
    looks, unusable = appearance.looks(content.appearance, _items(content), parts)
    return _build(replace(job, exports=(kind,), looks=looks)), unusable


def _sheet(content: Content, outcome: Outcome, file_name: str) -> bytes:
    """The CMF sheet; its first parts have a picture, all of them a row."""
    from server.documents.picture import picture
    from server.documents.sheet import workbook
    from server.documents.sheet_rows import rows

    scene = outcome.scene
    with database().read() as s:
        found = rows(s, content.appearance, scene["parts"])
    parts = {part["path"]: part for part in scene["parts"]}
    drawn = {row.path: picture(parts[row.path], scene["chunks"], outcome.chunks, row.color) for row in found[:MOST_PICTURES]}
    title = file_name.removesuffix(f".{exports.SHEET}")
    return workbook(title, found, {path: png for path, png in drawn.items() if png})


def _end_version(version_id: str, state: BuildState, figures: dict[str, Any] | None, messages: Sequence[Message]) -> None:
    with database().write() as s:
        build = s.get(VersionBuild, version_id)
        if build is None:
            return
        build.state, build.statistics, build.log, build.ended = state, figures, list(messages[:MOST_MESSAGES]), now()
        announce(s, version_saved, document_id=s.get_one(Version, version_id).document_id, version_id=version_id)


def _box(parts: Sequence[Part]) -> list[float]:
    """The box around all parts, ``[xmin, ymin, zmin, xmax, ymax, zmax]``."""
    if not parts:
        return [0.0] * 6
    low = [min(part["bbox_mm"][axis] for part in parts) for axis in range(3)]
    return low + [max(part["bbox_mm"][axis] for part in parts) for axis in range(3, 6)]


def _error(failure: Failure) -> Message:
    return Message(level="error", text=failure.sentence, line=None, code=failure.code, values=dict(failure.values))


def _warning(unusable: Sequence[str]) -> dict[str, Any] | None:
    if not unusable:
        return None
    names = ", ".join(unusable[:5])
    text = f"The appearance of {names} cannot be read; the file has the script's colours there. Assign the appearance again."
    return {"level": "warning", "text": text, "line": None, "code": "appearance_unusable", "values": {"parts": names}}
