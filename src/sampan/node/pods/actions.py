"""What a pod's machine asks its shell to do. Plain values; the shell knows how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Which list of the spec a container comes from."""

    INIT = 'init'
    REGULAR = 'container'
    EPHEMERAL = 'ephemeral'


@dataclass(frozen=True, slots=True)
class PrepareVolumes:
    """Make the pod's directories, cgroup and volumes; without them nothing starts."""


@dataclass(frozen=True, slots=True)
class CreateSandbox:
    attempt: int


@dataclass(frozen=True, slots=True)
class StartContainer:
    """Pull, create, start, and run postStart. `attempt` counts restarts over all sandboxes."""

    name: str
    kind: Kind
    attempt: int
    sandbox: str


@dataclass(frozen=True, slots=True)
class KillContainer:
    """preStop, SIGTERM, and SIGKILL after `grace` seconds."""

    id: str
    name: str
    message: str  # of the Killing event
    grace: int


@dataclass(frozen=True, slots=True)
class KillPod:
    """All containers in termination order, then the sandboxes."""

    grace: int


@dataclass(frozen=True, slots=True)
class RemoveContainers:
    """Dead containers nobody asks for any more."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveSandboxes:
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teardown:
    """Unmount the volumes and remove the pod's cgroup."""


@dataclass(frozen=True, slots=True)
class DeletePod:
    """Everything has ended: take the pod out of the API (grace period 0, by uid)."""


@dataclass(frozen=True, slots=True)
class Forget:
    """The pod is gone from the API: remove its containers, sandboxes, logs and directories."""


@dataclass(frozen=True, slots=True)
class Emit:
    """Record an event about the pod, or about one of its containers."""

    type: str
    reason: str
    message: str
    container: str = ''


Action = (
    PrepareVolumes
    | CreateSandbox
    | StartContainer
    | KillContainer
    | KillPod
    | RemoveContainers
    | RemoveSandboxes
    | Teardown
    | DeletePod
    | Forget
    | Emit
)
