"""The whole network of a node: ready, asked by real queries, restarted, and removed without a trace."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import InformerFactory
from sampan.machinery.world import SystemWorld
from sampan.network import cleanup
from sampan.network.agent import NetworkAgent
from support.fake_client import FakeClient
from support.netlab import OUTSIDE_IP, enter

pytestmark = pytest.mark.root

DNS = '10.96.0.10'


@contextlib.asynccontextmanager
async def running(lab, client):
    informers = InformerFactory(client, client.world)
    agent = NetworkAgent(client=client, world=client.world, informers=informers, config=lab.config)
    tasks = [asyncio.create_task(each) for each in (informers.run(), agent.run())]
    ready = asyncio.create_task(agent.ready.wait())
    try:
        done, _ = await asyncio.wait([*tasks, ready], timeout=20, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {ready}:
            task.result()  # raises what ended it
        assert agent.ready.is_set(), 'not ready in 20 seconds'
        yield agent
    finally:
        for task in [*tasks, ready]:
            task.cancel()
        await asyncio.gather(*tasks, ready, return_exceptions=True)


async def api(**spec):
    client = FakeClient(SystemWorld())
    for name in ('default', 'kube-system'):
        await client.create(core.Namespace(metadata=meta.ObjectMeta(name=name)))
    await client.create(
        core.Node(metadata=meta.ObjectMeta(name='n1', uid='u1'), spec=core.NodeSpec(pod_cidr='10.244.0.0/24'))
    )
    await client.create(
        core.Service(
            metadata=meta.ObjectMeta(name='web', namespace='default'),
            spec=core.ServiceSpec(
                cluster_ip='10.96.0.5', ports=[core.ServicePort(name='http', port=80, protocol='TCP')]
            ),
        )
    )
    return client


def ask(lab, short, name, kind='A', tcp=False, place=DNS):
    """A query from a namespace, in a thread of its own, so that the server's loop goes on."""

    def run():
        enter(f'/run/netns/{lab.name(short)}')
        query = dns.message.make_query(name, kind)
        result.append((dns.query.tcp if tcp else dns.query.udp)(query, place, timeout=4))

    result = []
    thread = threading.Thread(target=run)
    thread.start()
    return thread, result


async def answer(*arguments, **options):
    thread, result = ask(*arguments, **options)
    await asyncio.to_thread(thread.join)
    assert result, 'no answer'
    return result[0]


def first(message):
    return str(message.answer[0][0])


def test_it_is_ready_when_names_are_answered(lab):
    lab.pod(9)

    async def story():
        client = await api()
        async with running(lab, client):
            for place in ('pod9', 'node'):
                for tcp in (False, True):
                    got = await answer(lab, place, 'web.default.svc.cluster.local', tcp=tcp)
                    assert first(got) == '10.96.0.5'
            got = await answer(lab, 'pod9', 'kube-dns.kube-system.svc.cluster.local', place='10.244.0.1')
            assert first(got) == DNS

    asyncio.run(story())


def test_it_publishes_itself(lab):
    async def story():
        client = await api()
        async with running(lab, client):
            service = await client.get(core.Service, 'kube-dns', 'kube-system')
            assert service.spec.cluster_ip == DNS
            assert service.metadata.labels['k8s-app'] == 'kube-dns'
            found = await client.get(discovery.EndpointSlice, 'kube-dns-n1', 'kube-system')
            assert [each.addresses for each in found.endpoints] == [['10.244.0.1']]
            assert found.metadata.owner_references[0].kind == 'Node'

    asyncio.run(story())


class NameServer:
    """Outside: answers every A query with 192.0.2.77, over UDP."""

    def __init__(self, lab):
        with lab.inside('outside'):
            self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._udp.bind((OUTSIDE_IP, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                data, peer = self._udp.recvfrom(4096)
                if not data:  # shut down
                    return
                query = dns.message.from_wire(data)
                response = dns.message.make_response(query)
                response.answer.append(dns.rrset.from_text(query.question[0].name, 60, 'IN', 'A', '192.0.2.77'))
                self._udp.sendto(response.to_wire(), peer)

    def close(self):
        with contextlib.suppress(OSError):
            self._udp.shutdown(socket.SHUT_RDWR)
        self._udp.close()


def test_names_outside_are_asked_for_at_the_hosts_servers(lab):
    lab.pod(9)
    lab.servers.append(NameServer(lab))
    lab.config.resolv_conf.write_text(f'nameserver {DNS}\nnameserver {OUTSIDE_IP}\n')  # the first is itself

    async def story():
        client = await api()
        await client.create(
            core.Service(
                metadata=meta.ObjectMeta(name='out', namespace='default'),
                spec=core.ServiceSpec(type='ExternalName', external_name='example.org'),
            )
        )
        async with running(lab, client):
            assert first(await answer(lab, 'pod9', 'example.org')) == '192.0.2.77'
            got = await answer(lab, 'pod9', 'out.default.svc.cluster.local')
            assert [str(rrset[0]) for rrset in got.answer] == ['example.org.', '192.0.2.77']

    asyncio.run(story())


def test_without_a_server_outside_it_says_so(lab):
    lab.config.resolv_conf.write_text('')

    async def story():
        async with running(lab, await api()):
            assert (await answer(lab, 'node', 'example.org')).rcode() == dns.rcode.SERVFAIL

    asyncio.run(story())


def kernel_state():
    """Interfaces, routes, tables and settings of the namespace this thread is in."""
    commands = (['ip', '-br', 'link'], ['ip', 'route'], ['nft', 'list', 'tables'], ['ip', '-4', '-br', 'address'])
    said = [subprocess.run(each, check=True, capture_output=True, text=True).stdout for each in commands]
    settings = [
        Path(f'/proc/sys/net/{name}').read_text() for name in ('ipv4/ip_forward', 'bridge/bridge-nf-call-iptables')
    ]
    return [*said, *settings]


def test_nothing_is_left_behind(lab, tmp_path):
    lab.config.state_dir.mkdir(exist_ok=True)
    asyncio.run(cleanup.remove(lab.config))
    for name in ('ipv4/ip_forward', 'bridge/bridge-nf-call-iptables'):
        Path(f'/proc/sys/net/{name}').write_text('0')
    before = kernel_state()

    async def story():
        async with running(lab, await api()):
            lab.pod(5)

    asyncio.run(story())
    assert kernel_state() != before
    removed = asyncio.run(cleanup.remove(lab.config))
    assert {'nftables table sampan-proxy', 'interface smp0', 'interface smp-dns', 'interface port5'} <= set(removed)
    assert kernel_state() == before
    assert not lab.config.state_dir.exists()
    assert not os.listdir(lab.config.cni_conf_dir)
    assert asyncio.run(cleanup.remove(lab.config)) == []


def test_another_clusters_network_is_left_alone(lab, tmp_path):
    async def story():
        async with running(lab, await api()):
            elsewhere = replace(lab.config, state_dir=tmp_path / 'elsewhere')
            assert await cleanup.remove(elsewhere) == []
            assert first(await answer(lab, 'node', 'web.default.svc.cluster.local')) == '10.96.0.5'

    asyncio.run(story())


def test_a_restart_finds_everything_in_place(lab):
    """And leaves interfaces alone, so that pods keep their network."""
    lab.pod(9)

    async def once():
        async with running(lab, await api()):
            return first(await answer(lab, 'pod9', 'web.default.svc.cluster.local'))

    def indexes():
        shown = json.loads(subprocess.run(['ip', '-j', 'link'], check=True, capture_output=True).stdout)
        return {link['ifname']: (link['ifindex'], link['address']) for link in shown}

    assert asyncio.run(once()) == '10.96.0.5'
    before = indexes()
    assert asyncio.run(once()) == '10.96.0.5'
    assert indexes() == before
