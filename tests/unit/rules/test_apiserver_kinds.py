"""The rules of APIServices, FlowSchemas and PriorityLevelConfigurations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from sampan.api import flowcontrol as defaults
from sampan.api.codec import clone
from sampan.api.defaults import set_defaults
from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.generated import meta_v1
from sampan.api.validation import validate, validate_status_update, validate_update


def texts(found: Iterable[Any]) -> list[str]:
    return [str(each) for each in found]


def api_service(**changes: Any) -> apiregistration.APIService:
    spec = {'group': 'a.example.com', 'version': 'v1', 'group_priority_minimum': 10, 'version_priority': 5} | changes
    return apiregistration.APIService(
        metadata=meta_v1.ObjectMeta(name='v1.a.example.com', resource_version='1'),
        spec=apiregistration.APIServiceSpec(**spec),
    )


def reference(**changes: Any) -> apiregistration.ServiceReference:
    return apiregistration.ServiceReference(**({'namespace': 'ns', 'name': 'svc', 'port': 443} | changes))


def test_the_port_of_a_service_is_443_unless_said_otherwise() -> None:
    obj = api_service(service=apiregistration.ServiceReference(namespace='ns', name='svc'))
    set_defaults(obj)
    assert obj.spec.service is not None and obj.spec.service.port == 443
    assert texts(validate(obj)) == []


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        ({'version': 'v2'}, ['metadata.name: Invalid value: "v1.a.example.com": must be `spec.version+"."+spec.group`: '
                             '"v2.a.example.com"']),
        ({'group_priority_minimum': 0}, ['spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than '
                                         '20000']),
        ({'version_priority': 1001}, ['spec.versionPriority: Invalid value: 1001: must be positive and less '
                                      'than 1000']),
        ({'ca_bundle': b'abc'}, ['spec.caBundle: Invalid value: "3 bytes": local APIServices may not have a caBundle']),
        ({'insecure_skip_tls_verify': True}, ['spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may '
                                              'not have insecureSkipTLSVerify']),
        ({'service': reference(namespace='')}, ['spec.service.namespace: Required value']),
        ({'service': reference(name='')}, ['spec.service.name: Required value']),
        ({'service': reference(port=0)}, ['spec.service.port: Invalid value: 0: port is not valid: must be between 1 '
                                          'and 65535, inclusive']),
        ({'service': reference(), 'ca_bundle': b'x', 'insecure_skip_tls_verify': True},
         ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present']),
    ],
)  # fmt: skip
def test_api_services(changes: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(api_service(**changes))) == expected


def test_the_status_of_an_api_service_is_true_false_or_unknown() -> None:
    new, old = api_service(), api_service()
    new.status.conditions = [apiregistration.APIServiceCondition(type='Available', status='Maybe')]
    assert texts(validate_status_update(new, old)) == [
        'status.conditions[0].status: Unsupported value: "Maybe": supported values: "True", "False", "Unknown"'
    ]


def level(**changes: Any) -> flowcontrol.PriorityLevelConfiguration:
    obj = flowcontrol.PriorityLevelConfiguration(
        metadata=meta_v1.ObjectMeta(name='mine', resource_version='1'),
        spec=flowcontrol.PriorityLevelConfigurationSpec(
            type='Limited',
            limited=flowcontrol.LimitedPriorityLevelConfiguration(
                limit_response=flowcontrol.LimitResponse(
                    type='Queue', queuing=flowcontrol.QueuingConfiguration(**changes)
                )
            ),
        ),
    )
    set_defaults(obj)
    return obj


def test_the_defaults_of_a_level() -> None:
    limited = level().spec.limited
    assert limited is not None and limited.limit_response.queuing is not None
    queuing = limited.limit_response.queuing
    assert (limited.nominal_concurrency_shares, limited.lendable_percent) == (30, 0)
    assert (queuing.queues, queuing.hand_size, queuing.queue_length_limit) == (64, 8, 50)
    assert texts(validate(level())) == []
    assert texts(validate_update(level(), level())) == []


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        ({'queues': 512, 'hand_size': 8}, 'handSize: Invalid value: 8: required entropy bits of deckSize 512 and '
                                          'handSize 8 should not be greater than 60'),
        ({'queues': 7, 'hand_size': 8}, 'handSize: Invalid value: 8: should not be greater than queues (7)'),
        ({'queues': 10**7 + 1, 'hand_size': 1}, 'queues: Invalid value: 10000001: must not be greater than 10000000'),
        ({'queue_length_limit': -1}, 'queueLengthLimit: Invalid value: -1: must be positive'),
    ],
)  # fmt: skip
def test_queues(changes: dict[str, Any], expected: str) -> None:
    assert texts(validate(level(**changes))) == [f'spec.limited.limitResponse.queuing.{expected}']


def test_levels_are_limited_but_for_the_exempt_one() -> None:
    obj = level()
    assert obj.spec.limited is not None
    obj.spec.exempt = flowcontrol.ExemptPriorityLevelConfiguration(lendable_percent=101)
    obj.spec.limited.borrowing_limit_percent = -1
    obj.spec.limited.lendable_percent = 200
    obj.spec.limited.nominal_concurrency_shares = -3
    assert texts(validate(obj)) == [
        'spec.exempt: Forbidden: must be nil if the type is Limited',
        'spec.limited.nominalConcurrencyShares: Invalid value: -3: must be a non-negative integer',
        'spec.limited.lendablePercent: Invalid value: 200: must be between 0 and 100, inclusive',
        'spec.limited.borrowingLimitPercent: Invalid value: -1: if specified, must be a non-negative integer',
    ]
    obj.spec.type = 'Exempt'
    assert texts(validate(obj))[0] == (
        "spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"
    )
    obj.spec.type = 'Other'
    assert texts(validate(obj)) == ['spec.type: Unsupported value: "Other": supported values: "Exempt", "Limited"']


def test_a_level_without_queues_needs_no_queuing() -> None:
    obj = level()
    assert obj.spec.limited is not None
    obj.spec.limited.limit_response.type = 'Reject'
    assert texts(validate(obj)) == [
        'spec.limited.limitResponse.queuing: Forbidden: must be nil if limited.limitResponse.type is not Limited'
    ]
    obj.spec.limited.limit_response = flowcontrol.LimitResponse(type='Queue')
    assert texts(validate(obj)) == [
        'spec.limited.limitResponse.queuing: Required value: must not be empty if limited.limitResponse.type is Limited'
    ]


def schema(name: str = 'mine') -> flowcontrol.FlowSchema:
    obj = clone(defaults.suggested_schemas()['system-leader-election'])
    obj.metadata.name = name
    return obj


def test_a_schema_is_tried_at_a_thousand_unless_said_otherwise() -> None:
    obj = schema()
    obj.spec.matching_precedence = 0
    set_defaults(obj)
    assert obj.spec.matching_precedence == 1000
    assert texts(validate(obj)) == []


def test_schemas() -> None:
    obj = schema()
    obj.spec.matching_precedence = 1
    obj.spec.distinguisher_method = flowcontrol.FlowDistinguisherMethod(type='ByMood')
    obj.spec.priority_level_configuration.name = ''
    rule = obj.spec.rules[0]
    rule.subjects = [
        flowcontrol.Subject(kind='User', group=flowcontrol.GroupSubject(name='g')),
        flowcontrol.Subject(kind='Robot'),
        flowcontrol.Subject(
            kind='ServiceAccount', service_account=flowcontrol.ServiceAccountSubject(name='*', namespace='')
        ),
    ]
    rule.resource_rules = [
        flowcontrol.ResourcePolicyRule(verbs=['*', 'get'], api_groups=[], resources=['pods'], namespaces=['A', 'b'])
    ]
    rule.non_resource_rules = [
        flowcontrol.NonResourcePolicyRule(verbs=['shout'], non_resource_urls=['/a', 'b', '/c d', '/e//f', '/g*'])
    ]
    label = 'a lowercase RFC 1123 label must consist of'
    found = texts(validate(obj))
    assert [text for text in found if label not in text] == [
        "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
        'spec.distinguisherMethod.type: Unsupported value: {"type":"ByMood"}: supported values: "ByNamespace", '
        '"ByUser"',
        'spec.priorityLevelConfiguration.name: Required value: must reference a priority level',
        "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'",
        "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
        'spec.rules[0].subjects[1].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", '
        '"User"',
        'spec.rules[0].subjects[2].serviceAccount.namespace: Required value: must specify namespace for '
        'service account',
        'spec.rules[0].resourceRules[0].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify other '
        'verbs',
        'spec.rules[0].resourceRules[0].apiGroups: Required value: resource rules must supply at least one api group',
        'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["shout"]: supported values: "create", "delete", '
        '"deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "b": must start with slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: "/c d": must not contain white-space',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[3]: Invalid value: "/e//f": must not contain double slash',
        'spec.rules[0].nonResourceRules[0].nonResourceURLs[4]: Invalid value: "/g*": wildcard can only do suffix '
        'matching',
    ]
    (namespace,) = [text for text in found if label in text]
    assert namespace.startswith(
        'spec.rules[0].resourceRules[0].namespaces[0]: Invalid value: "A": each member of this list must be \'*\' or a '
        'DNS-1123 label; '
    )


def test_mandatory_schemas_stay_as_they_are() -> None:
    obj = clone(defaults.mandatory_schemas()['exempt'])
    assert texts(validate(obj)) == []
    obj.spec.matching_precedence = 2
    assert texts(validate(obj))[-1].endswith("spec of 'exempt' must equal the fixed value")


def test_the_types_of_conditions_are_different_and_not_empty() -> None:
    obj = schema()
    obj.status.conditions = [
        flowcontrol.FlowSchemaCondition(type='A'),
        flowcontrol.FlowSchemaCondition(type='A'),
        flowcontrol.FlowSchemaCondition(type=''),
    ]
    assert texts(validate_status_update(obj, schema())) == [
        'status.conditions[1].type: Duplicate value: "A"',
        'status.conditions[2].type: Required value: must not be empty',
    ]
