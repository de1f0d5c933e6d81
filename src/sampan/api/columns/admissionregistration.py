"""Webhook configurations: how many webhooks they have."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import admissionregistration_v1 as registration


def _configuration(
    found: registration.MutatingWebhookConfiguration | registration.ValidatingWebhookConfiguration, now: datetime
) -> list[Cell]:
    return [found.metadata.name, len(found.webhooks), age(found, now)]


WEBHOOK_CONFIGURATIONS = Columns((name_column(), column('Webhooks', type='integer'), column('Age')), _configuration)
