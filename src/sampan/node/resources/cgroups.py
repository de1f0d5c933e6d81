"""Cgroups of quality classes and pods: the joint (upstream: pkg/kubelet/cm)."""

from __future__ import annotations

from typing import Protocol

from sampan.api.generated import core_v1 as core
from sampan.api.qos import pod_qos


class Cgroups(Protocol):
    """Where containers' processes are put. Raises OSError."""

    def set_up(self) -> None:
        """Make the root and the quality classes' cgroups."""
        ...

    def create(self, pod: core.Pod) -> str:
        """Make the pod's cgroup with its limits; returns what the runtime takes as the sandbox's parent."""
        ...

    def remove(self, uid: str) -> None:
        """Remove the pod's cgroup, wherever it is, killing what is left in it."""
        ...

    def pods(self) -> list[str]:
        """Uids of the pods that have a cgroup."""
        ...


def pod_path(root: str, pod: core.Pod) -> str:
    """`/ROOT/kubepods/burstable/podUID`; guaranteed pods are directly under kubepods."""
    quality = pod_qos(pod)
    middle = '' if quality == 'Guaranteed' else f'/{quality.lower()}'
    return f'/{root}/kubepods{middle}/pod{pod.metadata.uid}'


class HollowCgroups:
    """Names only."""

    def __init__(self, root: str = 'sampan') -> None:
        self._root = root
        self._pods: dict[str, str] = {}

    def set_up(self) -> None:
        self._pods.clear()

    def create(self, pod: core.Pod) -> str:
        self._pods[pod.metadata.uid] = pod_path(self._root, pod)
        return self._pods[pod.metadata.uid]

    def remove(self, uid: str) -> None:
        self._pods.pop(uid, None)

    def pods(self) -> list[str]:
        return list(self._pods)
