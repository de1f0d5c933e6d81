"""Updates of a pod's status. Upstream: ValidatePodStatusUpdate."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar
from sampan.api.validation.common import Errors, checked, immutable, ip, is_dual_stack, nonnegative
from sampan.api.validation.metadata import METADATA, object_meta_update
from sampan.api.validation.pod_annotations import annotation_updates, pod_annotations
from sampan.machinery import field, names
from sampan.machinery.field import Path

_STATUS = Path('status')
_SYSTEM_CONDITIONS = frozenset({'PodScheduled', 'Ready', 'Initialized'})
_HEALTH = ('Healthy', 'Unhealthy', 'Unknown')


def pod_status_update(new: core.Pod, old: core.Pod) -> Errors:
    """What the kubelet (or who else may) says about a pod."""
    annotations = METADATA.child('annotations')
    yield from object_meta_update(new.metadata, old.metadata)
    yield from annotation_updates(annotations, new.metadata.annotations, old.metadata.annotations)
    yield from pod_annotations(annotations, new.metadata.annotations, new.spec)
    yield from _conditions(METADATA.child('conditions'), new.status.conditions)
    if new.spec.node_name != old.spec.node_name:
        yield field.forbidden(_STATUS.child('nodeName'), 'may not be changed directly')
    nominated = new.status.nominated_node_name
    if nominated and nominated != old.status.nominated_node_name:
        yield from checked(_STATUS.child('nominatedNodeName'), nominated, names.dns1123_subdomain)
    yield from nonnegative(_STATUS.child('observedGeneration'), new.status.observed_generation)
    yield from immutable(_STATUS.child('qosClass'), new.status.qos_class, old.status.qos_class)
    yield from _transitions(new, old)
    yield from _claims(_STATUS.child('resourceClaimStatuses'), new)
    yield from _addresses(_STATUS.child('podIPs'), [each.ip for each in new.status.pod_ips], new.status.pod_ips)
    yield from _host_addresses(new.status)
    yield from _containers(new)


def _conditions(path: Path, conditions: Sequence[core.PodCondition]) -> Errors:
    for index, condition in enumerate(conditions):
        if condition.type not in _SYSTEM_CONDITIONS:
            yield from checked(path.index(index).child('Type'), condition.type, names.qualified_name)


def _transitions(new: core.Pod, old: core.Pod) -> Errors:
    """A container that has ended for good does not come back."""
    spec = old.spec
    policies = {each.name: _policy(each, spec.restart_policy) for each in (*spec.containers, *spec.init_containers)}
    for name, now, before in (
        ('containerStatuses', new.status.container_statuses, old.status.container_statuses),
        ('initContainerStatuses', new.status.init_container_statuses, old.status.init_container_statuses),
    ):
        if spec.restart_policy != 'Always':
            yield from _transition(_STATUS.child(name), now, before, policies, spec.restart_policy)
    path = _STATUS.child('ephemeralContainerStatuses')
    now, before = new.status.ephemeral_container_statuses, old.status.ephemeral_container_statuses
    yield from _transition(path, now, before, {}, 'Never')


def _policy(container: core.Container, of_pod: str) -> str:
    if container.restart_policy_rules or is_sidecar(container):
        return 'Always'
    return container.restart_policy or of_pod


def _transition(
    path: Path,
    new: Sequence[core.ContainerStatus],
    old: Sequence[core.ContainerStatus],
    policies: dict[str, str],
    of_pod: str,
) -> Errors:
    for index, before in enumerate(old):
        ended, policy = before.state.terminated, policies.get(before.name, of_pod)
        if ended is None or policy == 'Always' or (ended.exit_code != 0 and policy == 'OnFailure'):
            continue
        for now in new:
            if now.name == before.name and now.state.terminated is None:
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


def _addresses(path: Path, texts: Sequence[str], objects: object) -> Errors:
    for index, text in enumerate(texts):
        yield from ip(path.index(index), text)
    if len(texts) < 2:
        return
    if not is_dual_stack(texts) or len(texts) > 2:
        yield field.invalid(path, objects, 'may specify no more than one IP for each IP family')
    for index, text in enumerate(texts):
        if text in texts[:index]:
            yield field.duplicate(path.index(index), {'ip': text})


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


def _users(path: Path, statuses: Sequence[core.ContainerStatus], windows: bool) -> Errors:
    for index, status in enumerate(statuses):
        user = status.user.linux if status.user is not None else None
        if user is None:
            continue
        at = path.index(index).child('linux')
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
        if resource.resource_id in seen:
            yield field.duplicate(path.index(index).child('resourceID'), resource.resource_id)
        seen.add(resource.resource_id)
