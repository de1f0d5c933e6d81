"""Whatever bytes arrive, the front answers with HTTP or closes; never 500, never a hang."""

import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.fuzzing import FUZZ
from support.live import TOKEN

PATIENCE = 10  # seconds of silence that count as a hang
HEAD = f'Host: x\r\nAuthorization: Bearer {TOKEN}\r\n'.encode()
METHODS = st.sampled_from(
    [b'GET', b'POST', b'PUT', b'PATCH', b'DELETE', b'HEAD', b'OPTIONS', b'TRACE', b'CONNECT', b'PRI']
)
PATHS = st.sampled_from(
    [
        b'/', b'/api', b'/apis/apps/v1', b'/api/v1/pods', b'/api/v1/namespaces/default/pods/a/log', b'/openapi/v2',
        b'/api/v1/namespaces/default/configmaps', b'/api/v1/nodes/a/proxy/', b'*', b'http://x/api', b'//', b'/%00',
        b'/%zz', b'/api/v1/namespaces/%2e%2e/pods', b'/api/v1/namespaces/default/pods/\xff', b'/healthz?verbose',
        b'/version/',
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    [
        b'Accept', b'Content-Type', b'Content-Length', b'Transfer-Encoding', b'Connection', b'Upgrade', b'Expect',
        b'Content-Encoding', b'Accept-Encoding', b'Authorization', b'Impersonate-User', b'Cookie', b'Range', b'',
        b'A B', b'If-Match', b'Sec-WebSocket-Key', b'Sec-WebSocket-Protocol', b'X-Stream-Protocol-Version', b'TE',
        b'Trailer',
    ]
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            b'application/json', b'application/vnd.kubernetes.protobuf', b'*/*', b'chunked', b'gzip', b'0', b'5', b'-1',
            b'99999999999999999999', b'0x10', b'+5', b'5, 5', b'keep-alive, Upgrade', b'websocket', b'SPDY/3.1', b'h2c',
            b'100-continue', b'Bearer', b'application/json;as=Table;v=v1;g=meta.k8s.io', b';;;q=', b'chunked, chunked',
        ]
    ),
    st.binary(max_size=40),
)  # fmt: skip
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=5)
CHUNKS = st.lists(
    st.tuples(st.sampled_from([b'', b';a=b', b';' + b'x' * 300, b' ']), st.binary(max_size=60)), max_size=4
)


@pytest.fixture
def wire(server):
    """Send bytes, close our half, and return everything the server says."""

    def send(data):
        with socket.create_connection(('127.0.0.1', server.port), timeout=PATIENCE) as stream:
            said = b''
            try:
                stream.sendall(data)
                stream.shutdown(socket.SHUT_WR)
                while piece := stream.recv(65536):
                    said += piece
            except ConnectionError:  # it refused, and does not read on
                return said
            return said

    yield send
    assert server.ask('GET', '/readyz')[0] == 200


def check(said):
    assert not said or said.startswith((b'HTTP/1.1 ', b'HTTP/1.0 ')), said[:200]
    for line in (said, *said.split(b'\r\n\r\nHTTP/1.1 ')[1:]):
        assert not line.startswith((b'HTTP/1.1 500', b'500')), said[:500]


@FUZZ
@given(data=st.binary(max_size=300))
@example(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
@example(b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
@example(b'\r\n' * 1000)
def test_random_bytes(wire, data):
    check(wire(data))


@FUZZ
@given(method=METHODS, path=PATHS, headers=HEADERS, body=st.binary(max_size=200))
def test_random_headers(wire, method, path, headers, body):
    lines = b''.join(name + b': ' + value + b'\r\n' for name, value in headers)
    check(wire(method + b' ' + path + b' HTTP/1.1\r\n' + HEAD + lines + b'\r\n' + body))


@FUZZ
@given(path=PATHS, chunks=CHUNKS, size=st.sampled_from([b'0', b'000', b'-1', b'fffffffffffffffff', b'', b'g', b'3']))
def test_chunked_bodies(wire, path, chunks, size):
    sent = b''.join(b'%x' % len(data) + extension + b'\r\n' + data + b'\r\n' for extension, data in chunks)
    head = b'POST ' + path + b' HTTP/1.1\r\n' + HEAD + b'Transfer-Encoding: chunked\r\n\r\n'
    check(wire(head + sent + size + b'\r\n\r\n'))


@FUZZ
@given(body=st.binary(max_size=100), claimed=st.integers(0, 200), following=st.binary(max_size=100))
def test_lengths_that_do_not_fit(wire, body, claimed, following):
    head = b'POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\n' + HEAD
    check(wire(head + b'Content-Length: %d\r\n\r\n' % claimed + body + following))


@FUZZ
@given(cut=st.integers(0, 200), flips=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 255)), max_size=6))
def test_a_good_request_with_bytes_changed_and_cut_short(wire, cut, flips):
    body = b'{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}'
    head = b'POST /api/v1/namespaces/default/configmaps?dryRun=All HTTP/1.1\r\n' + HEAD
    data = bytearray(head + b'Content-Length: %d\r\n\r\n' % len(body) + body)
    for position, value in flips:
        data[position % len(data)] = value
    check(wire(bytes(data[: len(data) - cut])))
