"""The decision about one request (upstream: CheckRequest)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sampan.api.generated import core_v1
from sampan.api.quota import Evaluator, in_scope, scopes_of
from sampan.api.quota import amounts as quantities
from sampan.api.quota.amounts import Amounts
from sampan.api.quota.evaluator import Scope
from sampan.apiserver.admission.base import Attributes, Operation


@dataclass(frozen=True, slots=True)
class LimitedResource:
    """A resource that may not be used at all without a quota for it (upstream: ResourceQuotaConfiguration)."""

    resource: str
    group: str = ''
    match_contains: Sequence[str] = ()  # parts of the names of what needs a quota
    match_scopes: Sequence[Scope] = ()


@dataclass(slots=True)
class Usage:
    """A quota with what it has used, as far as this batch knows."""

    quota: core_v1.ResourceQuota
    hard: Amounts
    used: Amounts
    _measured: dict[Evaluator, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, quota: core_v1.ResourceQuota) -> Usage:
        return cls(quota, quantities.parse(quota.status.hard), quantities.parse(quota.status.used))

    @property
    def name(self) -> str:
        return self.quota.metadata.name

    def measured(self, evaluator: Evaluator) -> list[str]:
        """What of the quota the evaluator measures: the same for every request of the batch."""
        names = self._measured.get(evaluator)
        if names is None:
            names = self._measured[evaluator] = evaluator.matching(self.hard)
        return names


@dataclass(slots=True)
class Charge:
    """What a request adds to a quota."""

    usage: Usage
    used: Amounts


def check(
    attributes: Attributes,
    evaluator: Evaluator,
    usages: Sequence[Usage],
    limited: Sequence[LimitedResource],
    now: datetime,
) -> list[Charge]:
    """What the request would make of the quotas it concerns. Raises 403 if that is too much."""
    obj, place = attributes.object, (attributes.resource.group, attributes.resource.plural)
    concerned = [usage for usage in usages if _concerns(evaluator, usage, obj)]
    restricted = {usage.name: usage.measured(evaluator) for usage in concerned}
    for usage in concerned:
        _demand(attributes, evaluator, usage, restricted[usage.name])
    used = evaluator.usage(obj, now)
    below = quantities.negative(used)
    if below:
        raise attributes.forbidden(f'quota usage is negative for resource(s): {_names(below)}')
    increases = _increases(attributes, evaluator, concerned, used, now)
    if not any(increases.values()):
        return []
    mine = [each for each in limited if (each.group, each.resource) == place]
    if mine:
        _covered(attributes, evaluator, usages, mine, used, {name for names in restricted.values() for name in names})
    return [
        Charge(usage, _charged(attributes, usage, increases[usage.name]))
        for usage in concerned
        if increases[usage.name]
    ]


def _concerns(evaluator: Evaluator, usage: Usage, obj: object) -> bool:
    return bool(usage.measured(evaluator)) and in_scope(evaluator, usage.quota, obj)


def _demand(attributes: Attributes, evaluator: Evaluator, usage: Usage, restricted: list[str]) -> None:
    """The object must say what is counted, and the quota must have been counted."""
    missing = evaluator.missing(restricted, attributes.object)
    if missing:
        raise attributes.forbidden(f'failed quota: {usage.name}: {missing}')
    if any(name not in usage.used for name in restricted):
        raise attributes.forbidden(f'status unknown for quota: {usage.name}, resources: {_names(restricted)}')


def _increases(
    attributes: Attributes, evaluator: Evaluator, concerned: Sequence[Usage], used: Amounts, now: datetime
) -> dict[str, Amounts]:
    """What is new to each quota; an update is charged for what it adds. '' stands for no quota at all."""
    more = used
    if attributes.operation is Operation.UPDATE:
        more = quantities.increase(used, evaluator.usage(attributes.old, now))
    found: dict[str, Amounts] = {} if concerned else {'': quantities.nonzero(more)}
    for usage in concerned:
        known = attributes.operation is Operation.UPDATE and _concerns(evaluator, usage, attributes.old)
        found[usage.name] = quantities.nonzero(more if known else used)
    return found


def _covered(
    attributes: Attributes,
    evaluator: Evaluator,
    usages: Sequence[Usage],
    limited: Sequence[LimitedResource],
    used: Amounts,
    restricted: set[str],
) -> None:
    """What is limited by configuration needs a quota that has a word on it."""
    parts = [part for each in limited for part in each.match_contains]
    open_names = {name for name, amount in used.items() if amount.nanos > 0 and any(part in name for part in parts)}
    if open_names - restricted:
        raise attributes.forbidden(f'insufficient quota to consume: {_names(open_names - restricted)}')
    if not evaluator.tells_scopes():
        return
    obj = attributes.object
    wanted = [scope for each in limited for scope in each.match_scopes if evaluator.in_scope(scope, obj)]
    have = {scope.scope_name for usage in usages for scope in scopes_of(usage.quota) if evaluator.in_scope(scope, obj)}
    missing = [scope for scope in wanted if scope.scope_name not in have]
    if missing:
        texts = (f'{{{scope.scope_name} {scope.operator} [{" ".join(scope.values)}]}}' for scope in missing)
        raise attributes.forbidden(f'insufficient quota to match these scopes: [{" ".join(texts)}]')


def _charged(attributes: Attributes, usage: Usage, more: Amounts) -> Amounts:
    """What the quota will have used. Raises 403 if that is beyond its limits."""
    requested = quantities.mask(more, usage.hard)
    used = quantities.add(usage.used, requested)
    beyond = quantities.exceeded(quantities.mask(used, requested), usage.hard)
    if beyond and attributes.subresource != 'status':
        shown = [quantities.pretty(quantities.mask(each, beyond)) for each in (requested, usage.used, usage.hard)]
        raise attributes.forbidden(
            f'exceeded quota: {usage.name}, requested: {shown[0]}, used: {shown[1]}, limited: {shown[2]}'
        )
    return used


def _names(names: Iterable[str]) -> str:
    return ','.join(sorted(names))
