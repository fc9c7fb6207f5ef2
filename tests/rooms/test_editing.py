"""Several people edit one document through real sockets; what they see, and what is durable, is the same."""

from __future__ import annotations

import json
import random

from server.documents.ydoc import Content
from tests.rooms.conftest import Open
from tests.rooms.support import Place, Service
from tests.server.support import wait_for

SAME = "room.script.toString() === {}"


def same(text: str) -> str:
    return SAME.format(json.dumps(text))


def test_the_first_sync_brings_script_role_and_person(service: Service, enter: Open) -> None:
    a = enter("editor")
    assert a.js("room.script.toString()") == "a = 1\n"
    assert a.js("room.role") == "editor"
    assert a.js("room.user.id") == service.users["editor"]
    assert a.js("room.seq") == 1


def test_edits_of_both_are_live_and_durable_with_chinese_and_emoji(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.script.insert(0, '# 电水壶 😀\\n'); return 1")
    b.until(same("# 电水壶 😀\na = 1\n"))
    b.js("room.script.insert(room.script.length, '壁厚 = 2.4  # 毫米 👩‍🎨\\n'); return 1")
    text = "# 电水壶 😀\na = 1\n壁厚 = 2.4  # 毫米 👩‍🎨\n"
    a.until(same(text))
    b.saved()
    assert service.content(place.document).files == {"main.py": text}


def test_two_parameters_set_at_the_same_time_both_stay(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.edit(() => room.params.set('width', 12.5)); return 1")
    b.js("room.edit(() => room.params.set('style', 'round')); return 1")
    for client in (a, b):
        client.until("room.params.get('width') === 12.5 && room.params.get('style') === 'round'")
        client.saved()
    assert service.content(place.document).params == {"width": 12.5, "style": "round"}


def test_who_edited_what_is_in_the_log(service: Service, place: Place, enter: Open) -> None:
    enter("editor").js("room.edit(() => room.params.set('width', 3)); return 1")
    a = enter("owner")
    a.until("room.params.get('width') === 3")
    last = service.updates(place.document)[-1]
    assert (last.actor_id, last.keys) == (service.users["editor"], ["params:width"])


def test_further_files_are_texts_of_their_own(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.edit(() => { room.files.set('手柄.py', {order: 0, deleted: false}); room.text('手柄.py').insert(0, 'R = 8\\n') }); return 1")
    b.until("room.text('手柄.py').toString() === 'R = 8\\n'")
    a.saved()
    assert service.content(place.document).files["手柄.py"] == "R = 8\n"


def test_somebody_who_comes_late_gets_everything(enter: Open) -> None:
    a = enter("owner")
    for number in range(30):
        a.js(f"room.script.insert(room.script.length, 'line {number}\\n'); return 1")
    a.saved()
    late = enter("viewer")
    assert late.js("room.script.toString()") == a.js("room.script.toString()")


def test_edits_made_offline_merge_after_reconnecting(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.connection.socket.io.engine.close(); room.script.insert(0, 'offline\\n'); return 1")
    a.until("events.some(e => e.name === 'status' && e.value.state === 'offline' && e.value.retryAt > 0 && e.value.waiting > 0)")
    b.js("room.script.insert(room.script.length, 'online\\n'); return 1")
    for client in (a, b):
        client.until(same("offline\na = 1\nonline\n"))
    a.live().saved()
    assert service.content(place.document).files["main.py"] == "offline\na = 1\nonline\n"


def test_unsent_edits_survive_a_reload_of_the_page(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    a.js("room.connection.socket.disconnect(); room.script.insert(0, 'before the reload\\n'); close(); return 1")
    assert a.js("storage.length") == 1
    a.js("open(); return 1")
    a.live().saved()
    assert service.content(place.document).files["main.py"] == "before the reload\na = 1\n"
    assert a.js("storage.length") == 0


def test_undo_takes_back_ones_own_steps_only(enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    a.js("room.edit(() => room.script.insert(0, 'mine\\n')); room.edit(() => room.params.set('w', 1)); return 1")
    b.until("room.params.get('w') === 1")
    b.js("room.edit(() => room.script.insert(0, 'theirs\\n')); return 1")
    a.until(same("theirs\nmine\na = 1\n"))
    a.js("room.undo.undo(); return 1")
    b.until("!room.params.has('w') && " + same("theirs\nmine\na = 1\n"))
    a.js("room.undo.undo(); return 1")
    b.until(same("theirs\na = 1\n"))
    a.js("room.undo.redo(); return 1")
    b.until(same("theirs\nmine\na = 1\n"))


def test_a_text_larger_than_one_update_travels_in_parts(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    text = "榫卯😀x" * 60_000
    a.js("memory.text = '榫卯😀x'.repeat(60000); room.script.insert(0, memory.text); return 1")
    b.until(f"room.script.length === {len(text.encode('utf-16-le')) // 2 + 6}")
    a.saved()
    assert service.content(place.document).files["main.py"] == text + "a = 1\n"
    assert a.js("events.filter(e => e.name === 'refused').length") == 0
    assert max(len(one.bytes) for one in service.updates(place.document)) <= 256 * 1024


TYPE_AT_RANDOM = """
    let state = SEED
    const random = (most) => (state = (state * 48271) % 2147483647) % most
    const place = (at) => (/[\\udc00-\\udfff]/.test(room.script.toString()[at] ?? '') ? at + 1 : at)    // never between two halves of an emoji
    const type = async () => {
      for (let step = 0; step < 150; step += 1) {
        const length = room.script.length
        const at = place(random(length + 1))
        if (random(4) === 0) room.script.delete(at, place(Math.min(length, at + 1 + random(3))) - at)
        else room.script.insert(at, ['ab', '卯', '😀', '\\n'][random(4)])
        if (random(10) === 0) room.edit(() => room.params.set('p' + random(5), random(100)))
        if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(25)))
        if (random(60) === 0) room.connection.socket.io.engine.close()
      }
      memory.typed = true
    }
    void type()
    return 1
"""


def test_random_concurrent_edits_converge(service: Service, place: Place, enter: Open) -> None:
    clients = [enter("owner"), enter("editor"), enter("owner")]
    seed = random.randrange(1, 10**9)
    for number, client in enumerate(clients):
        client.js(TYPE_AT_RANDOM.replace("SEED", str(seed + number)))
    for client in clients:
        client.until("memory.typed")
        client.live().saved()
    durable = service.content(place.document)
    for client in clients:
        client.until(same(durable.files["main.py"]), within_s=10)
        assert client.js("room.params.toJSON()") == durable.params, f"seed {seed}"
    assert len(service.updates(place.document)) > 10, "they typed at the same time"


def test_loading_starts_from_a_snapshot(service: Service, place: Place, enter: Open) -> None:
    service.append(place.document, [Content(files={"main.py": f"a = {number}\n"}) for number in range(1, 220)])
    a = enter("owner")
    assert a.js("room.script.toString()") == "a = 219\n"
    a.js("room.script.insert(0, 'b = 1\\n'); return 1")
    a.saved()
    late = enter("editor")
    late.until(same("b = 1\na = 219\n"))
    (snapshot,) = wait_for(lambda: service.snapshots(place.document))
    updates = service.updates(place.document)
    assert snapshot.seq == len(updates) == 221, "the log stays whole"
    assert service.content(place.document).files["main.py"] == "b = 1\na = 219\n"
