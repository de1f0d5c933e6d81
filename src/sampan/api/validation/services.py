"""Services. Upstream: ValidateService, ValidateServiceUpdate, ValidateServiceStatusUpdate."""

from __future__ import annotations

import msgspec

from sampan.api.defaults.services import externally_accessible, needs_health_check
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import (
    PROTOCOLS,
    Errors,
    checked,
    cidr,
    ip,
    labels,
    non_special_ip,
    one_of,
    parse_ip,
    port_number,
    port_number_or_name,
)
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.api.validation.service_ips import cluster_ips, cluster_ips_update, ip_families_update, is_headless
from sampan.machinery import field, gotext, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_HINTS = 'service.kubernetes.io/topology-aware-hints'
_MODE = 'service.kubernetes.io/topology-mode'
_SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'
_TYPES = ('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')
_INTERNAL_TYPES = ('ClusterIP', 'LoadBalancer', 'NodePort')
_TRAFFIC = ('Cluster', 'Local')
_DISTRIBUTIONS = ('PreferClose', 'PreferSameZone', 'PreferSameNode')
_MAX_AFFINITY_SECONDS = 86400
_ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"


def service(obj: core.Service) -> Errors:
    """A new service."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_label)
    yield from _whole(obj)


def _whole(obj: core.Service) -> Errors:
    """All but the metadata."""
    spec = obj.spec
    yield from _topology_annotations(obj)
    if not spec.ports and not is_headless(spec) and spec.type != 'ExternalName':
        yield field.required(_SPEC.child('ports'))
    yield from _by_type(spec)
    yield from _ports(spec)
    yield from labels(_SPEC.child('selector'), spec.selector)
    yield from _session_affinity(spec)
    yield from cluster_ips(spec)
    for index, address in enumerate(spec.external_ips):
        errors = list(ip(_SPEC.child('externalIPs').index(index), address))
        yield from errors or non_special_ip(_SPEC.child('externalIPs').index(index), address)
    yield from one_of(_SPEC.child('type'), spec.type, _TYPES)
    yield from _port_conflicts(spec)
    yield from _source_ranges(obj)
    yield from _load_balancer_fields(spec)
    yield from _external_traffic(spec)
    yield from _internal_traffic(spec)
    if spec.traffic_distribution is not None and spec.traffic_distribution not in _DISTRIBUTIONS:
        yield field.not_supported(_SPEC.child('trafficDistribution'), spec.traffic_distribution, _DISTRIBUTIONS)


def service_update(new: core.Service, old: core.Service) -> Errors:
    """Addresses and families stay; a load balancer's class and health port too."""
    yield from object_meta_update(new.metadata, old.metadata)
    yield from cluster_ips_update(new.spec, old.spec)
    yield from ip_families_update(new.spec, old.spec)
    both = new.spec.type == old.spec.type == 'LoadBalancer'
    if both and new.spec.load_balancer_class != old.spec.load_balancer_class:
        at = _SPEC.child('loadBalancerClass')
        yield field.invalid(at, new.spec.load_balancer_class, 'may not change once set')
    checked_before_and_after = needs_health_check(old.spec) and needs_health_check(new.spec)
    if checked_before_and_after and new.spec.health_check_node_port != old.spec.health_check_node_port:
        yield field.forbidden(_SPEC.child('healthCheckNodePort'), 'field is immutable')
    yield from _whole(new)


def service_status_update(new: core.Service, old: core.Service) -> Errors:
    """What a load balancer's controller reports."""
    yield from object_meta_update(new.metadata, old.metadata)
    path = Path('status', 'loadBalancer', 'ingress')
    ingresses = new.status.load_balancer.ingress
    if new.spec.type != 'LoadBalancer' and ingresses:
        yield field.forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")
        return
    for index, ingress in enumerate(ingresses):
        yield from _ingress(path.index(index), ingress)


def _ingress(path: Path, ingress: core.LoadBalancerIngress) -> Errors:
    mode, modes = ingress.ip_mode, ('Proxy', 'VIP')
    if ingress.ip:
        yield from ip(path.child('ip'), ingress.ip)
    if mode is None:
        if ingress.ip:
            yield field.required(path.child('ipMode'), 'must be specified when `ip` is set')
    elif not ingress.ip:
        yield field.forbidden(path.child('ipMode'), 'may not be specified when `ip` is not set')
    elif mode not in modes:
        yield field.not_supported(path.child('ipMode'), mode, modes)
    if ingress.hostname:
        yield from checked(path.child('hostname'), ingress.hostname, names.dns1123_subdomain)
        if parse_ip(ingress.hostname) is not None:
            yield field.invalid(path.child('hostname'), ingress.hostname, 'must be a DNS name, not an IP address')


def _topology_annotations(obj: core.Service) -> Errors:
    hints, mode = obj.metadata.annotations.get(_HINTS), obj.metadata.annotations.get(_MODE)
    if hints is not None and mode is not None and hints != mode:
        detail = f'must match annotations[{_HINTS}] when both are specified'
        yield field.invalid(METADATA.child('annotations').key(_MODE), mode, detail)


def _by_type(spec: core.ServiceSpec) -> Errors:
    if spec.type in ('LoadBalancer', 'NodePort') and is_headless(spec):
        detail = f"may not be set to 'None' for {spec.type} services"
        yield field.invalid(_SPEC.child('clusterIPs').index(0), spec.cluster_ips[0], detail)
    if spec.type != 'ExternalName':
        return
    detail = 'may not be set for ExternalName services'
    for name, value in (
        ('clusterIPs', spec.cluster_ips),
        ('ipFamilies', spec.ip_families),
        ('ipFamilyPolicy', spec.ip_family_policy),
    ):
        if value:
            yield field.forbidden(_SPEC.child(name), detail)
    cname = spec.external_name.removesuffix('.')
    if not cname:
        yield field.required(_SPEC.child('externalName'))
    else:
        yield from checked(_SPEC.child('externalName'), cname, names.dns1123_subdomain)


def _ports(spec: core.ServiceSpec) -> Errors:
    seen: set[str] = set()
    for index, port in enumerate(spec.ports):
        at = _SPEC.child('ports').index(index)
        if port.name:
            yield from checked(at.child('name'), port.name, names.dns1123_label)
            if port.name in seen:
                yield field.duplicate(at.child('name'), port.name)
            seen.add(port.name)
        elif len(spec.ports) > 1:
            yield field.required(at.child('name'))
        yield from port_number(at.child('port'), port.port)
        yield from one_of(at.child('protocol'), port.protocol, PROTOCOLS)
        yield from port_number_or_name(at.child('targetPort'), port.target_port)
        if port.app_protocol is not None:
            yield from checked(at.child('appProtocol'), port.app_protocol, names.qualified_name)


def _port_conflicts(spec: core.ServiceSpec) -> Errors:
    path = _SPEC.child('ports')
    if spec.type == 'ClusterIP':
        for index, port in enumerate(spec.ports):
            if port.node_port:
                detail = "may not be used when `type` is 'ClusterIP'"
                yield field.forbidden(path.index(index).child('nodePort'), detail)
    node_ports: set[tuple[str, int]] = set()
    for index, port in enumerate(spec.ports):
        if port.node_port and (port.protocol, port.node_port) in node_ports:
            yield field.duplicate(path.index(index).child('nodePort'), port.node_port)
        node_ports.add((port.protocol, port.node_port))
    ports: set[tuple[str, int]] = set()
    for index, port in enumerate(spec.ports):
        if (port.protocol, port.port) in ports:
            yield field.duplicate(path.index(index), _shown_port(port))
        ports.add((port.protocol, port.port))


def _shown_port(port: core.ServicePort) -> msgspec.Raw:
    """Upstream shows its internal struct here, which has Go's names."""
    protocol = gotext.json_text(port.protocol)
    text = f'{{"Name":"","Protocol":{protocol},"AppProtocol":null,"Port":{port.port},"TargetPort":0,"NodePort":0}}'
    return msgspec.Raw(text.encode())


def _session_affinity(spec: core.ServiceSpec) -> Errors:
    path, config = _SPEC.child('sessionAffinityConfig'), spec.session_affinity_config
    yield from one_of(_SPEC.child('sessionAffinity'), spec.session_affinity, ('ClientIP', 'None'))
    if spec.session_affinity == 'None' and config is not None:
        yield field.forbidden(path, 'must not be set when session affinity is None')
    if spec.session_affinity != 'ClientIP':
        return
    needed = 'when session affinity type is ClientIP'
    if config is None:
        yield field.required(path, needed)
    elif config.client_ip is None:
        yield field.required(path.child('clientIP'), needed)
    elif config.client_ip.timeout_seconds is None:
        yield field.required(path.child('clientIP', 'timeoutSeconds'), needed)
    elif not 0 < config.client_ip.timeout_seconds <= _MAX_AFFINITY_SECONDS:
        detail = f'must be greater than 0 and less than {_MAX_AFFINITY_SECONDS}'
        yield field.invalid(path.child('clientIP', 'timeoutSeconds'), config.client_ip.timeout_seconds, detail)


def _source_ranges(obj: core.Service) -> Errors:
    spec, annotation = obj.spec, obj.metadata.annotations.get(_SOURCE_RANGES)
    if spec.load_balancer_source_ranges:
        path = _SPEC.child('LoadBalancerSourceRanges')
        if spec.type != 'LoadBalancer':
            yield field.forbidden(path, _ONLY_LOAD_BALANCER)
        for index, block in enumerate(spec.load_balancer_source_ranges):
            yield from cidr(path.index(index), block.strip())
    elif annotation is not None:
        path = METADATA.child('annotations').key(_SOURCE_RANGES)
        if spec.type != 'LoadBalancer':
            yield field.forbidden(path, _ONLY_LOAD_BALANCER)
        for block in annotation.split(',') if annotation.strip() else ():
            yield from cidr(path, block.strip())


def _load_balancer_fields(spec: core.ServiceSpec) -> Errors:
    allocate = spec.allocate_load_balancer_node_ports
    if spec.type == 'LoadBalancer':
        if allocate is None:
            yield field.required(Path('allocateLoadBalancerNodePorts'))
        if spec.load_balancer_class is not None:
            yield from checked(_SPEC.child('loadBalancerClass'), spec.load_balancer_class, names.qualified_name)
        return
    if allocate is not None:
        yield field.forbidden(_SPEC.child('allocateLoadBalancerNodePorts'), _ONLY_LOAD_BALANCER)
    if spec.load_balancer_class is not None:
        yield field.forbidden(_SPEC.child('loadBalancerClass'), _ONLY_LOAD_BALANCER)


def _external_traffic(spec: core.ServiceSpec) -> Errors:
    policy, port = spec.external_traffic_policy, spec.health_check_node_port
    if externally_accessible(spec):
        yield from one_of(_SPEC.child('externalTrafficPolicy'), policy, _TRAFFIC)
    elif policy:
        detail = 'may only be set for externally-accessible services'
        yield field.invalid(_SPEC.child('externalTrafficPolicy'), policy, detail)
    at = _SPEC.child('healthCheckNodePort')
    if needs_health_check(spec):
        if port == 0:
            yield field.required(at)
        else:
            yield from port_number(at, port)
    elif port:
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        yield field.invalid(at, port, detail)


def _internal_traffic(spec: core.ServiceSpec) -> Errors:
    path, policy = _SPEC.child('internalTrafficPolicy'), spec.internal_traffic_policy
    if policy is None:
        if spec.type in _INTERNAL_TYPES:
            yield field.required(path)
    elif policy not in _TRAFFIC:
        yield field.not_supported(path, policy, _TRAFFIC)
