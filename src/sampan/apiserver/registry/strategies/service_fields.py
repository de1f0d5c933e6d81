"""Which fields of a Service go with its type, and which values it keeps when an update does not mention them."""

from __future__ import annotations

from sampan.api.generated import core_v1

HEADLESS = 'None'


def needs_address(service: core_v1.Service) -> bool:
    """Whether it has a cluster address (or, headless, says that it wants none)."""
    return service.spec.type in ('ClusterIP', 'NodePort', 'LoadBalancer')


def headless(service: core_v1.Service) -> bool:
    return service.spec.cluster_ip == HEADLESS


def needs_ports(service: core_v1.Service) -> bool:
    """Whether its ports are node ports too."""
    spec = service.spec
    return spec.type == 'NodePort' or (
        spec.type == 'LoadBalancer' and spec.allocate_load_balancer_node_ports in (None, True)
    )


def may_have_ports(service: core_v1.Service) -> bool:
    """A load balancer keeps the node ports it asked for even if it wants none given."""
    return service.spec.type in ('NodePort', 'LoadBalancer')


def needs_health_check(service: core_v1.Service) -> bool:
    return service.spec.type == 'LoadBalancer' and service.spec.external_traffic_policy == 'Local'


def node_ports(service: core_v1.Service) -> list[int]:
    """The distinct node ports, in order."""
    return list(dict.fromkeys(port.node_port for port in service.spec.ports if port.node_port))


def agree_on_addresses(new: core_v1.Service, old: core_v1.Service | None) -> None:
    """`clusterIP` and `clusterIPs[0]` are the same thing; a client may have changed either."""
    spec = new.spec
    if old is None:
        if spec.cluster_ip and not spec.cluster_ips:
            spec.cluster_ips = [spec.cluster_ip]
        return
    same_one = spec.cluster_ip == old.spec.cluster_ip
    same_list = spec.cluster_ips == old.spec.cluster_ips
    if not same_one and same_list:
        if not spec.cluster_ip:
            spec.cluster_ips = []
        elif spec.cluster_ips:
            spec.cluster_ips = [spec.cluster_ip]
    if spec.cluster_ip and not spec.cluster_ips:
        spec.cluster_ips = [spec.cluster_ip]


def keep_allocated(new: core_v1.Service, old: core_v1.Service) -> None:
    """An update that leaves allocated values out wants them unchanged."""
    if needs_address(old) and needs_address(new):
        if not new.spec.cluster_ip:
            new.spec.cluster_ip = old.spec.cluster_ip
        if not new.spec.cluster_ips and new.spec.cluster_ip == old.spec.cluster_ip:
            new.spec.cluster_ips = list(old.spec.cluster_ips)
    if needs_ports(old) and needs_ports(new):
        _keep_ports(new, old)
    if needs_health_check(old) and needs_health_check(new):
        new.spec.health_check_node_port = new.spec.health_check_node_port or old.spec.health_check_node_port


def _keep_ports(new: core_v1.Service, old: core_v1.Service) -> None:
    known = {(port.protocol, port.port): port.node_port for port in old.spec.ports}
    used = {(port.protocol, port.node_port) for port in new.spec.ports if port.node_port}
    for port in new.spec.ports:
        before = known.get((port.protocol, port.port), 0)
        if not port.node_port and before and (port.protocol, before) not in used:
            port.node_port = before
            used.add((port.protocol, before))


def drop_of_other_type(new: core_v1.Service, old: core_v1.Service) -> None:
    """Values that only the old type had go with it, unless the client changed them itself."""
    if needs_address(old) and not needs_address(new) and new.spec.cluster_ips == old.spec.cluster_ips:
        new.spec.cluster_ip, new.spec.cluster_ips = '', []
    if needs_address(old) and not needs_address(new):
        if new.spec.ip_families == old.spec.ip_families:
            new.spec.ip_families = []
        if new.spec.ip_family_policy == old.spec.ip_family_policy:
            new.spec.ip_family_policy = None
    if may_have_ports(old) and not may_have_ports(new) and node_ports(new) == node_ports(old):
        for port in new.spec.ports:
            port.node_port = 0
    _drop_health_check(new, old)
    _drop_load_balancer(new, old)
    internal_now = may_have_ports(old) and not may_have_ports(new) and not new.spec.external_ips
    if internal_now and new.spec.external_traffic_policy == old.spec.external_traffic_policy:
        new.spec.external_traffic_policy = ''


def _drop_health_check(new: core_v1.Service, old: core_v1.Service) -> None:
    unneeded = needs_health_check(old) and not needs_health_check(new)
    if unneeded and new.spec.health_check_node_port == old.spec.health_check_node_port:
        new.spec.health_check_node_port = 0


def _drop_load_balancer(new: core_v1.Service, old: core_v1.Service) -> None:
    if old.spec.type != 'LoadBalancer' or new.spec.type == 'LoadBalancer':
        return
    if new.spec.allocate_load_balancer_node_ports == old.spec.allocate_load_balancer_node_ports:
        new.spec.allocate_load_balancer_node_ports = None
    if new.spec.load_balancer_class == old.spec.load_balancer_class:
        new.spec.load_balancer_class = None
    new.status.load_balancer = core_v1.LoadBalancerStatus()
