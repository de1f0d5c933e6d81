"""Pods as controllers see them: alive, ready, available; and making and removing them with events.

Upstream: pkg/api/v1/pod, pkg/controller controller_utils (RealPodControl and the filters).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Client
from sampan.controllers.base import Recorder
from sampan.controllers.ownership import controller_reference
from sampan.machinery import names

NAMESPACE_TERMINATING = 'NamespaceTerminating'


def is_terminal(pod: core.Pod) -> bool:
    """Whether the pod has run its course and will not start again."""
    return pod.status.phase in ('Succeeded', 'Failed')


def is_active(pod: core.Pod) -> bool:
    """Whether the pod counts as a replica: not finished and not being deleted."""
    return not is_terminal(pod) and pod.metadata.deletion_timestamp is None


def is_terminating(pod: core.Pod) -> bool:
    """Whether the pod is being deleted and has not finished yet."""
    return not is_terminal(pod) and pod.metadata.deletion_timestamp is not None


def condition(pod: core.Pod, type: str) -> core.PodCondition | None:
    """The pod's condition of a type."""
    for found in pod.status.conditions:
        if found.type == type:
            return found
    return None


def is_ready(pod: core.Pod) -> bool:
    """Whether the Ready condition is True."""
    ready = condition(pod, 'Ready')
    return ready is not None and ready.status == 'True'


def ready_since(pod: core.Pod) -> datetime | None:
    """When the pod last became ready; None if it is not, or if nobody wrote down when."""
    ready = condition(pod, 'Ready')
    if ready is None or ready.status != 'True':
        return None
    return ready.last_transition_time


def available_in(pod: core.Pod, min_ready_seconds: int, now: datetime) -> float | None:
    """Seconds until the pod has been ready for `min_ready_seconds`: 0 if it has, None while it is not ready."""
    if not is_ready(pod):
        return None
    if min_ready_seconds == 0:
        return 0.0
    since = ready_since(pod)
    if since is None:
        return None
    return max(0.0, (since + timedelta(seconds=min_ready_seconds) - now).total_seconds())


def is_available(pod: core.Pod, min_ready_seconds: int, now: datetime) -> bool:
    """Whether the pod has been ready for at least `min_ready_seconds`."""
    return available_in(pod, min_ready_seconds, now) == 0.0


def from_template(template: core.PodTemplateSpec, owner: Any) -> core.Pod:
    """A pod as the template describes it, controlled by `owner`."""
    own = clone(template)
    prefix = f'{owner.metadata.name}-'
    return core.Pod(
        metadata=meta.ObjectMeta(
            generate_name=owner.metadata.name if names.name_is_dns_subdomain(prefix, prefix=True) else prefix,
            namespace=owner.metadata.namespace,
            labels=own.metadata.labels,
            annotations=own.metadata.annotations,
            finalizers=own.metadata.finalizers,
            owner_references=[controller_reference(owner)],
        ),
        spec=own.spec,
    )


def is_namespace_terminating(error: BaseException) -> bool:
    """Whether a write failed because its namespace is going away: nothing to retry, nothing to report."""
    if not isinstance(error, ApiError):
        return False
    details = error.status.details
    return details is not None and any(cause.reason == NAMESPACE_TERMINATING for cause in details.causes)


class PodControl:
    """Creates and deletes pods on behalf of an owner, and writes the owner's events."""

    def __init__(self, client: Client, recorder: Recorder) -> None:
        self._client = client
        self._recorder = recorder

    async def create(self, template: core.PodTemplateSpec, owner: Any) -> core.Pod:
        """Create a pod from the template. Raises ApiError, after the event, unless the namespace is terminating."""
        if not template.metadata.labels:
            raise ValueError('unable to create pods, no labels')
        try:
            pod = await self._client.create(from_template(template, owner))
        except ApiError as error:
            if not is_namespace_terminating(error):
                self._recorder.event(owner, 'Warning', 'FailedCreate', f'Error creating: {error}')
            raise
        self._recorder.event(owner, 'Normal', 'SuccessfulCreate', f'Created pod: {pod.metadata.name}')
        return pod

    async def delete(self, pod: core.Pod, owner: Any) -> None:
        """Delete a pod. Raises ApiError; a pod that is gone already makes no event."""
        try:
            await self._client.delete(core.Pod, pod.metadata.name, pod.metadata.namespace)
        except ApiError as error:
            if not is_not_found(error):
                self._recorder.event(owner, 'Warning', 'FailedDelete', f'Error deleting: {error}')
            raise
        self._recorder.event(owner, 'Normal', 'SuccessfulDelete', f'Deleted pod: {pod.metadata.name}')
