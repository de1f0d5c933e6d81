"""How much of a quota a namespace uses (upstream: quota.CalculateUsage)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sampan.api.generated import core_v1
from sampan.api.quota import Evaluator, amounts, evaluator_of, in_scope
from sampan.api.quota.amounts import Amounts
from sampan.api.quota.counts import CountEvaluator
from sampan.api.resources import DEFAULT_RESOURCES, Resource
from sampan.client.base import Client
from sampan.controllers.customkinds import custom_resources

COUNT = 'count/'


def countable() -> list[tuple[Resource, Evaluator]]:
    """What quotas can count: every stored resource of namespaces, in its preferred version, and how."""
    found: dict[tuple[str, str], tuple[Resource, Evaluator]] = {}
    for resource in DEFAULT_RESOURCES:
        evaluator = evaluator_of(resource.group, resource.plural)
        if evaluator is None or not (resource.namespaced and resource.stored and 'list' in resource.verbs):
            continue
        found.setdefault((resource.group, resource.plural), (resource, evaluator))
    return list(found.values())


async def countable_now(
    client: Client, names: Iterable[str], known: Sequence[tuple[Resource, Evaluator]]
) -> Sequence[tuple[Resource, Evaluator]]:
    """`known`, and the custom kinds if a name speaks of something that is not among them."""
    measured = {name for _, evaluator in known for name in evaluator.matching(names)}
    if not any(name.startswith(COUNT) and name not in measured for name in names):
        return known
    custom = [resource for resource in await custom_resources(client) if resource.namespaced]
    return [*known, *((each, CountEvaluator(each.group, each.plural)) for each in custom)]


def counted(names: Iterable[str], among: Iterable[tuple[Resource, Evaluator]]) -> list[tuple[Resource, Evaluator]]:
    """Those that measure one of a quota's names."""
    wanted = list(names)
    return [(resource, evaluator) for resource, evaluator in among if evaluator.matching(wanted)]


async def usage_of(
    client: Client, quota: core_v1.ResourceQuota, among: Iterable[tuple[Resource, Evaluator]], now: datetime
) -> Amounts:
    """What the namespace uses of each of the quota's names that can be measured."""
    used: Amounts = {}
    for resource, evaluator in counted(quota.spec.hard, among):
        names = evaluator.matching(quota.spec.hard)
        used = amounts.add(used, dict.fromkeys(names, amounts.ZERO))
        for obj in (await client.list(resource.type, quota.metadata.namespace)).items:
            if in_scope(evaluator, quota, obj):
                used = amounts.add(used, amounts.mask(evaluator.usage(obj, now), names))
    return used
