"""The scale-out queue: Celery over Redis. Server processes submit, ``sunmao worker`` processes run."""

from __future__ import annotations

import logging
from socket import gethostname

from celery import Celery

from workers.queue.api import Arguments, Run

TASK = "sunmao.run"
PING_S = 5.0
log = logging.getLogger(__name__)


def celery_app(redis_url: str, prefix: str = "sunmao") -> Celery:
    """A Celery app of its own, not the process-wide default one. A message is acknowledged when its work is done."""
    app = Celery("sunmao", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_acks_late=True, task_reject_on_worker_lost=True, task_ignore_result=True, worker_prefetch_multiplier=1,
        broker_transport_options={"global_keyprefix": f"{prefix}:", "visibility_timeout": 3600, "socket_connect_timeout": 3},
        broker_connection_retry_on_startup=True, task_serializer="json", accept_content=["json"], worker_hijack_root_logger=False,
    )
    return app


class CeleryQueue:
    def __init__(self, redis_url: str, prefix: str = "sunmao") -> None:
        self._app = celery_app(redis_url, prefix)

    def submit(self, name: str, arguments: Arguments, delay_s: float = 0) -> None:
        self._app.send_task(TASK, args=[name, dict(arguments)], countdown=delay_s or None)

    def name(self) -> str:
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=3)
        except Exception as error:      # kombu passes on what its transport raises
            raise OSError(f"the job queue does not answer: {type(error).__name__}") from error
        return "celery"

    def close(self) -> None:
        self._app.close()


def answers(redis_url: str, prefix: str = "sunmao") -> bool:
    """Whether the worker of this host takes part in the queue."""
    with celery_app(redis_url, prefix) as app:
        return bool(app.control.ping(destination=[f"celery@{gethostname()}"], timeout=PING_S))


def work(redis_url: str, run: Run, *, threads: int = 2, prefix: str = "sunmao") -> None:
    """Run jobs until the process is told to stop."""
    app = celery_app(redis_url, prefix)

    @app.task(name=TASK)                # type: ignore[untyped-decorator]
    def task(name: str, arguments: Arguments) -> None:
        try:
            run(name, arguments)
        except Exception:
            log.exception("job %s failed", name)

    app.Worker(pool="threads", concurrency=threads, loglevel="WARNING", without_gossip=True, without_mingle=True).start()
