"""The opening library: records that every installation starts with, each with an id that is the same everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from cmf_db.records import kinds
from cmf_db.seed.builtin import built_in_finishes

Kind = Literal["colour", "material", "finish", "process", "item"]
KINDS: tuple[Kind, ...] = ("colour", "material", "finish", "process", "item")
MADE_OF: tuple[Kind, ...] = ("colour", "material", "finish")
FOLDER = Path(__file__).parent
VERSION = 1
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class SeedError(ValueError):
    """A file of the seed is wrong; the text names the record and the field."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One record of the seed, at version 1. ``slug`` is unique within its kind and never changes."""

    id: str
    slug: str
    record: kinds.AnyRecord


def id_of(kind: Kind, slug: str) -> str:
    """The ULID-shaped id of a seed record: the first 128 bits of SHA-256 of ``sunmao:<kind>:<slug>`` in Crockford base32.

    >>> id_of("finish", "matt")
    '64G125G6MXXBB620H9Y3K77683'
    """
    number = int.from_bytes(hashlib.sha256(f"sunmao:{kind}:{slug}".encode()).digest()[:16])
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


@cache
def load() -> Mapping[str, Seed]:
    """Every record of the seed by its id, colours first and items last, so that a reader never meets an unknown reference.

    Raises SeedError for a record that is not one or refers to nothing. Read once, then kept; loads no colour library.

    >>> load()[id_of("material", "abs")].record.name.en
    'ABS'
    """
    bodies = {(kind, slug): body for kind in KINDS for slug, body in _bodies(kind)}
    return {id_of(kind, slug): Seed(id_of(kind, slug), slug, _read(kind, slug, body, bodies)) for (kind, slug), body in bodies.items()}


def of_kind(kind: Kind) -> tuple[Seed, ...]:
    """The seed's records of one kind, in the order of its files.

    >>> len(of_kind("item")) >= 60
    True
    """
    return tuple(seed for seed in load().values() if seed.record.kind == kind)


def _bodies(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    if kind == "finish":
        yield from built_in_finishes().items()
    for path in sorted((FOLDER / kind).glob("*.json")):
        file = json.loads(path.read_text("utf-8"))
        for slug, body in file["records"].items():
            yield slug, _with_sources({"kind": kind, **body}, file["sources"])


def _with_sources(value: Any, sources: Mapping[str, Any]) -> Any:
    """The same with the names of the file's sources replaced by the sources."""
    if isinstance(value, dict):
        return {k: sources[v] if k == "source" and isinstance(v, str) else _with_sources(v, sources) for k, v in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_with_sources(v, sources) for v in value]
    return value


def _read(kind: Kind, slug: str, body: dict[str, Any], bodies: Mapping[tuple[Kind, str], object]) -> kinds.AnyRecord:
    def ref(of: Kind, name: str) -> dict[str, Any]:
        if (of, name) not in bodies:
            raise SeedError(f"{kind} {slug} refers to the {of} {name}, which is not in the seed")
        return {"id": id_of(of, name), "version": VERSION}

    if kind == "item":
        body = {**body, **{of: ref(of, body[of]) for of in MADE_OF}, "processes": [ref("process", name) for name in body["processes"]]}
    try:
        return kinds.read(body)
    except kinds.RecordError as error:
        raise SeedError(f"{kind} {slug}: {error}") from None
