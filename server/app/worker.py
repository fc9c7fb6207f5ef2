"""``sunmao worker``: a process that runs jobs from the Celery queue, with a kernel host of its own or the one that is named."""

from __future__ import annotations

import logging

from server.app import factory
from server.app.kernel_host import socket_of
from server.core.settings import Settings, SettingsError
from server.jobs.turns import WORKERS
from workers.kernel.api import KernelUnavailable
from workers.kernel.client import KernelClient
from workers.kernel.launch import start_host, stop
from workers.queue.celery import answers
from workers.queue.celery import work as work_queue


def ping(settings: Settings) -> int:
    """For health checks: 0 when the worker of this host answers through the queue, else 1. Raises SettingsError."""
    _require_queue(settings)
    return 0 if answers(settings.redis_url) else 1


def work(settings: Settings) -> int:
    """Run jobs until told to stop. Raises SettingsError."""
    _require_queue(settings)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = settings.kernel_socket or socket_of(settings).replace(".sock", "-worker.sock")
    try:
        host = None if settings.kernel_socket else start_host(
            address, trust_local=settings.kernel_trust == "local", builds=settings.builds)
    except KernelUnavailable as error:
        raise SettingsError(str(error)) from None
    cad = KernelClient(address)
    app = factory.create_app(settings, cad)
    try:
        work_queue(settings.redis_url, factory.job_runner(app), threads=WORKERS)
    finally:
        factory.close_app(app)
        cad.close()
        if host is not None:
            stop(host)
    return 0


def _require_queue(settings: Settings) -> None:
    if settings.jobs != "celery" or not settings.redis_url:
        raise SettingsError("A worker needs SUNMAO_JOBS=celery and SUNMAO_REDIS_URL.")
