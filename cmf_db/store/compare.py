"""Two bodies of a record, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """``path`` names the field (``gloss_60.value``); None stands for a field that is not there."""

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs, in the order of the fields of ``before``, then of those that are new.

    >>> differences({"name": {"zh": "豆绿"}, "gloss": 12}, {"name": {"zh": "豆绿", "en": "Bean"}, "gloss": 18})
    [Difference(path='name.en', before=None, after='Bean'), Difference(path='gloss', before=12, after=18)]
    """
    return list(_differing("", before, after))


def _differing(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differing(f"{path}.{key}" if path else key, before.get(key), after.get(key))
    elif _records(before) and _records(after) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after)):
            yield from _differing(f"{path}.{at}", one, other)
    elif before != after:
        yield Difference(path, before, after)


def _records(value: Any) -> bool:
    """A list of objects is compared one by one; a list of numbers, such as a spectrum, as a whole."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)
