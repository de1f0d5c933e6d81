"""Services: their number, load balancers, node ports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sampan.api.generated import core_v1
from sampan.api.quota.amounts import ONE, Amounts, count
from sampan.api.quota.evaluator import Evaluator

NAMES = ('count/services', 'services', 'services.nodeports', 'services.loadbalancers')


class ServiceEvaluator(Evaluator):
    plural = 'services'

    def handles(self, operation: str, subresource: str) -> bool:
        return operation in ('CREATE', 'UPDATE') and not subresource

    def matching(self, names: Iterable[str]) -> list[str]:
        return sorted(set(NAMES).intersection(names))

    def usage(self, obj: core_v1.Service, now: datetime) -> Amounts:
        """Node ports are counted by intent: they may not be allocated yet."""
        balanced = obj.spec.type == 'LoadBalancer'
        ports = 0
        if balanced and obj.spec.allocate_load_balancer_node_ports is False:
            ports = sum(1 for port in obj.spec.ports if port.node_port)
        elif balanced or obj.spec.type == 'NodePort':
            ports = len(obj.spec.ports)
        return {
            'count/services': ONE,
            'services': ONE,
            'services.nodeports': count(ports),
            'services.loadbalancers': count(int(balanced)),
        }

    def replenishes(self, new: core_v1.Service, old: core_v1.Service, now: datetime) -> bool:
        return self.usage(new, now) != self.usage(old, now)
