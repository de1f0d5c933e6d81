"""The rules of a Service port: what upstream's nftables proxy would have packets do."""

from dataclasses import replace

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.network.proxy import hostports, table
from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.conntrack import Flow, UdpFlows
from sampan.network.proxy.model import endpoints, service_ports
from sampan.network.proxy.rules import chain_base, fragment
from sampan.network.proxy.topology import Place, choose

CONFIG = ProxyConfig('n1', '192.0.2.1', '10.244.0.0/16', '10.96.0.0/12', local_ips=('10.96.0.10',))


def service(**spec):
    fields = {
        'cluster_ip': '10.96.0.5',
        'type': 'ClusterIP',
        'ports': [core.ServicePort(name='http', port=80, protocol='TCP')],
    }
    return core.Service(
        metadata=meta.ObjectMeta(name='web', namespace='default'), spec=core.ServiceSpec(**fields | spec)
    )


def endpoint_slice(*ips, port=8080, name='http', node='n1', **conditions):
    return discovery.EndpointSlice(
        metadata=meta.ObjectMeta(name='web-1', namespace='default'),
        address_type='IPv4',
        ports=[discovery.EndpointPort(name=name, protocol='TCP', port=port)],
        endpoints=[
            discovery.Endpoint(addresses=[ip], node_name=node, conditions=discovery.EndpointConditions(**conditions))
            for ip in ips
        ],
    )


def made(svc, *slices, config=CONFIG):
    (port,) = service_ports(svc)
    return fragment(port, choose(port, endpoints(slices, port, 'n1'), Place('n1')), config)


def chain(result, prefix):
    (rules,) = [rules for name, rules in result.chains.items() if name.startswith(prefix)]
    return rules


def test_a_cluster_ip_leads_to_each_endpoint_evenly():
    result = made(service(), endpoint_slice('10.244.0.2', '10.244.0.3'))
    base = chain_base(service_ports(service())[0])
    assert result.elements['service-ips', '10.96.0.5 . tcp . 80'] == f'goto service-{base}'
    assert ('cluster-ips', '10.96.0.5') in result.elements
    balance = chain(result, 'service-')[-1]
    assert balance.startswith('numgen random mod 2 vmap')
    assert 'meta l4proto tcp dnat to 10.244.0.2:8080' in result.chains[f'endpoint-{base}__10.244.0.2/8080']


def test_a_pod_that_reaches_itself_is_masqueraded():
    assert chain(made(service(), endpoint_slice('10.244.0.2')), 'endpoint-')[0] == (
        'ip saddr 10.244.0.2 jump mark-for-masquerade'
    )


def test_clients_outside_the_cluster_are_masqueraded():
    rules = chain(made(service(), endpoint_slice('10.244.0.2')), 'service-')
    assert rules[0] == 'ip daddr 10.96.0.5 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade'


def test_every_client_is_masqueraded_where_bridged_packets_are_not_tracked():
    rules = chain(
        made(service(), endpoint_slice('10.244.0.2'), config=replace(CONFIG, masquerade_all=True)), 'service-'
    )
    assert rules[0] == 'ip daddr 10.96.0.5 tcp dport 80 jump mark-for-masquerade'


def test_without_endpoints_it_is_refused():
    result = made(service())
    assert result.elements['no-endpoint-services', '10.96.0.5 . tcp . 80'] == 'goto reject-chain'
    assert ('service-ips', '10.96.0.5 . tcp . 80') not in result.elements


def test_policy_local_with_endpoints_elsewhere_is_dropped_not_refused():
    result = made(service(internal_traffic_policy='Local'), endpoint_slice('10.244.1.2', node='n2'))
    assert result.elements['no-endpoint-services', '10.96.0.5 . tcp . 80'] == 'drop'


def test_node_port_with_policy_cluster_is_masqueraded():
    svc = service(type='NodePort', ports=[core.ServicePort(name='http', port=80, protocol='TCP', node_port=30080)])
    result = made(svc, endpoint_slice('10.244.0.2'))
    base = chain_base(service_ports(svc)[0])
    assert result.elements['service-nodeports', 'tcp . 30080'] == f'goto external-{base}'
    assert chain(result, 'external-') == ('jump mark-for-masquerade', f'goto service-{base}')


def test_node_port_with_policy_local_keeps_the_client_and_the_node():
    svc = service(
        type='NodePort',
        external_traffic_policy='Local',
        ports=[core.ServicePort(name='http', port=80, protocol='TCP', node_port=30080)],
    )
    result = made(svc, endpoint_slice('10.244.0.2'))
    base = chain_base(service_ports(svc)[0])
    assert chain(result, 'external-') == (
        f'ip saddr 10.244.0.0/16 goto service-{base}',
        'fib saddr type local jump mark-for-masquerade',
        f'fib saddr type local goto service-{base}',
        f'goto local-{base}',
    )


def test_affinity_looks_for_the_client_first_and_remembers_it():
    svc = service(session_affinity='ClientIP')
    result = made(svc, endpoint_slice('10.244.0.2'))
    (name,) = result.sets
    assert 'timeout 10800s' in result.sets[name]
    assert f'ip saddr @{name} goto' in chain(result, 'service-')[1]
    assert f'update @{name} {{ ip saddr }}' in chain(result, 'endpoint-')


def test_load_balancer_source_ranges():
    svc = service(type='LoadBalancer', load_balancer_source_ranges=['192.0.2.0/24'])
    svc.status.load_balancer.ingress = [core.LoadBalancerIngress(ip='203.0.113.9')]
    result = made(svc, endpoint_slice('10.244.0.2'))
    assert ('firewall-ips', '203.0.113.9 . tcp . 80') in result.elements
    assert chain(result, 'firewall-') == ('ip saddr != { 192.0.2.0/24 } drop',)


def test_source_ranges_that_overlap_are_one():
    svc = service(type='LoadBalancer', load_balancer_source_ranges=['10.1.0.0/16', '10.0.0.0/8'])
    assert service_ports(svc)[0].source_ranges == ('10.0.0.0/8',)
    svc.spec.load_balancer_source_ranges.append('0.0.0.0/0')
    assert service_ports(svc)[0].source_ranges == ()


def test_what_is_no_address_is_passed_over():
    assert service_ports(service(external_ips=['198.51.100.1', '010.0.0.1', 'x']))[0].external_ips == ('198.51.100.1',)
    assert not made(service(), endpoint_slice('not-an-address')).chains


def test_a_load_balancer_of_mode_proxy_is_passed_through():
    svc = service(type='LoadBalancer')
    svc.status.load_balancer.ingress = [core.LoadBalancerIngress(ip='203.0.113.9', ip_mode='Proxy')]
    assert ('service-ips', '203.0.113.9 . tcp . 80') not in made(svc, endpoint_slice('10.244.0.2')).elements


def test_an_address_the_node_serves_itself_has_no_rules():
    result = made(service(cluster_ip='10.96.0.10'), endpoint_slice('10.244.0.2'))
    assert not result.elements


def test_services_without_packets_to_move():
    assert service_ports(service(cluster_ip='None')) == []
    assert service_ports(service(cluster_ip='')) == []
    assert service_ports(service(type='ExternalName', cluster_ip='')) == []
    other = service()
    other.metadata.labels['service.kubernetes.io/service-proxy-name'] = 'mine'
    assert service_ports(other) == []


def test_ports_are_matched_by_name_and_protocol():
    (port,) = service_ports(service())
    assert endpoints([endpoint_slice('10.244.0.2', name='other')], port, 'n1') == []
    assert [each.port for each in endpoints([endpoint_slice('10.244.0.2', port=9)], port, 'n1')] == [9]


def test_an_endpoint_in_two_slices_counts_once_and_ready_wins():
    (port,) = service_ports(service())
    (found,) = endpoints([endpoint_slice('10.244.0.2', ready=False), endpoint_slice('10.244.0.2')], port, 'n1')
    assert found.ready


def pod(**status):
    return core.Pod(
        metadata=meta.ObjectMeta(name='p', namespace='default', uid='u1'),
        spec=core.PodSpec(
            containers=[core.Container(name='c', ports=[core.ContainerPort(container_port=80, host_port=8080)])]
        ),
        status=core.PodStatus(**status),
    )


def test_host_ports():
    result = hostports.fragment(pod(pod_ip='10.244.0.2'))
    assert result.elements['hostports', 'tcp . 8080'] == 'goto hostport-u1/tcp/8080/any'
    assert 'meta l4proto tcp dnat to 10.244.0.2:80' in chain(result, 'hostport-')


def test_host_ports_end_with_the_pod():
    assert hostports.fragment(pod()) is None
    assert hostports.fragment(pod(pod_ip='10.244.0.2', phase='Failed')) is None


def test_a_table_in_the_place_of_whatever_is_there():
    text = table.replacement(CONFIG, [])
    assert text.startswith('add table ip sampan-proxy\ndelete table ip sampan-proxy\n')


class Recorder:
    def __init__(self):
        self.asked = []

    def forget(self, flows):
        self.asked.append(set(flows))
        return 0


async def flows_after(*states):
    recorder = Recorder()
    flows = UdpFlows(recorder)
    for state in states:
        flows.update('default/dns', state)
        await flows.forget_stale()
    return recorder.asked


def test_udp_flows_are_forgotten_when_endpoints_change(run):
    one = [Flow('10.96.0.5', 53, frozenset({'10.244.0.2'}))]
    two = [Flow('10.96.0.5', 53, frozenset({'10.244.0.3'}))]
    assert run(flows_after(one, two, two)) == [set(one), set(two)]


def test_udp_flows_of_a_service_that_went_are_forgotten(run):
    one = [Flow('10.96.0.5', 53, frozenset({'10.244.0.2'}))]
    assert run(flows_after(one, [])) == [set(one), {Flow('10.96.0.5', 53, frozenset())}]
