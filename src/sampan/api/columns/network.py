"""Services, endpoints, endpoint slices."""

from __future__ import annotations

from datetime import datetime

from sampan.api.columns.base import NONE, Cell, Columns, age, column, format_labels, list_with_more, name_column
from sampan.api.generated import core_v1, discovery_v1


def _service(service: core_v1.Service, now: datetime) -> list[Cell]:
    spec = service.spec
    return [
        service.metadata.name,
        spec.type,
        spec.cluster_ips[0] if spec.cluster_ips else NONE,
        _external_ip(service),
        ','.join(_port(port) for port in spec.ports) or NONE,
        age(service, now),
        format_labels(spec.selector),
    ]


def _external_ip(service: core_v1.Service) -> str:
    spec = service.spec
    if spec.type in ('ClusterIP', 'NodePort'):
        return ','.join(spec.external_ips) or NONE
    if spec.type == 'LoadBalancer':
        found = sorted({item.ip or item.hostname for item in service.status.load_balancer.ingress} - {''})
        return ','.join([*found, *spec.external_ips]) or '<pending>'
    return spec.external_name if spec.type == 'ExternalName' else '<unknown>'


def _port(port: core_v1.ServicePort) -> str:
    number = f'{port.port}:{port.node_port}' if port.node_port > 0 else str(port.port)
    return f'{number}/{port.protocol}'


def _endpoints(endpoints: core_v1.Endpoints, now: datetime) -> list[Cell]:
    return [endpoints.metadata.name, _addresses(endpoints), age(endpoints, now)]


def _addresses(endpoints: core_v1.Endpoints, limit: int = 3) -> str:
    if not endpoints.subsets:
        return NONE
    found: list[str] = []
    for subset in endpoints.subsets:
        if not subset.ports:
            found += [address.ip for address in subset.addresses]
        for port in subset.ports:
            found += [_host_port(address.ip, port.port) for address in subset.addresses]
    text = ','.join(found[:limit])
    return f'{text} + {len(found) - limit} more...' if len(found) > limit else text


def _host_port(host: str, port: int) -> str:
    return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'


def _endpoint_slice(endpoints: discovery_v1.EndpointSlice, now: datetime) -> list[Cell]:
    ports = [str(port.port) if port.port is not None else port.name or '*' for port in endpoints.ports]
    addresses = [address for endpoint in endpoints.endpoints for address in endpoint.addresses]
    return [
        endpoints.metadata.name,
        endpoints.address_type,
        list_with_more(ports),
        list_with_more(addresses),
        age(endpoints, now),
    ]


SERVICES = Columns(
    [
        name_column(),
        column('Type'),
        column('Cluster-IP'),
        column('External-IP'),
        column('Port(s)'),
        column('Age'),
        column('Selector', wide=True),
    ],
    _service,
)
ENDPOINTS = Columns([name_column(), column('Endpoints'), column('Age')], _endpoints)
ENDPOINT_SLICES = Columns(
    [name_column(), column('AddressType'), column('Ports'), column('Endpoints'), column('Age')], _endpoint_slice
)
