"""Defaults of webhook configurations and admission policies.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from __future__ import annotations

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1

TIMEOUT = 10  # seconds
PORT = 443


def mutating_webhooks(configuration: registration.MutatingWebhookConfiguration) -> None:
    for webhook in configuration.webhooks:
        _webhook(webhook)
        webhook.reinvocation_policy = webhook.reinvocation_policy or 'Never'


def validating_webhooks(configuration: registration.ValidatingWebhookConfiguration) -> None:
    for webhook in configuration.webhooks:
        _webhook(webhook)


def _webhook(webhook: registration.MutatingWebhook | registration.ValidatingWebhook) -> None:
    webhook.failure_policy = webhook.failure_policy or 'Fail'
    webhook.match_policy = webhook.match_policy or 'Equivalent'
    webhook.namespace_selector = webhook.namespace_selector or meta_v1.LabelSelector()
    webhook.object_selector = webhook.object_selector or meta_v1.LabelSelector()
    if webhook.timeout_seconds is None:
        webhook.timeout_seconds = TIMEOUT
    service = webhook.client_config.service
    if service is not None and service.port is None:
        service.port = PORT
    for rule in webhook.rules:
        rule.scope = rule.scope or '*'


def validating_policy(policy: registration.ValidatingAdmissionPolicy) -> None:
    policy.spec.failure_policy = policy.spec.failure_policy or 'Fail'
    _match_resources(policy.spec.match_constraints)


def mutating_policy(policy: registration.MutatingAdmissionPolicy) -> None:
    policy.spec.failure_policy = policy.spec.failure_policy or 'Fail'
    _match_resources(policy.spec.match_constraints)


def policy_binding(
    binding: registration.ValidatingAdmissionPolicyBinding | registration.MutatingAdmissionPolicyBinding,
) -> None:
    _match_resources(binding.spec.match_resources)


def _match_resources(resources: registration.MatchResources | None) -> None:
    if resources is None:
        return
    resources.match_policy = resources.match_policy or 'Equivalent'
    resources.namespace_selector = resources.namespace_selector or meta_v1.LabelSelector()
    resources.object_selector = resources.object_selector or meta_v1.LabelSelector()
    for rule in (*resources.resource_rules, *resources.exclude_resource_rules):
        rule.scope = rule.scope or '*'
