"""ValidatingAdmissionPolicy [Privileged:ClusterAdmin] should type check validation expressions."""

from __future__ import annotations

from typing import Any

from tests.support.controllers import Cluster, run

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1 as meta

Policy = registration.ValidatingAdmissionPolicy


def policy(*validations: tuple[str, str], variables: dict[str, str] | None = None, **spec: Any) -> Policy:
    rule = registration.NamedRuleWithOperations(
        operations=['CREATE'], api_groups=['apps'], api_versions=['v1'], resources=['deployments']
    )
    return Policy(
        metadata=meta.ObjectMeta(name='policy'),
        spec=registration.ValidatingAdmissionPolicySpec(
            match_constraints=registration.MatchResources(resource_rules=[rule]),
            validations=[
                registration.Validation(expression=text, message_expression=message) for text, message in validations
            ],
            variables=[registration.Variable(name=name, expression=text) for name, text in (variables or {}).items()],
            **spec,
        ),
    )


async def checked(c: Cluster, generation: int = 1) -> list[registration.ExpressionWarning]:
    found: list[Policy] = []

    async def done() -> bool:
        found[:] = [await c.client.get(Policy, 'policy')]
        return found[0].status.observed_generation == generation

    await c.until(done)
    assert found[0].status.type_checking is not None
    return found[0].status.type_checking.expression_warnings


def test_should_type_check_validation_expressions() -> None:
    async def body(c: Cluster) -> None:
        made = policy(
            ('object.spec.replicas > 1', ''),
            ("object.spec.replicas > '1'", "'wants ' + object.spec.replicas"),
            ('object.spec.nope == 1', ''),
            ("object.metadata.labels.all(k, k != 'x') && object.spec.template.spec.containers.size() > 0", ''),
        )
        await c.client.create(made)
        warnings = await checked(c)
        assert [each.field_ref for each in warnings] == [
            'spec.validations[1].expression',
            'spec.validations[1].messageExpression',
            'spec.validations[2].expression',
        ]
        assert warnings[0].warning.startswith(
            'apps/v1, Kind=Deployment: ERROR: <input>:1:22: '
            "found no matching overload for '_>_' applied to '(int, string)'"
        )
        assert "undefined field 'nope'" in warnings[2].warning

    run(body, controllers=('validatingadmissionpolicy-status',))


def test_a_changed_policy_is_checked_again_and_variables_have_types() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(policy(('variables.count > 1', ''), variables={'count': 'object.spec.replicas'}))
        assert await checked(c) == []
        found = await c.client.get(Policy, 'policy')
        found.spec.variables[0].expression = 'object.metadata.name'
        await c.client.update(found)
        (warning,) = await checked(c, 2)
        assert "applied to '(string, int)'" in warning.warning

    run(body, controllers=('validatingadmissionpolicy-status',))


def test_what_is_about_everything_is_not_checked() -> None:
    async def body(c: Cluster) -> None:
        made = policy(('object.spec.nope == 1', ''))
        assert made.spec.match_constraints is not None
        made.spec.match_constraints.resource_rules[0].api_groups = ['*']
        await c.client.create(made)
        assert await checked(c) == []

    run(body, controllers=('validatingadmissionpolicy-status',))
