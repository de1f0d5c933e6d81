"""Config maps, secrets, service accounts, namespaces, leases, quotas, component statuses."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import coordination_v1, core_v1


def _config_map(config: core_v1.ConfigMap, now: datetime) -> list[Cell]:
    return [config.metadata.name, len(config.data) + len(config.binary_data), age(config, now)]


def _secret(secret: core_v1.Secret, now: datetime) -> list[Cell]:
    return [secret.metadata.name, secret.type, len(secret.data), age(secret, now)]


def _service_account(account: core_v1.ServiceAccount, now: datetime) -> list[Cell]:
    return [account.metadata.name, age(account, now)]


def _namespace(namespace: core_v1.Namespace, now: datetime) -> list[Cell]:
    return [namespace.metadata.name, namespace.status.phase, age(namespace, now)]


def _lease(lease: coordination_v1.Lease, now: datetime) -> list[Cell]:
    return [lease.metadata.name, lease.spec.holder_identity or '', age(lease, now)]


def _resource_quota(quota: core_v1.ResourceQuota, now: datetime) -> list[Cell]:
    used, texts = quota.status.used, {False: list[str](), True: list[str]()}
    for name, hard in sorted(quota.status.hard.items()):
        texts[name.startswith('limits.')].append(f'{name}: {used.get(name, "0")}/{hard}')
    return [quota.metadata.name, ', '.join(texts[False]), ', '.join(texts[True]), age(quota, now)]


def _component_status(component: core_v1.ComponentStatus, now: datetime) -> list[Cell]:
    for condition in component.conditions:
        if condition.type == 'Healthy':
            health = 'Healthy' if condition.status == 'True' else 'Unhealthy'
            return [component.metadata.name, health, condition.message, condition.error]
    return [component.metadata.name, 'Unknown', '', '']


CONFIG_MAPS = Columns([name_column(), column('Data'), column('Age')], _config_map)
SECRETS = Columns([name_column(), column('Type'), column('Data'), column('Age')], _secret)
SERVICE_ACCOUNTS = Columns([name_column(), column('Age')], _service_account)
NAMESPACES = Columns([name_column(), column('Status'), column('Age')], _namespace)
LEASES = Columns([name_column(), column('Holder'), column('Age')], _lease)
RESOURCE_QUOTAS = Columns([name_column(), column('Request'), column('Limit'), column('Age')], _resource_quota)
COMPONENT_STATUSES = Columns([name_column(), column('Status'), column('Message'), column('Error')], _component_status)
