"""The kernel host as the service keeps it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import gevent
import pytest

from server.app import kernel_host
from server.app.kernel_host import KernelHost
from server.core.settings import Settings
from workers.kernel import client
from workers.kernel.client import KernelClient

PATIENCE_S = 120


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        gevent.sleep(0.05)


@pytest.mark.kernel
def test_a_host_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_host, "ASK_EVERY_S", 0.1)
    monkeypatch.setattr(client, "STATUS_S", 1.0)
    host = KernelHost(Settings(data=tmp_path))
    host.start()
    try:
        eventually(lambda: host.pid is not None)
        first = host.pid
        assert first
        os.kill(first, signal.SIGSTOP)
        eventually(lambda: host.pid not in (None, first))
        asking = KernelClient(kernel_host.socket_of(Settings(data=tmp_path)))
        assert asking.status().kernel.startswith("cadquery")
        asking.close()
    finally:
        host.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
