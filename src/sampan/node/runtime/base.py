"""The joint between the kubelet and whatever runs containers: CRI's verbs as a Protocol.

Two runtimes stand behind it: `containerd` (real containers by CRI v1 over gRPC) and `hollow`
(simulated containers with scripted behaviour). The kubelet's pod workers know only this. Ids are
opaque strings. One contract suite runs over both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol


class RuntimeFailure(Exception):
    """The runtime refused or failed. `reason` is what goes into a container's waiting reason.

    Reasons are upstream's: ErrImagePull, ImagePullBackOff, InvalidImageName, ErrImageNeverPull,
    CreateContainerConfigError, CreateContainerError, RunContainerError, CreatePodSandboxError.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class NotFound(RuntimeFailure):
    """No sandbox, container or image of that id."""

    def __init__(self, what: str) -> None:
        super().__init__('NotFound', f'{what} not found')


class State(Enum):
    """A container's state, as CRI has it."""

    CREATED = 'created'
    RUNNING = 'running'
    EXITED = 'exited'
    UNKNOWN = 'unknown'


@dataclass(frozen=True, slots=True)
class PortMapping:
    container_port: int
    host_port: int
    protocol: str = 'TCP'
    host_ip: str = ''


@dataclass(frozen=True, slots=True)
class Resources:
    """cgroup settings. 0 or None: leave to the runtime. cpu_* in microseconds and shares, memory in bytes."""

    cpu_shares: int = 0
    cpu_quota: int = 0
    cpu_period: int = 100_000
    memory_limit: int = 0
    oom_score_adj: int = 0


@dataclass(frozen=True, slots=True)
class Security:
    """What of the security contexts the runtime applies."""

    run_as_user: int | None = None
    run_as_group: int | None = None
    run_as_username: str = ''
    supplemental_groups: tuple[int, ...] = ()
    privileged: bool = False
    read_only_rootfs: bool = False
    add_capabilities: tuple[str, ...] = ()
    drop_capabilities: tuple[str, ...] = ()
    no_new_privs: bool = False
    seccomp: str = 'Unconfined'  # RuntimeDefault, Unconfined, localhost/PATH
    host_network: bool = False
    host_pid: bool = False
    host_ipc: bool = False
    share_process_namespace: bool = False
    sysctls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    name: str
    namespace: str
    uid: str
    attempt: int = 0
    hostname: str = ''
    log_directory: str = ''
    dns_servers: tuple[str, ...] = ()
    dns_searches: tuple[str, ...] = ()
    dns_options: tuple[str, ...] = ()
    port_mappings: tuple[PortMapping, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    cgroup_parent: str = ''
    security: Security = field(default_factory=Security)


@dataclass(frozen=True, slots=True)
class Mount:
    container_path: str
    host_path: str
    read_only: bool = False
    propagation: str = 'None'  # None, HostToContainer, Bidirectional


@dataclass(frozen=True, slots=True)
class ContainerConfig:
    name: str
    attempt: int
    image: str  # the reference or id to run
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    working_dir: str = ''
    env: tuple[tuple[str, str], ...] = ()
    mounts: tuple[Mount, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    log_path: str = ''  # relative to the sandbox's log directory
    stdin: bool = False
    stdin_once: bool = False
    tty: bool = False
    resources: Resources = field(default_factory=Resources)
    security: Security = field(default_factory=Security)
    stop_signal: str = ''


@dataclass(frozen=True, slots=True)
class SandboxStatus:
    id: str
    ready: bool
    name: str
    namespace: str
    uid: str
    attempt: int
    created_at: datetime
    ips: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContainerStatus:
    id: str
    sandbox: str
    name: str
    attempt: int
    state: State
    image: str  # as asked for
    image_id: str
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    exit_code: int = 0
    reason: str = ''  # Completed, Error, OOMKilled, ContainerCannotRun, StartError
    message: str = ''
    log_path: str = ''
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


class ContainerEventType(Enum):
    CREATED = 'created'
    STARTED = 'started'
    STOPPED = 'stopped'
    DELETED = 'deleted'


@dataclass(frozen=True, slots=True)
class ContainerEvent:
    """Something happened in a pod: look again. `pod_uid` tells the worker; the rest is a hint."""

    type: ContainerEventType
    pod_uid: str
    container: str  # container or sandbox id


@dataclass(frozen=True, slots=True)
class Image:
    id: str
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    size: int
    user: str = ''  # numeric uid or user name of the image's config; '' is root


@dataclass(frozen=True, slots=True)
class ExecResult:
    stdout: bytes
    stderr: bytes
    exit_code: int


@dataclass(frozen=True, slots=True)
class ContainerStats:
    container: str
    cpu_nanoseconds: int
    memory_working_set: int


@dataclass(frozen=True, slots=True)
class RuntimeVersion:
    name: str
    version: str
    api_version: str


@dataclass(frozen=True, slots=True)
class RuntimeHealth:
    """CRI conditions. `runtime_ready` and `network_ready` with what is wrong."""

    runtime_ready: bool
    network_ready: bool
    message: str = ''


class Runtime(Protocol):
    """CRI's verbs. Every method raises `RuntimeFailure`; removing what is not there succeeds."""

    async def version(self) -> RuntimeVersion: ...
    async def health(self) -> RuntimeHealth: ...

    async def run_sandbox(self, config: SandboxConfig) -> str: ...
    async def stop_sandbox(self, sandbox: str) -> None: ...
    async def remove_sandbox(self, sandbox: str) -> None: ...
    async def sandboxes(self) -> Sequence[SandboxStatus]: ...
    async def sandbox_status(self, sandbox: str) -> SandboxStatus: ...

    async def create_container(self, sandbox: str, config: ContainerConfig, sandbox_config: SandboxConfig) -> str: ...
    async def start_container(self, container: str) -> None: ...
    async def stop_container(self, container: str, grace: float) -> None:
        """SIGTERM (or the image's signal), after `grace` seconds SIGKILL. Returns when it has ended."""
        ...

    async def remove_container(self, container: str) -> None: ...
    async def containers(self) -> Sequence[ContainerStatus]:
        """All containers of all sandboxes, cheaply (exit codes may be absent; use container_status)."""
        ...

    async def container_status(self, container: str) -> ContainerStatus: ...
    async def container_stats(self) -> Sequence[ContainerStats]: ...
    async def update_resources(self, container: str, resources: Resources) -> None: ...
    async def reopen_log(self, container: str) -> None: ...

    async def exec_sync(self, container: str, command: Sequence[str], timeout: float) -> ExecResult: ...
    async def exec_url(
        self, container: str, command: Sequence[str], *, stdin: bool, stdout: bool, stderr: bool, tty: bool
    ) -> str:
        """Where the runtime's streaming server will run the command once connected to."""
        ...

    async def attach_url(self, container: str, *, stdin: bool, stdout: bool, stderr: bool, tty: bool) -> str: ...
    async def port_forward_url(self, sandbox: str, ports: Sequence[int]) -> str: ...

    async def pull_image(self, image: str, auth: Mapping[str, str] | None = None) -> str:
        """Returns the image's id (its reference by digest)."""
        ...

    async def image_status(self, image: str) -> Image | None: ...
    async def images(self) -> Sequence[Image]: ...
    async def remove_image(self, image: str) -> None: ...

    def events(self) -> AsyncIterator[ContainerEvent]:
        """Everything that happens from now on. Ends only by an error: list again, then subscribe again."""
        ...

    async def close(self) -> None: ...
