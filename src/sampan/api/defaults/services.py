"""Defaults of Services and Endpoints. Upstream: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core

CLIENT_IP_AFFINITY_SECONDS = 10800


def service(obj: core.Service) -> None:
    """Type, ports, affinity and traffic policies."""
    spec = obj.spec
    spec.session_affinity = spec.session_affinity or 'None'
    _affinity(spec)
    spec.type = spec.type or 'ClusterIP'
    for port in spec.ports:
        port.protocol = port.protocol or 'TCP'
        if port.target_port in (0, ''):
            port.target_port = port.port
    if externally_accessible(spec) and not spec.external_traffic_policy:
        spec.external_traffic_policy = 'Cluster'
    if spec.internal_traffic_policy is None and spec.type in ('NodePort', 'LoadBalancer', 'ClusterIP'):
        spec.internal_traffic_policy = 'Cluster'
    if spec.type == 'LoadBalancer':
        _load_balancer(obj)


def externally_accessible(spec: core.ServiceSpec) -> bool:
    """Whether traffic from outside the cluster can reach the service."""
    return spec.type in ('LoadBalancer', 'NodePort') or (spec.type == 'ClusterIP' and bool(spec.external_ips))


def needs_health_check(spec: core.ServiceSpec) -> bool:
    """Whether nodes must tell a load balancer if they have local endpoints."""
    return spec.type == 'LoadBalancer' and spec.external_traffic_policy == 'Local'


def endpoints(obj: core.Endpoints) -> None:
    """Ports speak TCP."""
    for subset in obj.subsets:
        for port in subset.ports:
            port.protocol = port.protocol or 'TCP'


def _affinity(spec: core.ServiceSpec) -> None:
    if spec.session_affinity == 'None':
        spec.session_affinity_config = None
    if spec.session_affinity != 'ClientIP':
        return
    config = spec.session_affinity_config
    if config is None or config.client_ip is None or config.client_ip.timeout_seconds is None:
        client_ip = core.ClientIPConfig(timeout_seconds=CLIENT_IP_AFFINITY_SECONDS)
        spec.session_affinity_config = core.SessionAffinityConfig(client_ip=client_ip)


def _load_balancer(obj: core.Service) -> None:
    if obj.spec.allocate_load_balancer_node_ports is None:
        obj.spec.allocate_load_balancer_node_ports = True
    for ingress in obj.status.load_balancer.ingress:
        if ingress.ip and ingress.ip_mode is None:
            ingress.ip_mode = 'VIP'
