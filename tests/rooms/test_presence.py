"""Carets, selections and drags: seen by the others, written by nobody but the server, never stored."""

from __future__ import annotations

from tests.rooms.conftest import Open
from tests.rooms.support import Place, Service

FIRST = "[...room.people.values()][0]"


def test_presence_reaches_the_others_with_the_servers_name_and_colour(service: Service, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.setPresence({selection: ['kettle/lid'], user: {name: 'the boss', color: 'red'}}); return 1")
    b.until(f"{FIRST}?.state.selection?.[0] === 'kettle/lid'")
    assert b.js(f"{FIRST}.user.name") == "owner"
    assert b.js(f"{FIRST}.user.color").startswith("#")
    assert b.js(f"Object.keys({FIRST}.state)") == ["selection"]
    assert b.js("[...room.awareness.getStates().values()].map(s => s.user?.name).filter(Boolean)") == ["owner"]


def test_somebody_who_comes_late_sees_who_is_there_and_all_see_who_goes(enter: Open) -> None:
    a = enter("owner")
    a.js("room.setPresence({editing: 'width'}); return 1")
    b = enter("editor")
    b.until(f"{FIRST}?.state.editing === 'width'")
    a.until("room.people.size === 1")
    b.js("close(); return 1")
    a.until("room.people.size === 0 && room.awareness.getStates().size === 1")


def test_presence_is_never_stored(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.setPresence({drag: {name: 'a', value: 77}, camera: {position: [1, 2, 3]}}); return 1")
    b.until(f"{FIRST}?.state.drag?.value === 77")
    assert [one.keys for one in service.updates(place.document)] == [[]], "the document's beginning is all there is"
    a.js("room.connection.socket.io.engine.close(); return 1")
    b.until(f"{FIRST}?.state.drag?.value !== 77")


def test_a_fast_hand_is_sent_on_ten_times_a_second_at_most(enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    b.js("memory.seen = []; room.on('presence', (people) => memory.seen.push([Date.now(), people[0]?.state.editing])); return 1")
    a.js("for (let i = 0; i <= 100; i += 1) { room.setPresence({editing: String(i)}); await new Promise(r => setTimeout(r, 5)) } return 1")
    b.until("memory.seen.at(-1)?.[1] === '100'")
    count, took_ms = b.js("[memory.seen.length, memory.seen.at(-1)[0] - memory.seen[0][0]]")
    assert count <= took_ms / 90 + 3


def test_hostile_presence_is_dropped(enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    for state in ("'x'", "null", "{camera: 'x'.repeat(9000)}", "{evil: 1, away: true}", "{drag: {name: 5, value: {}}}", "{drag: {name: 'a', value: NaN}}"):
        a.js(f"room.connection.tell('presence', {{document: room.document, state: {state}}}); return 1")
    a.js("room.connection.tell('presence', {document: room.document, state: {editing: 'last'}}); return 1")
    b.js("memory.states = []; return 1")
    b.until(f"{FIRST}?.state.editing === 'last'")
    assert b.js(f"{FIRST}.state") == {"editing": "last"}
    a.js("room.script.insert(0, 'x'); return 1")
    a.saved()


def test_a_viewer_cannot_drag(enter: Open) -> None:
    a, viewer = enter("owner"), enter("viewer")
    viewer.js("room.setPresence({drag: {name: 'a', value: 7}, editing: 'a'}); return 1")
    a.until(f"{FIRST}?.state.editing === 'a'")
    assert a.js(f"Object.keys({FIRST}.state)") == ["editing"]
