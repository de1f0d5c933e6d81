"""The pipeline's stages, each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from sampan.api import errors
from sampan.apiserver.request import Answer, Request, RequestInfo, Response, UserInfo
from sampan.apiserver.stages import compose
from sampan.apiserver.stages.deadline import Deadline
from sampan.apiserver.stages.in_flight import InFlight
from sampan.apiserver.stages.recovery import Recovery
from sampan.apiserver.stages.request_info import parse
from sampan.apiserver.stages.response_headers import ResponseHeaders
from sampan.machinery.world import SystemWorld


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 10))


def info(verb: str, **more: Any) -> RequestInfo:
    return RequestInfo(is_resource=True, verb=verb, path='/x', resource='pods', **more)


@pytest.mark.parametrize(
    ('method', 'path', 'query', 'expected'),
    [
        ('GET', '/api/v1/namespaces', '', ('list', '', 'namespaces', '', '')),
        ('GET', '/api/v1/namespaces/other', '', ('get', 'other', 'namespaces', '', 'other')),
        ('GET', '/api/v1/namespaces/other/pods', '', ('list', 'other', 'pods', '', '')),
        ('GET', '/api/v1/namespaces/other/pods?watch=true', 'watch=true', ('watch', 'other', 'pods', '', '')),
        ('GET', '/api/v1/namespaces/other/pods', 'watch=0', ('list', 'other', 'pods', '', '')),
        ('HEAD', '/api/v1/namespaces/other/pods/foo', '', ('get', 'other', 'pods', '', 'foo')),
        ('GET', '/api/v1/namespaces/other/pods/foo/log', '', ('get', 'other', 'pods', 'log', 'foo')),
        ('POST', '/api/v1/namespaces/other/pods/foo/exec', '', ('create', 'other', 'pods', 'exec', 'foo')),
        ('PUT', '/api/v1/namespaces/other/finalize', '', ('update', 'other', 'namespaces', 'finalize', 'other')),
        ('PUT', '/api/v1/namespaces/other/status', '', ('update', 'other', 'namespaces', 'status', 'other')),
        ('GET', '/api/v1/watch/namespaces/other/pods', '', ('watch', 'other', 'pods', '', '')),
        ('DELETE', '/apis/apps/v1/namespaces/a/deployments', '', ('deletecollection', 'a', 'deployments', '', '')),
        ('PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', '', ('patch', 'a', 'deployments', 'scale', 'd')),
        ('GET', '/api/v1/namespaces/a/pods', 'fieldSelector=metadata.name=x', ('list', 'a', 'pods', '', 'x')),
        ('GET', '/api/v1/pods', 'watch=1&fieldSelector=metadata.name==x', ('watch', '', 'pods', '', 'x')),
        ('GET', '/api/v1/pods', 'fieldSelector=metadata.name!=x', ('list', '', 'pods', '', '')),
    ],
)
def test_what_a_path_means(method: str, path: str, query: str, expected: tuple[str, ...]) -> None:
    terms = [term.partition('=') for term in query.split('&') if term]
    found = parse(Request(method, path.partition('?')[0], {name: [value] for name, _, value in terms}))
    assert found.is_resource
    assert (found.verb, found.namespace, found.resource, found.subresource, found.name) == expected


@pytest.mark.parametrize(
    'path', ['/', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/version', '/livez/ping']
)
def test_paths_that_are_no_resources(path: str) -> None:
    found = parse(Request('GET', path))
    assert (found.is_resource, found.verb, found.path) == (False, 'get', path)


def test_beyond_the_limit_requests_are_turned_away_and_masters_are_not() -> None:
    async def main() -> None:
        gate = asyncio.Event()

        async def slow(request: Request) -> Answer:
            await gate.wait()
            return Response()

        stage = InFlight(reading=1, changing=1)

        def ask(verb: str, group: str = '', **more: Any) -> asyncio.Task[Answer]:
            request = Request('GET', '/x', info=info(verb, **more), user=UserInfo('bob', groups=(group,)))
            return asyncio.create_task(stage(request, slow))

        first = ask('list')
        await asyncio.sleep(0)
        refused = await ask('get')
        assert isinstance(refused, Response)
        assert (refused.status, refused.headers['Retry-After']) == (429, '1')
        assert refused.body == b'Too many requests, please try again later.\n'
        others = [ask('create'), ask('watch'), ask('get', subresource='log'), ask('get', 'system:masters')]
        await asyncio.sleep(0)
        assert not any(task.done() for task in others)
        gate.set()
        await asyncio.gather(first, *others)
        assert stage.running == {True: 0, False: 0}
        assert isinstance(await ask('get'), Response)

    run(main())


def test_a_request_has_its_time() -> None:
    async def main() -> None:
        async def endless(request: Request) -> Answer:
            await asyncio.Event().wait()
            return Response()

        for query, seconds in (({}, 0.05), ({'timeout': ['50ms']}, 60)):
            with pytest.raises(errors.ApiError) as late:
                await Deadline(seconds)(Request('GET', '/x', query, info=info('list')), endless)
            assert late.value.code == 504
            assert str(late.value) == 'Timeout: request did not complete within the allotted timeout'
        watch = asyncio.create_task(Deadline(0.01)(Request('GET', '/x', info=info('watch')), endless))
        await asyncio.sleep(0.05)
        assert not watch.done()
        watch.cancel()

    run(main())


def test_each_of_many_requests_has_its_own_deadline() -> None:
    async def main() -> None:
        loop, ended, deadline = asyncio.get_running_loop(), {}, Deadline(0.2)

        async def work(request: Request) -> Answer:
            await asyncio.sleep(0 if request.path == '/quick' else 3600)
            return Response()

        async def ask(path: str, delay: float) -> None:
            await asyncio.sleep(delay)
            begin = loop.time()
            try:
                await deadline(Request('GET', path, info=info('list')), work)
            finally:
                ended[path, delay] = loop.time() - begin

        asked = [asyncio.create_task(ask(*one)) for one in (('/a', 0.0), ('/quick', 0.0), ('/b', 0.1), ('/c', 0.1))]
        await asyncio.sleep(0.15)
        asked[3].cancel()  # by somebody else: it stays cancelled
        first, quick, second, gone = await asyncio.gather(*asked, return_exceptions=True)
        assert quick is None
        assert isinstance(gone, asyncio.CancelledError)
        assert ended['/c', 0.1] < 0.2
        for path, delay, late in (('/a', 0.0, first), ('/b', 0.1, second)):
            assert isinstance(late, errors.ApiError)
            assert late.code == 504
            assert ended[path, delay] >= 0.2
        await ask('/quick', 0)  # and a later one is watched again
        with pytest.raises(errors.ApiError):
            await ask('/d', 0)

    run(main())


def test_what_is_raised_becomes_an_answer_or_stays_an_error_in_the_process() -> None:
    async def main() -> None:
        async def missing(request: Request) -> Answer:
            raise errors.not_found('', 'pods', 'x')

        async def bug(request: Request) -> Answer:
            raise ZeroDivisionError

        answer = await Recovery()(Request('GET', '/x'), missing)
        assert isinstance(answer, Response)
        assert answer.status == 404
        assert b'pods \\"x\\" not found' in bytes(answer.body)
        answer = await Recovery()(Request('GET', '/x'), bug)
        assert isinstance(answer, Response)
        assert (answer.status, b'panic' in bytes(answer.body)) == (500, True)
        with pytest.raises(errors.ApiError):
            await Recovery()(Request('GET', '/x', typed=True), missing)

    run(main())


def test_warnings_are_headers() -> None:
    async def main() -> None:
        async def warning(request: Request) -> Answer:
            request.warnings += ['unknown field "spec.x"', 'twice', 'twice', 'line\nbreak']
            return Response()

        answer = await compose([ResponseHeaders(SystemWorld())], warning)(Request('GET', '/x'))
        assert answer.headers['Warning'] == ('299 - "unknown field \\"spec.x\\"", 299 - "twice", 299 - "line break"')

    run(main())


def test_stages_are_passed_in_order() -> None:
    async def main() -> None:
        passed: list[str] = []

        class Note:
            def __init__(self, name: str) -> None:
                self.name = name

            async def __call__(self, request: Request, proceed: Any) -> Answer:
                passed.append(self.name)
                answer: Answer = await proceed(request)
                passed.append(f'/{self.name}')
                return answer

        async def last(request: Request) -> Answer:
            passed.append('last')
            return Response()

        await compose([Note('a'), Note('b')], last)(Request('GET', '/x'))
        assert passed == ['a', 'b', 'last', '/b', '/a']

    run(main())
