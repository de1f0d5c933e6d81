"""The rules of one Service port: chains, sets and map elements (upstream: pkg/proxy/nftables/proxier.go).

service-…   one of the endpoints used with traffic policy Cluster
local-…     one of this node's endpoints
external-…  traffic from outside: marks it for masquerading, or keeps it on this node
endpoint-…  the destination is changed to this endpoint
firewall-…  the sources a load balancer's address accepts
affinity-…  the clients that stay with an endpoint; elements time out
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.model import Endpoint, ServicePort
from sampan.network.proxy.topology import Choice

MARK = 'jump mark-for-masquerade'

Element = tuple[str, str]  # the set's or map's name, the key


@dataclass(slots=True)
class Fragment:
    """What one owner has in the table. Elements of plain sets have the value ''."""

    chains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sets: dict[str, str] = field(default_factory=dict)
    elements: dict[Element, str] = field(default_factory=dict)

    def merge(self, other: Fragment) -> None:
        self.chains.update(other.chains)
        self.sets.update(other.sets)
        for element, value in other.elements.items():
            self.elements.setdefault(element, value)


def chain_base(port: ServicePort) -> str:
    """What the names of a port's chains have in common: short and unique first, readable after it."""
    name = f'{port.namespace}/{port.name}/{port.protocol}/{port.port_name}'
    digest = hashlib.sha256(name.encode()).digest()
    return f'{base64.b32encode(digest).decode()[:8]}-{name}'


def fragment(port: ServicePort, choice: Choice, config: ProxyConfig) -> Fragment:
    """Everything one Service port needs on this node."""
    return _Builder(port, choice, config).build()


class _Builder:
    def __init__(self, port: ServicePort, choice: Choice, config: ProxyConfig) -> None:
        self._port = port
        self._choice = choice
        self._config = config
        self._base = chain_base(port)
        self._made = Fragment()
        self._cluster_chain = f'service-{self._base}'
        self._local_chain = f'local-{self._base}'
        self._has_internal = bool(choice.local) if port.internal_local else choice.anywhere
        self._has_external = bool(choice.local) if port.external_local else choice.anywhere

    def build(self) -> Fragment:
        self._endpoint_chains()
        self._policy_chains()
        if self._port.cluster_ip not in self._config.local_ips:
            self._cluster_ip()
        if self._port.externally_accessible:
            self._external()
        return self._made

    def _key(self, ip: str) -> str:
        return f'{ip} . {self._port.protocol} . {self._port.port}'

    def _endpoint_chains(self) -> None:
        for endpoint in {*self._choice.cluster, *self._choice.local}:
            name = self._endpoint_chain(endpoint)
            affinity: tuple[str, ...] = ()
            if self._port.affinity_seconds:
                affinity = (f'update @{self._affinity_set(endpoint)} {{ ip saddr }}',)
                self._made.sets[self._affinity_set(endpoint)] = (
                    f'type ipv4_addr; flags dynamic,timeout; timeout {self._port.affinity_seconds}s;'
                )
            self._made.chains[name] = (
                f'ip saddr {endpoint.ip} {MARK}',  # a pod that reached itself must hear the answer from elsewhere
                *affinity,
                f'meta l4proto {self._port.protocol} dnat to {endpoint.ip}:{endpoint.port}',
            )

    def _endpoint_chain(self, endpoint: Endpoint) -> str:
        return f'endpoint-{self._base}__{endpoint.ip}/{endpoint.port}'

    def _affinity_set(self, endpoint: Endpoint) -> str:
        # The time-out is in the name, because that of a set that is there cannot be changed.
        return f'affinity-{self._base}__{endpoint.ip}/{endpoint.port}/{self._port.affinity_seconds}s'

    def _policy_chains(self) -> None:
        if self._choice.cluster:
            internal = () if self._port.internal_local else tuple(self._internal_rules())
            self._made.chains[self._cluster_chain] = (*internal, *self._balance(self._choice.cluster))
        if self._choice.local:
            internal = tuple(self._internal_rules()) if self._port.internal_local else ()
            self._made.chains[self._local_chain] = (*internal, *self._balance(self._choice.local))

    def _internal_rules(self) -> Iterator[str]:
        """Clients of the cluster address that are no pods could not be answered by pods of other nodes."""
        port = self._port
        to_cluster_ip = f'ip daddr {port.cluster_ip} {port.protocol} dport {port.port}'
        if self._config.masquerade_all:
            yield f'{to_cluster_ip} {MARK}'
        else:
            yield f'{to_cluster_ip} ip saddr != {self._config.cluster_cidr} {MARK}'

    def _balance(self, endpoints: Sequence[Endpoint]) -> Iterator[str]:
        if self._port.affinity_seconds:
            for each in endpoints:
                yield f'ip saddr @{self._affinity_set(each)} goto {self._endpoint_chain(each)}'
        choices = ', '.join(f'{n} : goto {self._endpoint_chain(each)}' for n, each in enumerate(endpoints))
        yield f'numgen random mod {len(endpoints)} vmap {{ {choices} }}'

    def _cluster_ip(self) -> None:
        port, elements = self._port, self._made.elements
        elements['cluster-ips', port.cluster_ip] = ''
        key = self._key(port.cluster_ip)
        if self._has_internal:
            chain = self._local_chain if port.internal_local else self._cluster_chain
            elements['service-ips', key] = f'goto {chain}'
        else:
            elements['no-endpoint-services', key] = self._refusal()

    def _refusal(self) -> str:
        """Refused when nobody serves; dropped when only other nodes do, so that a load balancer tries those."""
        return 'drop' if self._choice.anywhere else 'goto reject-chain'

    def _external(self) -> None:
        port, elements = self._port, self._made.elements
        chain = f'external-{self._base}'
        if self._choice.anywhere:
            self._made.chains[chain] = tuple(self._external_rules())
        for ip in (*port.external_ips, *port.load_balancer_ips):
            self._reach(elements, ('service-ips', 'no-endpoint-services'), self._key(ip), chain)
        if port.node_port:
            key = f'{port.protocol} . {port.node_port}'
            self._reach(elements, ('service-nodeports', 'no-endpoint-nodeports'), key, chain)
        if port.source_ranges and port.load_balancer_ips:
            self._firewall()

    def _reach(self, elements: dict[Element, str], maps: tuple[str, str], key: str, chain: str) -> None:
        serving, refusing = maps
        if self._choice.anywhere:
            elements[serving, key] = f'goto {chain}'
        if not self._has_external:
            elements[refusing, key] = self._refusal()

    def _external_rules(self) -> Iterator[str]:
        if not self._port.external_local:
            yield MARK
        elif self._choice.cluster:
            # Pods and this node see the Service as inside ones do; only real outsiders stay on this node.
            yield f'ip saddr {self._config.cluster_cidr} goto {self._cluster_chain}'
            yield f'fib saddr type local {MARK}'
            yield f'fib saddr type local goto {self._cluster_chain}'
        if self._has_external:
            yield f'goto {self._local_chain if self._port.external_local else self._cluster_chain}'

    def _firewall(self) -> None:
        port = self._port
        chain = f'firewall-{self._base}'
        self._made.chains[chain] = (f'ip saddr != {{ {", ".join(port.source_ranges)} }} drop',)
        for ip in port.load_balancer_ips:
            self._made.elements['firewall-ips', self._key(ip)] = f'goto {chain}'
