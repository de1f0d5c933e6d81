"""Deletes all content of a namespace and counts what remains.

Upstream: namespaced_resources_deleter.go. Pods go first: nothing they may need (secrets, config, policies) is taken
away while they still run. Then every other kind that is stored per namespace, by deletecollection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from sampan.api.errors import ApiError, is_method_not_supported, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.resources import RESOURCES, Resource
from sampan.client.base import Client
from sampan.controllers.customkinds import custom_resources
from sampan.controllers.pods import is_terminal

# What holds things back without a pod's grace period is somebody's finalizer: look again after this.
FINALIZER_SECONDS = 15.0
DEFAULT_GRACE_SECONDS = 30.0


@dataclass(slots=True)
class Remaining:
    """What one round of deletions left behind."""

    resources: dict[str, int] = field(default_factory=dict)  # `pods.`, `deployments.apps`: how many
    finalizers: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    estimate: float = 0.0  # seconds until another look is worth while; 0 when nothing remains


def deletable() -> list[Resource]:
    """Every resource that has objects of its own in namespaces; those that are not served have none."""
    needed = {'list', 'delete'}
    return [
        resource
        for resource in RESOURCES
        if resource.namespaced and resource.stored and needed.issubset(resource.verbs) and resource.storage_type is None
    ]


async def delete_all(client: Client, namespace: str) -> Remaining:
    """One round: ask for the deletion of everything, and see what is still there."""
    remaining = Remaining()
    pods = [resource for resource in deletable() if resource.type is core.Pod]
    custom = [resource for resource in await custom_resources(client) if resource.namespaced]
    for resource in pods:
        await _delete(client, namespace, resource, remaining)
    if remaining.resources or remaining.errors:
        return remaining
    for resource in (*deletable(), *custom):
        if resource.type is not core.Pod:
            await _delete(client, namespace, resource, remaining)
    return remaining


async def _delete(client: Client, namespace: str, resource: Resource, remaining: Remaining) -> None:
    try:
        await _delete_collection(client, namespace, resource)
        left = (await client.list(resource.type, namespace)).items
    except ApiError as error:
        if not is_not_found(error):
            remaining.errors.append(str(error))
        return
    if not left:
        return
    remaining.resources[f'{resource.plural}.{resource.group}'] = len(left)
    for obj in left:
        remaining.finalizers.update(obj.metadata.finalizers)  # type: ignore[attr-defined]
    remaining.estimate = max(remaining.estimate, _estimate(left))


async def _delete_collection(client: Client, namespace: str, resource: Resource) -> None:
    if 'deletecollection' in resource.verbs:
        try:
            await client.delete_collection(resource.type, namespace, propagation_policy='Background')
        except ApiError as error:
            if not is_method_not_supported(error):
                raise
        else:
            return
    for obj in (await client.list(resource.type, namespace)).items:
        name: str = obj.metadata.name  # type: ignore[attr-defined]
        try:
            await client.delete(resource.type, name, namespace, propagation_policy='Background')
        except ApiError as error:
            if not is_not_found(error):
                raise


def _estimate(left: Sequence[msgspec.Struct]) -> float:
    """The longest grace period of the pods that still run, or else the time given to finalizers."""
    grace = 0.0
    for obj in left:
        if isinstance(obj, core.Pod) and not is_terminal(obj):
            seconds = obj.spec.termination_grace_period_seconds
            grace = max(grace, DEFAULT_GRACE_SECONDS if seconds is None else float(seconds))
    return grace or FINALIZER_SECONDS
