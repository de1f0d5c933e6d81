"""WebSocket framing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import websocket
from sampan.machinery.websocket import Connection, Message, Opcode, frame

MASK = b'\x37\xfa\x21\x3d'


def test_the_handshake_example_of_the_rfc() -> None:
    assert websocket.accept_key('dGhlIHNhbXBsZSBub25jZQ==') == 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='


def test_the_masked_example_of_the_rfc() -> None:
    hello = bytes.fromhex('818537fa213d7f9f4d5158')
    assert frame(Opcode.TEXT, b'Hello', MASK) == hello
    assert Connection().receive(hello) == [Message(Opcode.TEXT, b'Hello')]


@given(st.binary(max_size=70_000), st.integers(min_value=1, max_value=4000))
def test_any_size_in_any_pieces(data: bytes, step: int) -> None:
    connection = Connection()
    wire = frame(Opcode.BINARY, data, MASK)
    messages = [m for i in range(0, len(wire), step) for m in connection.receive(wire[i : i + step])]
    assert messages == [Message(Opcode.BINARY, data)]


def test_fragments_become_one_message_with_a_ping_between() -> None:
    connection = Connection()
    head = bytes((0x02, 0x80 | 2)) + MASK + websocket.apply_mask(b'ab', MASK)
    tail = bytes((0x80, 0x80 | 1)) + MASK + websocket.apply_mask(b'c', MASK)
    assert connection.receive(head + frame(Opcode.PING, b'x', MASK) + tail) == [Message(Opcode.BINARY, b'abc')]
    assert bytes(connection.outgoing) == frame(Opcode.PONG, b'x')


def test_nothing_is_read_after_a_close() -> None:
    connection = Connection()
    wire = frame(Opcode.CLOSE, b'\x03\xe8', MASK) + frame(Opcode.BINARY, b'late', MASK)
    assert connection.receive(wire) == [Message(Opcode.CLOSE, b'\x03\xe8')]
    assert connection.closed


@pytest.mark.parametrize(
    'wire',
    [
        bytes.fromhex('810548656c6c6f'),  # a client must mask
        b'\xf1\x80' + MASK,  # reserved bits
        b'\x83\x80' + MASK,  # an unknown opcode
        b'\x80\x80' + MASK,  # a continuation of nothing
        b'\x09\x80' + MASK,  # a fragmented ping
        b'\x89\xfe\x00\x80' + MASK,  # a long ping
    ],
)
def test_what_breaks_the_protocol(wire: bytes) -> None:
    with pytest.raises(websocket.ProtocolError):
        Connection().receive(wire)


def test_messages_are_bounded() -> None:
    with pytest.raises(websocket.ProtocolError) as error:
        Connection(limit=10).receive(b'\x82\xff' + (1 << 40).to_bytes(8) + MASK)
    assert error.value.code == 1009
