"""Updates of a pod's status. Upstream: ValidatePodStatusUpdate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sampan.api import restarts
from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, immutable, ip, is_dual_stack, required_name
from sampan.api.validation.metadata import METADATA, object_meta_update
from sampan.api.validation.pod_annotations import annotation_updates, pod_annotations
from sampan.machinery import field, names
from sampan.machinery.field import Path

_STATUS = Path('status')
_SYSTEM_CONDITIONS = frozenset({'PodScheduled', 'Ready', 'Initialized'})
_MESSAGE_MAX = 1024
_IMAGE_MAX = 256
_HEALTH = ('Healthy', 'Unhealthy', 'Unknown')


def pod_status_update(new: core.Pod, old: core.Pod) -> Errors:
    """What the kubelet (or who else may) says about a pod."""
    annotations = METADATA.child('annotations')
    yield from object_meta_update(new.metadata, old.metadata)
    yield from annotation_updates(annotations, new.metadata.annotations, old.metadata.annotations)
    yield from pod_annotations(annotations, new.metadata.annotations, new.spec)
    yield from _conditions(_STATUS.child('conditions'), new.status.conditions)
    if new.spec.node_name != old.spec.node_name:
        yield field.forbidden(_STATUS.child('nodeName'), 'may not be changed directly')
    nominated = new.status.nominated_node_name
    if nominated and nominated != old.status.nominated_node_name:
        yield from checked(_STATUS.child('nominatedNodeName'), nominated, names.dns1123_subdomain)
        if old.spec.node_name:
            detail = 'may not be set on pods that are already bound to a node'
            yield field.forbidden(_STATUS.child('nominatedNodeName'), detail)
    yield from _generation(_STATUS.child('observedGeneration'), new.status.observed_generation)
    yield from immutable(_STATUS.child('qosClass'), new.status.qos_class, old.status.qos_class)
    yield from _transitions(new, old)
    yield from _claims(_STATUS.child('resourceClaimStatuses'), new)
    yield from _extended(_STATUS.child('extendedResourceClaimStatus'), new)
    yield from _addresses(_STATUS.child('podIPs'), [each.ip for each in new.status.pod_ips], new.status.pod_ips)
    yield from _host_addresses(new.status)
    yield from _containers(new)


def _conditions(path: Path, conditions: Sequence[core.PodCondition]) -> Errors:
    for index, condition in enumerate(conditions):
        yield from _generation(path.index(index).child('observedGeneration'), condition.observed_generation)
        if condition.type not in _SYSTEM_CONDITIONS:
            yield from checked(path.index(index).child('Type'), condition.type, names.qualified_name)


def _generation(path: Path, number: int) -> Errors:
    if number < 0:
        yield field.invalid(path, number, 'must be a non-negative integer')


def _transitions(new: core.Pod, old: core.Pod) -> Errors:
    """A container that has ended for good does not come back."""
    spec, after, before = old.spec, new.status, old.status
    if not restarts.all_may_restart(spec):
        for name, now, then, containers in (
            ('containerStatuses', after.container_statuses, before.container_statuses, spec.containers),
            (
                'initContainerStatuses',
                after.init_container_statuses,
                before.init_container_statuses,
                spec.init_containers,
            ),
        ):
            by_name = {each.name: each for each in reversed(containers)}
            yield from _transition(_STATUS.child(name), now, then, by_name, spec.restart_policy)
    path = _STATUS.child('ephemeralContainerStatuses')
    yield from _transition(path, after.ephemeral_container_statuses, before.ephemeral_container_statuses, {}, 'Never')


def _transition(
    path: Path,
    new: Sequence[core.ContainerStatus],
    old: Sequence[core.ContainerStatus],
    containers: Mapping[str, core.Container],
    of_pod: str,
) -> Errors:
    """Containers that the pod does not have may not come back either."""
    for index, before in enumerate(old):
        ended, container = before.state.terminated, containers.get(before.name)
        if ended is None or (container is not None and restarts.may_restart(container, of_pod, ended.exit_code)):
            continue
        if any(now.name == before.name and now.state.terminated is None for now in new):
            detail = 'may not be transitioned to non-terminated state'
            yield field.forbidden(path.index(index).child('state'), detail)


def _claims(path: Path, pod: core.Pod) -> Errors:
    known = {claim.name for claim in pod.spec.resource_claims}
    seen: set[str] = set()
    for index, status in enumerate(pod.status.resource_claim_statuses):
        at = path.index(index).child('name')
        if status.name not in known:
            yield field.invalid(at, status.name, 'must match the name of an entry in `spec.resourceClaims`')
        if status.name in seen:
            yield field.duplicate(at, status.name)
        seen.add(status.name)
        if status.resource_claim_name is not None:
            yield from checked(at, status.resource_claim_name, names.dns1123_subdomain)


def _extended(path: Path, pod: core.Pod) -> Errors:
    """The claim that was made for extended resources: who got which request of it."""
    status = pod.status.extended_resource_claim_status
    if status is None:
        return
    containers = {each.name: each for each in (*pod.spec.init_containers, *pod.spec.containers)}
    at = path.child('requestMappings')
    if not status.request_mappings:
        yield field.required(at, 'at least one request mapping is required')
    for index, mapping in enumerate(status.request_mappings):
        yield from _mapping(at.index(index), mapping, containers)
        yield from checked(path.child('requestName'), mapping.request_name, names.dns1123_label)
        if mapping in status.request_mappings[:index]:
            yield field.duplicate(at.index(index).child('containerName'), mapping.container_name)
            yield field.duplicate(at.index(index).child('resourceName'), mapping.resource_name)
            yield field.duplicate(at.index(index).child('requestName'), mapping.request_name)
    yield from required_name(path.child('resourceClaimName'), status.resource_claim_name, names.dns1123_subdomain)


def _mapping(
    path: Path, mapping: core.ContainerExtendedResourceRequest, containers: dict[str, core.Container]
) -> Errors:
    container = containers.get(mapping.container_name)
    if container is None:
        detail = 'must match the name of an entry in spec.initContainers.name or spec.containers.name'
        yield field.invalid(path.child('containerName'), mapping.container_name, detail)
    elif mapping.resource_name not in container.resources.requests:
        detail = (
            'must match the extended resource name of an entry in spec.initContainers.resources.requests '
            'or spec.containers.resources.requests'
        )
        yield field.invalid(path.child('resourceName'), mapping.resource_name, detail)


def _addresses(path: Path, texts: Sequence[str], objects: object) -> Errors:
    for index, text in enumerate(texts):
        yield from ip(path.index(index), text)
    if len(texts) < 2:
        return
    if not is_dual_stack(texts) or len(texts) > 2:
        yield field.invalid(path, objects, 'may specify no more than one IP for each IP family')


def _host_addresses(status: core.PodStatus) -> Errors:
    if not status.host_ips:
        return
    path, texts = _STATUS.child('hostIPs'), [each.ip for each in status.host_ips]
    if status.host_ip != texts[0]:
        yield field.invalid(path.index(0).child('ip'), texts[0], 'must be equal to `hostIP`')
    yield from _addresses(path, texts, status.host_ips)


def _containers(pod: core.Pod) -> Errors:
    status, spec = pod.status, pod.spec
    windows = spec.os is not None and spec.os.name == 'windows'
    lists = (
        ('containerStatuses', status.container_statuses, spec.containers),
        ('initContainerStatuses', status.init_container_statuses, spec.init_containers),
    )
    for name, statuses, containers in lists:
        yield from _users(_STATUS.child(name), statuses, windows)
        yield from _allocated(_STATUS.child(name), statuses, {each.name: each for each in containers})
    path = _STATUS.child('ephemeralContainerStatuses')
    yield from _users(path, status.ephemeral_container_statuses, windows)
    for index, each in enumerate(status.ephemeral_container_statuses):
        if each.allocated_resources_status:
            detail = 'must not be specified in container status'
            yield field.forbidden(path.index(index).child('allocatedResourcesStatus'), detail)
    yield from _image_volumes(_STATUS.child('containerStatuses'), status.container_statuses)
    yield from _image_volumes(_STATUS.child('initContainerStatuses'), status.init_container_statuses)
    yield from _image_volumes(path, status.ephemeral_container_statuses)


def _image_volumes(path: Path, statuses: Sequence[core.ContainerStatus]) -> Errors:
    """Which image is mounted."""
    for index, status in enumerate(statuses):
        for number, mount in enumerate(status.volume_mounts):
            image = mount.volume_status.image if mount.volume_status is not None else None
            if image is None:
                continue
            at = path.index(index).child('volumeMounts').index(number).child('volumeStatus', 'imageVolumeStatus')
            if not image.image_ref:
                yield field.required(at.child('imageRef'), 'imageRef must not be empty')
            elif names.byte_length(image.image_ref) > _IMAGE_MAX:
                yield field.too_long(at.child('imageRef'), image.image_ref, _IMAGE_MAX)


def _users(path: Path, statuses: Sequence[core.ContainerStatus], windows: bool) -> Errors:
    for index, status in enumerate(statuses):
        user = status.user.linux if status.user is not None else None
        if user is None:
            continue
        at = path.index(index).child('user', 'linux')
        if windows:
            yield field.forbidden(at, 'cannot be set for a windows pod')
            continue
        numbers = [(at.child('uid'), user.uid), (at.child('gid'), user.gid)]
        groups = at.child('supplementalGroups')
        numbers += [(groups.index(place), group) for place, group in enumerate(user.supplemental_groups)]
        for where, number in numbers:
            for message in names.user_id(number):
                yield field.invalid(where, number, message)


def _allocated(path: Path, statuses: Sequence[core.ContainerStatus], containers: dict[str, core.Container]) -> Errors:
    for index, status in enumerate(statuses):
        for number, resource in enumerate(status.allocated_resources_status):
            at = path.index(index).child('allocatedResourcesStatus').index(number)
            container = containers.get(status.name)
            if container is not None:
                yield from _allocated_name(at.child('name'), resource.name, container.resources)
            yield from _health(at.child('resources'), resource.resources)


def _allocated_name(path: Path, name: str, resources: core.ResourceRequirements) -> Errors:
    if name.startswith('claim:'):
        claims = {
            f'claim:{each.name}/{each.request}' if each.request else f'claim:{each.name}' for each in resources.claims
        }
        if name not in claims:
            detail = (
                "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' "
                "or 'claim:<claimName>' if request is empty"
            )
            yield field.invalid(path, name, detail)
    elif name not in resources.requests:
        yield field.invalid(path, name, "must match one of the container's resource requests")


def _health(path: Path, resources: Sequence[core.ResourceHealth]) -> Errors:
    seen: set[str] = set()
    for index, resource in enumerate(resources):
        if resource.health not in _HEALTH:
            yield field.not_supported(path.index(index).child('health'), resource.health, sorted(_HEALTH))
        if resource.message is not None:
            at = path.index(index).child('message')
            if not resource.message:
                yield field.required(at, 'must be non-empty if specified')
            elif names.byte_length(resource.message) > _MESSAGE_MAX:
                yield field.too_long(at, resource.message, _MESSAGE_MAX)
        if resource.resource_id in seen:
            yield field.duplicate(path.index(index).child('resourceID'), resource.resource_id)
        seen.add(resource.resource_id)
