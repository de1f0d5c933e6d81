"""Defaults of webhook configurations (upstream: pkg/apis/admissionregistration/v1/defaults.go)."""

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
