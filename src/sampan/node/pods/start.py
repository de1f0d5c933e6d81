"""Starting a pod's sandbox and its containers (upstream: kuberuntime_sandbox.go, kuberuntime_container.go)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sampan.api.generated import core_v1 as core
from sampan.client.events import NORMAL, WARNING, EventRecorder
from sampan.machinery.world import World
from sampan.node.config import KubeletConfig
from sampan.node.host import Host
from sampan.node.pods import observed as names
from sampan.node.pods.actions import StartContainer
from sampan.node.pods.dns import Resolver, host_name, hosts_file, pod_resolver
from sampan.node.pods.environment import ConfigError, Environment, expanded
from sampan.node.pods.fields import PodFacts
from sampan.node.pods.hooks import HookFailure, Hooks
from sampan.node.pods.images import ImageFailure, ImageManager
from sampan.node.pods.pull_secrets import PullSecrets
from sampan.node.pods.security import NotAllowed, container_security, sandbox_security
from sampan.node.pods.spec import container_hash, field_path, grace_period
from sampan.node.probes.prober import Target
from sampan.node.resources.limits import container_resources
from sampan.node.runtime.base import (
    ContainerConfig,
    Image,
    Mount,
    PortMapping,
    Runtime,
    RuntimeFailure,
    SandboxConfig,
)
from sampan.node.volumes.host import HostError
from sampan.node.volumes.manager import VolumeManager
from sampan.node.volumes.sources import VolumeFailure

SOON = timedelta(seconds=1)  # the first look after a failure that has a back-off finds it
RETRY = timedelta(seconds=10)
NO_USER_NAMESPACES = "can't set `spec.hostUsers: false`, runtime does not support user namespaces"
NEVER_PULLED = frozenset({'InvalidImageName', 'ImageInspectError', 'ErrImageNeverPull'})  # so there is no back-off


class StartFailure(Exception):
    """A container did not start; it is waiting for `reason` and tried again at `retry_at`."""

    def __init__(self, reason: str, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class Starter:
    """One per node; keeps nothing about pods."""

    runtime: Runtime
    images: ImageManager
    pull_secrets: PullSecrets
    environment: Environment
    volumes: VolumeManager
    hooks: Hooks
    recorder: EventRecorder
    host: Host
    config: KubeletConfig
    world: World
    resolver: Callable[[], Resolver]

    # --- the sandbox --------------------------------------------------------------------------

    def sandbox_config(self, pod: core.Pod, attempt: int, cgroup_parent: str) -> SandboxConfig:
        meta = pod.metadata
        resolver = pod_resolver(pod, self.resolver(), self.config.cluster_dns, self.config.cluster_domain)
        name, search = host_name(pod, self.config.cluster_domain)
        if pod.spec.set_hostname_as_fqdn and search:
            name = f'{name}.{search}'
        return SandboxConfig(
            name=meta.name,
            namespace=meta.namespace,
            uid=meta.uid,
            attempt=attempt,
            hostname='' if pod.spec.host_network else name,
            log_directory=str(self.config.log_dir(meta.namespace, meta.name, meta.uid)),
            dns_servers=resolver.servers,
            dns_searches=resolver.searches,
            dns_options=resolver.options,
            port_mappings=() if pod.spec.host_network else _ports(pod),
            labels=dict(meta.labels) | _pod_labels(pod),
            annotations=dict(meta.annotations),
            cgroup_parent=cgroup_parent,
            security=sandbox_security(pod),
        )

    async def create_sandbox(self, pod: core.Pod, attempt: int, cgroup_parent: str) -> str:
        """Raises RuntimeFailure, after an event."""
        try:
            if pod.spec.host_users is False:
                raise RuntimeFailure('CreatePodSandboxError', NO_USER_NAMESPACES)
            return await self.runtime.run_sandbox(self.sandbox_config(pod, attempt, cgroup_parent))
        except RuntimeFailure as e:
            self.recorder.event(pod, WARNING, 'FailedCreatePodSandBox', f'Failed to create pod sandbox: {e.message}')
            raise

    # --- containers ---------------------------------------------------------------------------

    async def start(
        self, pod: core.Pod, container: core.Container, action: StartContainer, facts: PodFacts, cgroup_parent: str
    ) -> None:
        """Pull, configure, create, start, postStart. Raises StartFailure, after its events."""
        image = await self._image(pod, container)
        sandbox = self.sandbox_config(pod, 0, cgroup_parent)
        config = await self._config(pod, container, action.attempt, image, facts)
        id_ = await self._create(pod, container, action.sandbox, config, sandbox)
        await self._begin(pod, container, id_)
        await self._post_start(pod, container, id_, facts)

    async def _image(self, pod: core.Pod, container: core.Container) -> Image:
        try:
            auth = await self.pull_secrets.auth(pod, container.image)
            return await self.images.ensure(pod, container, auth)
        except ImageFailure as e:
            self._emit(pod, container, WARNING, 'Failed', f'Error: {e.reason}')
            now = self.world.now()
            retry = e.until or now + (RETRY if e.reason in NEVER_PULLED else SOON)
            raise StartFailure(e.reason, e.message, min(retry, now + RETRY)) from e

    async def _config(
        self, pod: core.Pod, container: core.Container, attempt: int, image: Image, facts: PodFacts
    ) -> ContainerConfig:
        try:
            variables = await self.environment.variables(pod, container, facts)
            security = container_security(pod, container, image)
            mounts = self._mounts(pod, container, attempt, variables, facts)
        except (ConfigError, NotAllowed, VolumeFailure, HostError) as e:
            raise self._failure(pod, container, 'CreateContainerConfigError', str(e)) from e
        return ContainerConfig(
            name=container.name,
            attempt=attempt,
            image=container.image,  # as the user wrote it: the status shows it again
            command=expanded(container.command, variables),
            args=expanded(container.args, variables),
            working_dir=container.working_dir,
            env=tuple(variables.items()),
            mounts=tuple(mounts),
            labels=_pod_labels(pod) | {names.CONTAINER_NAME: container.name},
            annotations=_annotations(pod, container, attempt),
            log_path=f'{container.name}/{attempt}.log',
            stdin=container.stdin,
            stdin_once=container.stdin_once,
            tty=container.tty,
            resources=container_resources(pod, container, self.host.machine.memory),
            security=security,
            stop_signal=_stop_signal(container),
        )

    def _mounts(
        self, pod: core.Pod, container: core.Container, attempt: int, variables: dict[str, str], facts: PodFacts
    ) -> list[Mount]:
        mounts = self.volumes.mounts(pod, container, variables)
        directory = self.config.pod_dir(pod.metadata.uid)
        taken = {m.container_path.rstrip('/') for m in mounts}
        if '/etc/hosts' not in taken:
            mounts.append(Mount('/etc/hosts', str(self._hosts(pod, directory, facts))))
        if container.termination_message_path:
            path = directory / 'containers' / container.name / f'termination-{attempt}'
            self.host.volumes.make_dir(path.parent)
            self.host.volumes.write_file(path, b'', 0o666)
            mounts.append(Mount(container.termination_message_path, str(path)))
        return mounts

    def _hosts(self, pod: core.Pod, directory: Path, facts: PodFacts) -> Path:
        path = directory / 'etc-hosts'
        self.host.volumes.make_dir(directory)
        text = hosts_file(pod, facts.pod_ips, self.config.cluster_domain, self.host.hosts)
        self.host.volumes.write_file(path, text.encode())
        return path

    async def _create(
        self, pod: core.Pod, container: core.Container, sandbox: str, config: ContainerConfig, pod_config: SandboxConfig
    ) -> str:
        try:
            id_ = await self.runtime.create_container(sandbox, config, pod_config)
        except RuntimeFailure as e:
            raise self._failure(pod, container, 'CreateContainerError', e.message) from e
        self._emit(pod, container, NORMAL, 'Created', 'Container created')
        return id_

    async def _begin(self, pod: core.Pod, container: core.Container, id_: str) -> None:
        try:
            await self.runtime.start_container(id_)
        except RuntimeFailure as e:
            # It has ended, which is seen at once; the back-off of crashes decides when it is tried again.
            raise self._failure(pod, container, 'RunContainerError', e.message, SOON) from e
        self._emit(pod, container, NORMAL, 'Started', 'Container started')

    async def _post_start(self, pod: core.Pod, container: core.Container, id_: str, facts: PodFacts) -> None:
        if container.lifecycle is None or container.lifecycle.post_start is None:
            return
        try:
            await self.hooks.run(container.lifecycle.post_start, target(container, id_, facts))
        except HookFailure as e:
            self._emit(pod, container, WARNING, 'FailedPostStartHook', 'PostStartHook failed')
            self._emit(pod, container, NORMAL, 'Killing', 'FailedPostStartHook')
            await self.runtime.stop_container(id_, grace_period(pod))
            raise StartFailure('PostStartHookError', str(e), self.world.now() + SOON) from e

    def _failure(
        self, pod: core.Pod, container: core.Container, reason: str, message: str, retry: timedelta = RETRY
    ) -> StartFailure:
        self._emit(pod, container, WARNING, 'Failed', f'Error: {message}')
        return StartFailure(reason, message, self.world.now() + retry)

    def _emit(self, pod: core.Pod, container: core.Container, type_: str, reason: str, message: str) -> None:
        self.recorder.event(pod, type_, reason, message, field_path=field_path(pod, container.name))


def target(container: core.Container, id_: str, facts: PodFacts) -> Target:
    """Where hooks of a container go."""
    ips = facts.pod_ips or facts.host_ips
    return Target(id_, container, ips[0] if ips else '')


def _ports(pod: core.Pod) -> tuple[PortMapping, ...]:
    return tuple(
        PortMapping(p.container_port, p.host_port, p.protocol or 'TCP', p.host_ip)
        for c in [*pod.spec.containers, *pod.spec.init_containers]
        for p in c.ports
        if p.host_port
    )


def _pod_labels(pod: core.Pod) -> dict[str, str]:
    return {
        names.POD_NAME: pod.metadata.name,
        names.POD_NAMESPACE: pod.metadata.namespace,
        names.POD_UID: pod.metadata.uid,
    }


def _annotations(pod: core.Pod, container: core.Container, attempt: int) -> Mapping[str, str]:
    annotations = {
        names.CONTAINER_HASH: container_hash(container),
        names.RESTART_COUNT: str(attempt),
        names.MESSAGE_PATH: container.termination_message_path,
        names.MESSAGE_POLICY: container.termination_message_policy,
    }
    if pod.spec.termination_grace_period_seconds is not None:
        annotations[names.POD_GRACE_PERIOD] = str(pod.spec.termination_grace_period_seconds)
    return annotations


def _stop_signal(container: core.Container) -> str:
    return (container.lifecycle.stop_signal or '') if container.lifecycle is not None else ''
