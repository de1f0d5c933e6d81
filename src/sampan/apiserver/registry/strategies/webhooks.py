"""Webhook configurations (upstream: pkg/registry/admissionregistration)."""

from __future__ import annotations

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.apiserver.registry.strategies.base import Strategy

Configuration = registration.MutatingWebhookConfiguration | registration.ValidatingWebhookConfiguration


class WebhookConfigurationStrategy(Strategy[Configuration]):
    """The webhooks are the desired state; a configuration that nobody saw before must not be overwritten blindly."""

    counts_generation = True
    allow_unconditional_update = False

    def changed(self, new: Configuration, old: Configuration) -> bool:
        return new.webhooks != old.webhooks
