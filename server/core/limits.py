"""Rate limits: moving windows in memory, or in Redis where several processes serve. The engine is ``limits``."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from server.core.errors import RateLimited

EXTENSION = "sunmao.limits"


class Limits:
    """Counts hits by a rule such as ``"30/minute"`` and a key. Safe for threads and, with Redis, for processes."""

    def __init__(self, redis_url: str = "") -> None:
        self._windows = MovingWindowRateLimiter(storage_from_string(redis_url or "memory://"))

    def hit(self, rule: str, *key: str) -> None:
        """Count one. Raises RateLimited when the window is full."""
        if not self._windows.hit(parse(rule), *key):
            raise RateLimited(self._retry_s(rule, *key))

    def left(self, rule: str, *key: str) -> int:
        return int(self._windows.get_window_stats(parse(rule), *key).remaining)

    def clear(self, rule: str, *key: str) -> None:
        self._windows.clear(parse(rule), *key)

    def _retry_s(self, rule: str, *key: str) -> int:
        reset: float = self._windows.get_window_stats(parse(rule), *key).reset_time
        return max(1, math.ceil(reset - time.time()))


def limits() -> Limits:
    """The limits of the running app."""
    found: Limits = current_app.extensions[EXTENSION]
    return found


def limited(rule: str) -> Callable[[Any], Any]:
    """Below a route decorator: this view has a limit of its own for each account or address."""

    def mark(view: Any) -> Any:
        view.sunmao_limit = rule
        return view

    return mark


def register(app: Flask, rule: str, who: Callable[[], str]) -> None:
    """Count every API request by ``who()``, and by the view's own rule too."""

    @app.before_request
    def count() -> None:
        if request.endpoint is None or not request.path.startswith("/api/"):
            return
        view = current_app.view_functions[request.endpoint]
        limits().hit(rule, "all", who())
        if own := getattr(view, "sunmao_limit", None):
            limits().hit(own, request.endpoint, who())
