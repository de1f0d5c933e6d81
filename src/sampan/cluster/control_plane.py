"""The control plane's process: API server, controllers and scheduler on one event loop, over one store."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from sampan.apiserver.authn.request_headers import RequestHeaderConfig
from sampan.apiserver.component_status import Probe, Unhealthy
from sampan.apiserver.config import ApiServerConfig, KubeletClientConfig, ProxyClientConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.request import UserInfo
from sampan.apiserver.runtimeconfig import parse
from sampan.apiserver.server import ApiServer
from sampan.client.events import EventRecorder
from sampan.client.informer import InformerFactory
from sampan.client.leaderelection import LeaderElector
from sampan.cluster import access, ports
from sampan.cluster.config import ClusterConfig
from sampan.cluster.errors import ClusterError
from sampan.cluster.pki import FRONT_PROXY, Pki
from sampan.cluster.process import Process, run, settle, until
from sampan.cluster.storage import open_store
from sampan.machinery.world import SystemWorld, World
from sampan.store.base import StoreUnavailable

AUTHENTICATED = 'system:authenticated'


async def main(process: Process) -> None:
    """Serve until told to stop."""
    config, world = process.config, SystemWorld()
    store = await open_store(config.database, config.store)
    try:
        server = ApiServer(store=store, world=world, config=server_config(config, Pki(config.pki_dir, world)))
        await _start(server, config)
        process.notifier.step(f'API server answers at {config.api_url}')
        tasks = (
            asyncio.create_task(server.wait(), name='API server'),
            asyncio.create_task(_lead(server, world, config, alone=not store.shared), name='controllers'),
        )
        server.component_probes.update(dict.fromkeys(('scheduler', 'controller-manager'), _alive(tasks[1])))
        process.notifier.ready()
        settle()
        try:
            await until(process.stopping, *tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await server.stop()
    finally:
        await store.close()


def _alive(task: asyncio.Task[None]) -> Probe:
    """The scheduler and the controllers live as long as the task that runs them, or stands by to."""

    async def probe() -> str:
        if task.done():
            raise Unhealthy('not running')
        return 'ok'

    return probe


async def _start(server: ApiServer, config: ClusterConfig) -> None:
    try:
        await server.start()
    except StoreUnavailable as error:
        raise ClusterError(str(error)) from error
    except OSError as error:
        raise ports.explain(error, config.api_port, '--api-port') from error


async def _lead(server: ApiServer, world: World, config: ClusterConfig, *, alone: bool) -> None:
    """Run the controllers and the scheduler; of several control planes on one store, those of the leader.

    Upstream elects a leader for each of the two programs; here they are one process, with one lease.
    """
    if alone:
        await _controllers(server, world, config)
        return
    elector = LeaderElector(
        client=server.client(UserInfo('system:kube-controller-manager', groups=(AUTHENTICATED,))),
        world=world,
        name='kube-controller-manager',
        identity=f'{config.node_name}_{world.uid()}',
    )
    await elector.run(lambda: _controllers(server, world, config))


async def _controllers(server: ApiServer, world: World, config: ClusterConfig) -> None:
    """Controllers and scheduler, each under its own name, over shared copies of the API."""
    # Imported here, so that the API answers before numpy is loaded.
    from sampan.controllers.config import ControllersConfig
    from sampan.controllers.identities import MANAGER
    from sampan.controllers.manager import ControllerManager
    from sampan.scheduler.scheduler import Scheduler

    await access.ensure(server.client())
    manager = server.client(UserInfo(MANAGER, groups=(AUTHENTICATED,)))
    scheduling = server.client(UserInfo('system:kube-scheduler', groups=(AUTHENTICATED,)))
    informers = InformerFactory(manager, world)
    scheduler_events = EventRecorder(client=scheduling, world=world, component='default-scheduler')
    settings = ControllersConfig(
        root_ca=Pki(config.pki_dir, world).ca.read_text(),
        cluster_signing_cert_file=config.pki_dir / 'ca.crt',
        cluster_signing_key_file=config.pki_dir / 'ca.key',
        service_account_private_key_file=config.pki_dir / 'sa.key',
        cluster_cidrs=(config.pod_cidr,),
        service_cidrs=(config.service_cidr,),
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(informers.run(), name='informers')
        tasks.create_task(scheduler_events.run(), name='scheduler events')
        controllers = ControllerManager(
            client=manager,
            world=world,
            config=settings,
            informers=informers,
            clients=lambda account: server.client(service_account(account)),
        )
        scheduler = Scheduler(client=scheduling, world=world, informers=informers, recorder=scheduler_events)
        tasks.create_task(controllers.run(), name='controllers')
        tasks.create_task(scheduler.run(), name='scheduler')


def service_account(name: str) -> UserInfo:
    """Who a controller is towards the API server."""
    from sampan.controllers.identities import user_of

    user, groups = user_of(name)
    return UserInfo(user, groups=groups)


def server_config(config: ClusterConfig, pki: Pki) -> ApiServerConfig:
    """The API server's settings on this machine."""
    serving, kubelet = pki.pair('apiserver'), pki.pair('apiserver-kubelet-client')
    proxy, proxy_ca = pki.pair('front-proxy-client'), pki.pair(FRONT_PROXY).certificate
    settings = ApiServerConfig(
        host='0.0.0.0',
        port=config.api_port,
        tls=TlsConfig(serving.certificate, serving.key, client_ca=pki.ca, proxy_ca=proxy_ca),
        request_header=RequestHeaderConfig(proxy_ca, allowed_names=('front-proxy-client',)),
        proxy_client=ProxyClientConfig(proxy.certificate, proxy.key),
        advertise_address=config.node_ip,
        service_cidr=config.service_cidr,
        runtime_config=parse(config.runtime_config),
        signing_key=pki.folder / 'sa.key',
        bootstrap_token_auth=True,
        issuer=f'https://kubernetes.default.svc.{config.cluster_domain}',
        kubelet_client=KubeletClientConfig(kubelet.certificate, kubelet.key, pki.ca),
    )
    if not config.apiserver_flags:
        return settings
    from sampan.cluster.apiserver_flags import with_flags

    return with_flags(settings, config.apiserver_flags)


def entry(arguments: Sequence[str]) -> int:
    return run('control-plane', main, arguments)


if __name__ == '__main__':
    sys.exit(entry(sys.argv[1:]))
