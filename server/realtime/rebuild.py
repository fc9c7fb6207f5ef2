"""Builds a room's document: one build runs, at most one waits, and it is always the newest state. One build serves everybody.

While somebody drags a slider the value is laid over the content and the frame is marked as a preview; the release commits it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

import gevent
from gevent.event import Event

from cad.scene import Message
from server.core.clock import now
from server.core.errors import Damaged
from server.documents.ydoc import MAIN, Content
from server.realtime.presence import Drag
from server.realtime.room import Emit, Room, plain_content
from server.realtime.scenes import LostChunks, SceneJson, SceneShelf, framed
from workers.kernel.api import BuildJob, Kernel, KernelUnavailable, Outcome
from workers.kernel.sentences import failed_scene

logger = logging.getLogger(__name__)

TYPING_PAUSE_S = 0.25       # a script is built when its author pauses, a parameter at once
TYPING_MOST_S = 1.5         # … but not later than this after the first key
RELEASE_PAUSE_S = 0.15      # a release arrives as the end of a drag and as an edit
RETRY_FIRST_S, RETRY_MOST_S = 1.0, 15.0
PROGRESS_EVERY_S = 0.1
MOST_INCOMPLETE, INCOMPLETE_PAUSE_S = 3, 1.0
INCOMPLETE = "The kernel's answer lacks parts of the mesh. The last good geometry is shown; build again, or report it with the script."
LIVE_DEFLECTION_MM, LIVE_ANGLE_RAD = 0.2, 0.3       # half a pixel of a product that fills the view; files are meshed finer

ReadAssets = Callable[[str, Mapping[str, Mapping[str, Any]]], Mapping[str, bytes]]      # document id, assets → name → bytes


class Builder:
    def __init__(self, room: Room, kernel: Kernel, emit: Emit, read_assets: ReadAssets, wall_s: float) -> None:
        self.shelf = SceneShelf()
        self.last: dict[str, Any] | None = None     # the last build event, while the build runs or waits for the kernel
        self._room = room
        self._kernel = kernel
        self._emit = emit
        self._read_assets = read_assets
        self._wall_s = wall_s
        self._dirty = self._forced = self._running = False
        self._first = self._due = 0.0
        self._wake = Event()
        self._greenlet: gevent.Greenlet | None = None
        self._shown = ""                            # fingerprint of the content that the latest frame shows
        self._warm = False                          # the session's latest answer is on the shelf
        self._retry_s = RETRY_FIRST_S
        self._usual: deque[float] = deque(maxlen=9)
        self._started: str | None = None
        self._began = self._told = 0.0
        self._incomplete = 0                        # answers in a row that lacked chunks

    def edited(self, keys: tuple[str, ...]) -> None:
        """Content changed; text waits for a pause in typing."""
        typing = all(key == "script" or key.startswith("file:") for key in keys)
        self.ask(TYPING_PAUSE_S if typing else 0.0)

    def dragged(self) -> None:
        """A drag began, moved or ended."""
        self.ask(0.0 if self._room.presence.drags() else RELEASE_PAUSE_S)

    def ask(self, pause: float = 0.0, forced: bool = False) -> None:
        """Build the newest state ``pause`` seconds from now, or as soon as the running build has ended."""
        at = time.monotonic()
        if not self._dirty:
            self._first = at
        self._dirty = True
        self._forced = self._forced or forced
        self._due = min(at + pause, self._first + TYPING_MOST_S)
        self._wake.set()
        if self._running:
            self._tell("queued")
        if self._greenlet is None:
            self._greenlet = gevent.spawn(self._run)

    def wake(self) -> None:
        """Somebody came in: build what nobody waited for, or what was never built."""
        if self._greenlet is None and (self._dirty or not self._shown):
            self.ask()

    def cancel(self) -> None:
        """End the build that runs; what waits behind it is built next."""
        if self._running:
            self._kernel.cancel(self._room.id)

    def close(self) -> None:
        self._dirty = False
        if self._greenlet is not None and not self._running:
            self._greenlet.kill()

    def _run(self) -> None:
        try:
            while self._dirty and self._room.members:
                wait = self._due - time.monotonic()
                self._wake.clear()
                if wait > 0:
                    self._wake.wait(wait)
                    continue
                self._dirty, forced, self._forced = False, self._forced, False
                self._build(forced)
        except Exception:
            logger.exception("a build of document %s was given up", self._room.id)
            self._tell("failed")
        finally:
            self._greenlet = None

    def _build(self, forced: bool) -> None:
        room = self._room
        content, seq, drags = room.content(), room.seq, room.presence.drags()
        params, preview = _overlaid(content, drags)
        fingerprint = _fingerprint(content, params)
        if fingerprint == self._shown and not forced:
            self._unchanged(seq, preview)
            return
        self._running = True
        self._begin()
        self._tell("building", seq=seq)
        try:
            outcome = self._outcome(content, params, seq)
        except KernelUnavailable as reason:
            self._unavailable(str(reason))
            return
        finally:
            self._running = False
        self._retry_s = RETRY_FIRST_S
        self._publish(outcome, framed(outcome.scene, room.epoch, seq, preview), fingerprint)
        if preview is None and outcome.scene["ok"]:
            self._usual.append(time.monotonic() - self._began)

    def _outcome(self, content: Content, params: Mapping[str, Any], seq: int) -> Outcome:
        files = {name: text.encode() for name, text in content.files.items()}
        try:
            files |= self._read_assets(self._room.id, content.assets)
        except Damaged as problem:
            message = Message(level="error", text=problem.message, line=None, code=problem.name, values=problem.detail or {})
            return Outcome(failed_scene(message, ""), {}, {})
        job = BuildJob(
            files=files, main=MAIN, params=params, wall_s=self._wall_s, have="last" if self._warm else "nothing",
            deflection_mm=LIVE_DEFLECTION_MM, angle_rad=LIVE_ANGLE_RAD, organisation=self._room.org_id, person=self._asker())

        def progress(step: int, of: int) -> None:
            if time.monotonic() - self._told >= PROGRESS_EVERY_S:
                self._tell("building", seq=seq, step=step, of=of)

        def waiting(place: int) -> None:
            self._begin()       # what it waits for others is not its own time
            self._tell("queued", seq=seq, place=place)

        return self._kernel.build(job, session=self._room.id, on_progress=progress, on_waiting=waiting)

    def _begin(self) -> None:
        self._began, self._started = time.monotonic(), now().isoformat().replace("+00:00", "Z")

    def _asker(self) -> str:
        """For whose turn it is: who holds a slider, else who edited last here, else who came in first."""
        if drags := self._room.presence.drags():
            return drags[-1][0]["id"]
        return self._room.edited_by or next((member.person.id for member in self._room.members.values()), "")

    def _publish(self, outcome: Outcome, scene: SceneJson, fingerprint: str) -> None:
        if outcome.ended == "cancelled":
            self._shown, self._warm = "", False
            self._tell("cancelled", seq=scene["seq"])
            return
        self._warm = outcome.ended == "alive"
        self._shown = fingerprint
        pack = None
        if scene["ok"]:
            try:
                pack = self.shelf.add(scene, outcome.chunks)
            except LostChunks:
                self._again()
                return
            self._incomplete = 0
        else:
            self.shelf.fail(scene)
        self._emit("scene", {"scene": scene, "pack": pack})
        self._tell("done" if scene["ok"] else "failed", seq=scene["seq"])

    def _again(self) -> None:
        """The answer lacks chunks that this room does not hold: build once more from nothing, a few times."""
        self._warm, self._shown = False, ""
        self._incomplete += 1
        if self._incomplete <= MOST_INCOMPLETE:
            self.ask(INCOMPLETE_PAUSE_S, forced=True)
        else:
            logger.error("the kernel left out chunks of document %s again and again", self._room.id)
            self._tell("unavailable", message=INCOMPLETE)

    def _unchanged(self, seq: int, preview: Mapping[str, Any] | None) -> None:
        """The content that is shown already: a released preview becomes the real thing, anything else needs no frame."""
        if preview is None and self.shelf.previewing:
            scene = self.shelf.promote(self._room.epoch, seq)
            self._emit("scene", {"scene": scene, "pack": None})
        self._tell("done", seq=seq)

    def _unavailable(self, sentence: str) -> None:
        """The kernel is away or refuses; it is asked again until it is back."""
        self._warm, self._shown = False, ""
        self.ask(self._retry_s)
        self._due = time.monotonic() + self._retry_s
        self._tell("unavailable", message=sentence)     # last: nobody waits for a turn while the kernel is away
        self._retry_s = min(self._retry_s * 2, RETRY_MOST_S)

    def _tell(self, state: str, *, seq: int | None = None, step: int = 0, of: int = 0, place: int = 0, message: str = "") -> None:
        self._told = time.monotonic()
        event = {
            "document": self._room.id, "seq": self._room.seq if seq is None else seq, "state": state, "step": step, "of": of,
            "started": self._started if state == "building" else None, "usual_s": round(median(self._usual), 2) if self._usual else None,
        } | ({"message": message} if message else {}) | ({"place": place} if place else {})
        self.last = event if state in ("queued", "building", "unavailable") else None
        self._emit("build", event)


def _overlaid(content: Content, drags: list[Any]) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The parameters with every value that is in somebody's hand, and whose it is last."""
    if not drags:
        return content.params, None
    person, drag = drags[-1]
    return {**content.params, **{held["name"]: held["value"] for _, held in drags}}, {"by": person["id"], **_as_json(drag)}


def _as_json(drag: Drag) -> dict[str, Any]:
    return {"name": drag["name"], "value": drag["value"]}


def _fingerprint(content: Content, params: Mapping[str, Any]) -> str:
    inputs = {**plain_content(content), "params": params}
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
