"""DefaultTolerationSeconds: pods stay on a lost node for five minutes before they are evicted."""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Operation

SECONDS = 300
TAINTS = ('node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable')


class DefaultTolerationSeconds:
    name = 'DefaultTolerationSeconds'

    async def admit(self, attributes: Attributes) -> None:
        if attributes.about('pods') and attributes.operation in (Operation.CREATE, Operation.UPDATE):
            pod: core_v1.Pod = attributes.object
            for key in TAINTS:
                if not any(_covers(toleration, key) for toleration in pod.spec.tolerations):
                    pod.spec.tolerations = [*pod.spec.tolerations, _toleration(key)]

    async def validate(self, attributes: Attributes) -> None:
        """Nothing is refused."""


def _covers(toleration: core_v1.Toleration, key: str) -> bool:
    return toleration.key in ('', key) and toleration.effect in ('', 'NoExecute')


def _toleration(key: str) -> core_v1.Toleration:
    return core_v1.Toleration(key=key, operator='Exists', effect='NoExecute', toleration_seconds=SECONDS)
