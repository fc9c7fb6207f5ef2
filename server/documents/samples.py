"""The products that a new document may start from. They ship with ``cad`` as scripts and a catalogue."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from server.core.errors import Invalid
from server.core.http import PREFIX
from server.documents import schemas
from server.documents.ydoc import MAIN, Content

PICTURES = (("webp", "image/webp"), ("png", "image/png"))


@cache
def catalog() -> dict[str, dict[str, Any]]:
    """Every sample by its id, in the order in which they are offered."""
    return {one["id"]: one for one in json.loads(_folder().joinpath("catalog.json").read_text("utf-8"))}


def find(sample_id: str) -> dict[str, Any]:
    """One entry of the catalogue. Raises Invalid."""
    if sample_id not in catalog():
        raise Invalid("start.sample", f"one of {', '.join(catalog())}")
    return catalog()[sample_id]


def content_of(sample: dict[str, Any]) -> Content:
    """The script with the sample's own colours, finishes and materials."""
    text = _folder().joinpath(f"{sample['id']}.py").read_text("utf-8")
    appearance = {f"default|part:{path}": {"inline": inline} for path, inline in sample["appearance"].items()}
    return Content(files={MAIN: text}, appearance=appearance)


def describe(sample: dict[str, Any]) -> schemas.Sample:
    fields = {name: sample[name] for name in schemas.Sample.model_fields if name != "picture"}
    return schemas.Sample(**fields, picture=f"{PREFIX}/samples/{sample['id']}/picture" if picture(sample["id"]) else None)


def picture(sample_id: str) -> tuple[bytes, str] | None:
    """Bytes and media type of a sample's picture, if it has one."""
    if sample_id in catalog():
        for ending, media in PICTURES:
            if (found := _picture(sample_id, ending)).is_file():
                return found.read_bytes(), media
    return None


def _folder() -> Traversable:
    return files("cad") / "samples"


def _picture(sample_id: str, ending: str) -> Traversable:
    return _folder() / f"{sample_id}.{ending}"
