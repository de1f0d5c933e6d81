"""Errors come in the representation that was asked for, as everything else does."""

from __future__ import annotations

import json

import pytest

from sampan.api import protobuf
from sampan.api.generated import meta_v1
from sampan.machinery import yaml
from support.customresources import Server, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
MISSING = f'{CONFIG_MAPS}/missing'
MESSAGE = 'configmaps "missing" not found'


def test_protobuf_clients_get_protobuf() -> None:
    async def story(server: Server) -> None:
        for accept in ('application/vnd.kubernetes.protobuf', 'application/vnd.kubernetes.protobuf,application/json'):
            reply = await server.send('GET', MISSING, accept=accept)
            assert (reply.status, reply.content_type) == (404, 'application/vnd.kubernetes.protobuf')
            assert protobuf.decode(meta_v1.Status, reply.body).message == MESSAGE

    run(story)


def test_yaml_clients_get_yaml() -> None:
    async def story(server: Server) -> None:
        reply = await server.send('GET', MISSING, accept='application/yaml')
        assert reply.content_type == 'application/yaml'
        assert yaml.load(reply.body.decode())['message'] == MESSAGE

    run(story)


@pytest.mark.parametrize(
    ('accept', 'pretty'),
    [
        ('application/json', False),
        ('', False),
        ('application/json;as=Table;v=v1;g=meta.k8s.io,application/json', False),
        # An error has no table: nothing of this can be had, and raw JSON is indented.
        ('application/json;as=Table;v=v1;g=meta.k8s.io', True),
        ('text/html', True),
    ],
)
def test_others_get_json(accept: str, pretty: bool) -> None:
    async def story(server: Server) -> None:
        reply = await server.send('GET', MISSING, accept=accept)
        assert reply.content_type == 'application/json'
        assert reply.status == (406 if accept == 'text/html' else 404)
        assert reply.body.startswith(b'{\n  "kind"') is pretty
        assert reply.body.endswith(b'}' if pretty else b'}\n')

    run(story)


@pytest.mark.parametrize('path', [MISSING, CONFIG_MAPS, '/api/v1/namespaces/default', '/api'])
def test_people_get_indented_json_without_a_last_line_end(path: str) -> None:
    async def story(server: Server) -> None:
        for headers, query in (({'user_agent': 'curl/8.1'}, ''), ({}, '?pretty=true'), ({}, '?pretty=1')):
            body = (await server.send('GET', path + query, **headers)).body
            assert body.startswith(b'{\n  "') and body.endswith(b'\n}'), body
        plain = (await server.send('GET', f'{path}?pretty=false', user_agent='curl/8.1')).body
        assert plain.endswith(b'}\n') and plain.count(b'\n') == 1
        json.loads(plain)

    run(story)


def test_options_of_a_deletion_are_nothing_else() -> None:
    async def story(server: Server) -> None:
        await server.good('POST', CONFIG_MAPS, {'metadata': {'name': 'a'}})
        reply = await server.send('DELETE', f'{CONFIG_MAPS}/a', {'kind': 'Pod', 'apiVersion': 'v1'})
        assert reply.status == 400
        assert reply.json()['message'].startswith('no kind "Pod" is registered for version "v1" in scheme ')
        body = {'kind': 'DeleteOptions', 'apiVersion': 'policy/v1', 'dryRun': ['All']}
        assert (await server.send('DELETE', f'{CONFIG_MAPS}/a', body)).status == 200, 'of any group, as upstream'
        assert (await server.send('DELETE', f'{CONFIG_MAPS}/a', {})).status == 200

    run(story)
