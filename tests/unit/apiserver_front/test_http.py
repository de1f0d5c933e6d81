"""The front: what clients see on the wire, good and bad."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from sampan.apiserver.http.limits import Limits
from sampan.apiserver.http.server import Front
from sampan.apiserver.request import Answer, Handler, Request, Response, Stream, Upgrade


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 20))


def serve(handler: Handler, client: Callable[[int, Front], Awaitable[None]]) -> None:
    async def main() -> None:
        front = Front(handler)
        port = await front.start()
        try:
            await client(port, front)
        finally:
            await front.stop()

    run(main())


async def echo(request: Request) -> Answer:
    body = json.dumps(
        {'method': request.method, 'path': request.path, 'query': dict(request.query), 'body': request.body.decode()}
    )
    return Response(body=body.encode(), headers={'X-Seen': request.headers.get('x-given', '')})


async def raw(port: int, data: bytes) -> bytes:
    """Send bytes, return everything until the server closes."""
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(data)
    answer = await reader.read()
    writer.close()
    return answer


def test_a_request_arrives_whole() -> None:
    async def client(port: int, _: Front) -> None:
        async with aiohttp.ClientSession() as session:
            url = f'http://127.0.0.1:{port}/api/v1/pods?labelSelector=a%3Db&labelSelector=c'
            async with session.post(url, data=b'hello', headers={'X-Given': 'yes'}) as answer:
                assert answer.status == 200
                assert answer.headers['X-Seen'] == 'yes'
                assert await answer.json() == {
                    'method': 'POST',
                    'path': '/api/v1/pods',
                    'query': {'labelSelector': ['a=b', 'c']},
                    'body': 'hello',
                }

    serve(echo, client)


def test_many_requests_share_a_connection() -> None:
    async def client(port: int, _: Front) -> None:
        data = b'GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
        answer = await raw(port, data)
        assert answer.count(b'HTTP/1.1 200 OK') == 2
        assert answer.index(b'"/a"') < answer.index(b'"/b"')

    serve(echo, client)


def test_head_has_the_length_and_no_body() -> None:
    async def client(port: int, _: Front) -> None:
        answer = await raw(port, b'HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        head, _, body = answer.partition(b'\r\n\r\n')
        assert b'Content-Length: ' in head
        assert body == b''

    serve(echo, client)


@pytest.mark.parametrize(
    'data',
    [
        b'NOT HTTP AT ALL\r\n\r\n',
        b'GET / HTTP/1.1\r\nBad Header\r\n\r\n',
        b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n',
    ],
)
def test_what_is_not_http_is_a_400_and_others_go_on(data: bytes) -> None:
    async def client(port: int, _: Front) -> None:
        answer = await raw(port, data)
        assert answer.startswith(b'HTTP/1.1 400') or answer.startswith(b'HTTP/1.0 400')
        good = await raw(port, b'GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        assert good.startswith(b'HTTP/1.1 200')

    serve(echo, client)


def test_an_endless_header_is_refused() -> None:
    async def client(port: int, _: Front) -> None:
        answer = await raw(port, b'GET / HTTP/1.1\r\nX: ' + b'a' * 200_000 + b'\r\n\r\n')
        assert answer.startswith(b'HTTP/1.1 400') or answer.startswith(b'HTTP/1.0 400')

    serve(echo, client)


def test_a_body_of_ten_megabytes_is_refused_with_a_status() -> None:
    async def client(port: int, _: Front) -> None:
        async with aiohttp.ClientSession() as session:
            url = f'http://127.0.0.1:{port}/api/v1/namespaces/default/pods'
            async with session.post(url, data=b'x' * 10_000_000, headers={'Expect': '100-continue'}) as answer:
                assert answer.status == 413
                status = await answer.json()
        assert status['kind'] == 'Status'
        assert status['reason'] == 'RequestEntityTooLarge'
        assert status['message'] == 'Request entity too large: limit is 3145728'

    serve(echo, client)


def test_a_chunked_body_is_counted_too() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b'x' * 1_000_000

    async def client(port: int, _: Front) -> None:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.post(f'http://127.0.0.1:{port}/x', data=pieces()) as answer:
                    assert answer.status == 413
            except aiohttp.ClientConnectionError:
                pass  # the server closed while the client was still sending: refused as well

    serve(echo, client)


def test_expect_continue_is_answered() -> None:
    async def client(port: int, _: Front) -> None:
        reader, writer = await asyncio.open_connection('127.0.0.1', port)
        writer.write(b'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n')
        assert await reader.readline() == b'HTTP/1.1 100 Continue\r\n'
        writer.write(b'ok')
        await reader.readline()
        assert (await reader.readline()).startswith(b'HTTP/1.1 200')
        writer.close()

    serve(echo, client)


def test_large_answers_are_compressed_for_who_accepts_it() -> None:
    async def big(request: Request) -> Answer:
        return Response(body=[b'a' * 100_000, b'b' * 100_000])

    async def client(port: int, _: Front) -> None:
        url = f'http://127.0.0.1:{port}/'
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            async with session.get(url, headers={'Accept-Encoding': 'gzip'}) as answer:
                assert answer.headers['Content-Encoding'] == 'gzip'
                assert gzip.decompress(await answer.read()) == b'a' * 100_000 + b'b' * 100_000
            async with session.get(url, headers={'Accept-Encoding': 'identity'}) as answer:
                assert 'Content-Encoding' not in answer.headers
                assert await answer.read() == b'a' * 100_000 + b'b' * 100_000

    serve(big, client)


class Endless:
    """A stream that says when it was closed."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            yield b'first\n'
            await asyncio.Event().wait()
        finally:
            self.closed.set()


def test_a_stream_is_closed_when_the_client_leaves() -> None:
    async def main() -> None:
        endless = Endless()

        async def handler(request: Request) -> Answer:
            return Stream(chunks=endless.chunks())

        front = Front(handler)
        port = await front.start()
        reader, writer = await asyncio.open_connection('127.0.0.1', port)
        writer.write(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        await reader.readuntil(b'first\n')
        writer.close()
        await asyncio.wait_for(endless.closed.wait(), 5)
        await front.stop()

    run(main())


def test_stopping_ends_streams_properly() -> None:
    async def main() -> None:
        endless = Endless()

        async def handler(request: Request) -> Answer:
            return Stream(chunks=endless.chunks())

        front = Front(handler)
        port = await front.start()
        reader, writer = await asyncio.open_connection('127.0.0.1', port)
        writer.write(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        await reader.readuntil(b'first\n')
        await asyncio.wait_for(front.stop(), 3)
        assert (await reader.read()).endswith(b'0\r\n\r\n')
        assert endless.closed.is_set()
        writer.close()

    run(main())


@pytest.mark.parametrize('protocol', ['SPDY/3.1', 'websocket'])
def test_an_upgraded_connection_belongs_to_the_handler(protocol: str) -> None:
    async def shout(connection: Any) -> None:
        while line := await connection.reader.readline():
            connection.writer.write(line.upper())
            await connection.writer.drain()

    async def handler(request: Request) -> Answer:
        assert request.upgrade is not None
        return Upgrade(shout, {'Connection': 'Upgrade', 'Upgrade': request.upgrade()})

    async def client(port: int, front: Front) -> None:
        reader, writer = await asyncio.open_connection('127.0.0.1', port)
        head = f'GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n\r\n'
        writer.write(head.encode())
        assert (await reader.readuntil(b'\r\n\r\n')).startswith(b'HTTP/1.1 101 Switching Protocols')
        for word in (b'hello\n', b'again\n'):
            writer.write(word)
            assert await reader.readline() == word.upper()
        writer.close()
        while front.connections:
            await asyncio.sleep(0.01)

    serve(handler, client)


def test_a_request_that_never_ends_arriving_is_cut_off() -> None:
    async def main() -> None:
        front = Front(echo, limits=Limits(arrival=0.1))
        port = await front.start()
        assert await raw(port, b'GET / HTTP/1.1\r\nHost:') == b''
        await front.stop()

    run(main())


def test_an_idle_connection_is_closed() -> None:
    async def main() -> None:
        front = Front(echo, limits=Limits(arrival=0.1, keep_alive=0.1))
        port = await front.start()
        answer = await raw(port, b'GET /a HTTP/1.1\r\nHost: x\r\n\r\n')
        assert answer.startswith(b'HTTP/1.1 200')
        await front.stop()

    run(main())


def test_a_reader_that_stops_reading_holds_its_stream_up_and_nothing_else() -> None:
    async def main() -> None:
        made = 0

        async def chunks() -> AsyncIterator[bytes]:
            nonlocal made
            while True:
                made += 1
                yield b'x' * 65536

        async def handler(request: Request) -> Answer:
            return Stream(chunks=chunks()) if request.path == '/endless' else await echo(request)

        front = Front(handler)
        port = await front.start()
        _, writer = await asyncio.open_connection('127.0.0.1', port, limit=1024)
        writer.write(b'GET /endless HTTP/1.1\r\nHost: x\r\n\r\n')
        before = -1
        while before != made:
            before = made
            await asyncio.sleep(0.1)
        assert made < 1000
        assert (await raw(port, b'GET /a HTTP/1.0\r\n\r\n')).startswith(b'HTTP/1.1 200')
        await front.stop()
        writer.close()

    run(main())


def test_a_line_break_in_a_header_never_reaches_the_wire() -> None:
    async def evil(request: Request) -> Answer:
        return Response(headers={'X-A': 'b\r\nSet-Cookie: c'})

    async def client(port: int, _: Front) -> None:
        assert b'Set-Cookie' not in await raw(port, b'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')

    serve(evil, client)


def test_a_handler_that_raises_is_one_clients_500() -> None:
    async def broken(request: Request) -> Answer:
        raise RuntimeError('a bug')

    async def client(port: int, _: Front) -> None:
        answer = await raw(port, b'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        assert answer.startswith(b'HTTP/1.1 500')

    serve(broken, client)
