"""[sig-api-machinery] FieldValidation."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sampan.machinery import yaml
from support.customresources import GROUP, SCHEMA, TABS, Server, definition, run, tab, version

DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'
APPLY = {'content_type': 'application/apply-patch+yaml'}
STRICT = '?fieldManager=e2e&fieldValidation=Strict'

DEPLOYMENT = b"""{
  "apiVersion": "apps/v1", "kind": "Deployment",
  "metadata": {"name": "my-deployment", %s "labels": {"app": "nginx"}},
  "spec": {
    %s
    "selector": {"matchLabels": {"app": "nginx"}},
    "template": {
      "metadata": {"labels": {"app": "nginx"}},
      "spec": {"containers": [{"name": "nginx", "image": "example.test/nginx"}]}
    }
  }
}"""


async def created(server: Server, path: str, body: Any, status: int) -> dict[str, Any]:
    reply = await server.send('POST', f'{path}?fieldValidation=Strict', body)
    assert reply.status == status, reply.body
    found: dict[str, Any] = reply.json()
    return found


async def applied(server: Server, obj: Any, status: int) -> str:
    path = f'{TABS}/{obj["metadata"]["name"]}{STRICT}'
    reply = await server.send('PATCH', path, yaml.dump(obj).encode(), **APPLY)
    assert reply.status == status, reply.body
    return str(reply.json().get('message', ''))


def open_definition(**schema: Any) -> dict[str, Any]:
    """A definition that keeps what it does not know."""
    chosen = {**copy.deepcopy(SCHEMA), 'x-kubernetes-preserve-unknown-fields': True, **schema}
    return definition(version(schema=chosen))


def test_should_detect_unknown_and_duplicate_fields_of_a_typed_object() -> None:
    async def story(server: Server) -> None:
        body = DEPLOYMENT % (b'', b'"unknown": "unknown1", "replicas": 1, "replicas": 2,')
        status = await created(server, DEPLOYMENTS, body, 400)
        assert status['message'] == (
            'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: '
            'unknown field "spec.unknown", duplicate field "spec.replicas"'
        )

    run(story)


def test_should_detect_unknown_metadata_fields_of_a_typed_object() -> None:
    async def story(server: Server) -> None:
        status = await created(server, DEPLOYMENTS, DEPLOYMENT % (b'"unknownMeta": "x",', b''), 400)
        assert 'strict decoding error: unknown field "metadata.unknownMeta"' in status['message']

    run(story)


def test_should_create_apply_a_valid_cr_for_crd_with_validation_schema() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await applied(server, tab('mycr', {'cronSpec': 'a', 'replicas': 2}), 201)
        await created(server, TABS, tab('other', {'cronSpec': 'a', 'steps': [{'name': 'x'}]}), 201)

    run(story)


def test_should_create_apply_a_cr_with_unknown_fields_for_crd_with_no_validation_schema() -> None:
    async def story(server: Server) -> None:
        schema = {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True}
        await server.define(definition(version(schema=schema)))
        await applied(server, tab('mycr', {'foo': 'foo1', 'bar': {'baz': 1}}), 201)
        found = await server.good('GET', f'{TABS}/mycr')
        assert found['spec'] == {'foo': 'foo1', 'bar': {'baz': 1}}

    run(story)


def test_should_create_apply_an_invalid_cr_with_extra_properties_for_crd_with_validation_schema() -> None:
    """It is refused; without strict validation the extra property goes."""

    async def story(server: Server) -> None:
        await server.define(definition())
        wrong = tab('mycr', {'cronSpec': 'a', 'extra': 'x'})
        assert '.spec.extra: field not declared in schema' in await applied(server, wrong, 500)
        status = await created(server, TABS, wrong, 400)
        assert 'strict decoding error: unknown field "spec.extra"' in status['message']
        reply = await server.send('POST', f'{TABS}?fieldValidation=Warn', wrong)
        assert reply.status == 201 and reply.warnings == ['unknown field "spec.extra"']
        assert 'extra' not in reply.json()['spec']

    run(story)


def test_should_detect_unknown_metadata_fields_in_both_the_root_and_embedded_object_of_a_cr() -> None:
    async def story(server: Server) -> None:
        schema = copy.deepcopy(SCHEMA)
        template = {
            'type': 'object',
            'x-kubernetes-embedded-resource': True,
            'properties': {
                'apiVersion': {'type': 'string'},
                'kind': {'type': 'string'},
                'metadata': {'type': 'object'},
            },
        }
        schema['properties']['spec']['properties']['template'] = template  # type: ignore[index]
        await server.define(definition(version(schema=schema)))
        inner = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'x', 'unknownSubMeta': 'y'}}
        body = tab('mycr', {'cronSpec': 'a', 'template': inner})
        body['metadata']['unknownMeta'] = 'x'
        status = await created(server, TABS, body, 400)
        assert 'unknown field "metadata.unknownMeta"' in status['message']
        assert 'unknown field "spec.template.metadata.unknownSubMeta"' in status['message']

    run(story)


@pytest.mark.parametrize('keeps', [True, False])
def test_should_detect_duplicates_in_a_cr_when_preserving_unknown_fields(keeps: bool) -> None:
    async def story(server: Server) -> None:
        await server.define(open_definition() if keeps else definition())
        body = (
            b'{"apiVersion":"%s/v1","kind":"CronTab","metadata":{"name":"mycr"},'
            b'"spec":{"cronSpec":"a","any":{"foo":"1","foo":"2"}}}' % GROUP.encode()
        )
        status = await created(server, TABS, body, 400)
        assert 'strict decoding error: duplicate field "spec.any.foo"' in status['message']
        text = b'apiVersion: %s/v1\nkind: CronTab\nmetadata:\n  name: mycr\nspec:\n  cronSpec: a\n  cronSpec: b\n'
        reply = await server.send('PATCH', f'{TABS}/mycr{STRICT}', text % GROUP.encode(), **APPLY)
        assert reply.status == 400 and 'line 7: key "cronSpec" already set in map' in reply.json()['message']

    run(story)
