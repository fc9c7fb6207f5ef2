"""Without a kernel people edit on; when it comes back it builds what they have by then."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.core.settings import Settings
from tests.rooms.support import BOX, Client, Service
from workers.kernel.launch import start_host, stop


def test_editing_goes_on_without_a_kernel_and_is_built_when_it_is_back(tmp_path: Path) -> None:
    address = str(tmp_path / "kernel.sock")
    service = Service(Settings(data=tmp_path / "data", kernel_socket=address))
    service.start()
    place = service.new_document(BOX)
    a = Client(service.url, place.document, service.cookie("owner")).live()
    host = None
    try:
        event = a.until("events.find(e => e.name === 'build' && e.value.state === 'unavailable')")
        assert event["value"]["message"].endswith(".")
        a.js("room.edit(() => room.params.set('width', 20)); return 1")
        a.saved()
        host = start_host(address)
        a.until("events.some(e => e.name === 'scene' && e.value.ok && e.value.seq === 2)", within_s=60)
        assert a.js("events.filter(e => e.name === 'scene').at(-1).value.parts[0].volume_mm3") == pytest.approx(2000)
    finally:
        a.close()
        service.stop()
        if host is not None:
            stop(host)
