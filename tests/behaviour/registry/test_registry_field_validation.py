"""What Kubernetes promises about fieldValidation: unknown and doubled fields are named, or ignored, in every body."""

from __future__ import annotations

from typing import Any

import pytest

from support.registry import Bench, Reply, config_map, run

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
JSON_PATCH = 'application/json-patch+json'
MERGE = 'application/merge-patch+json'
STRATEGIC = 'application/strategic-merge-patch+json'
YAML = 'application/yaml'


async def patch(bench: Bench, kind: str, body: bytes, mode: str) -> Reply:
    reply: Reply = await bench.send('PATCH', f'{CONFIG_MAPS}/settings?fieldValidation={mode}', body, content_type=kind)
    return reply


CASES = [
    (
        MERGE,
        b'{"data":{"a":"1","a":"2"},"unknown":1}',
        ['duplicate field "data.a"', 'unknown field "unknown"'],
    ),
    (
        STRATEGIC,
        b'{"data":{"a":"1","a":"2"},"metadata":{"what":1}}',
        ['duplicate field "data.a"', 'unknown field "metadata.what"'],
    ),
    (
        JSON_PATCH,
        b'[{"op":"test","op":"add","path":"/data","value":{"a":"1","a":"2"},"extra":1},'
        b'{"op":"add","path":"/unknown","value":1}]',
        [
            'json patch duplicate field "[0].op"',
            'json patch duplicate field "[0].value.a"',
            'json patch unknown field "[0].extra"',
            'unknown field "unknown"',
        ],
    ),
]


@pytest.mark.parametrize(('kind', 'body', 'found'), CASES)
def test_strictly_validated_patches_are_refused_with_every_field(kind: str, body: bytes, found: list[str]) -> None:
    async def test(bench: Bench) -> None:
        await bench.client.create(config_map())
        reply = await patch(bench, kind, body, 'Strict')
        assert reply.status == 422
        cause = reply.json()['details']['causes'][0]
        assert cause['field'] == 'patch'
        assert cause['message'].endswith(f': strict decoding error: {", ".join(found)}')

    run(test)


@pytest.mark.parametrize(('kind', 'body', 'found'), CASES)
def test_patches_are_warned_about_by_default(kind: str, body: bytes, found: list[str]) -> None:
    async def test(bench: Bench) -> None:
        await bench.client.create(config_map())
        reply = await patch(bench, kind, body, 'Warn')
        assert (reply.status, reply.json()['data']) == (200, {'a': '2'})
        assert reply.warnings == found

    run(test)


@pytest.mark.parametrize(('kind', 'body', 'found'), CASES)
def test_ignored_fields_are_dropped_silently(kind: str, body: bytes, found: list[str]) -> None:
    async def test(bench: Bench) -> None:
        await bench.client.create(config_map())
        reply = await patch(bench, kind, body, 'Ignore')
        assert (reply.status, reply.warnings) == (200, [])

    run(test)


@pytest.mark.parametrize(
    ('mode', 'status', 'warnings'),
    [
        ('Strict', 400, []),
        ('Warn', 201, ['yaml: unmarshal errors:\n  line 6: key "a" already set in map', 'unknown field "extra"']),
        ('Ignore', 201, []),
    ],
)
def test_doubled_keys_of_yaml_are_found_before_it_becomes_json(mode: str, status: int, warnings: list[str]) -> None:
    async def test(bench: Bench) -> None:
        body = b'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  a: "1"\n  a: "2"\nextra: 1\n'
        reply = await bench.send('POST', f'{CONFIG_MAPS}?fieldValidation={mode}', body, content_type=YAML)
        assert (reply.status, reply.warnings) == (status, warnings)
        found: Any = reply.json()
        if mode == 'Strict':
            assert found['message'].endswith(
                'strict decoding error: yaml: unmarshal errors:\n  line 6: key "a" already set in map, '
                'unknown field "extra"'
            )
        else:
            assert found['data'] == {'a': '2'}

    run(test)
