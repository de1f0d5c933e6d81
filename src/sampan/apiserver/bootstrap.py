"""What the API server itself puts into the cluster, and puts back when it disappears.

The system namespaces, the default ServiceCIDR (service_cidr.py), and the `kubernetes` Service in `default` with its
Endpoints and EndpointSlice, which lead to this server. The system's priority classes are made at the start only.
Upstream: pkg/controlplane/controller/{systemnamespaces,kubernetesservice,defaultservicecidr},
pkg/controlplane/reconcilers and pkg/registry/scheduling/rest. Upstream looks every minute (namespaces) and every ten
seconds (Service); here a watch says when there is something to do.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1
from sampan.api.priorities import SYSTEM_CLASSES, system_class

if TYPE_CHECKING:
    from sampan.apiserver.masters import Masters
    from sampan.apiserver.service_cidr import DefaultServiceCidr
    from sampan.client.base import Client

log = logging.getLogger(__name__)

NAMESPACES = ('kube-system', 'kube-public', 'kube-node-lease', 'default')
RETRY_AFTER = 1.0  # seconds between attempts while the server cannot take the write


@dataclass(frozen=True, slots=True)
class Address:
    """Where the API server is: its address and port, and its Service's cluster IP."""

    ip: str
    port: int
    service_ip: str


class Bootstrap:
    """`ensure` once, then `run` keeps it so."""

    def __init__(
        self,
        *,
        client: Client,
        address: Address,
        cidr: DefaultServiceCidr,
        masters: Masters | None = None,
        trust: core.ConfigMap | None = None,
    ) -> None:
        """`trust` tells aggregated servers whom to believe."""
        self._client = client
        self._cidr = cidr
        self._masters = masters
        self._wanted: list[Callable[[], Any]] = [
            *(namespace_of(name) for name in NAMESPACES),
            lambda: service(address),
        ]
        if trust is not None:
            self._wanted.append(lambda: codec.clone(trust))
        if ipaddress.ip_address(address.ip).is_loopback:
            log.info('the kubernetes Service has no endpoint: %s is reachable from this machine only', address.ip)
        else:
            self._wanted += [
                lambda: endpoints(address, self._servers(address)),
                lambda: endpoint_slice(address, self._servers(address)),
            ]

    def _servers(self, address: Address) -> tuple[str, ...]:
        """The addresses of all API servers."""
        return (address.ip,) if self._masters is None else self._masters.addresses

    async def ensure(self) -> None:
        """Create what is missing and correct what leads elsewhere."""
        for name in SYSTEM_CLASSES:
            await self._ensure_one(system_class(name))
        await self._cidr.ensure()
        if self._masters is not None:
            await self._masters.round()
        for make in self._wanted:
            await self._ensure_one(make())

    async def run(self) -> None:
        """Watch each object, and put it back. Runs until cancelled."""
        async with asyncio.TaskGroup() as group:
            for make in self._wanted:
                group.create_task(self._keep(make))
            group.create_task(self._cidr.run())
            if self._masters is not None:
                group.create_task(self._masters.run())
                group.create_task(self._follow(self._masters))

    async def _follow(self, masters: Masters) -> None:
        """API servers come and go: the `kubernetes` Service leads to those that are there."""
        while True:
            await masters.changed.wait()
            masters.changed.clear()
            try:
                for make in self._wanted:
                    await self._ensure_one(make())
            except errors.ApiError as error:
                log.warning('cannot say where the API servers are: %s', error)
                await asyncio.sleep(RETRY_AFTER)
                masters.changed.set()

    async def _keep(self, make: Callable[[], Any]) -> None:
        """Every event about the object is a reason to look; so is the end of a watch."""
        wanted = make()
        kind, meta = type(wanted), wanted.metadata
        while True:
            try:
                await self._ensure_one(make())
                async for _ in self._client.watch(
                    kind, meta.namespace, field_selector=f'metadata.name={meta.name}', resource_version='0'
                ):
                    await self._ensure_one(make())
            except errors.ApiError as error:
                log.warning('cannot keep %s %s: %s', kind.__name__, meta.name, error)
                await asyncio.sleep(RETRY_AFTER)

    async def _ensure_one(self, wanted: Any) -> None:
        meta = wanted.metadata
        try:
            present = await self._client.get(type(wanted), meta.name, meta.namespace)
        except errors.ApiError as error:
            if not errors.is_not_found(error):
                raise
            await self._create(wanted)
            return
        if correct(present, wanted):
            await self._client.update(present)

    async def _create(self, wanted: Any) -> None:
        try:
            await self._client.create(wanted)
        except errors.ApiError as error:
            if not errors.is_already_exists(error):  # another API server was faster
                raise


def correct(present: Any, wanted: Any) -> bool:
    """Make `present` lead where `wanted` leads; whether anything had to change."""
    if isinstance(wanted, core.Endpoints):
        changed = present.subsets != wanted.subsets
        present.subsets = wanted.subsets
        return bool(changed)
    if isinstance(wanted, discovery.EndpointSlice):
        changed = (present.endpoints, present.ports) != (wanted.endpoints, wanted.ports)
        present.endpoints, present.ports = wanted.endpoints, wanted.ports
        return bool(changed)
    if isinstance(wanted, core.ConfigMap):
        changed = any(present.data.get(key) != value for key, value in wanted.data.items())
        present.data = {**present.data, **wanted.data}
        return changed
    if isinstance(wanted, core.Service):
        changed = [port.port for port in present.spec.ports] != [port.port for port in wanted.spec.ports]
        if changed:
            present.spec.ports = wanted.spec.ports
        return changed
    return False


def namespace_of(name: str) -> Callable[[], core.Namespace]:
    return lambda: core.Namespace(metadata=meta_v1.ObjectMeta(name=name))


def service(address: Address) -> core.Service:
    return core.Service(
        metadata=meta_v1.ObjectMeta(
            name='kubernetes',
            namespace='default',
            labels={'component': 'apiserver', 'provider': 'kubernetes'},
        ),
        spec=core.ServiceSpec(
            type='ClusterIP',
            cluster_ip=address.service_ip,
            cluster_ips=[address.service_ip],
            ip_families=['IPv4'],
            ip_family_policy='SingleStack',
            session_affinity='None',
            ports=[core.ServicePort(name='https', protocol='TCP', port=443, target_port=address.port)],
        ),
    )


def endpoints(address: Address, servers: Sequence[str]) -> core.Endpoints:
    return core.Endpoints(
        metadata=meta_v1.ObjectMeta(
            name='kubernetes',
            namespace='default',
            labels={'endpointslice.kubernetes.io/skip-mirror': 'true'},
        ),
        subsets=[
            core.EndpointSubset(
                addresses=[core.EndpointAddress(ip=ip) for ip in servers],
                ports=[core.EndpointPort(name='https', port=address.port, protocol='TCP')],
            )
        ],
    )


def endpoint_slice(address: Address, servers: Sequence[str]) -> discovery.EndpointSlice:
    return discovery.EndpointSlice(
        metadata=meta_v1.ObjectMeta(
            name='kubernetes',
            namespace='default',
            labels={'kubernetes.io/service-name': 'kubernetes'},
        ),
        address_type='IPv4',
        endpoints=[
            discovery.Endpoint(addresses=[ip], conditions=discovery.EndpointConditions(ready=True)) for ip in servers
        ],
        ports=[discovery.EndpointPort(name='https', port=address.port, protocol='TCP')],
    )
