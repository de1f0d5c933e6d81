"""Questions to a pod's spec that several rooms of the node ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from sampan.api import codec, restarts
from sampan.api.generated import core_v1 as core
from sampan.api.podresources import is_sidecar

MINIMUM_GRACE = 2  # seconds; upstream's minimumGracePeriodInSeconds


def full_name(pod: core.Pod) -> str:
    """How upstream names a pod in messages (format.Pod)."""
    return f'{pod.metadata.name}_{pod.metadata.namespace}({pod.metadata.uid})'


def sidecars(pod: core.Pod) -> list[core.Container]:
    return [c for c in pod.spec.init_containers if is_sidecar(c)]


def ephemeral_containers(pod: core.Pod) -> list[core.Container]:
    """Ephemeral containers as plain containers (they share all fields but targetContainerName)."""
    return [_plain(c) for c in pod.spec.ephemeral_containers]


def _plain(container: core.EphemeralContainer) -> core.Container:
    return codec.decode(core.Container, codec.encode(container))


def all_containers(pod: core.Pod) -> Iterator[core.Container]:
    yield from pod.spec.init_containers
    yield from pod.spec.containers
    yield from ephemeral_containers(pod)


def find_container(pod: core.Pod, name: str) -> core.Container | None:
    return next((c for c in all_containers(pod) if c.name == name), None)


def field_path(pod: core.Pod, name: str) -> str:
    """What an event about one container refers to, such as `spec.containers{web}`."""
    for attribute, path in (
        ('containers', 'spec.containers'),
        ('init_containers', 'spec.initContainers'),
        ('ephemeral_containers', 'spec.ephemeralContainers'),
    ):
        if any(c.name == name for c in getattr(pod.spec, attribute)):
            return f'{path}{{{name}}}'
    return ''


def restart_on_failure(pod: core.Pod) -> bool:
    return pod.spec.restart_policy != 'Never'


def restarts_after(container: core.Container, pod: core.Pod, exit_code: int) -> bool:
    """Whether a container that ended with `exit_code` is started again.

    A container's own rules come first, then its own policy, then the pod's (upstream:
    podutil.ContainerShouldRestart).
    """
    return restarts.may_restart(container, pod.spec.restart_policy, exit_code)


def container_hash(container: core.Container) -> str:
    """Changes with what a running container must be replaced for (upstream: HashContainer)."""
    return _hash(container.name, container.image)


@lru_cache(4096)
def _hash(name: str, image: str) -> str:
    return hashlib.sha256(f'{name}\0{image}'.encode()).hexdigest()[:8]


def is_terminal(phase: str) -> bool:
    return phase in ('Succeeded', 'Failed')


def grace_period(pod: core.Pod) -> int:
    """Seconds the pod's containers get to end (upstream: calculateEffectiveGracePeriod)."""
    asked = pod.metadata.deletion_grace_period_seconds if pod.metadata.deletion_timestamp else None
    if asked is None:
        asked = pod.spec.termination_grace_period_seconds
    if asked is None:
        asked = 30
    return max(asked, 1)
