# ruff: noqa: E501 (expressions are one line)
"""ValidatingAdmissionPolicy [Privileged:ClusterAdmin]: what has to hold, said in CEL.

The names are those of the conformance suite where it promises the same.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1
from sampan.apiserver.audit.notes import RECORDING
from sampan.apiserver.authz.base import ALLOWED, UNDECIDED, Attributes, Rules, Verdict
from support.registry import Bench, config_map, deployment, run

ROOT = '/apis/admissionregistration.k8s.io/v1'
POLICIES = f'{ROOT}/validatingadmissionpolicies'
BINDINGS = f'{ROOT}/validatingadmissionpolicybindings'
CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'


def policy(name: str = 'policy', resources: str = 'configmaps', group: str = '', **spec: Any) -> dict[str, Any]:
    rule = {'apiGroups': [group], 'apiVersions': ['v1'], 'operations': ['CREATE', 'UPDATE'], 'resources': [resources]}
    constraints = spec.pop('constraints', {})
    return {
        'apiVersion': 'admissionregistration.k8s.io/v1',
        'kind': 'ValidatingAdmissionPolicy',
        'metadata': {'name': name},
        'spec': {'matchConstraints': {'resourceRules': [rule], **constraints}, **spec},
    }


def binding(
    name: str = 'binding', to: str = 'policy', actions: tuple[str, ...] = ('Deny',), **spec: Any
) -> dict[str, Any]:
    return {
        'apiVersion': 'admissionregistration.k8s.io/v1',
        'kind': 'ValidatingAdmissionPolicyBinding',
        'metadata': {'name': name},
        'spec': {'policyName': to, 'validationActions': list(actions), **spec},
    }


class Notes:
    """Takes the place of an audit recording."""

    def __init__(self, found: dict[str, str]) -> None:
        self.annotate = found.setdefault

    def __getattr__(self, name: str) -> Any:
        return lambda *args: None


async def made(bench: Bench, path: str, body: dict[str, Any]) -> dict[str, Any]:
    reply = await bench.send('POST', path, body)
    assert reply.status == 201, reply.json()
    await bench.registry.feed.fresh()  # policies are seen as by an informer: a moment later
    found: dict[str, Any] = reply.json()
    return found


async def gone(bench: Bench, path: str) -> None:
    assert (await bench.send('DELETE', path)).status == 200
    await bench.registry.feed.fresh()


async def bound(bench: Bench, spec: dict[str, Any], *bindings: dict[str, Any]) -> None:
    await made(bench, POLICIES, spec)
    for each in bindings or (binding(),):
        await made(bench, BINDINGS, each)


async def refused(attempt: Any) -> ApiError:
    with pytest.raises(ApiError) as found:
        await attempt
    return found.value


def test_should_validate_against_a_deployment() -> None:
    async def body(bench: Bench) -> None:
        rule = {
            'expression': 'object.spec.replicas > 1',
            'messageExpression': "'wants replicas > 1, got ' + string(object.spec.replicas)",
        }
        labelled = {'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': 'default'}}}
        await bound(bench, policy(resources='deployments', group='apps', constraints=labelled, validations=[rule]))
        await bench.client.create(deployment('good', 2))
        error = await refused(bench.client.create(deployment('bad', 1)))
        message = "ValidatingAdmissionPolicy 'policy' with binding 'binding' denied request: wants replicas > 1, got 1"
        assert (error.code, error.reason) == (422, 'Invalid')
        assert str(error) == f'deployments.apps "bad" is forbidden: {message}'
        assert error.status.details is not None
        assert [cause.message for cause in error.status.details.causes] == [message]

    run(body)


def test_should_allow_expressions_to_refer_variables() -> None:
    async def body(bench: Bench) -> None:
        variables = [
            {'name': 'count', 'expression': 'object.data.size()'},
            {'name': 'twice', 'expression': 'variables.count * 2'},
            {'name': 'broken', 'expression': "object.data['nope'] == 'x'"},
        ]
        validations = [{'expression': 'variables.twice <= 2', 'message': 'too much data'}]
        await bound(bench, policy(variables=variables, validations=validations))
        await bench.client.create(config_map('one', data={'a': '1'}))
        error = await refused(bench.client.create(config_map('two', data={'a': '1', 'b': '2'})))
        assert str(error).endswith('denied request: too much data')

    run(body)


def test_should_type_check_a_variable() -> None:
    async def body(bench: Bench) -> None:
        variables = [{'name': 'count', 'expression': 'object.data.size()'}]
        reply = await bench.send(
            'POST', POLICIES, policy(variables=variables, validations=[{'expression': "variables.count == 'x'"}])
        )
        assert reply.status == 422
        (cause,) = reply.json()['details']['causes']
        assert cause['field'] == 'spec.validations[0].expression'
        assert "found no matching overload for '_==_' applied to '(int, string)'" in cause['message']

    run(body)


def test_should_support_validatingadmissionpolicy_api_operations() -> None:
    async def body(bench: Bench) -> None:
        first = await made(bench, POLICIES, policy(validations=[{'expression': 'true'}]))
        assert first['spec']['failurePolicy'] == 'Fail'
        assert first['spec']['matchConstraints']['matchPolicy'] == 'Equivalent'
        assert first['spec']['matchConstraints']['namespaceSelector'] == {}
        assert first['metadata']['generation'] == 1
        first['spec']['validations'].append({'expression': 'object != null'})
        reply = await bench.send('PUT', f'{POLICIES}/policy', first)
        assert (reply.status, reply.json()['metadata']['generation']) == (200, 2)
        status = reply.json()
        status['status'] = {'observedGeneration': 2, 'typeChecking': {}}
        reply = await bench.send('PUT', f'{POLICIES}/policy/status', status)
        assert (reply.status, reply.json()['status']['observedGeneration']) == (200, 2)
        table = await bench.send('GET', POLICIES, accept='application/json;as=Table;v=v1;g=meta.k8s.io')
        assert [column['name'] for column in table.json()['columnDefinitions']] == [
            'Name',
            'Validations',
            'ParamKind',
            'Age',
        ]
        assert table.json()['rows'][0]['cells'][:3] == ['policy', 2, '<unset>']
        assert (await bench.send('DELETE', f'{POLICIES}/policy')).status == 200
        await made(bench, BINDINGS, binding())
        assert len((await bench.send('GET', BINDINGS)).json()['items']) == 1

    run(body)


@pytest.mark.parametrize(
    ('spec', 'field', 'message'),
    [
        ({'validations': [{'expression': 'object.'}]}, 'spec.validations[0].expression', 'Syntax error'),
        (
            {'validations': [{'expression': '1 + 1'}]},
            'spec.validations[0].expression',
            'must evaluate to bool but got int',
        ),
        (
            {'validations': [{'expression': 'object.x'}]},
            'spec.validations[0].expression',
            'must evaluate to bool but got dyn',
        ),
        (
            {'validations': [{'expression': 'params.x == 1'}]},
            'spec.validations[0].expression',
            "undeclared reference to 'params'",
        ),
        (
            {
                'validations': [
                    {'expression': 'true', 'messageExpression': 'authorizer.path("/").check("get").reason()'}
                ]
            },
            'spec.validations[0].messageExpression',
            "undeclared reference to 'authorizer'",
        ),
        (
            {'validations': [{'expression': 'true', 'message': 'a\nb'}]},
            'spec.validations[0].message',
            'must not contain line breaks',
        ),
        (
            {'validations': [{'expression': 'true', 'reason': 'NoSuch'}]},
            'spec.validations[0].reason',
            'Unsupported value',
        ),
        (
            {'validations': [{'expression': 'true'}], 'variables': [{'name': 'for', 'expression': '1'}]},
            'spec.variables[0].name',
            'not a valid CEL identifier',
        ),
        (
            {'auditAnnotations': [{'key': 'k', 'valueExpression': '1'}]},
            'spec.auditAnnotations[0].valueExpression',
            'must evaluate to one of [string null_type] but got int',
        ),
        ({'validations': []}, 'spec.validations', 'validations or auditAnnotations must contain at least one item'),
        (
            {'validations': [{'expression': 'true'}], 'matchConditions': [{'name': 'a b', 'expression': 'true'}]},
            'spec.matchConditions[0].name',
            'name part must consist of',
        ),
        (
            {'validations': [{'expression': 'true'}], 'paramKind': {'apiVersion': 'a/b/c', 'kind': 'X'}},
            'spec.paramKind.apiVersion',
            'unexpected GroupVersion string: a/b/c',
        ),
    ],
)
def test_a_policy_that_cannot_work_is_refused(spec: dict[str, Any], field: str, message: str) -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', POLICIES, policy(**spec))
        assert reply.status == 422, reply.json()
        causes = {cause['field']: cause['message'] for cause in reply.json()['details']['causes']}
        assert message in causes[field]

    run(body)


@pytest.mark.parametrize(
    ('spec', 'field'),
    [
        ({'actions': ()}, 'spec.validationActions'),
        ({'actions': ('Deny', 'Warn')}, 'spec.validationActions'),
        ({'to': ''}, 'spec.policyName'),
        ({'paramRef': {'parameterNotFoundAction': 'Deny'}}, 'spec.paramRef'),
        ({'paramRef': {'name': 'x'}}, 'spec.paramRef.parameterNotFoundAction'),
    ],
)
def test_a_binding_that_cannot_work_is_refused(spec: dict[str, Any], field: str) -> None:
    async def body(bench: Bench) -> None:
        reply = await bench.send('POST', BINDINGS, binding(**spec))
        assert reply.status == 422, reply.json()
        assert field in {cause['field'] for cause in reply.json()['details']['causes']}

    run(body)


def test_the_reason_decides_the_code_and_the_expression_is_the_last_message() -> None:
    async def body(bench: Bench) -> None:
        await bound(bench, policy(validations=[{'expression': ' has(object.data) ', 'reason': 'Forbidden'}]))
        error = await refused(bench.client.create(config_map()))
        assert (error.code, error.reason) == (403, 'Forbidden')
        assert str(error).endswith('denied request: failed expression: has(object.data)')

    run(body)


def test_a_binding_may_warn_and_audit_instead() -> None:
    async def body(bench: Bench) -> None:
        rules = [{'expression': 'has(object.data)', 'message': 'no data'}]
        notes = [
            {'key': 'name', 'valueExpression': 'string(object.metadata.name)'},
            {'key': 'nothing', 'valueExpression': "has(object.data) ? 'data' : ''"},
        ]
        await bound(bench, policy(validations=rules, auditAnnotations=notes), binding(actions=('Warn', 'Audit')))
        request = bench.request('POST', CONFIG_MAPS, {'metadata': {'name': 'bare'}})
        found: dict[str, str] = {}
        request.context[RECORDING] = Notes(found)
        answer = await bench.handler(request)
        assert answer.status == 201  # type: ignore[union-attr]
        assert request.warnings == [
            "Validation failed for ValidatingAdmissionPolicy 'policy' with binding 'binding': no data"
        ]
        assert found['policy/name'] == 'bare'
        assert json.loads(found['validation.policy.admission.k8s.io/validation_failure']) == [
            {
                'message': 'no data',
                'policy': 'policy',
                'binding': 'binding',
                'expressionIndex': 0,
                'validationActions': ['Warn', 'Audit'],
            }
        ]

    run(body)


@pytest.mark.parametrize(('failure_policy', 'allowed'), [('Fail', False), ('Ignore', True)])
def test_the_failure_policy_decides_about_errors(failure_policy: str, allowed: bool) -> None:
    async def body(bench: Bench) -> None:
        rules = [{'expression': "object.data.nope == 'x'"}]
        await bound(bench, policy(failurePolicy=failure_policy, validations=rules))
        if allowed:
            await bench.client.create(config_map())
            return
        error = await refused(bench.client.create(config_map(data={'a': 'b'})))
        assert str(error).endswith(
            "denied request: expression 'object.data.nope == 'x'' resulted in error: no such key: nope"
        )

    run(body)


def test_match_conditions_and_binding_limits_are_looked_at() -> None:
    async def body(bench: Bench) -> None:
        conditions = [
            {
                'name': 'not-exempt',
                'expression': "!(request.userInfo.username == 'admin' && object.metadata.name == 'exempt')",
            }
        ]
        only = {'matchResources': {'objectSelector': {'matchLabels': {'guarded': 'yes'}}}}
        await bound(bench, policy(matchConditions=conditions, validations=[{'expression': 'false'}]), binding(**only))
        await bench.client.create(config_map('free'))
        await bench.client.create(config_map('exempt', labels={'guarded': 'yes'}))
        await refused(bench.client.create(config_map('bad', labels={'guarded': 'yes'})))

    run(body)


def test_excluded_rules_and_resource_names_limit_a_policy() -> None:
    async def body(bench: Bench) -> None:
        excluded = {
            'apiGroups': [''],
            'apiVersions': ['v1'],
            'operations': ['*'],
            'resources': ['configmaps'],
            'resourceNames': ['free'],
        }
        await bound(
            bench, policy(constraints={'excludeResourceRules': [excluded]}, validations=[{'expression': 'false'}])
        )
        await bench.client.create(config_map('free'))
        await refused(bench.client.create(config_map('other')))

    run(body)


def test_parameters_come_from_the_binding() -> None:
    async def body(bench: Bench) -> None:
        kind = {'apiVersion': 'v1', 'kind': 'ConfigMap'}
        rules = [
            {
                'expression': "object.spec.replicas <= int(params.data['max'])",
                'messageExpression': "'at most ' + params.data.max",
            }
        ]
        await bench.client.create(config_map('limits', data={'max': '3'}, labels={'limit': 'yes'}))
        await bound(
            bench,
            policy(resources='deployments', group='apps', paramKind=kind, validations=rules),
            binding(paramRef={'name': 'limits', 'parameterNotFoundAction': 'Deny'}),
        )
        await bench.client.create(deployment('good', 3))
        error = await refused(bench.client.create(deployment('bad', 4)))
        assert str(error).endswith('denied request: at most 3')
        await bench.client.delete(core_v1.ConfigMap, 'limits', 'default')
        error = await refused(bench.client.create(deployment('other', 1)))
        assert str(error).endswith(
            'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'
        )
        await made(
            bench,
            BINDINGS,
            binding(
                'second', paramRef={'selector': {'matchLabels': {'limit': 'yes'}}, 'parameterNotFoundAction': 'Allow'}
            ),
        )
        await gone(bench, f'{BINDINGS}/binding')
        await bench.client.create(deployment('other', 100))
        await bench.client.create(config_map('more', data={'max': '5'}, labels={'limit': 'yes'}))
        await refused(bench.client.create(deployment('third', 6)))

    run(body)


def test_an_unknown_kind_of_parameters_is_a_configuration_error() -> None:
    async def body(bench: Bench) -> None:
        kind = {'apiVersion': 'rules.example.com/v1', 'kind': 'ReplicaLimit'}
        await bound(
            bench,
            policy(paramKind=kind, validations=[{'expression': 'true'}]),
            binding(paramRef={'name': 'limits', 'parameterNotFoundAction': 'Allow'}),
        )
        error = await refused(bench.client.create(config_map()))
        assert str(error).endswith(
            "ValidatingAdmissionPolicy 'policy' denied request: failed to configure policy: failed to find resource "
            "referenced by paramKind: 'rules.example.com/v1, Kind=ReplicaLimit'"
        )

    run(body)


def test_expressions_see_the_namespace_the_old_object_and_the_request() -> None:
    async def body(bench: Bench) -> None:
        rules = [
            {
                'expression': "namespaceObject.metadata.name == request.namespace && namespaceObject.status.phase == 'Active'"
            },
            {'expression': "request.operation == 'CREATE' ? oldObject == null : object.data.a >= oldObject.data.a"},
            {
                'expression': "request.resource.resource == 'configmaps' && request.kind.kind == 'ConfigMap' && !request.dryRun"
            },
            {'expression': "namespaceObject.metadata.creationTimestamp > timestamp('1970-01-01T00:00:00Z')"},
        ]
        await bound(bench, policy(validations=rules))
        found = await bench.client.create(config_map(data={'a': '2'}))
        found.data = {'a': '1'}
        await refused(bench.client.update(found))
        found.data = {'a': '3'}
        await bench.client.update(found)

    run(body)


class OnlyLogs:
    """An authorizer that lets people read logs, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    async def authorize(self, attributes: Attributes) -> Verdict:
        self.asked += 1
        return ALLOWED if attributes.subresource == 'log' else UNDECIDED

    def rules(self, user: Any, namespace: str) -> Rules:
        return Rules()


def test_expressions_may_ask_the_authorizer() -> None:
    async def body(bench: Bench) -> None:
        judge = OnlyLogs()
        rules = [
            {
                'expression': "authorizer.group('').resource('pods').subresource('log').namespace('default').check('get').allowed()"
            },
            {'expression': "!authorizer.requestResource.check('delete').allowed()"},
        ]
        await bound(bench, policy(validations=rules))
        bench.registry.authorizer = judge
        try:
            await bench.client.create(config_map())
        finally:
            bench.registry.authorizer = None
        assert judge.asked == 2

    run(body)


def test_a_spent_budget_is_a_denial() -> None:
    async def body(bench: Bench) -> None:
        loop = "object.data.all(a, object.data.all(b, object.data.all(c, a != 'x' && b != 'x' && c != 'x')))"
        await bound(bench, policy(validations=[{'expression': loop}]))
        data = {f'key-{index}': 'v' for index in range(120)}
        error = await refused(bench.client.create(config_map(data=data)))
        assert 'operation cancelled: actual cost limit exceeded' in str(error)

    run(body)


def test_policies_are_never_asked_about_policies() -> None:
    async def body(bench: Bench) -> None:
        everything = {'apiGroups': ['*'], 'apiVersions': ['*'], 'operations': ['*'], 'resources': ['*']}
        await bound(bench, policy(constraints={'resourceRules': [everything]}, validations=[{'expression': 'false'}]))
        await refused(bench.client.create(config_map()))
        await gone(bench, f'{BINDINGS}/binding')
        await bench.client.create(config_map())

    run(body)


def test_the_server_starts_with_the_policies_it_has() -> None:
    async def body(bench: Bench) -> None:
        await bound(bench, policy(validations=[{'expression': 'false'}]))
        from support.registry import registry

        async with registry(namespaces=(), store=bench.store) as second:
            await refused(second.client.create(config_map()))

    run(body)
