"""MutatingAdmissionPolicy [Privileged:ClusterAdmin]: what is changed, said in CEL.

The names are those of the conformance suite where it promises the same.
"""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from support.registry import Bench, config_map, deployment, pod, run

ROOT = '/apis/admissionregistration.k8s.io/v1'
POLICIES = f'{ROOT}/mutatingadmissionpolicies'
BINDINGS = f'{ROOT}/mutatingadmissionpolicybindings'


def apply(expression: str) -> dict[str, Any]:
    return {'patchType': 'ApplyConfiguration', 'applyConfiguration': {'expression': expression}}


def patch(expression: str) -> dict[str, Any]:
    return {'patchType': 'JSONPatch', 'jsonPatch': {'expression': expression}}


def policy(
    *mutations: dict[str, Any], name: str = 'policy', resources: str = 'configmaps', group: str = '', **spec: Any
) -> Any:
    rule = {'apiGroups': [group], 'apiVersions': ['v1'], 'operations': ['CREATE', 'UPDATE'], 'resources': [resources]}
    return {
        'apiVersion': 'admissionregistration.k8s.io/v1',
        'kind': 'MutatingAdmissionPolicy',
        'metadata': {'name': name},
        'spec': {
            'matchConstraints': {'resourceRules': [rule]},
            'reinvocationPolicy': 'Never',
            'mutations': list(mutations),
            **spec,
        },
    }


def binding(to: str = 'policy', **spec: Any) -> dict[str, Any]:
    return {
        'apiVersion': 'admissionregistration.k8s.io/v1',
        'kind': 'MutatingAdmissionPolicyBinding',
        'metadata': {'name': f'{to}-binding'},
        'spec': {'policyName': to, **spec},
    }


async def bound(bench: Bench, made: dict[str, Any], **spec: Any) -> None:
    for path, body in ((POLICIES, made), (BINDINGS, binding(made['metadata']['name'], **spec))):
        reply = await bench.send('POST', path, body)
        assert reply.status == 201, reply.json()
    await bench.registry.feed.fresh()  # policies are seen as by an informer: a moment later


async def refused(attempt: Any) -> ApiError:
    with pytest.raises(ApiError) as found:
        await attempt
    return found.value


def test_should_mutate_by_apply_configuration() -> None:
    async def body(bench: Bench) -> None:
        text = 'Object{metadata: Object.metadata{labels: {"added": "yes"}}, data: {"b": object.data.a + "!"}}'
        await bound(bench, policy(apply(text)))
        found = await bench.client.create(config_map(data={'a': '1'}, labels={'kept': 'yes'}))
        assert found.metadata.labels == {'kept': 'yes', 'added': 'yes'}
        assert found.data == {'a': '1', 'b': '1!'}

    run(body)


def test_lists_are_merged_by_their_keys() -> None:
    async def body(bench: Bench) -> None:
        text = """
            Object{spec: Object.spec{initContainers: [
                Object.spec.initContainers{name: "mesh-proxy", image: "mesh/proxy:v1.0.0", restartPolicy: "Always"}
            ]}}"""
        conditions = [
            {
                'name': 'absent',
                'expression': "!object.spec.?initContainers.orValue([]).exists(c, c.name == 'mesh-proxy')",
            }
        ]
        await bound(bench, policy(apply(text), resources='pods', matchConditions=conditions))
        own = core_v1.Container(name='own', image='own:1')
        found = await bench.client.create(pod(init_containers=[own]))
        assert found.spec is not None
        assert [each.name for each in found.spec.init_containers] == ['own', 'mesh-proxy']
        assert found.spec.init_containers[1].restart_policy == 'Always'
        assert found.spec.init_containers[1].image_pull_policy == 'IfNotPresent'  # defaults of what was added

    run(body)


def test_should_mutate_by_json_patch() -> None:
    async def body(bench: Bench) -> None:
        text = """[
            JSONPatch{op: "test", path: "/data/a", value: "1"},
            JSONPatch{op: "add", path: "/metadata/labels", value: {"x": "y"}},
            JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/z"), value: "w"},
            JSONPatch{op: "copy", from: "/data/a", path: "/data/b"},
        ]"""
        await bound(bench, policy(patch(text)))
        found = await bench.client.create(config_map(data={'a': '1'}))
        assert found.metadata.labels == {'x': 'y', 'example.com/z': 'w'}
        assert found.data == {'a': '1', 'b': '1'}
        untouched = await bench.client.create(config_map('other', data={'a': '2'}))
        assert untouched.metadata.labels == {}

    run(body)


def test_objects_may_be_values_of_operations() -> None:
    async def body(bench: Bench) -> None:
        text = '[JSONPatch{op: "add", path: "/spec/template/spec/nodeSelector", value: {"disk": "ssd"}}]'
        await bound(bench, policy(patch(text), resources='deployments', group='apps'))
        found = await bench.client.create(deployment())
        assert found.spec is not None and found.spec.template.spec is not None
        assert found.spec.template.spec.node_selector == {'disk': 'ssd'}

    run(body)


def test_mutations_see_what_was_changed_before_them() -> None:
    async def body(bench: Bench) -> None:
        first = apply('Object{data: {"count": string(int(object.data.count) + 1)}}')
        variables = [{'name': 'twice', 'expression': 'string(int(object.data.count) * 2)'}]
        await bound(bench, policy(first, apply('Object{data: {"twice": variables.twice}}'), variables=variables))
        found = await bench.client.create(config_map(data={'count': '1'}))
        assert found.data == {'count': '2', 'twice': '4'}

    run(body)


def test_a_policy_runs_again_when_something_changes_after_it() -> None:
    async def body(bench: Bench) -> None:
        follows = apply('Object{data: {"mirror": object.?data[?"late"].orValue("none")}}')
        await bound(bench, policy(follows, name='a-mirror', reinvocationPolicy='IfNeeded'))
        await bound(bench, policy(apply('Object{data: {"late": "there"}}'), name='b-late'))
        found = await bench.client.create(config_map())
        assert found.data == {'late': 'there', 'mirror': 'there'}

    run(body)


def test_parameters_are_there() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(config_map('params', data={'label': 'blue'}))
        made = policy(
            apply('Object{metadata: Object.metadata{labels: {"color": string(params.data.label)}}}'),
            paramKind={'apiVersion': 'v1', 'kind': 'ConfigMap'},
        )
        await bound(bench, made, paramRef={'name': 'params', 'parameterNotFoundAction': 'Deny'})
        found = await bench.client.create(config_map('other'))
        assert found.metadata.labels == {'color': 'blue'}

    run(body)


@pytest.mark.parametrize(
    ('mutation', 'message'),
    [
        (apply('Object{data: {"x": object.data.nope}}'), 'resulted in error: no such key'),
        (
            apply('Object{nope: 1}'),
            'error applying patch: failed to convert patch object to typed object: .nope: field not declared in schema',
        ),
        (
            apply('Object{metadata: Object.wrong{labels: {"a": "b"}}}'),
            'type mismatch: unexpected type name "Object.wrong", expected "Object.metadata"',
        ),
        (patch('[JSONPatch{op: "remove", path: "/data/nope"}]'), 'JSON Patch: '),
    ],
)
@pytest.mark.parametrize('failure_policy', ['Fail', 'Ignore'])
def test_the_failure_policy_decides_about_errors(mutation: dict[str, Any], message: str, failure_policy: str) -> None:
    async def body(bench: Bench) -> None:
        await bound(bench, policy(mutation, failurePolicy=failure_policy))
        if failure_policy == 'Ignore':
            await bench.client.create(config_map(data={'a': 'b'}))
            return
        error = await refused(bench.client.create(config_map(data={'a': 'b'})))
        assert str(error).startswith("policy 'policy' with binding 'policy-binding' denied request: ")
        assert message in str(error)
        assert error.reason == 'Invalid'

    run(body)


def test_what_is_only_replaced_as_a_whole_is_not_touched() -> None:
    async def body(bench: Bench) -> None:
        text = 'Object{spec: Object.spec{containers: [Object.spec.containers{name: "main", args: ["a"]}]}}'
        await bound(bench, policy(apply(text), resources='pods'))
        error = await refused(bench.client.create(pod()))
        assert 'may not mutate atomic arrays, maps or structs: .spec.containers[0].args' in str(error)

    run(body)


@pytest.mark.parametrize(
    ('spec', 'field'),
    [
        ({'mutations': []}, 'spec.mutations'),
        ({'reinvocationPolicy': ''}, 'spec.reinvocationPolicy'),
        ({'mutations': [{'patchType': 'Nope'}]}, 'spec.mutations[0].patchType'),
        ({'mutations': [{'patchType': 'JSONPatch'}]}, 'spec.mutations[0].jsonPatch'),
        ({'mutations': [patch('[1]')]}, 'spec.mutations[0].jsonPatch.expression'),
        ({'mutations': [apply('object')]}, 'spec.mutations[0].applyConfiguration.expression'),
    ],
)
def test_a_policy_that_cannot_work_is_refused(spec: dict[str, Any], field: str) -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', POLICIES, _with(spec))
        assert reply.status == 422, reply.json()
        assert field in {cause['field'] for cause in reply.json()['details']['causes']}

    run(body)


def _with(spec: dict[str, Any]) -> Any:
    made = policy(apply('Object{}'))
    made['spec'].update(spec)
    return made


def test_older_versions_are_served_when_asked_for() -> None:
    async def body(bench: Bench) -> None:
        older = '/apis/admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies'
        made = policy(apply('Object{data: {"a": "b"}}'))
        made['apiVersion'] = 'admissionregistration.k8s.io/v1beta1'
        reply = await bench.send('POST', older, made)
        assert reply.status == 201, reply.json()
        assert (await bench.send('GET', f'{POLICIES}/policy')).json()['apiVersion'].endswith('/v1')

    run(body, runtime_config={'admissionregistration.k8s.io/v1beta1': 'true'})
