"""What the configuration file says to ResourceQuota (upstream: ResourceQuotaConfiguration)."""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api.quota.evaluator import Scope
from sampan.apiserver.admission.configuration import typed
from sampan.apiserver.admission.resourcequota.check import LimitedResource

# Older servers called the group otherwise.
_NAMES = {
    'apiserver.config.k8s.io': (('v1',), 'ResourceQuotaConfiguration'),
    'resourcequota.admission.k8s.io': (('v1beta1', 'v1alpha1'), 'Configuration'),
}


class _MatchScope(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    scope_name: str
    operator: str
    values: list[str] = []


class _Limited(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    resource: str
    api_group: str = ''
    match_contains: list[str] = []
    match_scopes: list[_MatchScope] = []


class _File(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    limited_resources: list[_Limited] = []


def read(content: Any) -> list[LimitedResource]:
    """What may not be used without a quota. Raises BadConfiguration."""
    said = str(content.get('apiVersion', '')) if isinstance(content, dict) else ''
    group = said.rpartition('/')[0]
    versions, name = _NAMES.get(group, _NAMES['apiserver.config.k8s.io'])
    found: _File = typed('ResourceQuota', content, _File, group, versions, name)
    return [
        LimitedResource(each.resource, each.api_group, each.match_contains, [_scope(one) for one in each.match_scopes])
        for each in found.limited_resources
    ]


def _scope(found: _MatchScope) -> Scope:
    return Scope(scope_name=found.scope_name, operator=found.operator, values=found.values)
