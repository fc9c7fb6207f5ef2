"""Who may not, and what is not taken: the anonymous and the other tenant come first."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from server.projects.models import ProjectMember
from tests.rooms.conftest import Open
from tests.rooms.support import Place, Service

TRY = """
    try {{ return await room.connection.ask({event}, {message}) }}
    catch (error) {{ return {{ code: error.code, message: error.message, detail: Object.keys(error.detail ?? {{}}) }} }}
"""


def ask(event: str, message: str) -> str:
    return TRY.format(event=json.dumps(event), message=message)


def test_the_anonymous_are_refused_at_the_door(enter: Open) -> None:
    nobody = enter("nobody", live=False)
    nobody.until("room.status.state === 'revoked'")
    assert nobody.js("room.status.reason") == "sign_in_required"
    assert nobody.js("room.script.toString()") == ""


def test_for_another_tenant_the_document_does_not_exist(place: Place, enter: Open) -> None:
    stranger = enter("stranger", live=False)
    stranger.until("room.status.state === 'revoked'")
    assert stranger.js("room.status.reason") == "not_found"
    mine, missing = (f"{{document: '{document}', epoch: 'x', bytes: new Uint8Array([0, 0])}}" for document in (place.document, "0" * 26))
    for event in ("join", "update", "rebuild", "cancel"):
        assert stranger.js(ask(event, mine)) == stranger.js(ask(event, missing))
        assert stranger.js(ask(event, mine))["code"] == "not_found"


def test_who_is_not_in_the_room_cannot_edit_or_be_seen(service: Service, place: Place, enter: Open) -> None:
    other = service.new_document()
    a, b = enter("owner"), enter("editor", where=other)
    assert b.js(ask("update", f"{{document: '{place.document}', epoch: room.epoch, bytes: new Uint8Array([0, 0])}}"))["code"] == "not_found"
    b.js(f"room.connection.tell('presence', {{document: '{place.document}', state: {{editing: 'x'}}}}); return 1")
    b.js(ask("rebuild", f"{{document: '{other.document}'}}"))      # a later event of b was answered
    assert a.js("[...room.people.values()].length") == 0


def test_a_viewer_follows_but_does_not_edit(service: Service, place: Place, enter: Open) -> None:
    a, viewer = enter("owner"), enter("viewer")
    viewer.js("room.script.insert(0, 'not mine to write\\n'); return 1")
    viewer.until("events.some(e => e.name === 'refused' && e.value.code === 'forbidden')")
    reset = viewer.until("events.find(e => e.name === 'reset')")
    assert reset["value"]["unsent"] == [{"name": "main.py", "text": "not mine to write\na = 1\n"}]
    viewer.live().until("room.script.toString() === 'a = 1\\n'")
    a.js("room.script.insert(0, 'x = 2\\n'); return 1")
    viewer.until("room.script.toString() === 'x = 2\\na = 1\\n'")
    assert viewer.js(ask("rebuild", f"{{document: '{place.document}'}}"))["code"] == "forbidden"
    assert service.content(place.document).files["main.py"] == "x = 2\na = 1\n"


def raw_update(place: Place, made_by: str) -> str:
    """Send what ``made_by`` writes into a replica, past the room's own care."""
    return f"""
        const doc = new Y.Doc(); Y.applyUpdate(doc, Y.encodeStateAsUpdate(room.doc))
        const before = Y.encodeStateVector(doc)
        {made_by}
        const bytes = Y.encodeStateAsUpdate(doc, before)
    """ + ask("update", f"{{document: '{place.document}', epoch: room.epoch, bytes}}")


def test_a_root_type_that_does_not_belong_is_refused(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    for name in ("secrets", "file:../etc/passwd", "file:a\\u202eb.py", "file:", "__proto__"):
        assert a.js(raw_update(place, f"doc.getMap('{name}').set('x', 1)"))["code"] == "unknown_root", name
    assert len(service.updates(place.document)) == 1
    a.js("room.script.insert(0, 'still works\\n'); return 1")
    a.saved()
    assert service.content(place.document).files["main.py"] == "still works\na = 1\n"


def test_values_that_do_not_belong_are_refused(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    for made in (
        "doc.getMap('params').set('a', {nested: 1})", "doc.getMap('params').set('a', NaN)", "doc.getMap('params').set('a', new Y.Map())",
        "doc.getMap('params').set('a', 'x'.repeat(9000))", "doc.getMap('params').set('', 1)", "doc.getMap('params').set('x'.repeat(600), 1)",
        "doc.getMap('files').set('../a.py', {order: 0, deleted: false})", "doc.getMap('assets').set('a.step', {sha256: 'x', bytes: 1})",
        "doc.getMap('appearance').set('default|part:a', 7)", "doc.getMap('schemes').set('default', new Uint8Array(9))",
        "doc.getMap('assets').set('a.step', {sha256: 'a'.repeat(64), bytes: 'many'})", "doc.getMap('schemes').set('default', {name: 1, order: 0})",
        "doc.getMap('params').set('wid\\u202eth', 1)", "doc.getMap('appearance').set('default|part:a', {item: 'x', version: 1})",
        "doc.getText('script').format(0, 1, {bold: true})", "doc.getText('script').insert(0, 'x', {bold: true})",
    ):
        assert a.js(raw_update(place, made))["code"] == "invalid", made
    assert len(service.updates(place.document)) == 1


def test_a_root_of_another_kind_is_refused(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    for made in ("getText('params').insert(0, 'x')", "getArray('params').push([1])", "getMap('script').set('x', 1)", "getXmlFragment('appearance').push([new Y.XmlText('x')])"):
        fresh = f"const doc = new Y.Doc(); doc.{made}; const bytes = Y.encodeStateAsUpdate(doc)"
        answer = a.js(fresh + ask("update", f"{{document: '{place.document}', epoch: room.epoch, bytes}}"))
        assert (answer["code"], answer["detail"]) == ("invalid", ["root"]), made
    assert len(service.updates(place.document)) == 1
    a.js("room.edit(() => { room.params.set('厚', 2); room.appearance.set('default|part:a', {item: '01J9ZQ4M7K8N2P3R5S6T7V8W9X', version: 1}) }); return 1")
    a.saved()
    content = service.content(place.document)
    assert (content.params, content.appearance) == ({"厚": 2}, {"default|part:a": {"item": "01J9ZQ4M7K8N2P3R5S6T7V8W9X", "version": 1}})


def test_too_large_an_update_is_refused_and_the_limit_named(place: Place, enter: Open) -> None:
    a = enter("owner")
    answer = a.js(raw_update(place, "doc.getText('script').insert(0, 'x'.repeat(256 * 1024))"))
    assert (answer["code"], answer["detail"]) == ("too_large", ["limit"])


def test_what_is_no_update_at_all_is_refused(place: Place, enter: Open) -> None:
    a = enter("owner")
    for message in ("bytes: new Uint8Array([255, 255, 255, 255, 255])", "bytes: 'text'", "bytes: null", "nothing: 1"):
        assert a.js(ask("update", f"{{document: '{place.document}', epoch: room.epoch, {message}}}"))["code"] == "invalid", message
    for message in ("null", "[]", "'x'", "{document: {}}", "{document: '../../x'}", "{document: '\\ud800'}"):
        assert a.js(ask("join", message))["code"] in ("invalid", "not_found"), message
    assert a.js("room.connection.socket.connected")


def test_an_update_with_a_gap_before_it_is_answered_with_what_the_server_has(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    gap = "doc.getText('script').insert(0, 'first '); const skipped = Y.encodeStateVector(doc); doc.getText('script').insert(6, 'second ')"
    answer = a.js(raw_update(place, gap).replace("Y.encodeStateAsUpdate(doc, before)", "Y.encodeStateAsUpdate(doc, skipped)"))
    assert (answer["code"], answer["detail"]) == ("gap", ["state_vector"])
    assert len(service.updates(place.document)) == 1, "nothing was written, so nothing was acknowledged"


def test_a_client_heals_a_gap_by_itself(service: Service, place: Place, enter: Open) -> None:
    a = enter("owner")
    a.js("room.outbox.add = () => undefined; room.script.insert(0, 'lost on the way '); delete room.outbox.add; return 1")
    a.js("room.script.insert(0, 'later '); return 1")
    a.saved()
    assert service.content(place.document).files["main.py"] == "later lost on the way a = 1\n"


def test_a_member_who_is_removed_is_put_out_at_once(service: Service, place: Place, enter: Open) -> None:
    owner, editor = enter("owner"), enter("editor")
    service.sign_in("owner").call("DELETE", f"/projects/{place.project}/members/{service.users['editor']}")
    editor.until("room.status.state === 'revoked'")
    assert editor.js("room.status.reason") == "removed"
    owner.until("room.people.size === 0")
    owner.js("room.script.insert(0, 'secret\\n'); return 1")
    owner.saved()
    assert editor.js("room.script.toString()") == "a = 1\n"
    assert editor.js(ask("join", f"{{document: '{place.document}'}}"))["code"] == "not_found"


def test_a_new_role_counts_at_once(service: Service, place: Place, enter: Open) -> None:
    editor = enter("editor")
    service.sign_in("owner").call("PATCH", f"/projects/{place.project}/members/{service.users['editor']}", {"role": "viewer"})
    editor.until("room.role === 'viewer'")
    editor.js("room.script.insert(0, 'too late\\n'); return 1")
    editor.until("events.some(e => e.name === 'refused' && e.value.code === 'forbidden')")
    assert service.content(place.document).files["main.py"] == "a = 1\n"


def test_signing_out_ends_the_connection(service: Service, place: Place, enter: Open) -> None:
    browser = service.sign_in("editor")
    editor = enter("editor", cookie=browser.cookie_header())
    other = enter("editor")
    browser.call("POST", "/auth/sign-out")
    editor.until("room.status.state === 'revoked' && room.connection.link.state === 'refused'")
    assert editor.js("room.status.reason") == "sign_in_required"
    assert other.js("room.status.state") == "live", "another sign-in of the same person goes on"


def test_another_history_makes_everybody_start_again(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    service.replace_history(place.document, "new = 1\n")
    a.js("room.script.insert(0, 'typed on the old one\\n'); return 1")
    reset = a.until("events.find(e => e.name === 'reset')")
    assert reset["value"] == {"reason": "epoch", "unsent": [{"name": "main.py", "text": "typed on the old one\na = 1\n"}]}
    for client in (a, b):
        client.live().until("room.script.toString() === 'new = 1\\n'")
    b.js("room.script.insert(0, 'on\\n'); return 1")
    a.until("room.script.toString() === 'on\\nnew = 1\\n'")
    assert service.content(place.document).files["main.py"] == "on\nnew = 1\n"


def test_a_deleted_document_is_gone_for_everybody(service: Service, place: Place, enter: Open) -> None:
    a, b = enter("owner"), enter("editor")
    service.sign_in("owner").call("DELETE", f"/documents/{place.document}")
    for client in (a, b):
        client.until("room.status.state === 'revoked'")
        assert client.js("room.status.reason") == "deleted"
        assert client.js(ask("join", f"{{document: '{place.document}'}}"))["code"] == "not_found"


def test_in_an_archived_project_everybody_only_looks_on(service: Service, place: Place, enter: Open) -> None:
    service.sign_in("owner").call("PATCH", f"/projects/{place.project}", {"archived": True})
    owner = enter("owner")
    assert owner.js("room.role") == "viewer"


def test_a_member_removed_by_another_process_is_put_out_at_the_next_event(service: Service, place: Place, enter: Open) -> None:
    editor = enter("editor")
    with service.db.write() as s:
        s.delete(s.get_one(ProjectMember, (place.project, service.users["editor"])))
    editor.js("room.script.insert(0, 'too late\\n'); return 1")
    editor.until("room.status.state === 'revoked'")
    kept = editor.until("events.find(e => e.name === 'revoked')")
    assert kept["value"] == [{"name": "main.py", "text": "too late\na = 1\n"}], "what was not sent is offered, not lost"
    assert service.content(place.document).files["main.py"] == "a = 1\n"


def test_a_page_of_another_origin_cannot_connect(service: Service) -> None:
    def handshake(origin: str) -> int:
        address = f"{service.url}/socket.io/?EIO=4&transport=polling"
        request = urllib.request.Request(address, headers={"Cookie": service.cookie("owner"), "Origin": origin})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    assert (handshake(service.url), handshake("https://evil.example")) == (200, 400)
