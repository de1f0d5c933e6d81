"""Services by real packets: what clients in pods, on the node and outside see."""

import asyncio
import socket
import subprocess

import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.network.proxy.nft import NftFailed, Program
from support.netlab import GATEWAY, NODE_IP, OUTSIDE_IP, Hammer, said

pytestmark = pytest.mark.root

SERVICE = '10.96.0.5'
NODE_PORT = (('http', 'TCP', 80, 30080),)


def web(lab, *numbers):
    """Pods with a server each; their addresses."""
    addresses = [lab.pod(number) for number in numbers]
    for number, address in zip(numbers, addresses, strict=True):
        lab.serve(f'pod{number}', address)
    return addresses


def plain(**spec):
    def set_up(cluster):
        cluster.service(**spec)
        cluster.endpoints('10.244.0.2', '10.244.0.3')

    return set_up


def test_a_pod_reaches_another_on_the_same_bridge_and_is_seen_as_itself(lab, play):
    web(lab, 2, 3)
    client = lab.pod(9)

    async def story(lab, cluster, proxy):
        answers = [lab.ask('pod9', SERVICE, 80) for _ in range(20)]
        assert {server for server, _ in answers} == {'10.244.0.2', '10.244.0.3'}
        assert {seen for _, seen in answers} == {client}

    play(story, plain())


def test_a_pod_reaches_itself_through_its_service(lab, play):
    web(lab, 2)

    async def story(lab, cluster, proxy):
        assert lab.ask('pod2', SERVICE, 80) == ('10.244.0.2', GATEWAY)

    def set_up(cluster):
        cluster.service()
        cluster.endpoints('10.244.0.2')

    play(story, set_up)


def test_the_node_reaches_a_service(lab, play):
    web(lab, 2, 3)

    async def story(lab, cluster, proxy):
        assert lab.ask('node', SERVICE, 80)[0] in ('10.244.0.2', '10.244.0.3')

    play(story, plain())


def test_the_node_reaches_a_service_without_a_default_route(lab, play):
    web(lab, 2, 3)
    subprocess.run(['ip', 'route', 'delete', 'default'], check=True)

    async def story(lab, cluster, proxy):
        assert lab.ask('node', SERVICE, 80)[0] in ('10.244.0.2', '10.244.0.3')

    play(story, plain())


def test_where_bridged_packets_are_not_tracked_the_node_stands_in(lab, play):
    web(lab, 2, 3)
    lab.pod(9)
    with open('/proc/sys/net/bridge/bridge-nf-call-iptables', 'w') as setting:
        setting.write('0')

    async def story(lab, cluster, proxy):
        assert {lab.ask('pod9', SERVICE, 80)[1] for _ in range(8)} == {GATEWAY}
        assert {lab.ask('pod2', SERVICE, 80)[1] for _ in range(8)} == {GATEWAY}

    play(story, plain(), masquerade_all=True)


def test_a_node_port_from_everywhere(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        assert lab.ask('outside', NODE_IP, 30080)[1] == GATEWAY
        assert lab.ask('node', NODE_IP, 30080)[0] in ('10.244.0.2', '10.244.0.3')
        assert lab.ask('pod9', NODE_IP, 30080)[0] in ('10.244.0.2', '10.244.0.3')

    play(story, plain(type='NodePort', ports=NODE_PORT))


def test_external_traffic_policy_local_keeps_the_client(lab, play):
    web(lab, 2, 3)

    async def story(lab, cluster, proxy):
        assert lab.ask('outside', NODE_IP, 30080)[1] == OUTSIDE_IP
        assert lab.ask('node', NODE_IP, 30080)[0] in ('10.244.0.2', '10.244.0.3')

    play(story, plain(type='NodePort', ports=NODE_PORT, external_traffic_policy='Local'))


def test_external_traffic_policy_local_without_a_local_endpoint_drops(lab, play):
    web(lab, 2)

    def set_up(cluster):
        cluster.service(type='NodePort', ports=NODE_PORT, external_traffic_policy='Local')
        cluster.endpoints('10.244.0.2', node='elsewhere')

    async def story(lab, cluster, proxy):
        with pytest.raises(TimeoutError):
            lab.ask('outside', NODE_IP, 30080)
        assert lab.ask('node', NODE_IP, 30080)[0] == '10.244.0.2'

    play(story, set_up)


def test_an_external_address(lab, play):
    web(lab, 2, 3)

    async def story(lab, cluster, proxy):
        assert lab.ask('outside', '198.51.100.7', 80)[0] in ('10.244.0.2', '10.244.0.3')

    play(story, plain(external_ips=['198.51.100.7']))


@pytest.mark.parametrize(('ranges', 'reached'), [(['192.0.2.0/24'], True), (['10.0.0.0/8'], False)])
def test_a_load_balancer_accepts_its_source_ranges_only(lab, play, ranges, reached):
    web(lab, 2, 3)

    def set_up(cluster):
        made = cluster.service(type='LoadBalancer', load_balancer_source_ranges=ranges)
        made.status.load_balancer.ingress = [core.LoadBalancerIngress(ip='203.0.113.7')]
        cluster.put(made)
        cluster.endpoints('10.244.0.2', '10.244.0.3')

    async def story(lab, cluster, proxy):
        if reached:
            assert lab.ask('outside', '203.0.113.7', 80)[0] in ('10.244.0.2', '10.244.0.3')
        else:
            with pytest.raises(TimeoutError):
                lab.ask('outside', '203.0.113.7', 80)

    play(story, set_up)


def test_without_endpoints_connections_are_refused(lab, play):
    lab.pod(9)

    async def story(lab, cluster, proxy):
        for client in ('pod9', 'node'):
            with pytest.raises(ConnectionRefusedError):
                lab.ask(client, SERVICE, 80)
        with pytest.raises(ConnectionRefusedError):
            lab.ask('outside', NODE_IP, 30080)

    play(story, lambda cluster: cluster.service(type='NodePort', ports=NODE_PORT))


def test_a_port_the_service_has_not_is_refused(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        for client in ('pod9', 'node'):
            with pytest.raises(ConnectionRefusedError):
                lab.ask(client, SERVICE, 81)

    play(story, plain())


def test_session_affinity_keeps_a_client_with_its_endpoint(lab, play):
    web(lab, 2, 3)
    for number in (7, 8, 9):
        lab.pod(number)

    async def story(lab, cluster, proxy):
        for client in ('pod7', 'pod8', 'pod9'):
            assert len({lab.ask(client, SERVICE, 80)[0] for _ in range(12)}) == 1

    play(story, plain(session_affinity='ClientIP'))


def test_a_new_proxy_remembers_who_stays_where(lab, play):
    web(lab, 2, 3)
    clients = ('pod6', 'pod7', 'pod8', 'pod9')
    for client in clients:
        lab.pod(int(client[3:]))
    seen = []

    async def story(lab, cluster, proxy):
        seen.append([lab.ask(client, SERVICE, 80)[0] for client in clients])

    for _ in range(4):
        play(story, plain(session_affinity='ClientIP'))
    assert all(each == seen[0] for each in seen)


def test_rules_that_somebody_removed_come_back(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        await Program().run('flush ruleset\n')
        await proxy.settled()
        assert lab.ask('pod9', SERVICE, 80)[0] in ('10.244.0.2', '10.244.0.3')
        written = len(proxy.nft.texts)
        await asyncio.sleep(0.3)
        assert len(proxy.nft.texts) == written  # and that was all

    play(story, plain())


def test_the_program_does_what_the_library_does(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        assert lab.ask('pod9', SERVICE, 80)[0] in ('10.244.0.2', '10.244.0.3')
        with pytest.raises(NftFailed, match='syntax error'):
            await Program().run('add nonsense\n')

    play(story, plain(), nft=Program())


def test_services_come_change_and_go(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        service = cluster.service()
        cluster.endpoints('10.244.0.2')
        await proxy.settled()
        assert {lab.ask('pod9', SERVICE, 80)[0] for _ in range(6)} == {'10.244.0.2'}
        cluster.endpoints('10.244.0.3')
        await proxy.settled()
        assert {lab.ask('pod9', SERVICE, 80)[0] for _ in range(6)} == {'10.244.0.3'}
        cluster.delete(service)
        await proxy.settled()
        with pytest.raises(TimeoutError):
            lab.ask('pod9', SERVICE, 80)

    play(story)


def test_a_connection_outlives_the_endpoints_removal(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    def set_up(cluster):
        cluster.service()
        cluster.endpoints('10.244.0.2')

    async def story(lab, cluster, proxy):
        with lab.socket('pod9') as old:
            old.connect((SERVICE, 80))
            assert said(old.recv(100))[0] == '10.244.0.2'
            cluster.endpoints('10.244.0.3')
            await proxy.settled()
            assert lab.ask('pod9', SERVICE, 80)[0] == '10.244.0.3'
            old.sendall(b'still there?')
            assert said(old.recv(100))[0] == '10.244.0.2'

    play(story, set_up)


def test_a_udp_client_moves_on_when_its_endpoint_is_gone(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    def set_up(cluster):
        cluster.service(ports=(('dns', 'UDP', 53, 0),))
        cluster.endpoints('10.244.0.2', port=('dns', 'UDP', 8080))

    async def story(lab, cluster, proxy):
        with lab.socket('pod9', socket.SOCK_DGRAM) as client:
            client.sendto(b'?', (SERVICE, 53))
            assert said(client.recv(100))[0] == '10.244.0.2'
            cluster.endpoints('10.244.0.3', port=('dns', 'UDP', 8080))
            await proxy.settled()
            client.sendto(b'?', (SERVICE, 53))
            assert said(client.recv(100))[0] == '10.244.0.3'

    play(story, set_up)


def test_terminating_endpoints_serve_until_there_is_another(lab, play):
    web(lab, 2)
    lab.pod(9)

    def set_up(cluster):
        cluster.service()
        cluster.endpoints('10.244.0.2', ready=False, serving=True, terminating=True)

    async def story(lab, cluster, proxy):
        assert lab.ask('pod9', SERVICE, 80)[0] == '10.244.0.2'

    play(story, set_up)


def test_changes_under_constant_requests_lose_none(lab, play):
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        with Hammer(lab, 'pod9', SERVICE, 80) as hammer:
            for turn in range(12):
                cluster.endpoints('10.244.0.2', *(['10.244.0.3'] if turn % 2 else []))
                await proxy.settled()
        assert not hammer.failures
        assert set(hammer.answers) == {'10.244.0.2', '10.244.0.3'}

    play(story, plain())


def test_a_restarted_proxy_takes_over_without_losing_a_request(lab, play):
    """The first one's table is in the kernel, and traffic on it, while the second one starts."""
    web(lab, 2, 3)
    lab.pod(9)

    async def story(lab, cluster, proxy):
        await asyncio.sleep(0.2)

    play(story, plain())
    with Hammer(lab, 'pod9', SERVICE, 80) as hammer:
        for _ in range(3):
            play(story, plain())
    assert not hammer.failures
    assert sum(hammer.answers.values()) > 50


def test_host_ports_from_outside_the_node_and_loopback(lab, play):
    web(lab, 2)

    def set_up(cluster):
        cluster.put(
            core.Pod(
                metadata=meta.ObjectMeta(name='p', namespace='default', uid='u1'),
                spec=core.PodSpec(
                    node_name='n1',
                    containers=[
                        core.Container(
                            name='c', ports=[core.ContainerPort(container_port=8080, host_port=9999, protocol='TCP')]
                        )
                    ],
                ),
                status=core.PodStatus(pod_ip='10.244.0.2', phase='Running'),
            )
        )

    async def story(lab, cluster, proxy):
        assert lab.ask('outside', NODE_IP, 9999) == ('10.244.0.2', OUTSIDE_IP)
        assert lab.ask('node', NODE_IP, 9999)[0] == '10.244.0.2'
        assert lab.ask('node', '127.0.0.1', 9999)[0] == '10.244.0.2'
        assert lab.ask('pod2', NODE_IP, 9999)[0] == '10.244.0.2'

    play(story, set_up)


def test_a_host_port_does_not_hide_cluster_dns(lab, play):
    """Both on port 53; only the node's other addresses are the pod's."""
    web(lab, 2)
    lab.serve('node', lab.config.dns_ip, 53)
    spec = core.PodSpec(
        node_name='n1',
        containers=[core.Container(name='c', ports=[core.ContainerPort(container_port=8080, host_port=53)])],
    )
    status = core.PodStatus(pod_ip='10.244.0.2', phase='Running')

    async def story(lab, cluster, proxy):
        assert lab.ask('pod2', lab.config.dns_ip, 53)[0] == lab.config.dns_ip
        assert lab.ask('outside', NODE_IP, 53)[0] == '10.244.0.2'

    def set_up(cluster):
        cluster.put(core.Pod(metadata=meta.ObjectMeta(name='p', namespace='default'), spec=spec, status=status))

    play(story, set_up)


def test_pods_reach_the_world_under_the_nodes_address(lab, play):
    lab.pod(9)
    lab.serve('outside', OUTSIDE_IP)

    async def story(lab, cluster, proxy):
        assert lab.ask('pod9', OUTSIDE_IP, 8080) == (OUTSIDE_IP, NODE_IP)

    play(story)


def test_one_changed_service_is_one_small_transaction(lab, play):
    """However many others there are."""

    def set_up(cluster):
        for number in range(200):
            cluster.service(name=f's{number}', cluster_ip=f'10.97.0.{number + 1}')
            cluster.endpoints('10.244.0.2', name=f's{number}')

    async def story(lab, cluster, proxy):
        cluster.endpoints('10.244.0.3', name='s7')
        await proxy.settled()
        assert proxy.nft.texts[-1].count('\n') < 12

    play(story, set_up)
