"""Resource quotas. Upstream: ValidateResourceQuota and what it calls, pkg/apis/core/helper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sampan.api import podresources
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.validation.common import IMMUTABLE, Errors
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.pod_resources import quantity_value, resource_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC, _STATUS = Path('spec'), Path('status')
_OBJECTS = frozenset(
    {
        'pods',
        'resourcequotas',
        'services',
        'replicationcontrollers',
        'secrets',
        'configmaps',
        'persistentvolumeclaims',
        'services.nodeports',
        'services.loadbalancers',
    }
)
_COMPUTE = frozenset(f'{prefix}{name}' for prefix in ('', 'requests.', 'limits.') for name in ('cpu', 'memory'))
_STORAGE = frozenset(
    {'ephemeral-storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage', 'requests.storage'}
)
_STANDARD = _OBJECTS | _COMPUTE | _STORAGE
_POD_RESOURCES = _COMPUTE | {'pods'}
_SCOPES = {
    'Terminating': _POD_RESOURCES,
    'NotTerminating': _POD_RESOURCES,
    'BestEffort': frozenset({'pods'}),
    'NotBestEffort': _POD_RESOURCES,
    'PriorityClass': _POD_RESOURCES,
    'CrossNamespacePodAffinity': _POD_RESOURCES,
    'VolumeAttributesClass': frozenset({'persistentvolumeclaims', 'requests.storage'}),
}
_EXISTENCE_ONLY = frozenset(
    {'BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'}
)
_EXCLUSIVE = (frozenset({'BestEffort', 'NotBestEffort'}), frozenset({'Terminating', 'NotTerminating'}))
_INVALID = 'must be a standard resource for quota'
_MUST_EXIST = (
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
    'ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity'
)


def resource_quota(obj: core.ResourceQuota) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    yield from _quota_spec(obj.spec)
    yield from _quota_status(obj.status)


def resource_quota_update(new: core.ResourceQuota, old: core.ResourceQuota) -> Errors:
    """The scopes stay."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _quota_spec(new.spec)
    if set(new.spec.scopes) != set(old.spec.scopes):
        yield field.invalid(_SPEC.child('scopes'), new.spec.scopes, IMMUTABLE)


def resource_quota_status_update(new: core.ResourceQuota, old: core.ResourceQuota) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _quota_status(new.status)


def _quota_status(status: core.ResourceQuotaStatus) -> Errors:
    yield from _amounts(_STATUS.child('hard'), status.hard)
    yield from _amounts(_STATUS.child('used'), status.used)


def _quota_spec(spec: core.ResourceQuotaSpec) -> Errors:
    yield from _amounts(_SPEC.child('hard'), spec.hard)
    yield from _scopes(_SPEC.child('scopes'), spec)
    if spec.scope_selector is not None:
        at = _SPEC.child('scopeSelector', 'matchExpressions')
        yield from _selector(at, spec, spec.scope_selector)


def _amounts(path: Path, amounts: Mapping[str, Quantity]) -> Errors:
    for name, amount in amounts.items():
        yield from resource_name(path.key(name), name)
        if '/' not in name and not _is_standard(name):
            yield field.invalid(path.key(name), name, _INVALID)
        yield from quantity_value(path.key(name), name, amount)


def _is_standard(name: str) -> bool:
    return name in _STANDARD or podresources.is_huge_page(name.removeprefix('requests.'))


def _is_out_of_scope(spec: core.ResourceQuotaSpec, scope: str) -> int:
    """How many of the quota's resources the scope cannot be applied to."""
    counted = _SCOPES.get(scope)
    if counted is None:
        return 0  # nothing is known about it; it is refused for itself
    return sum(_is_standard(name) and name not in counted for name in spec.hard)


def _scopes(path: Path, spec: core.ResourceQuotaSpec) -> Errors:
    for scope in spec.scopes:
        if scope not in _SCOPES:
            yield field.invalid(path, spec.scopes, 'unsupported scope')
        for _ in range(_is_out_of_scope(spec, scope)):
            yield field.invalid(path, spec.scopes, 'unsupported scope applied to resource')
    yield from _conflicts(path, spec.scopes, spec.scopes)


def _selector(path: Path, spec: core.ResourceQuotaSpec, selector: core.ScopeSelector) -> Errors:
    for term in selector.match_expressions:
        if term.scope_name not in _SCOPES:
            yield field.invalid(path.child('scopeName'), term.scope_name, 'unsupported scope')
        for _ in range(_is_out_of_scope(spec, term.scope_name)):
            yield field.invalid(path, selector, 'unsupported scope applied to resource')
        yield from _term(path, term)
    yield from _conflicts(path, [term.scope_name for term in selector.match_expressions], spec.scopes)


def _term(path: Path, term: core.ScopedResourceSelectorRequirement) -> Errors:
    if term.scope_name in _EXISTENCE_ONLY and term.operator != 'Exists':
        yield field.invalid(path.child('operator'), term.operator, _MUST_EXIST)
    if term.operator in ('In', 'NotIn'):
        if not term.values:
            detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            yield field.required(path.child('values'), detail)
    elif term.operator in ('Exists', 'DoesNotExist'):
        if term.values:
            detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
            yield field.invalid(path.child('values'), term.values, detail)
    else:
        yield field.invalid(path.child('operator'), term.operator, 'not a valid selector operator')


def _conflicts(path: Path, scopes: Sequence[str], shown: Sequence[str]) -> Errors:
    for pair in _EXCLUSIVE:
        if pair <= set(scopes):
            yield field.invalid(path, list(shown) or None, 'conflicting scopes')
