"""``/health`` and the OpenAPI document: public, without secrets."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from flask import current_app, jsonify

from server.accounts.guard import public
from server.blobs.store import blob_store
from server.core.db import database
from server.core.http import Output, blueprint
from server.core.kernel import kernel
from server.core.settings import settings
from server.core.version import VERSION
from server.jobs.service import queue
from workers.kernel.api import KernelUnavailable

LOW_MB = 2048
LOW = "The disk of the data folder is nearly full: when it is, nothing more is saved. Free space there."
api = blueprint("service", __name__, about="The service itself")


class KernelHealth(Output):
    confined: bool
    reason: str
    abi: int
    layers: list[str]
    uid: int


class Health(Output):
    """``ok`` is whether records, blobs and jobs work; without a kernel one can still read, edit and save.

    ``disk_problem`` says when the disk of the data folder has less than ``LOW_MB`` left.
    """

    ok: bool
    version: str
    database: str
    blobs: str
    kernel: KernelHealth | None
    kernel_problem: str | None
    jobs: str
    disk_free_mb: int
    disk_problem: str | None


@api.get("/health", responses={200: Health, 503: Health}, summary="Whether the service works, and what confines its kernel")
@public
def health() -> tuple[Health, int]:
    names = [_answer(check) for check in (database().ping, blob_store().name, queue().name)]
    ok = not any(name.startswith("failed") for name in names)
    seen, problem = _kernel()
    free = shutil.disk_usage(settings().data).free >> 20
    body = Health(
        ok=ok, version=VERSION, database=names[0], blobs=names[1], jobs=names[2], kernel=seen, kernel_problem=problem,
        disk_free_mb=free, disk_problem=LOW if free < LOW_MB else None)
    return body, 200 if ok else 503


@api.get("/openapi.json", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}}, summary="This interface")
@public
def openapi() -> Any:
    return jsonify(current_app.api_doc)     # type: ignore[attr-defined]


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:
        return f"failed: {type(error).__name__}"


def _kernel() -> tuple[KernelHealth | None, str | None]:
    try:
        seen = kernel().status()
    except KernelUnavailable as error:
        return None, str(error)
    return KernelHealth(confined=seen.confined, reason=seen.reason, abi=seen.landlock_abi, layers=list(seen.layers), uid=seen.uid), None
