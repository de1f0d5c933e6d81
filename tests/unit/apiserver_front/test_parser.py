"""HTTP/1.1 requests from bytes, whichever way they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.apiserver.http.limits import Limits
from sampan.apiserver.http.parser import BodyTooLarge, Malformed, RequestParser

LIMITS = Limits(body=1000, head=2000, headers=20)
PLAIN = b'POST /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: a\r\nContent-Length: 5\r\nAccept: b\r\n\r\nhello'
CHUNKED = (
    b'PUT /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'
    b'5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: x\r\n\r\n'
)


def parse(data: bytes, step: int = 1 << 20) -> list[tuple[str, str, bytes]]:
    parser = RequestParser(LIMITS)
    found = []
    for start in range(0, len(data), step):
        parser.feed(data[start : start + step])
        while (whole := parser.next()) is not None:
            found.append((whole.head.method, whole.head.target, whole.body))
    return found


@given(st.integers(min_value=1, max_value=200))
def test_the_way_bytes_are_cut_does_not_matter(step: int) -> None:
    assert parse(PLAIN + CHUNKED + b'\r\n' + PLAIN, step) == [
        ('POST', '/a?b=c', b'hello'),
        ('PUT', '/a', b'hello world'),
        ('POST', '/a?b=c', b'hello'),
    ]


def test_names_have_no_case_and_repetitions_are_kept() -> None:
    parser = RequestParser(LIMITS)
    parser.feed(PLAIN)
    whole = parser.next()
    assert whole is not None
    headers = whole.head.headers
    assert headers['ACCEPT'] == headers.get('accept') == 'a, b'
    assert [value for name, value in headers.items() if name == 'accept'] == ['a', 'b']
    assert 'Content-Length' in headers
    assert headers.get('none', 'x') == 'x'


@pytest.mark.parametrize(
    ('data', 'alive'),
    [
        (b'GET / HTTP/1.1\r\nHost: x\r\n\r\n', True),
        (b'GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n', False),
        (b'GET / HTTP/1.0\r\n\r\n', False),
        (b'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', True),
    ],
)
def test_whether_the_connection_lives_on(data: bytes, alive: bool) -> None:
    parser = RequestParser(LIMITS)
    parser.feed(data)
    whole = parser.next()
    assert whole is not None
    assert whole.head.keep_alive is alive


@pytest.mark.parametrize(
    ('data', 'code'),
    [
        (b'GET /\r\n\r\n', 400),
        (b'GET / x HTTP/1.1\r\n\r\n', 400),
        (b'GET  / HTTP/1.1\r\n\r\n', 400),
        (b'GET / HTTP/2.0\r\nHost: x\r\n\r\n', 505),
        (b'GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n', 400),
        (b'G(T / HTTP/1.1\r\nHost: x\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\n\r\n', 400),  # no Host
        (b'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n', 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' + b'1' * 5000, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n' + b'a' * 5000, 400),
        (b'GET / HTTP/1.1\r\nHost: x\r\n' + b'A: b\r\n' * 30 + b'\r\n', 431),
        (b'GET /' + b'a' * 3000, 431),
    ],
)
def test_what_is_not_taken(data: bytes, code: int) -> None:
    with pytest.raises(Malformed) as refused:
        parse(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    'data',
    [
        b'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n',
        b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' + (b'1f4\r\n' + b'a' * 500 + b'\r\n') * 3,
    ],
)
def test_large_bodies_are_refused_before_they_are_kept(data: bytes) -> None:
    with pytest.raises(BodyTooLarge):
        parse(data)


@given(st.binary(max_size=300))
def test_garbage_is_refused_or_waited_for(data: bytes) -> None:
    for start in (
        b'',
        b'GET / HTTP/1.1\r\nHost: x\r\n',
        b'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
    ):
        try:
            parse(start + data, 7)
        except (Malformed, BodyTooLarge):
            continue


UPGRADE = b'GET /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n'


def test_what_comes_behind_an_upgrade_is_not_http() -> None:
    parser = RequestParser(LIMITS)
    parser.feed(UPGRADE + b'\x80\x03frame')
    whole = parser.next()
    assert whole is not None and whole.head.target == '/exec'
    parser.feed(b' more')
    assert parser.rest() == b'\x80\x03frame more'


def test_a_declined_upgrade_goes_on_as_http() -> None:
    assert parse(UPGRADE + PLAIN, 7) == [('GET', '/exec', b''), ('POST', '/a?b=c', b'hello')]


def test_requests_before_a_malformed_one_are_answered_first() -> None:
    parser = RequestParser(LIMITS)
    parser.feed(PLAIN + b'nonsense\r\n\r\n')
    assert parser.next() is not None
    with pytest.raises(Malformed):
        parser.next()
