"""Which pods stand behind a Service, and where they listen. Pure.

Upstream: k8s.io/endpointslice/util, pkg/api/v1/pod FindPort.
"""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.generated import core_v1 as core
from sampan.client.informer import Informer, Key, key_of
from sampan.controllers.pods import is_terminal
from sampan.machinery import labels

HEADLESS_LABEL = 'service.kubernetes.io/headless'
TRIGGER_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time'


def belongs(pod: core.Pod, *, include_terminating: bool) -> bool:
    """Whether the pod is to be listed at all: it has an address and has not finished."""
    if is_terminal(pod) or not addresses(pod):
        return False
    return include_terminating or pod.metadata.deletion_timestamp is None


def addresses(pod: core.Pod) -> list[str]:
    """The pod's addresses, the primary one first."""
    if pod.status.pod_ips:
        return [entry.ip for entry in pod.status.pod_ips if entry.ip]
    return [pod.status.pod_ip] if pod.status.pod_ip else []


def addresses_of_family(pod: core.Pod, family: str) -> list[str]:
    """The pod's addresses of `IPv4` or `IPv6`."""
    wants_ipv6 = family == 'IPv6'
    return [address for address in addresses(pod) if (':' in address) is wants_ipv6]


def families(service: core.Service) -> list[str]:
    """The IP families the Service wants endpoints for; IPv4 for one that never got any."""
    if service.spec.type == 'ExternalName':
        return []
    if service.spec.ip_families:
        return list(service.spec.ip_families)
    return ['IPv6' if ':' in service.spec.cluster_ip else 'IPv4']


def is_headless(service: core.Service) -> bool:
    return service.spec.cluster_ip == 'None'


def has_no_ip(service: core.Service) -> bool:
    """Whether the Service is labelled headless: it has no address, or none yet."""
    return service.spec.cluster_ip in ('None', '')


def find_port(pod: core.Pod, port: core.ServicePort) -> int | None:
    """The pod's port behind a Service's port; None when the target is a name the pod does not have."""
    target = port.target_port
    if isinstance(target, int):
        return target
    sidecars = [container for container in pod.spec.init_containers if container.restart_policy == 'Always']
    for container in [*pod.spec.containers, *sidecars]:
        for candidate in container.ports:
            if candidate.name == target and candidate.protocol == port.protocol:
                return candidate.container_port
    return None


def has_hostname(pod: core.Pod, service: core.Service) -> bool:
    """Whether the pod's own name is published under the Service's (its subdomain)."""
    return (
        bool(pod.spec.hostname)
        and pod.spec.subdomain == service.metadata.name
        and pod.metadata.namespace == service.metadata.namespace
    )


def target_of(pod: core.Pod) -> core.ObjectReference:
    return core.ObjectReference(
        kind='Pod', namespace=pod.metadata.namespace, name=pod.metadata.name, uid=pod.metadata.uid
    )


def selected(pods: Informer[core.Pod], service: core.Service) -> list[core.Pod]:
    """The pods the Service selects."""
    return pods.list(service.metadata.namespace, labels.from_set(service.spec.selector))


def services_of(services: Informer[core.Service], pod: core.Pod) -> Iterable[Key]:
    """The Services that select the pod."""
    return [
        key_of(service)
        for service in services.list(pod.metadata.namespace)
        if service.spec.selector and _matches(service.spec.selector, pod.metadata.labels)
    ]


def _matches(selector: dict[str, str], present: dict[str, str]) -> bool:
    return all(present.get(name) == value for name, value in selector.items())
