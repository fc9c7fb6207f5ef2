"""The embedded queue: a few threads of this process (greenlets where the entry point patched)."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from workers.queue.api import Arguments, Run

log = logging.getLogger(__name__)


class ThreadQueue:
    def __init__(self, run: Run, workers: int = 2) -> None:
        self._run = run
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")

    def submit(self, name: str, arguments: Arguments) -> None:
        self._pool.submit(self._safely, name, dict(arguments))

    def name(self) -> str:
        return "threads"

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _safely(self, name: str, arguments: Arguments) -> None:
        try:
            self._run(name, arguments)
        except Exception:
            log.exception("job %s failed", name)
