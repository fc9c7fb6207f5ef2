"""The embedded queue: a few threads of this process (greenlets where the entry point patched)."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait

from workers.queue.api import Arguments, Run

PATIENCE_S = 3.0
log = logging.getLogger(__name__)


class ThreadQueue:
    def __init__(self, run: Run, workers: int = 2) -> None:
        self._run = run
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._lock = threading.Lock()
        self._closed = False
        self._running: set[Future[None]] = set()
        self._timers: set[threading.Timer] = set()

    def submit(self, name: str, arguments: Arguments, delay_s: float = 0) -> None:
        with self._lock:
            if self._closed:
                return
            if delay_s:
                timer = threading.Timer(delay_s, self._later, (name, arguments))
                timer.daemon = True
                self._timers.add(timer)
                timer.start()
                return
            future = self._pool.submit(self._safely, name, dict(arguments))
            self._running.add(future)
        future.add_done_callback(self._running.discard)

    def name(self) -> str:
        return "threads"

    def close(self) -> None:
        with self._lock:
            self._closed = True
        for timer in self._timers:
            timer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(list(self._running), PATIENCE_S)

    def _later(self, name: str, arguments: Arguments) -> None:
        with self._lock:
            self._timers = {timer for timer in self._timers if timer.is_alive()}
        self.submit(name, arguments)

    def _safely(self, name: str, arguments: Arguments) -> None:
        try:
            self._run(name, arguments)
        except Exception:
            log.exception("job %s failed", name)
