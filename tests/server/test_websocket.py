"""Our two loops over a WebSocket message give what RFC 6455 asks for."""

from types import SimpleNamespace

from server.app.websocket import Utf8Validator, masked


def test_a_mask_is_laid_over_every_byte_and_taken_off_again():
    header = SimpleNamespace(mask=bytearray(b"\x37\xfa\x21\x3d"))
    assert masked(header, b"\x7f\x9f\x4d\x51\x58") == b"Hello"            # the example of RFC 6455, section 5.7
    for payload in (b"", b"a", b"\0\0\0\0", bytes(range(256)) * 41):
        assert masked(header, bytes(masked(header, payload))) == payload


def test_text_in_pieces_is_checked_across_their_borders():
    check, text = Utf8Validator(), "榫卯".encode()
    assert check.validate(text[:4])[:2] == (True, False)
    assert check.validate(bytearray(text[4:]))[:2] == (True, True)
    assert check.validate(b"\xff")[0] is False
    check.reset()
    assert check.validate(text)[:2] == (True, True)
