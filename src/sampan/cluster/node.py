"""The node's process: kubelet, its containerd and server, Service proxy and DNS. Speaks HTTPS to the API server.

SIGTERM is `down`: every pod is ended and whatever was made in the kernel is removed. SIGHUP (the
supervisor died) and a crash leave containers and rules as they are; the next start takes them over.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sampan.api.errors import ApiError
from sampan.api.generated import core_v1 as core
from sampan.client import kubeconfig
from sampan.client.base import Client
from sampan.client.http import HttpClient
from sampan.client.informer import InformerFactory
from sampan.client.peer import Peer
from sampan.cluster import ports
from sampan.cluster.config import ClusterConfig
from sampan.cluster.errors import ClusterError
from sampan.cluster.process import Process, run, settle, until
from sampan.machinery.world import SystemWorld, World
from sampan.node.config import KubeletConfig
from sampan.node.host import Host, hollow_host
from sampan.node.kubelet import Kubelet
from sampan.node.runtime.base import Runtime

CONNECT_PAUSE = 0.05  # seconds between tries while the API server, started at the same time, comes up
CONNECT_LONGEST = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Node:
    """What runs on this node besides the kubelet's pods."""

    kubelet: Kubelet
    runtime: Runtime
    client: Client
    world: World


async def main(process: Process) -> None:
    """Run the node until told to stop."""
    async with AsyncExitStack() as stack:
        if process.hollow:
            await _run_hollow(process, stack)
        else:
            await _run_real(process, stack)


async def _run_hollow(process: Process, stack: AsyncExitStack) -> None:
    """A kubelet whose containers are simulated: no root, no files, no packets."""
    from sampan.node.runtime.hollow import HollowRuntime

    world = SystemWorld()
    client = await _connected(process, world, stack)
    runtime = HollowRuntime(world=world)
    informers = InformerFactory(client, world)
    node = Node(_kubelet(process.config, client, runtime, world, hollow_host(runtime)), runtime, client, world)
    tasks = [
        asyncio.create_task(informers.run(), name='informers'),
        asyncio.create_task(node.kubelet.run(), name='kubelet'),
        asyncio.create_task(_announce(process, informers, ()), name='announce'),
    ]
    await _serve_kubelet(process.config, node, stack)
    await _until_stopped(process, tasks, tasks)


async def _run_real(process: Process, stack: AsyncExitStack) -> None:
    from sampan.cluster.machine import RealNode

    world = SystemWorld()
    real = RealNode(process.config, world)
    runtime = await real.start(process.notifier)
    stack.push_async_callback(real.leave)
    client = await _connected(process, world, stack)
    informers = InformerFactory(client, world)
    proxy, dns = (_peer(process, name, world, stack) for name in ('kube-proxy', 'cluster-dns'))
    network = real.network(Peer(client, informers), proxy, dns)
    node = Node(_kubelet(process.config, client, runtime, world, real.host()), runtime, client, world)
    await _serve_kubelet(process.config, node, stack)
    network_steps = ((network.ready, f'cluster DNS answers at {process.config.dns_ip}'),)
    containerd = asyncio.create_task(real.keep_running(), name='containerd')
    tasks = [
        asyncio.create_task(informers.run(), name='informers'),
        asyncio.create_task(proxy.informers.run(), name='informers of the proxy'),
        asyncio.create_task(dns.informers.run(), name='informers of DNS'),
        asyncio.create_task(network.run(), name='network'),
        asyncio.create_task(real.rotate_logs(runtime), name='log rotation'),
        asyncio.create_task(node.kubelet.run(), name='kubelet'),
        asyncio.create_task(_announce(process, informers, network_steps), name='announce'),
    ]
    try:
        await _until_stopped(process, (containerd, *tasks), tasks)
        if not process.leaving.is_set():
            await real.clean(runtime)
    finally:
        containerd.cancel()
        await asyncio.gather(containerd, return_exceptions=True)


def _peer(process: Process, name: str, world: World, stack: AsyncExitStack) -> Peer:
    """A component of the node with an identity of its own."""
    client = HttpClient(kubeconfig.load(process.config.kubeconfig(name)).http_config())
    stack.push_async_callback(client.close)
    return Peer(client, InformerFactory(client, world))


async def _connected(process: Process, world: World, stack: AsyncExitStack) -> Client:
    """A client of the API server, once it answers. Both processes start at the same time."""
    path = process.config.kubeconfig('kubelet')
    client = HttpClient(kubeconfig.load(path).http_config())
    stack.push_async_callback(client.close)
    pause = CONNECT_PAUSE
    while not process.stopping.is_set():
        try:
            await client.raw('GET', '/readyz')
            return client
        except (ApiError, OSError) as error:
            logger.info('waiting for the API server: %s', error)
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, CONNECT_LONGEST)
    raise ClusterError('stopped before the API server answered')


def _kubelet(config: ClusterConfig, client: Client, runtime: Runtime, world: World, host: Host) -> Kubelet:
    return Kubelet(
        client=client,
        runtime=runtime,
        world=world,
        host=host,
        config=KubeletConfig(
            node_name=config.node_name,
            node_ips=(config.node_ip,),
            root=config.node_dir / 'kubelet',
            pod_logs=config.node_dir / 'pod-logs',
            cluster_dns=(config.dns_ip,),
            cluster_domain=config.cluster_domain,
            port=config.kubelet_port,
        ),
    )


async def _serve_kubelet(config: ClusterConfig, node: Node, stack: AsyncExitStack) -> None:
    """Listen for the API server: logs, exec, attach, port-forward."""
    from sampan.apiserver.http.tls import TlsConfig
    from sampan.cluster.pki import Pki
    from sampan.node.server.routes import KubeletHandler
    from sampan.node.server.server import KubeletServer, ServerConfig

    pki = Pki(config.pki_dir, node.world)
    serving = pki.pair('kubelet-server')
    handler = KubeletHandler(
        node_name=config.node_name,
        pods=node.kubelet,
        runtime=node.runtime,
        world=node.world,
        client=node.client,
    )
    tls = TlsConfig(serving.certificate, serving.key, client_ca=pki.ca)
    server = KubeletServer(handler, ServerConfig(tls=tls, port=config.kubelet_port))
    try:
        await server.start()
    except OSError as error:
        raise ports.explain(error, config.kubelet_port, '--kubelet-port') from error
    stack.push_async_callback(server.stop)


async def _announce(process: Process, informers: InformerFactory, events: Sequence[tuple[asyncio.Event, str]]) -> None:
    """Tell the supervisor when the Node is Ready and each of `events` has happened."""
    ready = asyncio.Event()

    def look(old: core.Node | None, new: core.Node | None) -> None:
        if new and any(c.type == 'Ready' and c.status == 'True' for c in new.status.conditions):
            ready.set()

    name = process.config.node_name
    nodes = informers.informer(core.Node, field_selector=f'metadata.name={name}')
    handler = nodes.add_handler(look)
    for event, text in ((ready, f'node {name} is Ready'), *events):
        await event.wait()
        process.notifier.step(text)
    nodes.remove_handler(handler)
    process.notifier.ready()
    settle()
    await asyncio.get_running_loop().create_future()


async def _until_stopped(
    process: Process, watched: Sequence[asyncio.Task[None]], ended: Sequence[asyncio.Task[None]]
) -> None:
    """Wait until told to stop, or one of `watched` fails; then end the `ended` ones."""
    try:
        await until(process.stopping, *watched)
    finally:
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)


def entry(arguments: Sequence[str]) -> int:
    return run('node', main, arguments)


if __name__ == '__main__':
    sys.exit(entry(sys.argv[1:]))
