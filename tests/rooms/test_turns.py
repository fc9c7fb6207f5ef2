"""One person's endless loops in many documents do not keep another one's room from its geometry."""

from __future__ import annotations

import pytest

from tests.rooms.conftest import Open
from tests.rooms.support import BOX, Service
from tests.server.support import wait_for

pytestmark = pytest.mark.kernel
BUILT = "events.some(e => e.name === 'scene' && e.value.ok)"
LAST_BUILD = "events.filter(e => e.name === 'build').at(-1)?.value"


def test_a_room_is_built_while_somebody_runs_endless_loops_elsewhere(service: Service, enter: Open) -> None:
    enter("editor", where=service.new_document(BOX)).until(BUILT)      # the kernel is there
    loops = [enter("owner", where=service.new_document("while True: pass\n")) for _ in range(4)]
    wait_for(lambda: [loop.js(f"{LAST_BUILD}?.place ?? 0") for loop in loops].count(0) == 1)
    other = enter("editor", where=service.new_document(BOX))
    other.until(BUILT)
    assert sorted(loop.js(f"{LAST_BUILD}.state") for loop in loops) == ["building", "queued", "queued", "queued"]
    for loop in loops:
        loop.js("room.edit(() => room.script.delete(0, room.script.length)); return 1")
        loop.js("room.cancel(); return 1")
    for loop in loops:
        loop.until(f"{LAST_BUILD}.state === 'failed' || {LAST_BUILD}.state === 'done'")


def test_a_flood_of_one_connection_does_not_hold_the_others(enter: Open) -> None:
    """While the server still works the flood off it answers everybody else."""
    loud, quiet = enter("owner"), enter("editor")
    loud.js("""
        for (let n = 0; n < 3000; n++) room.connection.socket.emit('presence', { document: room.document, state: { cursor: n } })
        room.connection.socket.emit('presence', {}, () => { memory.done = true }); return 1
    """)
    quiet.js("return await room.connection.ask('rebuild', { document: room.document })")
    assert not loud.js("memory.done ?? false")
    loud.until("memory.done")
