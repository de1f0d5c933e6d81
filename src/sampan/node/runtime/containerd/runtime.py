"""`Runtime` by CRI v1: each verb is one call (upstream: k8s.io/cri-client and pkg/kubelet/kuberuntime)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from google.protobuf.message import Message

from sampan.node.runtime import base
from sampan.node.runtime.containerd import convert
from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.events import Events
from sampan.node.runtime.generated import cri_pb2 as cri

M = TypeVar('M', bound=Message)

RUNTIME = '/runtime.v1.RuntimeService'
IMAGES = '/runtime.v1.ImageService'

TIMEOUT = 120.0  # upstream's --runtime-request-timeout
SANDBOX_TIMEOUT = 240.0  # upstream doubles it for a sandbox, whose network may be slow to set up


class ContainerdRuntime:
    """The kubelet's runtime on the containerd behind `socket`.

    `cgroup_root` is the parent of sandboxes whose configuration names none. A failure's message is CRI's description
    alone when creating and starting containers, and Go's whole "rpc error: ..." line otherwise: as upstream puts them
    into events and statuses.
    """

    def __init__(self, socket: Path, *, cgroup_root: str = '/sampan') -> None:
        self._channel = Channel(socket)
        self._cgroup_root = cgroup_root
        self._sandbox_of: dict[str, str] = {}  # container -> sandbox: CRI's container status does not say
        self._events = Events(self._channel)

    async def version(self) -> base.RuntimeVersion:
        got = await self._call(RUNTIME, 'Version', cri.VersionRequest(), cri.VersionResponse)
        return base.RuntimeVersion(got.runtime_name, got.runtime_version, got.runtime_api_version)

    async def health(self) -> base.RuntimeHealth:
        got = await self._call(RUNTIME, 'Status', cri.StatusRequest(), cri.StatusResponse)
        conditions = {condition.type: condition for condition in got.status.conditions}
        wrong = [c.message or c.reason for c in conditions.values() if not c.status]
        runtime, network = conditions.get('RuntimeReady'), conditions.get('NetworkReady')
        return base.RuntimeHealth(
            runtime_ready=runtime is not None and runtime.status,
            network_ready=network is not None and network.status,
            message='; '.join(wrong),
        )

    # Sandboxes

    async def run_sandbox(self, config: base.SandboxConfig) -> str:
        request = cri.RunPodSandboxRequest(config=convert.sandbox_config(config, self._cgroup_root))
        answer = await self._call(
            RUNTIME, 'RunPodSandbox', request, cri.RunPodSandboxResponse, 'CreatePodSandboxError', SANDBOX_TIMEOUT
        )
        self._events.know(answer.pod_sandbox_id, config.uid)
        return answer.pod_sandbox_id

    async def stop_sandbox(self, sandbox: str) -> None:
        request = cri.StopPodSandboxRequest(pod_sandbox_id=sandbox)
        await self._remove('StopPodSandbox', request, cri.StopPodSandboxResponse, 'KillPodSandboxError')

    async def remove_sandbox(self, sandbox: str) -> None:
        request = cri.RemovePodSandboxRequest(pod_sandbox_id=sandbox)
        await self._remove('RemovePodSandbox', request, cri.RemovePodSandboxResponse, 'KillPodSandboxError')
        self._sandbox_of = {container: owner for container, owner in self._sandbox_of.items() if owner != sandbox}
        self._events.forget(sandbox)

    async def sandboxes(self) -> Sequence[base.SandboxStatus]:
        answer = await self._call(RUNTIME, 'ListPodSandbox', cri.ListPodSandboxRequest(), cri.ListPodSandboxResponse)
        return [convert.listed_sandbox(item) for item in answer.items]

    async def sandbox_status(self, sandbox: str) -> base.SandboxStatus:
        request = cri.PodSandboxStatusRequest(pod_sandbox_id=sandbox)
        answer = await self._call(
            RUNTIME, 'PodSandboxStatus', request, cri.PodSandboxStatusResponse, what=f'sandbox {sandbox}'
        )
        return convert.sandbox_status(answer.status)

    # Containers

    async def create_container(
        self, sandbox: str, config: base.ContainerConfig, sandbox_config: base.SandboxConfig
    ) -> str:
        request = cri.CreateContainerRequest(
            pod_sandbox_id=sandbox,
            config=convert.container_config(config),
            sandbox_config=convert.sandbox_config(sandbox_config, self._cgroup_root),
        )
        answer = await self._call(
            RUNTIME, 'CreateContainer', request, cri.CreateContainerResponse, 'CreateContainerError', plain=True
        )
        self._sandbox_of[answer.container_id] = sandbox
        self._events.know(answer.container_id, sandbox_config.uid)
        return answer.container_id

    async def start_container(self, container: str) -> None:
        request = cri.StartContainerRequest(container_id=container)
        await self._call(
            RUNTIME,
            'StartContainer',
            request,
            cri.StartContainerResponse,
            'RunContainerError',
            plain=True,
            what=f'container {container}',
        )

    async def stop_container(self, container: str, grace: float) -> None:
        request = cri.StopContainerRequest(container_id=container, timeout=max(0, round(grace)))
        await self._remove(
            'StopContainer', request, cri.StopContainerResponse, 'KillContainerError', timeout=TIMEOUT + grace
        )

    async def remove_container(self, container: str) -> None:
        request = cri.RemoveContainerRequest(container_id=container)
        await self._remove('RemoveContainer', request, cri.RemoveContainerResponse, 'RemoveContainerError')
        self._sandbox_of.pop(container, None)

    async def containers(self) -> Sequence[base.ContainerStatus]:
        answer = await self._call(RUNTIME, 'ListContainers', cri.ListContainersRequest(), cri.ListContainersResponse)
        self._sandbox_of = {item.id: item.pod_sandbox_id for item in answer.containers}
        return [convert.listed_container(item) for item in answer.containers]

    async def container_status(self, container: str) -> base.ContainerStatus:
        request = cri.ContainerStatusRequest(container_id=container)
        answer = await self._call(
            RUNTIME, 'ContainerStatus', request, cri.ContainerStatusResponse, what=f'container {container}'
        )
        return convert.container_status(answer.status, await self._owner(container))

    async def _owner(self, container: str) -> str:
        if container not in self._sandbox_of:
            await self.containers()
        return self._sandbox_of.get(container, '')

    async def container_stats(self) -> Sequence[base.ContainerStats]:
        request = cri.ListContainerStatsRequest()
        answer = await self._call(RUNTIME, 'ListContainerStats', request, cri.ListContainerStatsResponse)
        return [
            base.ContainerStats(
                stats.attributes.id, stats.cpu.usage_core_nano_seconds.value, stats.memory.working_set_bytes.value
            )
            for stats in answer.stats
        ]

    async def update_resources(self, container: str, resources: base.Resources) -> None:
        request = cri.UpdateContainerResourcesRequest(container_id=container, linux=convert.resources(resources))
        await self._call(
            RUNTIME,
            'UpdateContainerResources',
            request,
            cri.UpdateContainerResourcesResponse,
            what=f'container {container}',
        )

    async def reopen_log(self, container: str) -> None:
        request = cri.ReopenContainerLogRequest(container_id=container)
        await self._call(
            RUNTIME, 'ReopenContainerLog', request, cri.ReopenContainerLogResponse, what=f'container {container}'
        )

    # Going inside

    async def exec_sync(self, container: str, command: Sequence[str], timeout: float) -> base.ExecResult:
        """Run and wait. Raises `RuntimeFailure('DeadlineExceeded', ...)` when it takes longer; 0 is no limit."""
        request = cri.ExecSyncRequest(container_id=container, cmd=command, timeout=max(0, round(timeout)))
        # The command's own limit is containerd's to keep; ours only catches a containerd that does not.
        limit = TIMEOUT + timeout if timeout > 0 else None
        got = await self._call(
            RUNTIME, 'ExecSync', request, cri.ExecSyncResponse, timeout=limit, what=f'container {container}'
        )
        return base.ExecResult(got.stdout, got.stderr, got.exit_code)

    async def exec_url(
        self, container: str, command: Sequence[str], *, stdin: bool, stdout: bool, stderr: bool, tty: bool
    ) -> str:
        request = cri.ExecRequest(
            container_id=container, cmd=command, stdin=stdin, stdout=stdout, stderr=stderr, tty=tty
        )
        answer = await self._call(RUNTIME, 'Exec', request, cri.ExecResponse, what=f'container {container}')
        return answer.url

    async def attach_url(self, container: str, *, stdin: bool, stdout: bool, stderr: bool, tty: bool) -> str:
        request = cri.AttachRequest(container_id=container, stdin=stdin, stdout=stdout, stderr=stderr, tty=tty)
        answer = await self._call(RUNTIME, 'Attach', request, cri.AttachResponse, what=f'container {container}')
        return answer.url

    async def port_forward_url(self, sandbox: str, ports: Sequence[int]) -> str:
        request = cri.PortForwardRequest(pod_sandbox_id=sandbox, port=ports)
        answer = await self._call(RUNTIME, 'PortForward', request, cri.PortForwardResponse, what=f'sandbox {sandbox}')
        return answer.url

    # Images

    async def pull_image(self, image: str, auth: Mapping[str, str] | None = None) -> str:
        # Pulling has no deadline of its own, as upstream: containerd gives up a pull that makes no progress.
        request = cri.PullImageRequest(image=cri.ImageSpec(image=image), auth=convert.auth_config(auth))
        answer = await self._call(IMAGES, 'PullImage', request, cri.PullImageResponse, 'ErrImagePull', timeout=None)
        return answer.image_ref

    async def image_status(self, image: str) -> base.Image | None:
        request = cri.ImageStatusRequest(image=cri.ImageSpec(image=image))
        answer = await self._call(IMAGES, 'ImageStatus', request, cri.ImageStatusResponse, 'ImageInspectError')
        return convert.image(answer.image) if answer.HasField('image') else None

    async def images(self) -> Sequence[base.Image]:
        answer = await self._call(IMAGES, 'ListImages', cri.ListImagesRequest(), cri.ListImagesResponse)
        return [convert.image(found) for found in answer.images]

    async def remove_image(self, image: str) -> None:
        request = cri.RemoveImageRequest(image=cri.ImageSpec(image=image))
        await self._call(IMAGES, 'RemoveImage', request, cri.RemoveImageResponse)

    # The rest

    def events(self) -> AsyncIterator[base.ContainerEvent]:
        return self._events.stream()

    async def close(self) -> None:
        await self._channel.close()

    async def _call(
        self,
        service: str,
        method: str,
        request: Message,
        answer: type[M],
        reason: str = 'RuntimeError',
        timeout: float | None = TIMEOUT,
        *,
        plain: bool = False,
        what: str = '',
    ) -> M:
        """One CRI call. A NotFound is `base.NotFound` when `what` names what was asked for."""
        try:
            return await self._channel.call(f'{service}/{method}', request, answer, timeout=timeout)
        except CallFailed as error:
            if what and error.code == 'NotFound':
                raise base.NotFound(what) from error
            if error.code == 'DeadlineExceeded':
                reason = 'DeadlineExceeded'
            raise base.RuntimeFailure(reason, error.detail if plain else str(error)) from error

    async def _remove(
        self, method: str, request: Message, answer: type[M], reason: str, timeout: float = TIMEOUT
    ) -> None:
        """Like `_call`, and done is done: what is not there any more counts as removed."""
        try:
            await self._channel.call(f'{RUNTIME}/{method}', request, answer, timeout=timeout)
        except CallFailed as error:
            if error.code != 'NotFound':
                raise base.RuntimeFailure(reason, str(error)) from error
