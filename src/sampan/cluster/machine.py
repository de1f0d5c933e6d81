"""The real node's surroundings: its containerd, its network, and how both come and go."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import logging
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from sampan.client.peer import Peer
from sampan.cluster.config import ClusterConfig
from sampan.cluster.errors import ClusterError
from sampan.cluster.logfile import keep_small, move_away, rotate_if_large
from sampan.cluster.notify import Notifier
from sampan.machinery.world import World
from sampan.network.agent import NetworkAgent
from sampan.network.config import NetworkConfig
from sampan.node.images import pause
from sampan.node.images.load import load
from sampan.node.runtime.base import Runtime, RuntimeFailure, State
from sampan.node.runtime.containerd import Containerd, ContainerdConfig, ContainerdFailed, ContainerdRuntime

if TYPE_CHECKING:
    from sampan.node.host import Host

DOWN_GRACE = 5.0  # seconds a container gets between SIGTERM and SIGKILL when the node goes down
MNT_DETACH = 2

logger = logging.getLogger(__name__)


def containerd_config(config: ClusterConfig) -> ContainerdConfig:
    """Where this cluster's containerd lives; also what `down` cleans up after a killed node."""
    return ContainerdConfig(
        root=config.node_dir / 'containerd',
        state=config.run_dir / 'containerd',
        socket=config.containerd_socket,
        cni_conf_dir=config.run_dir / 'cni',
        log_path=config.containerd_log,
        cgroup_root=f'/{config.cgroup_root}',
    )


def network_config(config: ClusterConfig) -> NetworkConfig:
    return NetworkConfig(
        node_name=config.node_name,
        node_ip=config.node_ip,
        cluster_cidr=config.pod_cidr,
        service_cidr=config.service_cidr,
        dns_ip=config.dns_ip,
        cluster_domain=config.cluster_domain,
        bridge=config.bridge,
        cni_conf_dir=config.run_dir / 'cni',
        state_dir=config.run_dir / 'network',
    )


class RealNode:
    """Start, keep, leave or clean: what of the node is neither kubelet nor pods."""

    def __init__(self, config: ClusterConfig, world: World) -> None:
        self._config = config
        self._world = world
        self._containerd = Containerd(containerd_config(config))
        self._network: NetworkAgent | None = None
        self._claim: socket.socket | None = None

    async def start(self, notifier: Notifier) -> Runtime:
        """containerd answering, and the sandbox image in it."""
        self._claim = claim(self._config.bridge)
        rotate_if_large(self._config.containerd_log)
        try:
            await self._containerd.start()
        except ContainerdFailed as error:
            raise ClusterError(str(error), 'look at `sampan logs containerd`') from error
        notifier.step('containerd answers')
        runtime = ContainerdRuntime(self._config.containerd_socket, cgroup_root=self._containerd.config.cgroup_root)
        name = self._containerd.config.sandbox_image
        if await runtime.image_status(name) is None:
            await load(self._config.containerd_socket, [pause.image(name)])
        return runtime

    def network(self, own: Peer, proxy: Peer, dns: Peer) -> NetworkAgent:
        """The node's network; each part asks the API as itself."""
        self._network = NetworkAgent(
            client=own.client,
            informers=own.informers,
            world=self._world,
            config=network_config(self._config),
            proxy=proxy,
            dns=dns,
        )
        return self._network

    def host(self) -> Host:
        from sampan.node.machine import real_host

        return real_host(self._config.node_dir / 'kubelet', cgroup_root=self._config.cgroup_root)

    async def keep_running(self) -> None:
        log = self._config.containerd_log
        rotation = asyncio.create_task(keep_small(log, move_away), name='containerd-log')
        try:
            await self._containerd.run()
        finally:
            rotation.cancel()

    async def rotate_logs(self, runtime: Runtime) -> None:
        from sampan.node.logs.rotation import LogRotation

        await LogRotation(runtime=runtime, world=self._world).run()

    async def leave(self) -> None:
        """Stop containerd; its containers go on."""
        await self._containerd.stop()

    async def clean(self, runtime: Runtime) -> None:
        """End every pod, gracefully but soon, and remove what the node made in the kernel."""
        running = [each.id for each in await runtime.containers() if each.state is State.RUNNING]
        results = await asyncio.gather(
            *(runtime.stop_container(each, DOWN_GRACE) for each in running), return_exceptions=True
        )
        for failure in results:
            if isinstance(failure, RuntimeFailure):
                logger.warning('a container did not stop gracefully: %s', failure)
        await self._containerd.clean()
        await remove_kernel_state(self._config)


def claim(bridge: str) -> socket.socket:
    """The only right to this bridge and to Sampan's packet rules; held while the socket, and so the process, lives.

    An abstract socket is good for one network namespace, as bridges and rules are. Raises ClusterError.
    """
    name = f'\0sampan/node/{bridge}'
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind(name)
    except OSError as error:
        holder.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise ClusterError(
            f'another cluster on this machine runs real containers and has the bridge {bridge}',
            'stop that one with `sampan down`, or start this one with --hollow',
        ) from error
    return holder


async def remove_kernel_state(config: ClusterConfig) -> list[str]:
    """Interfaces, packet rules and mounts of this node; returns what there was. Safe to repeat."""
    from sampan.network import cleanup

    return [*await cleanup.remove(network_config(config)), *unmount_below(config.node_dir / 'kubelet')]


def unmount_below(folder: Path) -> list[str]:
    """Detach every mount below the kubelet's folder, deepest first (memory-backed volumes and tokens)."""
    points = [line.split()[4] for line in Path('/proc/self/mountinfo').read_text().splitlines()]
    ours = [point for point in points if Path(point).is_relative_to(folder)]
    for point in sorted(ours, key=len, reverse=True):
        if ctypes.CDLL(None, use_errno=True).umount2(point.encode(), MNT_DETACH) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), point)
    return [f'mount {point}' for point in ours]
