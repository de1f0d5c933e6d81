"""SPDY/3.1 between two of our own ends, and against bytes known from elsewhere."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import spdy
from sampan.machinery.spdy import Data, Ping, Session, StreamAccepted, StreamOpened, StreamReset


def test_the_dictionary_is_the_published_one() -> None:
    assert len(spdy.DICTIONARY) == 1423
    assert zlib.adler32(spdy.DICTIONARY) == 0xE3C6A7C2


def test_streams_carry_headers_and_data_both_ways() -> None:
    client, server = Session(client=True), Session(client=False)
    first, opened = client.open({'streamType': 'stdin'})
    second, opened_too = client.open({'streamType': 'error'}, fin=True)
    assert (first, second) == (1, 3)
    assert server.receive(opened + opened_too) == [
        StreamOpened(1, {'streamtype': 'stdin'}),
        StreamOpened(3, {'streamtype': 'error'}, fin=True),
    ]
    assert client.receive(server.reply(1) + server.reply(3, {'a': 'b'})) == [
        StreamAccepted(1, {}),
        StreamAccepted(3, {'a': 'b'}),
    ]
    assert server.receive(client.data(1, b'hello', fin=True)) == [Data(1, b'hello', fin=True)]
    assert client.receive(server.data(3, b'')) == [Data(3, b'')]


def test_pings_tell_question_from_answer() -> None:
    client, server = Session(client=True), Session(client=False)
    (asked,) = server.receive(client.ping(1))
    assert asked == Ping(1, answer=False)
    assert isinstance(asked, Ping)
    assert client.receive(server.pong(asked)) == [Ping(1, answer=True)]


def test_a_reset_is_an_event() -> None:
    client, server = Session(client=True), Session(client=False)
    stream, opened = client.open({})
    server.receive(opened)
    assert client.receive(server.reset(stream, spdy.ResetStatus.REFUSED_STREAM)) == [StreamReset(1, 3)]


def test_the_peer_cannot_open_streams_of_our_side() -> None:
    server = Session(client=False)
    _, frame = Session(client=False).open({})
    with pytest.raises(spdy.ProtocolError):
        server.receive(frame)


def test_streams_are_bounded() -> None:
    client, server = Session(client=True), Session(client=False)
    for _ in range(spdy.MAX_STREAMS):
        server.receive(client.open({})[1])
    with pytest.raises(spdy.ProtocolError):
        server.receive(client.open({})[1])


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(min_value=1, max_value=50))
def test_the_way_bytes_are_cut_does_not_matter(chunks: list[bytes], step: int) -> None:
    client, server = Session(client=True), Session(client=False)
    stream, wire = client.open({'streamType': 'data', 'port': '80'})
    wire += b''.join(client.data(stream, chunk) for chunk in chunks)
    events = [event for i in range(0, len(wire), step) for event in server.receive(wire[i : i + step])]
    assert events == [
        StreamOpened(1, {'streamtype': 'data', 'port': '80'}),
        *(Data(stream, chunk) for chunk in chunks),
    ]


@given(st.binary(max_size=200))
def test_garbage_is_a_protocol_error_or_nothing(data: bytes) -> None:
    server = Session(client=False)
    try:
        server.receive(b'\x80\x03' + data)
    except spdy.ProtocolError:
        return
