"""The supply of sessions: one zygote, started when needed, proved by a first confined session, replaced when it died."""

from __future__ import annotations

import dataclasses
import os
import threading

from workers.kernel import landlock
from workers.kernel.api import HostStatus, KernelUnavailable
from workers.kernel.endings import Ended
from workers.kernel.folders import Folders
from workers.kernel.limits import Limits
from workers.kernel.sandbox import ALL_LAYERS, Confinement, obstacle
from workers.kernel.session import Session
from workers.kernel.zygote import Zygote, ZygoteFailed


class Nursery:
    """Thread-safe. Without ``trust_local`` no session starts where scripts cannot be confined."""

    def __init__(self, how: Confinement, *, trust_local: bool, scratch_root: str | None) -> None:
        self.how = self._wanted = how
        self.kernel = ""                # versions of the kernel, once it is loaded
        self._trust_local = trust_local
        self._root = scratch_root
        self._lock = threading.Lock()
        self._folders: Folders | None = None
        self._zygote: Zygote | None = None
        self._refusal = ""              # why scripts are not confined here, once it is known
        self._closed = False

    def session(self, limits: Limits) -> Session:
        """A fresh session. Raises KernelUnavailable."""
        zygote = self.zygote()
        try:
            return self._session(zygote, limits, self.how)
        except (Ended, ZygoteFailed):
            zygote = self.zygote()      # a new one, if that was the reason
        try:
            return self._session(zygote, limits, self.how)
        except (Ended, ZygoteFailed) as error:
            raise KernelUnavailable(f"The kernel could not start a session: {error}.") from None

    def zygote(self) -> Zygote:
        """The warm zygote of a host that may run scripts. Raises KernelUnavailable."""
        with self._lock:
            if self._closed:
                raise KernelUnavailable("The kernel is shutting down.")
            if self._zygote is None or not self._zygote.alive():
                self._restart()
            assert self._zygote is not None
            if self._refusal and not self._trust_local:
                raise KernelUnavailable(self._refusal)
            return self._zygote

    def status(self, sessions: int) -> HostStatus:
        """Raises KernelUnavailable when the kernel cannot run at all."""
        try:
            self.zygote()
        except KernelUnavailable:
            if not self._refusal:
                raise
        uid = os.geteuid() if self.how.uid is None else self.how.uid
        return HostStatus(not self._refusal, self._refusal, landlock.abi(), self.how.layers, uid, sessions, self.kernel)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._zygote:
                self._zygote.close()
            if self._folders:
                self._folders.close()

    def _restart(self) -> None:
        if self._zygote:
            self._zygote.close()
        cannot = obstacle() or ""
        if cannot and not self._trust_local:
            self._refusal = cannot
            raise KernelUnavailable(cannot)
        try:
            self._folders = self._folders or Folders(self._root)
            self._zygote = Zygote(str(self._folders.home))
        except (ZygoteFailed, OSError) as error:
            raise KernelUnavailable(str(error)) from None
        self.kernel = self._zygote.kernel
        cannot = cannot or self._probe(self._zygote)
        self.how = dataclasses.replace(self._wanted, layers=("rlimits",)) if cannot else self._wanted
        self._refusal = cannot or switched_off(self._wanted)

    def _probe(self, zygote: Zygote) -> str:
        """Start one real session: it proves to itself that it is confined, or dies. Returns why it could not, or ""."""
        try:
            self._session(zygote, Limits(), self._wanted).end()
        except Ended as ended:
            return f"Scripts cannot be confined on this host. {ended.detail}"
        except ZygoteFailed as error:
            return f"Scripts cannot be confined on this host. {error}"
        return ""

    def _session(self, zygote: Zygote, limits: Limits, how: Confinement) -> Session:
        assert self._folders is not None
        folder = self._folders.make(how.uid)
        try:
            return Session(zygote, folder, limits, how)
        except ZygoteFailed:
            os.rmdir(folder)
            raise


def switched_off(how: Confinement) -> str:
    """What to say about a confinement that leaves a layer out on purpose, or ""."""
    if how.layers == ALL_LAYERS:
        return ""
    return f"Scripts are not confined here: only these layers are switched on: {', '.join(how.layers) or 'none'}."
