"""What is no packet at all: whoever sends it is put out with one line in the log, signed in or not, and everybody else works on."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.rooms.conftest import Open
from tests.rooms.support import Client, Service

SEND = """
    const [url, , cookie] = process.argv.slice(2)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, SIGNED_IN ? { headers: { Cookie: cookie } } : {})
    const closed = new Promise((resolve) => { socket.onclose = () => resolve('closed') })
    const next = () => new Promise((resolve) => { socket.onmessage = (event) => resolve(event.data) })
    await next()
    const answer = next()
    socket.send('40')
    const greeting = (await answer).slice(0, 2)
    for (const frame of FRAMES) socket.send(frame instanceof Array ? new Uint8Array(frame) : frame)
    return [greeting, await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 15000, 'open'))])]
"""
UPDATE = '451-["update",{"bytes":{"_placeholder":true,"num":%s}}]'
ANYBODYS = {
    "a number of 5000 digits": ['42["x",' + "9" * 5000 + "]"],
    "deep JSON": ["42" + "[" * 50_000],
    "deep JSON at once": ["4" + "[" * 50_000],
    "a type that is none": ["47"],
    "a type that is no digit": ["4x"],
    "an error that only servers send": ["44{}"],
    "no event": ["42"],
    "an object as event": ["42{}"],
    "an object as name": ["42[{}]"],
    "the engine's own event": ['42["disconnect"]'],
    "a long id": ["42" + "1" * 200 + '["x"]'],
    "bytes that nobody announced": [[1, 2, 3]],
    "many attachments": ["4512345678901-[]"],
    "no frame of Engine.IO": ["x"],
    "an empty frame": [""],
}
MEMBERS = {
    "an attachment that is not there": [UPDATE % 7, [0]],
    "an attachment without a number": [UPDATE % '"x"', [0]],
}


@pytest.fixture
def lines(service: Service) -> Iterator[list[str]]:
    """What the server writes during the test, once it is over."""
    before, found = len(service.log_text()), []     # type: ignore[var-annotated]
    yield found
    found += service.log_text()[before:].splitlines()
    assert not [line for line in found if "Traceback" in line or len(line) > 300]


def send(client: Client, frames: list[object], *, signed_in: bool) -> list[str]:
    answer: list[str] = client.js(SEND.replace("SIGNED_IN", json.dumps(signed_in)).replace("FRAMES", json.dumps(frames)))
    return answer


@pytest.mark.parametrize("signed_in", [True, False], ids=["member", "anonymous"])
def test_who_sends_what_is_no_packet_is_put_out(service: Service, enter: Open, lines: list[str], signed_in: bool) -> None:
    client, before = enter("owner"), said(service)
    cases = ANYBODYS | (MEMBERS if signed_in else {"bytes of nobody": [UPDATE % 0]})
    for name, frames in cases.items():
        assert send(client, frames * 3, signed_in=signed_in) == ["40" if signed_in else "44", "closed"], name
    assert said(service) - before == len(cases), "one line a connection"
    assert client.js("room.connection.socket.connected")


BODIES = (b"x", b"\xff", b"4[\x1e" * 40, b"bnot base64", b"d=", b'42["x",' + b"9" * 5000 + b"]")


def test_long_polling_ends_the_same_way(service: Service, lines: list[str]) -> None:
    for body in BODIES:
        before, address = said(service), polling(service)
        assert [posted(address, body) for _ in range(3)][1:] == [400, 400], body
        assert said(service) - before == 1, body


def test_a_connection_that_was_closed_takes_no_more(service: Service, lines: list[str]) -> None:
    address = polling(service)
    assert [posted(address, b"1") for _ in range(3)] == [200, 400, 400]


def polling(service: Service) -> str:
    """The address of a fresh connection by long polling."""
    address = f"{service.url}/socket.io/?EIO=4&transport=polling"
    with urllib.request.urlopen(address, timeout=10) as answer:
        return f"{address}&sid={json.loads(answer.read()[1:])['sid']}"


def said(service: Service) -> int:
    """How often the server has told that it put somebody out."""
    return service.log_text().count("it sent no Socket.IO packet")


def posted(address: str, body: bytes) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, method="POST"), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
