"""Carets, selections, pointers and drags of the people in a room: checked, sent on at most ten times a second, never stored."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

import gevent

from server.realtime.access import Person, PersonJson

EVERY_S = 0.1
MAX_STATE = 8 * 1024        # JSON characters
FIELDS = ("cursor", "selection", "pointer3d", "camera", "drag", "editing", "away", "section", "following")


class PresenceJson(TypedDict):
    client: str
    user: PersonJson
    state: Mapping[str, Any] | None     # None: gone


class Drag(TypedDict):
    """A parameter's slider in somebody's hand."""

    name: str
    value: float | int | str | bool


def clean(state: object, may_edit: bool) -> dict[str, Any]:
    """What of a client's state is sent on: known fields of plain data within the limit. Anything else is left out."""
    if not isinstance(state, dict):
        return {}
    kept = {name: state[name] for name in FIELDS if name in state}
    if kept.get("drag") is not None and (not may_edit or not is_drag(kept["drag"])):
        del kept["drag"]
    try:
        size = len(json.dumps(kept, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return {}
    return kept if size <= MAX_STATE else {}


def is_drag(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"name", "value"}:
        return False
    name, number = value["name"], value["value"]
    if isinstance(number, float) and not math.isfinite(number):
        return False
    return isinstance(name, str) and 0 < len(name) <= 200 and isinstance(number, (bool, int, float, str)) and len(str(number)) <= 400


class PresenceBoard:
    """The latest state of everybody in one room. ``send`` gets the changes since the last time."""

    def __init__(self, send: Callable[[list[PresenceJson]], None]) -> None:
        self._send = send
        self._states: dict[str, PresenceJson] = {}
        self._drags: dict[str, Drag] = {}           # in the order in which they began or moved last
        self._changed: dict[str, PresenceJson] = {}
        self._timer: gevent.Greenlet | None = None

    def set(self, client: str, person: Person, state: dict[str, Any]) -> bool:
        """Take over a cleaned state; true when a drag began, moved or ended."""
        entry = PresenceJson(client=client, user=person.json(), state=state)
        if self._states.get(client) == entry:
            return False
        self._states[client] = entry
        self._tell(client, entry)
        before = self._drags.pop(client, None)
        drag: Drag | None = state.get("drag")
        if drag is not None:
            self._drags[client] = drag
        return before != drag

    def remove(self, client: str) -> bool:
        """Somebody left; true when a drag ended by it."""
        entry = self._states.pop(client, None)
        if entry is not None:
            self._tell(client, PresenceJson(client=client, user=entry["user"], state=None))
        return self._drags.pop(client, None) is not None

    def everybody(self) -> list[PresenceJson]:
        return list(self._states.values())

    def drags(self) -> list[tuple[PersonJson, Drag]]:
        """Who holds which slider where, the one that moved last at the end."""
        return [(self._states[client]["user"], drag) for client, drag in self._drags.items()]

    def close(self) -> None:
        if self._timer is not None:
            self._timer.kill()

    def _tell(self, client: str, entry: PresenceJson) -> None:
        self._changed[client] = entry
        if self._timer is None:
            self._timer = gevent.spawn(self._flush)

    def _flush(self) -> None:
        """The first change leaves at once, what follows within a tenth of a second leaves together."""
        while self._changed:
            changes, self._changed = list(self._changed.values()), {}
            self._send(changes)
            gevent.sleep(EVERY_S)
        self._timer = None
