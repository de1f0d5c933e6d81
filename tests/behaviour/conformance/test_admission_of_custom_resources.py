"""[sig-api-machinery] AdmissionWebhook about custom resources, in full; MutatingAdmissionPolicy about Deployments."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.behaviour.admission.test_webhooks_of_custom_resources import Caller, hook, run

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import apps_v1, meta_v1
from support.customresources import DEFINITIONS, GROUP, TABS, Server, tab
from support.registry import Bench, deployment
from support.registry import run as run_registry

MERGE = {'content_type': 'application/merge-patch+json'}
NAME = f'crontabs.{GROUP}'


async def mutating(server: Server, caller: Caller, *operations: dict[str, Any]) -> None:
    """A webhook that changes what is created and updated."""
    patch = base64.b64encode(json.dumps(operations).encode()).decode()
    caller.answers['https://hook.test/mutate'] = {'allowed': True, 'patch': patch, 'patchType': 'JSONPatch'}
    one = hook(registration.MutatingWebhook, 'https://hook.test/mutate')
    metadata = meta_v1.ObjectMeta(name='x')
    await server.client.create(registration.MutatingWebhookConfiguration(metadata=metadata, webhooks=[one]))
    await server.gone_stale()


def test_should_be_able_to_deny_custom_resource_creation_update_and_deletion() -> None:
    async def story(server: Server, caller: Caller) -> None:
        caller.answers['https://hook.test/deny'] = {'allowed': False, 'status': {'message': 'unwanted data'}}
        await server.good('POST', TABS, tab())
        one = hook(registration.ValidatingWebhook, 'https://hook.test/deny')
        metadata = meta_v1.ObjectMeta(name='x')
        await server.client.create(registration.ValidatingWebhookConfiguration(metadata=metadata, webhooks=[one]))
        await server.gone_stale()
        for method, path, body in (
            ('POST', TABS, tab('two')),
            ('PATCH', f'{TABS}/one', {'spec': {'replicas': 7}}),
            ('DELETE', f'{TABS}/one', None),
        ):
            headers = MERGE if method == 'PATCH' else {}
            reply = await server.send(method, path, body, **headers)
            assert reply.status == 400 and 'denied the request: unwanted data' in reply.json()['message'], method
        assert (await server.good('GET', f'{TABS}/one'))['spec']['replicas'] == 1

    run(story)


def test_should_mutate_custom_resource_with_different_stored_version() -> None:
    async def story(server: Server, caller: Caller) -> None:
        await mutating(server, caller, {'op': 'add', 'path': '/spec/color', 'value': 'blue'})
        await server.good('POST', TABS, tab())
        crd = await server.good('GET', f'{DEFINITIONS}/{NAME}')
        for each in crd['spec']['versions']:
            each['storage'] = each['name'] == 'v2'
        await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
        await server.gone_stale()
        patched = await server.good('PATCH', f'{TABS}/one', {'spec': {'replicas': 5}}, **MERGE)
        assert patched['spec'] == {'cronSpec': '*/5', 'replicas': 5, 'color': 'blue'}
        assert patched['apiVersion'] == f'{GROUP}/v1'

    run(story)


def test_should_mutate_custom_resource_with_pruning() -> None:
    """What a webhook adds and the schema does not know is not kept."""

    async def story(server: Server, caller: Caller) -> None:
        known = {'op': 'add', 'path': '/spec/color', 'value': 'blue'}
        unknown = {'op': 'add', 'path': '/spec/mutation-stage-2', 'value': 'yes'}
        await mutating(server, caller, known, unknown)
        stored = await server.good('POST', TABS, tab())
        assert stored['spec'] == {'cronSpec': '*/5', 'replicas': 1, 'color': 'blue'}
        assert 'mutation-stage-2' not in (await server.good('GET', f'{TABS}/one'))['spec']

    run(story)


POLICIES = '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies'
BINDINGS = '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings'


async def bound(bench: Bench, expression: str) -> None:
    """A policy about Deployments, and the binding that makes it hold."""
    about = {'apiGroups': ['apps'], 'apiVersions': ['v1'], 'operations': ['CREATE'], 'resources': ['deployments']}
    mutation = {'patchType': 'ApplyConfiguration', 'applyConfiguration': {'expression': expression}}
    spec = {
        'matchConstraints': {'resourceRules': [about]},
        'reinvocationPolicy': 'Never',
        'mutations': [mutation],
    }
    policy = {'metadata': {'name': 'p.example.com'}, 'spec': spec}
    assert (await bench.send('POST', POLICIES, policy)).status == 201
    binding = {'metadata': {'name': 'b.example.com'}, 'spec': {'policyName': 'p.example.com'}}
    assert (await bench.send('POST', BINDINGS, binding)).status == 201
    await bench.registry.feed.fresh()


def test_should_mutate_a_deployment() -> None:
    async def body(bench: Bench) -> None:
        await bound(bench, 'Object{spec: Object.spec{replicas: object.spec.replicas + 100}}')
        made = await bench.client.create(deployment(replicas=1))
        assert made.spec.replicas == 101

    run_registry(body)


def test_should_mutate_a_deployment_with_annotations() -> None:
    async def body(bench: Bench) -> None:
        await bound(bench, 'Object{metadata: Object.metadata{annotations: {"my-annotation": "my-value"}}}')
        await bench.client.create(deployment())
        found = await bench.client.get(apps_v1.Deployment, 'web', 'default')
        assert found.metadata.annotations['my-annotation'] == 'my-value'

    run_registry(body)
