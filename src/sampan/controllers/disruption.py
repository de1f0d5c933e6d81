"""Saying on a pod that it is ended by the control plane: the condition DisruptionTarget (KEP-3329)."""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api.codec import encode
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.client.base import Client, Patch
from sampan.controllers.pods import condition, is_terminal
from sampan.machinery.world import World

DISRUPTION_TARGET = 'DisruptionTarget'


async def mark_disrupted(
    client: Client, world: World, pod: core.Pod, *, reason: str, message: str, failed: bool = False
) -> None:
    """Write the condition (without a message: none), and with `failed` the phase of a pod nobody will finish.

    The patch names the pod's uid: another pod of the same name answers with a conflict. Raises ApiError.
    """
    status: dict[str, Any] = {}
    if failed and not is_terminal(pod):
        status['phase'] = 'Failed'
    present = condition(pod, DISRUPTION_TARGET)
    if message and (present is None or present.status != 'True' or present.reason != reason):
        new = core.PodCondition(
            type=DISRUPTION_TARGET,
            status='True',
            reason=reason,
            message=message,
            last_transition_time=Time.of(world.now()),
            observed_generation=pod.metadata.generation,
        )
        status['conditions'] = [msgspec.json.decode(encode(new))]
    if status:
        patch = Patch.strategic({'metadata': {'uid': pod.metadata.uid}, 'status': status})
        await client.patch(core.Pod, pod.metadata.name, pod.metadata.namespace, patch, 'status')
