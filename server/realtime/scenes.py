"""The scenes that a room holds: the last good one with its mesh for who comes late, and what the newest frame adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cad.scene import Scene
from server.core.offload import off_loop
from workers.kernel.pack import write_pack

SceneJson = dict[str, Any]      # cad.scene.Scene and epoch, seq, preview
MOST_BY_SOCKET = 1 << 20        # bytes of a pack; a larger one is fetched


class LostChunks(Exception):
    """The kernel left out chunks that this room does not hold."""


class SceneShelf:
    """``good`` is the last whole scene of committed content, ``failure`` the answer to a later build that failed."""

    def __init__(self) -> None:
        self.good: SceneJson | None = None
        self.failure: SceneJson | None = None
        self._shown: SceneJson | None = None            # the newest good frame, a preview perhaps
        self._chunks: dict[str, bytes] = {}             # of ``good`` and ``_shown``

    @property
    def previewing(self) -> bool:
        return self._shown is not None and "preview" in self._shown

    def add(self, scene: SceneJson, chunks: Mapping[str, bytes]) -> bytes | None:
        """Hold a good frame; returns the pack of what the frame before it lacked, None when it is too large. Raises LostChunks."""
        all_held = {**self._chunks, **chunks}
        if any(name["sha256"] not in all_held for name in scene["chunks"]):
            raise LostChunks
        held = {name["sha256"]: all_held[name["sha256"]] for name in scene["chunks"]}      # a face without a mesh has no bytes
        before = {name["sha256"] for name in self._shown["chunks"]} if self._shown else set()
        new = {sha256: data for sha256, data in held.items() if sha256 not in before}
        pack = off_loop(lambda: write_pack(scene["chunks"], new)) if sum(map(len, new.values())) <= 8 * MOST_BY_SOCKET else None
        self._hold(scene, held)
        return pack if pack is not None and len(pack) <= MOST_BY_SOCKET else None

    def promote(self, epoch: str, seq: int) -> SceneJson | None:
        """What was shown as a preview is the committed content now: the same scene without the mark."""
        if self._shown is None:
            return None
        scene = {key: value for key, value in self._shown.items() if key != "preview"} | {"epoch": epoch, "seq": seq}
        self._hold(scene, self._chunks)
        return scene

    def fail(self, scene: SceneJson) -> None:
        if "preview" not in scene:
            self.failure = scene

    def pack(self, seq: int) -> bytes | None:
        """Everything that a client needs to show the frames of this number; None when it is not the latest any more."""
        frames = [frame for frame in (self.good, self._shown) if frame is not None]
        if seq not in {frame["seq"] for frame in frames}:
            return None
        names = [name for frame in frames for name in frame["chunks"]]
        chunks = dict(self._chunks)
        return off_loop(lambda: write_pack(names, chunks))

    def _hold(self, scene: SceneJson, chunks: Mapping[str, bytes]) -> None:
        self._shown = scene
        if "preview" not in scene:
            self.good, self.failure = scene, None
        wanted = {name["sha256"] for frame in (self.good, scene) if frame for name in frame["chunks"]}
        self._chunks = {sha256: data for sha256, data in {**self._chunks, **chunks}.items() if sha256 in wanted}


def framed(scene: Scene, epoch: str, seq: int, preview: Mapping[str, Any] | None) -> SceneJson:
    """A kernel's scene with what it shows: the state after update ``seq``, and the value in somebody's hand."""
    return {**scene, "epoch": epoch, "seq": seq, **({"preview": dict(preview)} if preview else {})}
