"""The Service `kube-dns` in kube-system: how clients of the API find cluster DNS.

It has no selector, because DNS runs in the node's process; each node publishes itself in an EndpointSlice of its
own, owned by its Node so that it goes with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Client

NAMESPACE = 'kube-system'
NAME = 'kube-dns'
MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
PORTS = (('dns', 'UDP'), ('dns-tcp', 'TCP'))

T = TypeVar('T')


async def publish(client: Client, service_ip: str, node: core.Node, endpoint_ip: str, port: int) -> None:
    """Make the Service, if it is not there, and this node's EndpointSlice as it must be."""
    await _service(client, service_ip)
    wished = endpoint_slice(node, endpoint_ip, port)
    try:
        present = await client.get(discovery.EndpointSlice, wished.metadata.name, NAMESPACE)
    except ApiError as error:
        if not errors.is_not_found(error):
            raise
        await _unless_exists(lambda: client.create(wished))
        return
    if (present.endpoints, present.ports) != (wished.endpoints, wished.ports):
        mine = codec.clone(present)
        mine.endpoints, mine.ports = wished.endpoints, wished.ports
        mine.metadata.owner_references = wished.metadata.owner_references
        await client.update(mine)


async def _service(client: Client, service_ip: str) -> None:
    """Asked for before it is made: creating it again would be refused for its address, which it holds itself."""
    try:
        await client.get(core.Service, NAME, NAMESPACE)
    except ApiError as error:
        if not errors.is_not_found(error):
            raise
        await _unless_exists(lambda: client.create(service(service_ip)))


def service(service_ip: str) -> core.Service:
    return core.Service(
        metadata=meta.ObjectMeta(
            name=NAME,
            namespace=NAMESPACE,
            labels={
                'k8s-app': 'kube-dns',
                'kubernetes.io/cluster-service': 'true',
                'kubernetes.io/name': 'KubeDNS',
            },
        ),
        spec=core.ServiceSpec(
            cluster_ip=service_ip,
            ports=[core.ServicePort(name=name, protocol=protocol, port=53, target_port=53) for name, protocol in PORTS],
        ),
    )


def endpoint_slice(node: core.Node, endpoint_ip: str, port: int) -> discovery.EndpointSlice:
    return discovery.EndpointSlice(
        metadata=meta.ObjectMeta(
            name=f'{NAME}-{node.metadata.name}',
            namespace=NAMESPACE,
            labels={'kubernetes.io/service-name': NAME, MANAGED_BY: 'sampan-dns', 'k8s-app': 'kube-dns'},
            owner_references=[
                meta.OwnerReference(api_version='v1', kind='Node', name=node.metadata.name, uid=node.metadata.uid)
            ],
        ),
        address_type='IPv4',
        endpoints=[
            discovery.Endpoint(
                addresses=[endpoint_ip],
                conditions=discovery.EndpointConditions(ready=True, serving=True, terminating=False),
                node_name=node.metadata.name,
            )
        ],
        ports=[discovery.EndpointPort(name=name, protocol=protocol, port=port) for name, protocol in PORTS],
    )


async def _unless_exists(create: Callable[[], Awaitable[T]]) -> None:
    """Another node may have been faster."""
    try:
        await create()
    except ApiError as error:
        if not errors.is_already_exists(error):
            raise
