"""One build serves the whole room, the newest state wins, drags are previews: with the real kernel behind the real server."""

from __future__ import annotations

import pytest

from tests.rooms.conftest import Open
from tests.rooms.support import BOX, Place, Service
from workers.kernel.pack import read_pack

LAST_SCENE = "events.filter(e => e.name === 'scene').at(-1)?.value"
GOOD = f"{LAST_SCENE}?.ok && !{LAST_SCENE}.preview"
VOLUME = f"{LAST_SCENE}?.parts[0]?.volume_mm3"


@pytest.fixture
def place(service: Service) -> Place:
    return service.new_document(BOX)


def volume(expected: float) -> str:
    return f"Math.abs(({VOLUME} ?? 0) - {expected}) < 0.001 && !{LAST_SCENE}.preview"


def test_one_build_serves_everybody(enter: Open) -> None:
    a = enter("owner")
    a.until(volume(10 * 20 * 5))
    b = enter("viewer")
    b.until(volume(10 * 20 * 5))
    assert b.js("events.filter(e => e.name === 'build' && e.value.state === 'building').length") == 0, "who comes late waits for no build"
    a.js("room.edit(() => room.params.set('width', 20)); return 1")
    for client in (a, b):
        client.until(volume(20 * 20 * 5))
    assert a.js(f"{LAST_SCENE}.seq") == a.js("room.seq") == 2


def test_a_late_joiner_fetches_the_mesh(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    a.until(GOOD)
    assert a.js(f"{LAST_SCENE}.pack") > 0, "who was there got the mesh by the socket"
    late = enter("viewer")
    late.until(GOOD)
    assert late.js(f"{LAST_SCENE}.pack") is None
    path = f"/documents/{place.document}/scenes/{late.js(LAST_SCENE + '.seq')}"
    status, data = service.sign_in("viewer").raw("GET", path)
    assert status == 200
    names, chunks = read_pack(data)
    assert {name["sha256"] for name in names} == set(late.js(f"{LAST_SCENE}.chunks.map(c => c.sha256)")) == set(chunks)
    assert service.sign_in("viewer").raw("GET", path.rsplit("/", 1)[0] + "/999")[0] == 404
    assert service.sign_in("stranger").raw("GET", path)[0] == 404


def test_a_drag_is_a_preview_and_its_release_is_stored(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    b.until(GOOD)
    a.js("room.setPresence({drag: {name: 'width', value: 30}}); return 1")
    b.until(f"Math.abs(({VOLUME} ?? 0) - 3000) < 0.001")
    assert b.js(f"{LAST_SCENE}.preview") == {"by": service.users["owner"], "name": "width", "value": 30}
    assert (service.content(place.document).params, len(service.updates(place.document))) == ({}, 1)
    late = enter("viewer")
    late.until(volume(1000))
    a.js("room.setPresence({drag: null}); room.edit(() => room.params.set('width', 30)); return 1")
    for client in (a, b, late):
        client.until(volume(3000))
    assert service.content(place.document).params == {"width": 30}


def test_a_drag_that_is_given_up_leaves_no_trace(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    a.until(GOOD)
    a.js("room.setPresence({drag: {name: 'width', value: 40}}); return 1")
    a.until(f"{LAST_SCENE}.preview")
    a.js("room.setPresence({drag: null}); return 1")
    a.until(volume(1000))
    assert len(service.updates(place.document)) == 1


def test_a_parameter_that_is_given_back_is_the_scripts_value_again(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.edit(() => room.params.set('width', 30)); return 1")
    b.until(volume(3000))
    b.js("room.edit(() => room.params.delete('width')); return 1")
    for client in (a, b):
        client.until(volume(1000) + f" && {LAST_SCENE}.seq === 3")
    assert service.content(place.document).params == {}


def test_the_newest_state_wins(enter: Open) -> None:
    a = enter("owner")
    a.until(GOOD)
    a.js("""for (let w = 11; w <= 60; w += 1) { room.edit(() => room.params.set('width', w)); await new Promise(r => setTimeout(r, 10)) } return 1""")
    a.until(volume(60 * 20 * 5))
    builds = a.js("new Set(events.filter(e => e.name === 'build' && e.value.state === 'building').map(e => e.value.started)).size")
    assert builds < 50, "what was overtaken is not built"


def test_a_failing_script_says_where_and_the_room_lives_on(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.until(GOOD)
    a.js("room.edit(() => room.script.insert(room.script.length, 'undefined_name\\n')); return 1")
    b.until(f"{LAST_SCENE}?.ok === false && events.some(e => e.name === 'build' && e.value.state === 'failed')")
    message = b.js(f"{LAST_SCENE}.messages[0]")
    assert (message["level"], message["line"]) == ("error", 6)
    late = enter("viewer")
    late.until(f"{LAST_SCENE}?.ok === false")
    assert late.js("events.filter(e => e.name === 'scene').map(e => e.value.ok)") == [True, False], "the last good geometry, then the failure"
    a.js("room.undo.undo(); return 1")
    for client in (a, b, late):
        client.until(volume(1000))


def test_an_endless_script_is_cancelled(enter: Open) -> None:
    a = enter("owner")
    a.until(GOOD)
    a.js("room.edit(() => room.script.insert(room.script.length, 'while True: pass\\n')); return 1")
    a.until("events.some(e => e.name === 'build' && e.value.state === 'building' && e.value.seq === 2)")
    a.js("room.cancel(); return 1")
    a.until("events.some(e => e.name === 'build' && e.value.state === 'cancelled')")
    a.js("room.undo.undo(); return 1")
    a.until(volume(1000) + f" && {LAST_SCENE}.seq === 3")


def test_what_does_not_change_the_shape_is_not_built_again(enter: Open) -> None:
    a = enter("owner")
    a.until(GOOD)
    a.js("events.length = 0; room.edit(() => room.appearance.set('default|part:box', {inline: {finish: 'gloss'}})); return 1")
    a.until("events.some(e => e.name === 'build' && e.value.state === 'done' && e.value.seq === 2)")
    assert a.js("events.filter(e => e.name === 'scene' || e.value.state === 'building').length") == 0
    a.js("room.rebuild(); return 1")
    a.until(f"{LAST_SCENE}?.seq === 2")


def test_a_restore_reaches_the_room(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    browser = service.sign_in("owner")
    version = browser.call("POST", f"/documents/{place.document}/versions", {"message": "box"})
    b.until("events.some(e => e.name === 'version' && e.value.message === 'box')")
    a.js("room.edit(() => { room.script.insert(0, '# later\\n'); room.params.set('width', 50) }); return 1")
    b.until(volume(50 * 20 * 5))
    seq = browser.call("POST", f"/documents/{place.document}/restore", {"version": version["id"]})["seq"]
    for client in (a, b):
        client.until(f"room.seq === {seq} && !room.params.has('width') && !room.script.toString().startsWith('# later')")
        client.until(volume(1000))
    a.js("room.script.insert(0, '# after\\n'); return 1")
    b.until("room.script.toString().startsWith('# after')")


def test_who_is_in_the_room_is_told_by_rest(service: Service, place: Place, enter: Open) -> None:
    browser = service.sign_in("viewer")
    assert browser.call("GET", f"/documents/{place.document}")["active"] == []
    a = enter("editor")
    assert [one["name"] for one in browser.call("GET", f"/documents/{place.document}")["active"]] == ["editor"]
    a.js("await room.leave(); return 1")
    assert browser.call("GET", f"/documents/{place.document}")["active"] == []
