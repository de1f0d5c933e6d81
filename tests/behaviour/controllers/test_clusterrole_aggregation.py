"""Aggregated ClusterRoles follow the roles they select."""

from __future__ import annotations

from typing import Any

from tests.support.controllers import Cluster, run

from sampan.api.generated import meta_v1 as meta
from sampan.api.generated import rbac_v1 as rbac


def role(name: str, verb: str = '', label: str = '', gathers: str = '') -> rbac.ClusterRole:
    rules = [rbac.PolicyRule(verbs=[verb], api_groups=[''], resources=['pods'])] if verb else []
    rule = None
    if gathers:
        selector = meta.LabelSelector(match_labels={gathers: 'true'})
        rule = rbac.AggregationRule(cluster_role_selectors=[selector])
    metadata = meta.ObjectMeta(name=name, labels={label: 'true'} if label else {})
    return rbac.ClusterRole(metadata=metadata, rules=rules, aggregation_rule=rule)


async def verbs(c: Cluster, name: str) -> list[str]:
    found = await c.client.get(rbac.ClusterRole, name)
    return [verb for rule in found.rules for verb in rule.verbs]


def expect(name: str, wanted: list[str]) -> Any:
    async def settled(c: Cluster) -> None:
        async def done() -> bool:
            return await verbs(c, name) == wanted

        await c.until(done)

    return settled


def test_an_aggregated_role_follows_those_it_selects() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(role('b', 'list', 'to-all'))
        await c.client.create(role('all', 'delete', gathers='to-all'))
        await expect('all', ['list'])(c)  # rules of its own are replaced
        await c.client.create(role('a', 'get', 'to-all'))
        await expect('all', ['get', 'list'])(c)
        await c.client.create(role('same', 'get', 'to-all'))
        await c.client.delete(rbac.ClusterRole, 'b')
        await expect('all', ['get'])(c)

    run(body, controllers=('clusterrole-aggregation',))


def test_aggregated_roles_gather_aggregated_roles() -> None:
    async def body(c: Cluster) -> None:
        await c.client.create(role('top', gathers='to-top'))
        await c.client.create(role('middle', label='to-top', gathers='to-middle'))
        await c.client.create(role('low', 'watch', 'to-middle'))
        await expect('top', ['watch'])(c)

    run(body, controllers=('clusterrole-aggregation',))
