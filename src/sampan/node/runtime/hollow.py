"""Simulated containers: the Runtime without processes, for tests, simulation and thousands of nodes.

Everything happens by `World` and the event loop's timers, so that runs on a virtual clock are repeatable.
What a container does is a `Script`, looked up by image (a plain name matches any tag): how long pulling, the
sandbox, creating and starting take, when and how the process ends, how long it takes to end on
SIGTERM, when it becomes ready and for how long it stays healthy, what it prints, what it uses. An image
without a script runs for ever, is ready at once and ends on SIGTERM at once with exit code 0... as a web server does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sampan.machinery.world import World
from sampan.node.runtime.base import (
    ContainerConfig,
    ContainerEvent,
    ContainerEventType,
    ContainerStats,
    ContainerStatus,
    ExecResult,
    Image,
    NotFound,
    Resources,
    RuntimeFailure,
    RuntimeHealth,
    RuntimeVersion,
    SandboxConfig,
    SandboxStatus,
    State,
)
from sampan.node.runtime.script import DEFAULT, Network, Script

__all__ = ['DEFAULT', 'HollowRuntime', 'Network', 'Script']

POD_UID = 'io.kubernetes.pod.uid'
EVENTS = 10_000  # pending events of one subscriber; a slower one must list again


@dataclass(slots=True)
class _Sandbox:
    status: SandboxStatus
    config: SandboxConfig


@dataclass(slots=True)
class _Container:
    status: ContainerStatus
    config: ContainerConfig
    script: Script
    started: float = 0.0  # loop time
    ending: asyncio.TimerHandle | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class HollowRuntime:
    """Implements `runtime.base.Runtime`. `scripts` by image name; `sandbox_seconds` is what a sandbox takes."""

    def __init__(
        self,
        world: World,
        *,
        scripts: Mapping[str, Script] | None = None,
        network: Network | None = None,
        sandbox_seconds: float = 0.0,
        default: Script = DEFAULT,
    ) -> None:
        self._world = world
        self.scripts = dict(scripts or {})
        self.default = default
        self.sandbox_seconds = sandbox_seconds
        self._network = network or Network()
        self._free: list[str] | None = None
        self._sandboxes: dict[str, _Sandbox] = {}
        self._containers: dict[str, _Container] = {}
        self._pulled: dict[str, Image] = {}
        self._subscribers: dict[int, asyncio.Queue[ContainerEvent | None]] = {}
        self._count = 0
        self.healthy = RuntimeHealth(runtime_ready=True, network_ready=True)
        self.observers: list[Callable[[str, str], None]] = []  # called with (verb, id), for tests

    # --- the runtime itself -------------------------------------------------------------------

    async def version(self) -> RuntimeVersion:
        return RuntimeVersion('hollow', '1.0.0', 'v1')

    async def health(self) -> RuntimeHealth:
        return self.healthy

    async def close(self) -> None:
        for queue in self._subscribers.values():
            queue.put_nowait(None)
        for container in self._containers.values():
            self._cancel(container)

    def events(self) -> AsyncIterator[ContainerEvent]:
        """Subscribes at the call, not at the first `anext`: nothing after the call is missed."""
        queue: asyncio.Queue[ContainerEvent | None] = asyncio.Queue()
        self._count += 1
        key = self._count
        self._subscribers[key] = queue
        return self._drain(key, queue)

    async def _drain(self, key: int, queue: asyncio.Queue[ContainerEvent | None]) -> AsyncIterator[ContainerEvent]:
        try:
            while True:
                event = await queue.get()
                if event is None:
                    raise RuntimeFailure('Unavailable', 'the event stream has ended; list again')
                yield event
        finally:
            self._subscribers.pop(key, None)

    def _publish(self, kind: ContainerEventType, uid: str, id_: str) -> None:
        for observer in self.observers:
            observer(kind.value, id_)
        for key, queue in list(self._subscribers.items()):
            if queue.qsize() >= EVENTS:
                del self._subscribers[key]
                queue.put_nowait(None)
            else:
                queue.put_nowait(ContainerEvent(kind, uid, id_))

    def _id(self) -> str:
        return self._world.token_bytes(32).hex()

    # --- sandboxes ----------------------------------------------------------------------------

    async def run_sandbox(self, config: SandboxConfig) -> str:
        if self.sandbox_seconds:
            await asyncio.sleep(self.sandbox_seconds)
        id_ = self._id()
        status = SandboxStatus(
            id=id_,
            ready=True,
            name=config.name,
            namespace=config.namespace,
            uid=config.uid,
            attempt=config.attempt,
            created_at=self._world.now(),
            ips=() if config.security.host_network else (self._address(),),
            labels=dict(config.labels),
            annotations=dict(config.annotations),
        )
        self._sandboxes[id_] = _Sandbox(status, config)
        self._publish(ContainerEventType.STARTED, config.uid, id_)
        return id_

    def _address(self) -> str:
        if self._free is None:
            self._free = self._network.addresses()
        if not self._free:
            raise RuntimeFailure(
                'CreatePodSandboxError', f'no IP addresses available in range set: {self._network.cidr}'
            )
        return self._free.pop(0)

    async def stop_sandbox(self, sandbox: str) -> None:
        found = self._sandboxes.get(sandbox)
        if found is None or not found.status.ready:
            return
        for container in list(self._containers.values()):
            if container.status.sandbox == sandbox:
                self._end(container, 137, 'Error')
        if found.status.ips and self._free is not None:
            self._free.extend(found.status.ips)
        found.status = replace(found.status, ready=False)
        self._publish(ContainerEventType.STOPPED, found.status.uid, sandbox)

    async def remove_sandbox(self, sandbox: str) -> None:
        found = self._sandboxes.get(sandbox)
        if found is None:
            return
        await self.stop_sandbox(sandbox)
        for id_ in [i for i, c in self._containers.items() if c.status.sandbox == sandbox]:
            await self.remove_container(id_)
        del self._sandboxes[sandbox]
        self._publish(ContainerEventType.DELETED, found.status.uid, sandbox)

    async def sandboxes(self) -> Sequence[SandboxStatus]:
        return [s.status for s in self._sandboxes.values()]

    async def sandbox_status(self, sandbox: str) -> SandboxStatus:
        return self._sandbox(sandbox).status

    def _sandbox(self, id_: str) -> _Sandbox:
        if id_ not in self._sandboxes:
            raise NotFound(f'sandbox {id_}')
        return self._sandboxes[id_]

    # --- containers ---------------------------------------------------------------------------

    async def create_container(self, sandbox: str, config: ContainerConfig, sandbox_config: SandboxConfig) -> str:
        pod = self._sandbox(sandbox)
        script = self.script(config.image)
        if script.create_error:
            raise RuntimeFailure('CreateContainerError', script.create_error)
        id_ = self._id()
        status = ContainerStatus(
            id=id_,
            sandbox=sandbox,
            name=config.name,
            attempt=config.attempt,
            state=State.CREATED,
            image=config.image,
            image_id=self._image(config.image).id,
            created_at=self._world.now(),
            log_path=f'{pod.config.log_directory}/{config.log_path}',
            labels=dict(config.labels),
            annotations=dict(config.annotations),
        )
        self._containers[id_] = _Container(status, config, script)
        self._publish(ContainerEventType.CREATED, pod.status.uid, id_)
        return id_

    async def start_container(self, container: str) -> None:
        found = self._container(container)
        script = found.script
        if script.start_seconds:
            await asyncio.sleep(script.start_seconds)
        if script.start_error:
            self._end(found, 128, 'StartError', script.start_error)
            raise RuntimeFailure('RunContainerError', script.start_error)
        loop = asyncio.get_running_loop()
        found.started = loop.time()
        found.status = replace(found.status, state=State.RUNNING, started_at=self._world.now())
        if script.run_seconds is not None:
            code = self._exit_code(found)
            found.ending = loop.call_later(
                script.run_seconds, self._end, found, code, 'Completed' if code == 0 else 'Error'
            )
        self._publish(ContainerEventType.STARTED, self._uid(found), container)

    def _exit_code(self, container: _Container) -> int:
        codes = container.script.exit_codes
        return codes[min(container.status.attempt, len(codes) - 1)] if codes else container.script.exit_code

    async def stop_container(self, container: str, grace: float) -> None:
        found = self._containers.get(container)
        if found is None:
            return
        if found.status.state is State.CREATED:
            self._end(found, 137, 'Error')
        if found.status.state is not State.RUNNING:
            return
        self._cancel(found)
        loop = asyncio.get_running_loop()
        script = found.script
        if script.stop_seconds > grace:
            found.ending = loop.call_later(grace, self._end, found, 137, 'Error')
        else:
            code = script.stop_exit_code
            reason = 'Completed' if code == 0 else 'Error'
            found.ending = loop.call_later(script.stop_seconds, self._end, found, code, reason)
        await found.ended.wait()

    def kill(self, container: str, exit_code: int = 137, reason: str = 'Error') -> None:
        """End a container's process from outside, as a crash or the OOM killer does."""
        self._end(self._container(container), exit_code, reason)

    def _end(self, container: _Container, code: int, reason: str, message: str = '') -> None:
        if container.status.state is State.EXITED:
            return
        self._cancel(container)
        container.status = replace(
            container.status,
            state=State.EXITED,
            finished_at=self._world.now(),
            exit_code=code,
            reason=reason,
            message=message,
        )
        container.ended.set()
        self._publish(ContainerEventType.STOPPED, self._uid(container), container.status.id)

    def _cancel(self, container: _Container) -> None:
        if container.ending is not None:
            container.ending.cancel()
            container.ending = None

    async def remove_container(self, container: str) -> None:
        found = self._containers.get(container)
        if found is None:
            return
        self._end(found, 137, 'Error')
        del self._containers[container]
        self._publish(ContainerEventType.DELETED, self._uid(found), container)

    async def containers(self) -> Sequence[ContainerStatus]:
        return [c.status for c in self._containers.values()]

    async def container_status(self, container: str) -> ContainerStatus:
        return self._container(container).status

    async def container_stats(self) -> Sequence[ContainerStats]:
        now = asyncio.get_running_loop().time()
        return [
            ContainerStats(c.status.id, int((now - c.started) * c.script.cpu_milli * 1_000_000), c.script.memory)
            for c in self._containers.values()
            if c.status.state is State.RUNNING
        ]

    async def update_resources(self, container: str, resources: Resources) -> None:
        found = self._container(container)
        found.config = replace(found.config, resources=resources)

    async def reopen_log(self, container: str) -> None:
        self._container(container)

    def config(self, container: str) -> ContainerConfig:
        """What a container was created from, for tests."""
        return self._container(container).config

    def passes_probes(self, container: str) -> bool:
        """Whether the script has the container answer probes now."""
        found = self._container(container)
        if found.status.state is not State.RUNNING:
            return False
        age = asyncio.get_running_loop().time() - found.started
        script = found.script
        return age >= script.ready_seconds and (script.healthy_seconds is None or age < script.healthy_seconds)

    def _container(self, id_: str) -> _Container:
        if id_ not in self._containers:
            raise NotFound(f'container {id_}')
        return self._containers[id_]

    def _uid(self, container: _Container) -> str:
        return container.status.labels.get(POD_UID, '')

    # --- streams ------------------------------------------------------------------------------

    async def exec_sync(self, container: str, command: Sequence[str], timeout: float) -> ExecResult:
        found = self._container(container)
        if found.status.state is not State.RUNNING:
            raise RuntimeFailure('ExecError', f'container {container} is not running')
        code = 0 if self.passes_probes(container) else 1
        return found.script.exec_results.get(tuple(command), ExecResult(b'', b'', code))

    async def exec_url(
        self, container: str, command: Sequence[str], *, stdin: bool, stdout: bool, stderr: bool, tty: bool
    ) -> str:
        raise RuntimeFailure('Unsupported', 'a hollow container has no process to connect to')

    async def attach_url(self, container: str, *, stdin: bool, stdout: bool, stderr: bool, tty: bool) -> str:
        raise RuntimeFailure('Unsupported', 'a hollow container has no process to connect to')

    async def port_forward_url(self, sandbox: str, ports: Sequence[int]) -> str:
        raise RuntimeFailure('Unsupported', 'a hollow sandbox has no network to connect to')

    def logs(self, container: str) -> tuple[str, ...]:
        """What a container has printed."""
        return self._container(container).script.logs

    # --- images -------------------------------------------------------------------------------

    def script(self, image: str) -> Script:
        """By the full reference, by the name without tag, or the default."""
        name = image.partition('@')[0]
        if ':' in name.rpartition('/')[2]:
            name = name.rpartition(':')[0]
        return self.scripts.get(image) or self.scripts.get(name) or self.default

    def _image(self, image: str) -> Image:
        script = self.script(image)
        digest = _digest(image)
        return Image(
            id=f'sha256:{digest}',
            tags=(image,),
            digests=(f'{image}@sha256:{digest}',),
            size=script.size,
            user=script.user,
        )

    async def pull_image(self, image: str, auth: Mapping[str, str] | None = None) -> str:
        script = self.script(image)
        if script.pull_seconds:
            await asyncio.sleep(script.pull_seconds)
        if script.pull_error:
            raise RuntimeFailure('ErrImagePull', script.pull_error)
        self._pulled[image] = self._image(image)
        return self._pulled[image].id

    async def image_status(self, image: str) -> Image | None:
        script = self.script(image)
        if image in self._pulled:
            return self._pulled[image]
        if script.present and not script.pull_error:
            self._pulled[image] = self._image(image)
            return self._pulled[image]
        return None

    async def images(self) -> Sequence[Image]:
        return list(self._pulled.values())

    async def remove_image(self, image: str) -> None:
        self._pulled.pop(image, None)


def _digest(image: str) -> str:
    return sha256(image.encode()).hexdigest()
