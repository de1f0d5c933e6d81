"""[sig-api-machinery] AdmissionWebhook: what the tests of webhooks do not tell."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import core_v1, meta_v1
from support import webhooks
from support.registry import Bench, config_map
from support.webhooks import Server, deny, mutating, patch, rule, validating

ADD = {'op': 'add', 'path': '/data', 'value': {'mutation': 'done'}}
MUTATING = registration.MutatingWebhookConfiguration
VALIDATING = registration.ValidatingWebhookConfiguration


async def ten(bench: Bench, kind: type[Any], hook: Any) -> None:
    """Ten configurations with one label."""
    for number in range(10):
        metadata = meta_v1.ObjectMeta(name=f'list-{number}', labels={'e2e-list-test': 'yes'})
        await bench.client.create(kind(metadata=metadata, webhooks=[hook]))
    await bench.registry.feed.fresh()
    listed = await bench.client.list(kind, label_selector='e2e-list-test=yes')
    assert len(listed.items) == 10


async def none_left(bench: Bench, plural: str) -> None:
    path = f'/apis/admissionregistration.k8s.io/v1/{plural}?labelSelector=e2e-list-test%3Dyes'
    assert (await bench.send('DELETE', path)).status == 200
    await bench.registry.feed.fresh()
    assert (await bench.send('GET', path)).json()['items'] == []


async def refused(attempt: Any) -> None:
    with pytest.raises(ApiError):
        await attempt


def test_listing_mutating_webhooks_should_work() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/add', patch(ADD))
        await ten(bench, MUTATING, mutating(hook, '/add', rule('configmaps')))
        assert (await bench.client.create(config_map('one'))).data == {'mutation': 'done'}
        await none_left(bench, 'mutatingwebhookconfigurations')
        assert (await bench.client.create(config_map('two'))).data == {}

    webhooks.run(body)


def test_listing_validating_webhooks_should_work() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        await ten(bench, VALIDATING, validating(hook, '/deny', rule('configmaps')))
        await refused(bench.client.create(config_map('one')))
        await none_left(bench, 'validatingwebhookconfigurations')
        await bench.client.create(config_map('one'))

    webhooks.run(body)


def test_patching_updating_a_mutating_webhook_should_work() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/add', patch(ADD))
        made = await webhooks.configure(bench, mutating(hook, '/add', rule('configmaps')))
        made.webhooks[0].rules[0].operations = ['UPDATE']
        made = await bench.client.update(made)
        await bench.registry.feed.fresh()
        assert (await bench.client.create(config_map('one'))).data == {}
        operations = [{'op': 'replace', 'path': '/webhooks/0/rules/0/operations', 'value': ['CREATE']}]
        path = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/hooks'
        reply = await bench.send('PATCH', path, operations, content_type='application/json-patch+json')
        assert reply.status == 200
        await bench.registry.feed.fresh()
        assert (await bench.client.create(config_map('two'))).data == {'mutation': 'done'}

    webhooks.run(body)


@pytest.mark.parametrize('kind', [MUTATING, VALIDATING])
def test_should_be_able_to_create_and_update_webhook_configurations_with_match_conditions(kind: type[Any]) -> None:
    """... mutating, and validating ones."""

    async def body(bench: Bench, hook: Server) -> None:
        make = mutating if kind is MUTATING else validating
        first = registration.MatchCondition(name='expression-1', expression='true')
        made = await webhooks.configure(bench, make(hook, '/x', rule('configmaps'), match_conditions=[first]))
        assert made.webhooks[0].match_conditions == [first]
        second = registration.MatchCondition(name='expression-2', expression="object.metadata.name == 'x'")
        made.webhooks[0].match_conditions = [first, second]
        await bench.client.update(made)
        found = await bench.client.get(kind, 'hooks')
        assert found.webhooks[0].match_conditions == [first, second]

    webhooks.run(body)


@pytest.mark.parametrize('kind', [MUTATING, VALIDATING])
def test_should_reject_webhook_configurations_with_invalid_match_conditions(kind: type[Any]) -> None:
    """... mutating, and validating ones."""

    async def body(bench: Bench, hook: Server) -> None:
        make = mutating if kind is MUTATING else validating
        wrong = registration.MatchCondition(name='invalid-expression-1', expression='... [] bad expression')
        with pytest.raises(ApiError, match='compilation failed'):
            await webhooks.configure(bench, make(hook, '/x', rule('configmaps'), match_conditions=[wrong]))

    webhooks.run(body)


def test_should_mutate_everything_except_skip_me_configmaps() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/add', patch(ADD))
        condition = registration.MatchCondition(name='skip-me', expression="object.metadata.name != 'skip-me'")
        await webhooks.configure(bench, mutating(hook, '/add', rule('configmaps'), match_conditions=[condition]))
        assert (await bench.client.create(config_map('skip-me'))).data == {}
        assert (await bench.client.create(config_map('other'))).data == {'mutation': 'done'}

    webhooks.run(body)


def test_should_deny_crd_creation() -> None:
    """A webhook sees definitions of custom resources as it sees everything else."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('the custom resource definition contains unwanted label'))
        await webhooks.configure(bench, validating(hook, '/deny', rule('customresourcedefinitions')))
        crd = {
            'apiVersion': 'apiextensions.k8s.io/v1',
            'kind': 'CustomResourceDefinition',
            'metadata': {'name': 'things.example.test'},
            'spec': {
                'group': 'example.test',
                'scope': 'Namespaced',
                'names': {'plural': 'things', 'kind': 'Thing'},
                'versions': [
                    {'name': 'v1', 'served': True, 'storage': True, 'schema': {'openAPIV3Schema': {'type': 'object'}}}
                ],
            },
        }
        path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
        reply = await bench.send('POST', path, crd)
        assert reply.status in (400, 403)
        assert 'contains unwanted label' in reply.json()['message']
        assert (await bench.send('GET', f'{path}/things.example.test')).status == 404

    webhooks.run(body)


def test_a_configmap_in_an_excluded_namespace_is_not_denied() -> None:
    """... should be able to deny pod and configmap creation: a namespace selector may exempt some."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        requirement = meta_v1.LabelSelectorRequirement(key='skip-webhook-admission', operator='NotIn', values=['yes'])
        selector = meta_v1.LabelSelector(match_expressions=[requirement])
        await webhooks.configure(bench, validating(hook, '/deny', rule('configmaps'), namespace_selector=selector))
        await refused(bench.client.create(config_map('one')))
        labels = {'skip-webhook-admission': 'yes'}
        await bench.client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='exempt', labels=labels)))
        await bench.registry.feed.fresh()
        await bench.client.create(core_v1.ConfigMap(metadata=meta_v1.ObjectMeta(name='one', namespace='exempt')))

    webhooks.run(body)


def test_a_webhook_without_its_authority_denies_all() -> None:
    """... should unconditionally reject operations on fail closed webhook."""

    async def body(bench: Bench, hook: Server) -> None:
        client = registration.WebhookClientConfig(url=hook.url('/x'))
        await webhooks.configure(
            bench, validating(hook, '/x', rule('configmaps'), client=client, failure_policy='Fail')
        )
        await refused(bench.client.create(config_map('one')))
        assert hook.reviews == []

    webhooks.run(body)
