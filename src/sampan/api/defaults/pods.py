"""Defaults of pods and pod templates. Upstream: pkg/apis/core/v1/defaults.go.

A pod gets more than a template does: requests from limits, host ports, service links. What
templates had no default for when they were first stored must stay out of them, or every stored
Deployment would change its hash.
"""

from __future__ import annotations

from sampan.api import podresources
from sampan.api.defaults import quantities, volumes
from sampan.api.generated import core_v1 as core

TERMINATION_GRACE_PERIOD_SECONDS = 30
TERMINATION_MESSAGE_PATH = '/dev/termination-log'

AnyContainer = core.Container | core.EphemeralContainer


def pod(obj: core.Pod) -> None:
    """A whole pod: what is special about pods, then its spec, then the resource lists in its status."""
    pod_spec(obj.spec)
    for container in (*obj.spec.containers, *obj.spec.init_containers):
        _requests_from_limits(container)
    _pod_level_resources(obj)
    if obj.spec.enable_service_links is None:
        obj.spec.enable_service_links = True
    if obj.spec.host_network:
        for container in (*obj.spec.containers, *obj.spec.init_containers):
            _host_ports(container)
    for status in (
        *obj.status.container_statuses,
        *obj.status.init_container_statuses,
        *obj.status.ephemeral_container_statuses,
    ):
        quantities.resource_list(status.allocated_resources)
        quantities.requirements(status.resources)


def pod_template(obj: core.PodTemplate) -> None:
    """The PodTemplate kind."""
    pod_spec(obj.template.spec)


def pod_spec(obj: core.PodSpec) -> None:
    """The spec of a pod or of a template."""
    obj.dns_policy = obj.dns_policy or 'ClusterFirst'
    obj.restart_policy = obj.restart_policy or 'Always'
    obj.scheduler_name = obj.scheduler_name or 'default-scheduler'
    if obj.security_context is None:
        obj.security_context = core.PodSecurityContext()
    if obj.termination_grace_period_seconds is None:
        obj.termination_grace_period_seconds = TERMINATION_GRACE_PERIOD_SECONDS
    for each in obj.volumes:
        volumes.volume(each)
    for container in (*obj.init_containers, *obj.containers):
        _container(container)
    for ephemeral in obj.ephemeral_containers:
        _container(ephemeral)
    quantities.resource_list(obj.overhead)
    quantities.requirements(obj.resources)


def _container(obj: AnyContainer) -> None:
    obj.image_pull_policy = obj.image_pull_policy or volumes.pull_policy(obj.image)
    obj.termination_message_path = obj.termination_message_path or TERMINATION_MESSAGE_PATH
    obj.termination_message_policy = obj.termination_message_policy or 'File'
    for port in obj.ports:
        port.protocol = port.protocol or 'TCP'
    for variable in obj.env:
        _env(variable)
    quantities.requirements(obj.resources)
    for probe in (obj.liveness_probe, obj.readiness_probe, obj.startup_probe):
        _probe(probe)
    if obj.lifecycle is not None:
        for hook in (obj.lifecycle.post_start, obj.lifecycle.pre_stop):
            _http_get(hook.http_get if hook is not None else None)


def _env(obj: core.EnvVar) -> None:
    if obj.value_from is None:
        return
    volumes.field_ref(obj.value_from.field_ref)
    file_key = obj.value_from.file_key_ref
    if file_key is not None and file_key.optional is None:
        file_key.optional = False


def _probe(obj: core.Probe | None) -> None:
    if obj is None:
        return
    obj.timeout_seconds = obj.timeout_seconds or 1
    obj.period_seconds = obj.period_seconds or 10
    obj.success_threshold = obj.success_threshold or 1
    obj.failure_threshold = obj.failure_threshold or 3
    _http_get(obj.http_get)
    if obj.grpc is not None and obj.grpc.service is None:
        obj.grpc.service = ''


def _http_get(obj: core.HTTPGetAction | None) -> None:
    if obj is not None:
        obj.path = obj.path or '/'
        obj.scheme = obj.scheme or 'HTTP'


def _requests_from_limits(obj: core.Container) -> None:
    for name, amount in obj.resources.limits.items():
        obj.resources.requests.setdefault(name, amount)


def _host_ports(obj: core.Container) -> None:
    for port in obj.ports:
        port.host_port = port.host_port or port.container_port


def _pod_level_resources(obj: core.Pod) -> None:
    """Requests and huge-page limits of the pod as a whole, once it has any (KEP 2837)."""
    resources = obj.spec.resources
    if resources is None or not (resources.limits or resources.requests):
        return
    for name, amount in podresources.container_limits(obj).items():
        if podresources.is_huge_page(name) and name not in resources.requests:
            resources.limits.setdefault(name, amount)
    if not resources.limits:
        return
    for name, amount in podresources.container_requests(obj).items():
        if podresources.is_pod_level(name) and not podresources.is_huge_page(name):
            resources.requests.setdefault(name, amount)
    for name, amount in resources.limits.items():
        if podresources.is_pod_level(name):
            resources.requests.setdefault(name, amount)
