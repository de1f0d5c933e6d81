"""Plans the EndpointSlices of one Service and one address type: the fewest writes that lead to what is wanted. Pure.

Upstream: k8s.io/endpointslice/reconciler.go. Endpoints with the same ports share slices. Endpoints stay in the slice
they are in; slices that change anyway are filled up first; what is left goes into one unchanged slice with room for
all of it, or into new slices. A slice to delete is reused instead of creating one. A Service without endpoints keeps
one empty slice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.controllers.endpoints import pods as serving
from sampan.controllers.endpoints.pods import HEADLESS_LABEL, TRIGGER_ANNOTATION
from sampan.controllers.ownership import controller_reference, is_controlled_by
from sampan.controllers.pods import is_ready
from sampan.machinery import names

SERVICE_NAME_LABEL = 'kubernetes.io/service-name'
MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by'
MANAGER = 'endpointslice-controller.k8s.io'
ZONE_LABEL = 'topology.kubernetes.io/zone'
_OURS = (SERVICE_NAME_LABEL, MANAGED_BY_LABEL, HEADLESS_LABEL)

PortKey = tuple[tuple[str | None, str | None, int | None, str | None], ...]
Identity = tuple[tuple[str, ...], str, str]


@dataclass(slots=True)
class Wanted:
    """The endpoints that share one set of ports."""

    ports: list[discovery.EndpointPort]
    endpoints: list[discovery.Endpoint] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    create: list[discovery.EndpointSlice] = field(default_factory=list)
    update: list[discovery.EndpointSlice] = field(default_factory=list)
    delete: list[discovery.EndpointSlice] = field(default_factory=list)


# --- what is wanted -----------------------------------------------------------------------------


def wanted_endpoints(
    service: core.Service, pods: Sequence[core.Pod], zones: Mapping[str, str], family: str
) -> tuple[dict[PortKey, Wanted], list[str]]:
    """Endpoints by port set, and the names of pods left out because their node is not known (in `zones`)."""
    wanted: dict[PortKey, Wanted] = {}
    homeless: list[str] = []
    for pod in pods:
        if not serving.belongs(pod, include_terminating=True) or not serving.addresses_of_family(pod, family):
            continue
        if pod.spec.node_name not in zones and not service.spec.publish_not_ready_addresses:
            homeless.append(pod.metadata.name)
            continue
        ports = endpoint_ports(service, pod)
        entry = wanted.setdefault(port_key(ports), Wanted(ports))
        entry.endpoints.append(endpoint(service, pod, zones.get(pod.spec.node_name, ''), family))
    return wanted, homeless


def endpoint_ports(service: core.Service, pod: core.Pod) -> list[discovery.EndpointPort]:
    """Where this pod serves the Service's ports; ports whose target name it lacks are left out."""
    ports = []
    for port in service.spec.ports:
        number = serving.find_port(pod, port)
        if number is not None:
            ports.append(
                discovery.EndpointPort(
                    name=port.name, protocol=port.protocol, port=number, app_protocol=port.app_protocol
                )
            )
    return ports


def endpoint(service: core.Service, pod: core.Pod, zone: str, family: str) -> discovery.Endpoint:
    is_serving = is_ready(pod)
    terminating = pod.metadata.deletion_timestamp is not None
    ready = service.spec.publish_not_ready_addresses or (is_serving and not terminating)
    return discovery.Endpoint(
        addresses=serving.addresses_of_family(pod, family),
        conditions=discovery.EndpointConditions(ready=ready, serving=is_serving, terminating=terminating),
        hostname=pod.spec.hostname if serving.has_hostname(pod, service) else None,
        target_ref=serving.target_of(pod),
        node_name=pod.spec.node_name or None,
        zone=zone or None,
        hints=_hints(service, zone, pod.spec.node_name) if ready else None,
    )


def _hints(service: core.Service, zone: str, node: str) -> discovery.EndpointHints | None:
    """Where traffic should rather come from, for `spec.trafficDistribution`."""
    preference = service.spec.traffic_distribution
    if preference not in ('PreferClose', 'PreferSameZone', 'PreferSameNode'):
        return None
    for_zones = [discovery.ForZone(name=zone)] if zone else []
    for_nodes = [discovery.ForNode(name=node)] if node and preference == 'PreferSameNode' else []
    return discovery.EndpointHints(for_zones=for_zones, for_nodes=for_nodes) if for_zones or for_nodes else None


def port_key(ports: Sequence[discovery.EndpointPort]) -> PortKey:
    return tuple((port.name or None, port.protocol, port.port, port.app_protocol) for port in ports)


# --- how to get there ----------------------------------------------------------------------------


def plan(
    service: core.Service,
    family: str,
    existing: Sequence[discovery.EndpointSlice],
    wanted: Mapping[PortKey, Wanted],
    *,
    most: int,
    trigger: str = '',
) -> Plan:
    """The writes for one address type. `existing` are its slices; `most` is the limit of endpoints per slice."""
    result = Plan()
    by_ports: dict[PortKey, list[discovery.EndpointSlice]] = {}
    for each in existing:
        by_ports.setdefault(port_key(each.ports), []).append(each)
    for key, entry in wanted.items():
        _plan_ports(service, family, by_ports.pop(key, []), entry, most, result)
    result.delete.extend(each for group in by_ports.values() for each in group)
    if len(result.delete) == len(existing) and not result.create:
        _keep_placeholder(service, family, result)
    _reuse_deleted(service, result)
    for each in result.create + result.update:
        _stamp(each, trigger)
    return result


def _plan_ports(
    service: core.Service,
    family: str,
    existing: Sequence[discovery.EndpointSlice],
    wanted: Wanted,
    most: int,
    result: Plan,
) -> None:
    missing = {identity(each): each for each in wanted.endpoints}
    changed: list[tuple[discovery.EndpointSlice, list[discovery.Endpoint]]] = []
    unchanged: list[tuple[discovery.EndpointSlice, list[discovery.Endpoint]]] = []
    labels = slice_labels(service)
    for each in existing:
        kept = [missing.pop(identity(old)) for old in each.endpoints if identity(old) in missing]
        same = kept == each.endpoints and each.metadata.labels == labels
        (unchanged if same else changed).append((each, kept))
    remaining = list(missing.values())
    for _, kept in changed:
        room = max(0, most - len(kept))
        kept.extend(remaining[:room])
        del remaining[:room]
    remaining = _spread(service, family, wanted, unchanged, changed, remaining, most, result)
    for each, kept in changed:
        if kept:
            result.update.append(_with(each, labels, kept))
        else:
            result.delete.append(each)


def _spread(
    service: core.Service,
    family: str,
    wanted: Wanted,
    unchanged: list[tuple[discovery.EndpointSlice, list[discovery.Endpoint]]],
    changed: list[tuple[discovery.EndpointSlice, list[discovery.Endpoint]]],
    remaining: list[discovery.Endpoint],
    most: int,
    result: Plan,
) -> list[discovery.Endpoint]:
    """Whole new slices while there is enough for them; the rest into the fullest old one with room for all of it."""
    while remaining:
        if len(remaining) < most:
            fitting = [entry for entry in unchanged if len(entry[1]) + len(remaining) <= most]
            if fitting:
                fullest = max(fitting, key=lambda entry: len(entry[1]))
                unchanged.remove(fullest)
                changed.append((fullest[0], fullest[1] + remaining))
                return []
        result.create.append(new_slice(service, family, wanted.ports, remaining[:most]))
        remaining = remaining[most:]
    return []


def identity(endpoint: discovery.Endpoint) -> Identity:
    """What makes two endpoints the same one, however its conditions change."""
    target = endpoint.target_ref
    return (
        tuple(sorted(endpoint.addresses)),
        target.namespace if target else '',
        target.name if target else '',
    )


def _keep_placeholder(service: core.Service, family: str, result: Plan) -> None:
    placeholder = new_slice(service, family, [], [])
    if len(result.delete) == 1 and _is_placeholder(result.delete[0], placeholder):
        result.delete.clear()
    else:
        result.create.append(placeholder)


def _is_placeholder(present: discovery.EndpointSlice, placeholder: discovery.EndpointSlice) -> bool:
    return not present.endpoints and not present.ports and present.metadata.labels == placeholder.metadata.labels


def _reuse_deleted(service: core.Service, result: Plan) -> None:
    """An update instead of a deletion and a creation."""
    kept: list[discovery.EndpointSlice] = []
    for old in result.delete:
        if result.create and is_controlled_by(old, service):
            new = result.create.pop()
            reused = msgspec.structs.replace(old, endpoints=new.endpoints, ports=new.ports)
            result.update.append(_with(reused, new.metadata.labels, new.endpoints))
        else:
            kept.append(old)
    result.delete = kept


def new_slice(
    service: core.Service, family: str, ports: list[discovery.EndpointPort], endpoints: list[discovery.Endpoint]
) -> discovery.EndpointSlice:
    name = service.metadata.name
    prefix = f'{name}-'
    return discovery.EndpointSlice(
        metadata=meta.ObjectMeta(
            generate_name=name if names.name_is_dns_subdomain(prefix, prefix=True) else prefix,
            namespace=service.metadata.namespace,
            labels=slice_labels(service),
            owner_references=[controller_reference(service)],
        ),
        address_type=family,
        ports=ports,
        endpoints=endpoints,
    )


def slice_labels(service: core.Service) -> dict[str, str]:
    """The Service's own labels, and ours."""
    labels = {name: value for name, value in service.metadata.labels.items() if name not in _OURS}
    if serving.has_no_ip(service):
        labels[HEADLESS_LABEL] = ''
    labels[SERVICE_NAME_LABEL] = service.metadata.name
    labels[MANAGED_BY_LABEL] = MANAGER
    return labels


def _with(
    old: discovery.EndpointSlice, labels: dict[str, str], endpoints: list[discovery.Endpoint]
) -> discovery.EndpointSlice:
    metadata = msgspec.structs.replace(old.metadata, labels=dict(labels), annotations=dict(old.metadata.annotations))
    return msgspec.structs.replace(old, metadata=metadata, endpoints=endpoints)


def _stamp(planned: discovery.EndpointSlice, trigger: str) -> None:
    if trigger:
        planned.metadata.annotations[TRIGGER_ANNOTATION] = trigger
    else:
        planned.metadata.annotations.pop(TRIGGER_ANNOTATION, None)
