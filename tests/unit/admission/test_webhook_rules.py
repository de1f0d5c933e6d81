"""Webhook configurations: what is wrong with them, and which places their rules name."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api import defaults, resources
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import core_v1, meta_v1, rbac_v1
from sampan.api.validation import validate, validate_update
from sampan.apiserver.admission.base import Operation
from sampan.apiserver.admission.matching.rules import Place, matches


def hook(**more: Any) -> registration.ValidatingWebhook:
    rule = registration.RuleWithOperations(
        operations=['CREATE'], api_groups=[''], api_versions=['v1'], resources=['pods']
    )
    wanted = {
        'name': 'a.example.test',
        'rules': [rule],
        'side_effects': 'None',
        'admission_review_versions': ['v1'],
        'client_config': registration.WebhookClientConfig(url='https://example.test/x'),
        **more,
    }
    return registration.ValidatingWebhook(**wanted)


def configuration(*hooks: registration.ValidatingWebhook) -> registration.ValidatingWebhookConfiguration:
    metadata = meta_v1.ObjectMeta(name='x', resource_version='1')
    made = registration.ValidatingWebhookConfiguration(metadata=metadata, webhooks=list(hooks))
    defaults.set_defaults(made)
    return made


def wrong(*hooks: registration.ValidatingWebhook) -> list[str]:
    return [str(error) for error in validate(configuration(*hooks), namespaced=False)]


def service(**more: Any) -> registration.WebhookClientConfig:
    reference = registration.ServiceReference(**{'name': 's', 'namespace': 'n', **more})
    return registration.WebhookClientConfig(service=reference)


def rules(**more: Any) -> list[registration.RuleWithOperations]:
    wanted: dict[str, Any] = {
        'operations': ['CREATE'], 'api_groups': [''], 'api_versions': ['v1'], 'resources': ['pods'], **more,
    }  # fmt: skip
    return [registration.RuleWithOperations(**wanted)]


def test_a_plain_webhook_is_fine_and_has_defaults() -> None:
    made = configuration(hook())
    assert not validate(made, namespaced=False)
    (found,) = made.webhooks
    assert (found.failure_policy, found.match_policy, found.timeout_seconds) == ('Fail', 'Equivalent', 10)
    assert found.rules[0].scope == '*' and found.namespace_selector == found.object_selector == meta_v1.LabelSelector()


CASES = [
    (
        {'name': 'a.b'},
        'webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots',
    ),
    ({'side_effects': None}, 'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'),
    (
        {'side_effects': 'Some'},
        'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
    ),
    (
        {'timeout_seconds': 31},
        'webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds',
    ),
    (
        {'admission_review_versions': []},
        'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1',
    ),
    (
        {'admission_review_versions': ['v2']},
        'webhooks[0].admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1',
    ),
    (
        {'client_config': registration.WebhookClientConfig()},
        'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
    ),
    (
        {'client_config': registration.WebhookClientConfig(url='http://x')},
        'webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; '
        'desired format: https://host[/path]',
    ),
    (
        {'client_config': registration.WebhookClientConfig(url='https://x/?a=b')},
        'webhooks[0].clientConfig.url: Invalid value: "a=b": query parameters are not permitted in the URL',
    ),
    (
        {'client_config': service(path='no-slash')},
        'webhooks[0].clientConfig.service.path: Invalid value: "no-slash": must start with a \'/\'',
    ),
    (
        {'rules': rules(operations=['*', 'CREATE'])},
        'webhooks[0].rules[0].operations: Invalid value: ["*","CREATE"]: if \'*\' is present, '
        'must not specify other operations',
    ),
    (
        {'rules': rules(resources=['*/*', 'a'])},
        'webhooks[0].rules[0].resources: Invalid value: ["*/*","a"]: if \'*/*\' is present, '
        'must not specify other resources',
    ),
    (
        {'rules': rules(resources=['pods/*', 'pods/status'])},
        'webhooks[0].rules[0].resources[1]: Invalid value: "pods/status": if \'pods/*\' is present, '
        'must not specify pods/status',
    ),
    ({'rules': rules(api_versions=[''])}, 'webhooks[0].rules[0].apiVersions[0]: Required value'),
]


@pytest.mark.parametrize(('more', 'text'), CASES)
def test_what_is_wrong_is_told_in_upstreams_words(more: dict[str, Any], text: str) -> None:
    assert wrong(hook(**more)) == [text]


def test_names_are_unique_in_a_configuration() -> None:
    assert wrong(hook(), hook()) == ['webhooks[1].name: Duplicate value: "a.example.test"']


def test_an_update_may_go_on_with_what_was_wrong_before() -> None:
    old, new = configuration(hook(side_effects='Some')), configuration(hook(side_effects='Unknown'))
    assert not validate_update(new, old)
    assert validate_update(new, configuration(hook()))


PODS = resources.by_kind(core_v1.Pod)
ROLES = resources.by_kind(rbac_v1.ClusterRole)
NAMESPACES = resources.by_kind(core_v1.Namespace)

MATCHES = [
    (PODS, '', {}, True),
    (PODS, 'status', {}, False),
    (PODS, 'status', {'resources': ['pods/*']}, True),
    (PODS, '', {'resources': ['*']}, True),
    (PODS, 'status', {'resources': ['*']}, False),
    (PODS, 'status', {'resources': ['*/status']}, True),
    (PODS, '', {'api_groups': ['apps']}, False),
    (PODS, '', {'api_versions': ['v2']}, False),
    (PODS, '', {'operations': ['UPDATE']}, False),
    (PODS, '', {'scope': 'Cluster'}, False),
    (PODS, '', {'scope': 'Namespaced'}, True),
    (ROLES, '', {'api_groups': ['*'], 'resources': ['*'], 'scope': 'Namespaced'}, False),
    (NAMESPACES, '', {'resources': ['namespaces'], 'scope': 'Cluster'}, True),
    (NAMESPACES, '', {'resources': ['namespaces'], 'scope': 'Namespaced'}, False),
]


@pytest.mark.parametrize(('resource', 'subresource', 'more', 'expected'), MATCHES)
def test_rules_name_places(resource: Any, subresource: str, more: dict[str, Any], expected: bool) -> None:
    (rule,) = rules(**more)
    assert matches(rule, Place(Operation.CREATE, resource, subresource), resource) is expected
