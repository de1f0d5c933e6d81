"""AdmissionWebhook [Privileged:ClusterAdmin]: other programs may change and refuse what is written."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import core_v1, discovery_v1, meta_v1
from support.registry import Bench, config_map, deployment, pod, service
from support.webhooks import Review, Server, allow, ca_bundle, configure, deny, mutating, patch, rule, run, validating

CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'


async def refused(attempt: Any) -> ApiError:
    with pytest.raises(ApiError) as found:
        await attempt
    return found.value


def test_should_be_able_to_deny_pod_and_configmap_creation() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('the pod contains unwanted container name', reason='Forbidden', code=403))
        await configure(bench, validating(hook, '/deny', rule('pods', 'configmaps')))
        for made in (pod(), config_map()):
            error = await refused(bench.client.create(made))
            assert (error.code, error.reason) == (403, 'Forbidden')
            assert str(error) == (
                'admission webhook "deny.example.test" denied the request: the pod contains unwanted container name'
            )
        await bench.client.create(service())

    run(body)


def test_a_denial_without_a_word_is_a_bad_request_without_explanation() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', lambda request: {'allowed': False})
        await configure(bench, validating(hook, '/deny', rule('configmaps')))
        error = await refused(bench.client.create(config_map()))
        assert (error.code, str(error)) == (
            400,
            'admission webhook "deny.example.test" denied the request without explanation',
        )
        assert error.status.status == 'Failure'

    run(body)


def test_should_mutate_configmap() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        first = {'op': 'add', 'path': '/data/mutation-stage-1', 'value': 'yes'}
        second = {'op': 'add', 'path': '/data/mutation-stage-2', 'value': 'yes'}
        hook.on('/one', patch(first))
        hook.on('/two', patch(second))
        await configure(bench, mutating(hook, '/one', rule('configmaps')), mutating(hook, '/two', rule('configmaps')))
        made = await bench.client.create(config_map(data={'mutation-start': 'yes'}))
        assert made.data == {'mutation-start': 'yes', 'mutation-stage-1': 'yes', 'mutation-stage-2': 'yes'}
        assert 'mutation-stage-1' in hook.reviews[1]['request']['object']['data']

    run(body)


def test_should_mutate_pod_and_apply_defaults_after_mutation() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        container = {'name': 'added', 'image': 'example.test/added:1', 'resources': {}}
        hook.on('/mutate', patch({'op': 'add', 'path': '/spec/initContainers', 'value': [container]}))
        await configure(bench, mutating(hook, '/mutate', rule('pods')))
        made = await bench.client.create(pod())
        (added,) = made.spec.init_containers
        assert added.name == 'added' and added.termination_message_policy == 'File'

    run(body)


def test_the_review_says_everything_about_the_request() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/look', allow)
        everything = ('CREATE', 'UPDATE', 'DELETE')
        await configure(bench, validating(hook, '/look', rule('configmaps', operations=everything)))
        await bench.send('POST', f'{CONFIG_MAPS}?fieldManager=me&dryRun=All', {'metadata': {'name': 'a'}})
        await bench.client.create(config_map('b'))
        await bench.client.update(config_map('b', data={'x': '1'}))
        await bench.client.delete(core_v1.ConfigMap, 'b', 'default', grace_period_seconds=0)
        created, _, updated, deleted = (review['request'] for review in hook.reviews)
        assert hook.reviews[0]['apiVersion'] == 'admission.k8s.io/v1'
        assert list(created) == [
            'uid', 'kind', 'resource', 'requestKind', 'requestResource', 'name', 'namespace', 'operation',
            'userInfo', 'object', 'oldObject', 'dryRun', 'options',
        ]  # fmt: skip
        assert created['kind'] == created['requestKind'] == {'group': '', 'version': 'v1', 'kind': 'ConfigMap'}
        assert created['resource'] == {'group': '', 'version': 'v1', 'resource': 'configmaps'}
        assert (created['name'], created['namespace'], created['operation']) == ('a', 'default', 'CREATE')
        assert created['userInfo'] == {'username': 'admin', 'groups': ['system:masters', 'system:authenticated']}
        assert created['object']['kind'] == 'ConfigMap' and created['object']['apiVersion'] == 'v1'
        assert created['oldObject'] is None and created['dryRun'] is True
        assert created['options'] == {
            'kind': 'CreateOptions', 'apiVersion': 'meta.k8s.io/v1', 'dryRun': ['All'], 'fieldManager': 'me',
        }  # fmt: skip
        assert updated['object']['data'] == {'x': '1'} and 'data' not in updated['oldObject']
        assert updated['options']['kind'] == 'UpdateOptions'
        assert deleted['object'] is None and deleted['oldObject']['data'] == {'x': '1'}
        assert deleted['options'] == {
            'kind': 'DeleteOptions', 'apiVersion': 'meta.k8s.io/v1', 'gracePeriodSeconds': 0,
        }  # fmt: skip
        assert set(hook.queries) == {'timeout=10s'}
        assert len(hook.connections) == 1

    run(body)


def test_v1beta1_reviews_are_spoken_with_those_who_ask_for_them() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        data = base64.b64encode(json.dumps([{'op': 'add', 'path': '/data', 'value': {'a': 'b'}}]).encode()).decode()
        hook.on('/old', lambda request: {'allowed': True, 'patch': data})
        old = mutating(hook, '/old', rule('configmaps'), admission_review_versions=['v0', 'v1beta1', 'v1'])
        await configure(bench, old)
        made = await bench.client.create(config_map())
        assert made.data == {'a': 'b'} and hook.reviews[0]['apiVersion'] == 'admission.k8s.io/v1beta1'

    run(body)


def test_should_unconditionally_reject_operations_on_fail_closed_webhook() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        nowhere = registration.WebhookClientConfig(url='https://127.0.0.1:1/x', ca_bundle=ca_bundle())
        await configure(bench, validating(hook, '/x', rule('configmaps'), client=nowhere, name='fail.example.test'))
        error = await refused(bench.client.create(config_map()))
        assert (error.code, error.reason) == (500, 'InternalError')
        assert str(error) == (
            'Internal error occurred: failed calling webhook "fail.example.test": failed to call webhook: '
            'Post "https://127.0.0.1:1/x?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused'
        )

    run(body)


def test_a_failing_webhook_may_be_passed_over() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/broken', lambda request: {'status': 500, 'raw': b'no'})
        for kind in (mutating, validating):
            broken = kind(hook, '/broken', rule('configmaps'), failure_policy='Ignore')
            await configure(bench, broken)
        await bench.client.create(config_map())
        assert len(hook.reviews) == 2

    run(body)


def test_should_honor_timeout() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        async def sleep(request: Review) -> Review:
            await asyncio.sleep(5)
            return {'allowed': True}

        hook.on('/slow', sleep)
        await configure(bench, validating(hook, '/slow', rule('configmaps'), timeout_seconds=1))
        error = await refused(bench.client.create(config_map()))
        assert str(error).endswith('/slow?timeout=1s": context deadline exceeded') and error.code == 500

    run(body)


ANSWERS = [
    ({'raw': b'{'}, 'failed to call webhook: '),
    ({'uid': 'other', 'allowed': True}, 'received invalid webhook response: expected response.uid="'),
    (
        {'raw': b'{"response":{"allowed":true}}'},
        'received invalid webhook response: expected response.uid="',
    ),
    ({'raw': b'{}'}, 'received invalid webhook response: webhook response was absent'),
    (
        {'allowed': True, 'patch': 'W10=', 'patchType': 'JSONPatch'},
        'received invalid webhook response: validating webhook may not return response.patch',
    ),
    ({'raw': b'gone', 'status': 404}, 'failed to call webhook: the server could not find the requested resource'),
]


@pytest.mark.parametrize(('answer', 'reason'), ANSWERS)
def test_what_makes_no_sense_is_a_failure_to_call(answer: Review, reason: str) -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/odd', lambda request: answer)
        await configure(bench, validating(hook, '/odd', rule('configmaps')))
        error = await refused(bench.client.create(config_map()))
        assert str(error).startswith(f'Internal error occurred: failed calling webhook "odd.example.test": {reason}'), (
            error
        )

    run(body)


def test_a_certificate_of_somebody_else_is_not_trusted() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        config = registration.WebhookClientConfig(url=hook.url('/x'))
        await configure(bench, validating(hook, '/x', rule('configmaps'), client=config))
        error = await refused(bench.client.create(config_map()))
        assert 'x509: certificate signed by unknown authority' in str(error)

    run(body)


def test_redirects_are_not_followed() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/moved', lambda request: {'raw': b'', 'status': 307})
        await configure(bench, validating(hook, '/moved', rule('configmaps')))
        assert (await refused(bench.client.create(config_map()))).code == 500
        assert len(hook.reviews) == 1

    run(body)


def test_a_service_is_reached_through_its_ready_endpoints() -> None:
    """The name on the certificate is the Service's."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        reference = registration.ServiceReference(namespace='default', name='e2e-test-webhook', path='/deny', port=8443)
        config = registration.WebhookClientConfig(service=reference, ca_bundle=ca_bundle())
        await configure(bench, validating(hook, '/deny', rule('configmaps'), client=config))
        assert str(await refused(bench.client.create(config_map()))).endswith('service "e2e-test-webhook" not found')
        await bench.client.create(service('e2e-test-webhook', ports=[core_v1.ServicePort(port=8443, name='https')]))
        missing = await refused(bench.client.create(config_map()))
        assert str(missing).endswith('no endpoints available for service "e2e-test-webhook"')
        endpoints = discovery_v1.EndpointSlice(
            metadata=meta_v1.ObjectMeta(
                name='e', namespace='default', labels={'kubernetes.io/service-name': 'e2e-test-webhook'}
            ),
            address_type='IPv4',
            ports=[discovery_v1.EndpointPort(name='https', port=hook.port)],
            endpoints=[discovery_v1.Endpoint(addresses=['127.0.0.1'])],
        )
        endpoint = bench.registry.endpoint(discovery_v1.EndpointSlice)  # nobody may create one on loopback
        await bench.registry.objects.create(endpoint, endpoint.key('default', 'e'), endpoints, False)
        await bench.registry.feed.fresh()
        assert str(await refused(bench.client.create(config_map()))) == (
            'admission webhook "deny.example.test" denied the request: no'
        )

    run(body)


def test_dry_run_is_only_asked_of_webhooks_without_side_effects() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/look', allow)
        await configure(bench, validating(hook, '/look', rule('configmaps'), side_effects='NoneOnDryRun'))
        assert (await bench.send('POST', f'{CONFIG_MAPS}?dryRun=All', {'metadata': {'name': 'a'}})).status == 201
        assert hook.reviews[0]['request']['dryRun'] is True

    run(body)


def test_selectors_narrow_what_is_asked() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        labelled = meta_v1.LabelSelector(match_labels={'watch': 'me'})
        await configure(
            bench,
            validating(hook, '/deny', rule('configmaps'), object_selector=labelled),
            validating(hook, '/deny', rule('services'), namespace_selector=labelled, name='ns.example.test'),
        )
        await bench.client.create(config_map())
        await bench.client.create(service())
        await refused(bench.client.create(config_map('other', labels={'watch': 'me'})))
        space = await bench.client.get(core_v1.Namespace, 'default')
        space.metadata.labels = {**space.metadata.labels, 'watch': 'me'}
        await bench.client.update(space)
        await refused(bench.client.create(service('second')))

    run(body)


def test_reinvocation_asks_again_what_was_asked_before_a_change() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/first', allow)
        hook.on('/second', patch({'op': 'add', 'path': '/data', 'value': {'second': 'was here'}}))
        await configure(
            bench,
            mutating(hook, '/first', rule('configmaps'), reinvocation_policy='IfNeeded'),
            mutating(hook, '/second', rule('configmaps')),
        )
        await bench.client.create(config_map())
        assert [review['request']['object'].get('data') for review in hook.reviews] == [
            None,
            None,
            {'second': 'was here'},
        ]

    run(body)


def test_equivalent_names_of_a_resource_are_matched() -> None:
    """Events are the same objects in two groups: a hook sees them under the name it knows."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/events', allow)
        watched = rule('events', groups=['events.k8s.io'], versions=['v1'])
        await configure(bench, validating(hook, '/events', watched))
        event = core_v1.Event(
            metadata=meta_v1.ObjectMeta(name='e', namespace='default'),
            involved_object=core_v1.ObjectReference(namespace='default'),
        )
        await bench.client.create(event)
        (review,) = hook.reviews
        assert review['request']['kind'] == {'group': 'events.k8s.io', 'version': 'v1', 'kind': 'Event'}
        assert review['request']['requestKind'] == {'group': '', 'version': 'v1', 'kind': 'Event'}
        assert review['request']['object']['apiVersion'] == 'events.k8s.io/v1'

    run(body)


def test_exact_matching_looks_at_the_name_in_the_request_only() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/events', deny('no'))
        watched = rule('events', groups=['events.k8s.io'], versions=['v1'])
        await configure(bench, validating(hook, '/events', watched, match_policy='Exact'))
        event = core_v1.Event(
            metadata=meta_v1.ObjectMeta(name='e', namespace='default'),
            involved_object=core_v1.ObjectReference(namespace='default'),
        )
        await bench.client.create(event)

    run(body)


def test_should_not_be_able_to_mutate_or_prevent_deletion_of_webhook_configuration_objects() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('never'))
        everything = rule('*', operations=('*',))
        await configure(bench, validating(hook, '/deny', everything))
        await configure(bench, mutating(hook, '/deny', everything))
        await bench.client.delete(registration.ValidatingWebhookConfiguration, 'hooks')
        await bench.client.delete(registration.MutatingWebhookConfiguration, 'hooks')
        await bench.registry.feed.fresh()
        await bench.client.create(config_map())
        assert hook.reviews == []

    run(body)


def test_listing_patching_and_updating_webhooks_takes_effect() -> None:
    """Patching/updating a validating webhook should work."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        made = await configure(bench, validating(hook, '/deny', rule('configmaps')))
        assert made.metadata.generation == 1
        made.webhooks[0].rules[0].operations = ['UPDATE']
        made = await bench.client.update(made)
        assert made.metadata.generation == 2
        await bench.registry.feed.fresh()
        await bench.client.create(config_map())
        made.webhooks[0].rules[0].operations = ['CREATE']
        await bench.client.update(made)
        await bench.registry.feed.fresh()
        await refused(bench.client.create(config_map('another')))

    run(body)


def test_a_status_and_a_scale_are_watched_as_subresources() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        await bench.client.create(deployment())
        await configure(bench, validating(hook, '/deny', rule('deployments/scale', operations=('UPDATE',))))
        path = '/apis/apps/v1/namespaces/default/deployments/web/scale'
        reply = await bench.send('PATCH', path, {'spec': {'replicas': 5}}, content_type='application/merge-patch+json')
        assert reply.status == 400, reply.json()
        (review,) = hook.reviews
        assert review['request']['kind'] == {'group': 'autoscaling', 'version': 'v1', 'kind': 'Scale'}
        assert review['request']['resource']['resource'] == 'deployments'
        assert review['request']['subResource'] == 'scale'
        assert review['request']['object']['spec'] == {'replicas': 5}
        assert review['request']['oldObject']['spec'] == {'replicas': 2}

    run(body)


def test_warnings_of_webhooks_reach_the_client() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on(
            '/warn', lambda request: {'allowed': True, 'warnings': ['mind the gap'], 'auditAnnotations': {'k': 'v'}}
        )
        await configure(bench, validating(hook, '/warn', rule('configmaps')))
        reply = await bench.send('POST', CONFIG_MAPS, {'metadata': {'name': 'a'}})
        assert reply.warnings == ['mind the gap']

    run(body)


def test_should_be_able_to_deny_attaching_pod() -> None:
    """Connections are asked about with their options."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('attaching to pod is not allowed'))
        await bench.client.create(pod())
        attach = rule('pods/attach', 'pods/exec', operations=('CONNECT',))
        await configure(bench, validating(hook, '/deny', attach))
        bench.registry.connectors['', 'pods', 'attach'] = bench.registry.connectors['', 'pods', 'exec'] = unreachable
        query = 'stdin=true&stdout=1&container=main&command=ls&command=-l'
        for verb in ('attach', 'exec'):
            reply = await bench.send('POST', f'/api/v1/namespaces/default/pods/web/{verb}?{query}')
            assert reply.status == 400 and 'attaching to pod is not allowed' in reply.json()['message']
        attached, executed = (review['request'] for review in hook.reviews)
        assert attached['kind'] == {'group': '', 'version': 'v1', 'kind': 'PodAttachOptions'}
        assert (attached['operation'], attached['subResource'], attached['name']) == ('CONNECT', 'attach', 'web')
        assert attached['object'] == {
            'kind': 'PodAttachOptions', 'apiVersion': 'v1', 'stdin': True, 'stdout': True, 'container': 'main',
        }  # fmt: skip
        assert executed['object']['command'] == ['ls', '-l'] and executed['options'] is None

    run(body)


async def unreachable(request: Any) -> Any:
    raise AssertionError('admission lets nobody through')


def test_an_eviction_is_asked_about_as_one() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/look', allow)
        await bench.client.create(pod())
        watched = rule('pods', 'pods/eviction', operations=('CREATE', 'DELETE'))
        await configure(bench, validating(hook, '/look', watched))
        path = '/api/v1/namespaces/default/pods/web/eviction'
        assert (await bench.send('POST', path, {'metadata': {'name': 'web'}})).status == 201
        (review,) = hook.reviews
        assert review['request']['kind'] == {'group': 'policy', 'version': 'v1', 'kind': 'Eviction'}
        assert (review['request']['operation'], review['request']['subResource']) == ('CREATE', 'eviction')

    run(body)


def test_should_reject_or_accept_by_match_conditions() -> None:
    """should be able to create and update validating webhook configurations with match conditions."""

    async def body(bench: Bench, hook: Server) -> None:
        hook.on('/deny', deny('no'))
        conditions = [
            registration.MatchCondition(name='not-leases', expression="request.resource.resource != 'leases'"),
            registration.MatchCondition(name='named', expression="object.metadata.name.startsWith('watched')"),
            registration.MatchCondition(
                name='not-breakglass',
                expression="!authorizer.group('example.test').resource('webhooks').check('breakglass').allowed()",
            ),
        ]
        await configure(bench, validating(hook, '/deny', rule('configmaps'), match_conditions=conditions))
        await bench.client.create(config_map('free'))
        await refused(bench.client.create(config_map('watched-1')))

    run(body)


def test_should_reject_webhook_configurations_with_invalid_match_conditions() -> None:
    async def body(bench: Bench, hook: Server) -> None:
        condition = registration.MatchCondition(name='invalid-expression', expression='... [] bad expression')
        error = await refused(configure(bench, validating(hook, '/x', rule('pods'), match_conditions=[condition])))
        assert error.code == 422 and 'compilation failed' in str(error)

    run(body)
