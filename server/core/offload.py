"""Work that would hold the event loop (password hashes, hashes of large files, colour) runs in a real thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app
from gevent import get_hub, monkey, sleep

T = TypeVar("T")


def breathe() -> None:
    """Let other greenlets run; nothing outside of gevent."""
    if monkey.is_module_patched("socket"):
        sleep(0)


def off_loop(work: Callable[[], T]) -> T:
    """The result of ``work``. Under gevent it runs in the hub's thread pool while other requests go on; else right here."""
    if not monkey.is_module_patched("socket"):
        return work()
    if not current_app:
        return get_hub().threadpool.apply(work)     # type: ignore[no-any-return]
    app = current_app._get_current_object()         # type: ignore[attr-defined]

    def inside() -> T:
        with app.app_context():
            return work()

    return get_hub().threadpool.apply(inside)       # type: ignore[no-any-return]
