"""AdmissionWebhook and custom resources, through a caller of the test's own: time is virtual, there are no sockets."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1
from sampan.apiserver.admission.config import AdmissionConfig
from sampan.apiserver.admission.webhooks.caller import Target
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.server import ApiServer
from sampan.store.memory import MemoryStore
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support import customresources
from support.webhooks import rule


class Caller:
    """Answers reviews in the process, by URL."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, Any]] = []

    async def call(self, target: Target, data: bytes, seconds: float) -> bytes:
        request = json.loads(data)['request']
        self.requests.append(request)
        response = {'uid': request['uid'], **self.answers[target.address.url]}
        review = {'kind': 'AdmissionReview', 'apiVersion': 'admission.k8s.io/v1', 'response': response}
        return msgspec.json.encode(review)

    async def close(self) -> None:
        """Nothing is open."""


def run(story: Callable[[customresources.Server, Caller], Awaitable[None]]) -> None:
    async def whole() -> None:
        caller = Caller()
        config = ApiServerConfig(admission=AdmissionConfig(webhook_caller=caller))
        server = ApiServer(store=MemoryStore(), world=SimulatedWorld(), config=config)
        await server.start(listen=False)
        try:
            asked = customresources.Server(server)
            newer = customresources.version('v2', storage=False)
            await asked.define(customresources.definition(customresources.version(), newer))
            await story(asked, caller)
        finally:
            await server.stop()

    run_virtual(whole())


def hook(kind: type[Any], url: str, version: str = '*') -> Any:
    operations = ('CREATE', 'UPDATE', 'DELETE')
    watched = rule('crontabs', groups=[customresources.GROUP], versions=[version], operations=operations)
    return kind(
        name='custom.example.test',
        client_config=registration.WebhookClientConfig(url=url),
        rules=[watched],
        side_effects='None',
        admission_review_versions=['v1'],
    )


def test_should_mutate_custom_resource() -> None:
    async def story(server: customresources.Server, caller: Caller) -> None:
        operations = [{'op': 'add', 'path': '/spec/color', 'value': 'red'}]
        patch = base64.b64encode(json.dumps(operations).encode()).decode()
        caller.answers['https://hook.test/mutate'] = {'allowed': True, 'patch': patch, 'patchType': 'JSONPatch'}
        made = registration.MutatingWebhookConfiguration(
            metadata=meta_v1.ObjectMeta(name='x'),
            webhooks=[hook(registration.MutatingWebhook, 'https://hook.test/mutate')],
        )
        await server.client.create(made)
        await server.gone_stale()
        stored = await server.good('POST', customresources.TABS, customresources.tab())
        assert stored['spec']['color'] == 'red' and stored['spec']['cronSpec'] == '*/5'
        (request,) = caller.requests
        assert request['kind'] == {'group': customresources.GROUP, 'version': 'v1', 'kind': 'CronTab'}
        assert request['object']['kind'] == 'CronTab' and request['object']['metadata']['name'] == 'one'

    run(story)


def test_should_deny_custom_resource_creation_and_deletion() -> None:
    async def story(server: customresources.Server, caller: Caller) -> None:
        caller.answers['https://hook.test/deny'] = {'allowed': False, 'status': {'message': 'unwanted data'}}
        await server.good('POST', customresources.TABS, customresources.tab())
        made = registration.ValidatingWebhookConfiguration(
            metadata=meta_v1.ObjectMeta(name='x'),
            webhooks=[hook(registration.ValidatingWebhook, 'https://hook.test/deny')],
        )
        await server.client.create(made)
        await server.gone_stale()
        refused = await server.send('POST', customresources.TABS, customresources.tab('two'))
        assert refused.status == 400 and 'denied the request: unwanted data' in refused.json()['message']
        kept = await server.send('DELETE', f'{customresources.TABS}/one')
        assert kept.status == 400
        assert caller.requests[-1]['oldObject']['spec'] == {'cronSpec': '*/5', 'replicas': 1}

    run(story)


def test_should_mutate_custom_resource_with_different_stored_version() -> None:
    """A hook that knows one version only sees and changes objects of the others in it."""

    async def story(server: customresources.Server, caller: Caller) -> None:
        operations = [{'op': 'add', 'path': '/spec/color', 'value': 'blue'}]
        patch = base64.b64encode(json.dumps(operations).encode()).decode()
        caller.answers['https://hook.test/mutate'] = {'allowed': True, 'patch': patch, 'patchType': 'JSONPatch'}
        made = registration.MutatingWebhookConfiguration(
            metadata=meta_v1.ObjectMeta(name='x'),
            webhooks=[hook(registration.MutatingWebhook, 'https://hook.test/mutate', 'v2')],
        )
        await server.client.create(made)
        await server.gone_stale()
        stored = await server.good('POST', customresources.TABS, customresources.tab())
        assert stored['spec']['color'] == 'blue' and stored['apiVersion'] == f'{customresources.GROUP}/v1'
        (request,) = caller.requests
        assert (request['kind']['version'], request['requestKind']['version']) == ('v2', 'v1')
        assert request['object']['apiVersion'] == f'{customresources.GROUP}/v2'

    run(story)


def test_a_version_that_is_added_later_is_matched_as_well() -> None:
    """A hook that knows the new version only is asked about objects of the old ones, from then on."""

    async def story(server: customresources.Server, caller: Caller) -> None:
        caller.answers['https://hook.test/deny'] = {'allowed': False}
        made = registration.ValidatingWebhookConfiguration(
            metadata=meta_v1.ObjectMeta(name='x'),
            webhooks=[hook(registration.ValidatingWebhook, 'https://hook.test/deny', 'v3')],
        )
        await server.client.create(made)
        await server.gone_stale()
        await server.good('POST', customresources.TABS, customresources.tab())
        path = f'{customresources.DEFINITIONS}/crontabs.{customresources.GROUP}'
        crd = await server.good('GET', path)
        crd['spec']['versions'].append(customresources.version('v3', storage=False))
        await server.good('PUT', path, crd)
        await server.gone_stale()
        assert (await server.send('POST', customresources.TABS, customresources.tab('two'))).status == 400
        assert caller.requests[-1]['kind']['version'] == 'v3'

    run(story)
