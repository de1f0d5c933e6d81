"""What the runtime shows of one pod, newest first, and the names it is found by.

Labels and annotations are upstream's, so that tools which look at a node (crictl, log shippers)
find what they expect, and a restarted kubelet finds its own containers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sampan.node.runtime.base import ContainerStatus, SandboxStatus, State

POD_NAME = 'io.kubernetes.pod.name'
POD_NAMESPACE = 'io.kubernetes.pod.namespace'
POD_UID = 'io.kubernetes.pod.uid'
CONTAINER_NAME = 'io.kubernetes.container.name'

CONTAINER_HASH = 'io.kubernetes.container.hash'
RESTART_COUNT = 'io.kubernetes.container.restartCount'
MESSAGE_PATH = 'io.kubernetes.container.terminationMessagePath'
MESSAGE_POLICY = 'io.kubernetes.container.terminationMessagePolicy'
POD_GRACE_PERIOD = 'io.kubernetes.pod.terminationGracePeriod'


@dataclass(frozen=True, slots=True)
class Observed:
    """Sandboxes and containers of one pod, newest first."""

    sandboxes: tuple[SandboxStatus, ...] = ()
    containers: tuple[ContainerStatus, ...] = ()

    @classmethod
    def of(cls, sandboxes: Iterable[SandboxStatus], containers: Iterable[ContainerStatus]) -> Observed:
        return cls(
            tuple(sorted(sandboxes, key=lambda s: (s.created_at, s.attempt), reverse=True)),
            tuple(sorted(containers, key=lambda c: (c.created_at, c.attempt), reverse=True)),
        )

    @property
    def sandbox(self) -> SandboxStatus | None:
        """The newest sandbox."""
        return self.sandboxes[0] if self.sandboxes else None

    @property
    def ips(self) -> tuple[str, ...]:
        """The addresses of the newest sandbox, while it is ready."""
        return self.sandbox.ips if self.sandbox and self.sandbox.ready else ()

    def latest(self, name: str) -> ContainerStatus | None:
        """The newest container of that name, in whichever sandbox."""
        return next((c for c in self.containers if c.name == name), None)

    def active(self, name: str) -> ContainerStatus | None:
        """The newest container of that name in the newest sandbox."""
        if self.sandbox is None:
            return None
        return next((c for c in self.containers if c.name == name and c.sandbox == self.sandbox.id), None)

    def all(self, name: str) -> list[ContainerStatus]:
        return [c for c in self.containers if c.name == name]

    def running(self) -> list[ContainerStatus]:
        """Containers that may have a live process."""
        return [c for c in self.containers if c.state in (State.RUNNING, State.UNKNOWN)]


@dataclass(frozen=True, slots=True)
class SandboxNeed:
    """Whether the pod needs a (new) sandbox (upstream: runtimeutil.PodSandboxChanged)."""

    create: bool
    attempt: int = 0
    current: str = field(default='')


def sandbox_need(observed: Observed, *, host_network: bool) -> SandboxNeed:
    newest = observed.sandbox
    if newest is None:
        return SandboxNeed(True)
    if not newest.ready or sum(s.ready for s in observed.sandboxes) > 1:
        return SandboxNeed(True, newest.attempt + 1, newest.id)
    if not host_network and not newest.ips:
        return SandboxNeed(True, newest.attempt + 1, newest.id)
    return SandboxNeed(False, newest.attempt, newest.id)
