"""schemathesis reads the published OpenAPI documents and asks for whatever they allow.

Every operation is asked at least once. SAMPAN_FUZZ_SECONDS=N goes on, with other examples, for so many seconds.
What must hold: no answer of 5xx, and every refusal is a Status with a reason and a sentence.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from support.live import LiveServer
from support.samples import samples

SECONDS = float(os.environ.get('SAMPAN_FUZZ_SECONDS', '0'))
ROUND = settings(
    max_examples=1, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
# A whole API server has nobody to ask about these: no node, no pod's server, no service behind it.
UNREACHABLE = ('/proxy', '/log', '/exec', '/attach', '/portforward')


@pytest.fixture(scope='module')
def populated(server):
    """Something of every kind, so that reads, patches and deletes meet an object at first."""
    where = {}
    for path, document in documents(server):
        for resource in json.loads(server.ask('GET', path)[1])['resources']:
            if '/' not in resource['name']:
                namespace = '/namespaces/default' if resource['namespaced'] else ''
                where[document, resource['kind']] = f'{path}{namespace}/{resource["name"]}'
    # Pods need the account that a controller would have made.
    for each in ({'apiVersion': 'v1', 'kind': 'ServiceAccount', 'metadata': {'name': 'default'}}, *samples('default')):
        path = where.get((each['apiVersion'], each['kind']))
        assert path is not None, each
        status, said = server.ask('POST', path, json.dumps(each).encode())
        assert status == 201, said
    return server


def documents(server: LiveServer) -> list[tuple[str, str]]:
    """Path and name of every group and version: ('/apis/apps/v1', 'apps/v1')."""
    paths = json.loads(server.ask('GET', '/openapi/v3')[1])['paths']
    found = [path for path in paths if path == 'api/v1' or (path.startswith('apis/') and path.count('/') == 2)]
    return [(f'/{path}', path.partition('/')[2]) for path in sorted(found)]


def operations(server: LiveServer) -> list[Any]:
    found = []
    for path, _ in documents(server):
        status, document = server.ask('GET', f'/openapi/v3{path}')
        assert status == 200
        schema = schemathesis.openapi.from_dict(json.loads(document))
        found += [each.ok() for each in schema.get_all_operations()]
    return found


def target(case: Any, request: requests.PreparedRequest) -> tuple[str, dict[str, list[str]]]:
    """Half of the examples go to the name of a sample, all of them to a namespace that is there."""
    parts = urlsplit(str(request.url))
    path, query = unquote(parts.path), parse_qs(parts.query, keep_blank_values=True)
    names = case.path_parameters or {}
    if 'namespace' in names or ('name' in names and len(str(names['name'])) % 2 == 0):
        known = {'namespace': 'default', 'name': 'sample'}
        path = case.operation.path
        for key, value in names.items():
            path = path.replace(f'{{{key}}}', known.get(key, str(value)))
    if {'watch', 'follow'} & query.keys() or '/watch/' in path:
        query['timeoutSeconds'] = ['1']
    return path, query


def ask(server: LiveServer, case: Any) -> tuple[int, bytes, str]:
    arguments = case.as_transport_kwargs(base_url='http://x')
    known = {key: arguments.get(key) for key in ('method', 'url', 'params', 'headers', 'data', 'json', 'cookies')}
    request = requests.Request(**known).prepare()
    path, query = target(case, request)
    body = request.body.encode() if isinstance(request.body, str) else request.body or b''
    kind = request.headers.get('content-type', 'application/json')
    return *server.ask_all(str(request.method), path, body, kind, query), path


def check(status: int, said: bytes, path: str) -> None:
    if status == 503 and any(part in path for part in UNREACHABLE):
        return
    if path.startswith('/apis/example.com/') and said == b'404 page not found\n':
        return  # the sample of a definition is deleted by now
    assert status < 500, (path, said)
    if status >= 400 and not (status == 405 or '/proxy' in path):
        assert said.startswith(b'{'), (path, said)
        answer = json.loads(said)
        assert (answer['kind'], answer['code']) == ('Status', status), said
        assert answer['message'] and answer['reason'], said


def test_what_the_documents_allow(populated):
    deadline = time.monotonic() + SECONDS
    every, codes = operations(populated), Counter[int]()
    for number in itertools.count():
        for operation in every:

            @seed(number)
            @ROUND
            @given(case=operation.as_strategy())
            def asked(case):
                status, said, path = ask(populated, case)
                codes[status] += 1
                check(status, said, path)

            asked()
        if time.monotonic() >= deadline:
            break
    assert codes[200] > 20
    assert codes[422] > 20
    assert populated.ask('GET', '/readyz')[0] == 200
