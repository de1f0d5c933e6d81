"""Resolver settings, host names and /etc/hosts."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.node.pods.dns import Resolver, host_name, hosts_file, parse_resolv_conf, pod_resolver

from .support import pod

HOST = Resolver(('192.0.2.53',), ('corp.test',), ('timeout:1',))
CLUSTER = ('10.96.0.10',)


def resolver(**spec: object) -> Resolver:
    return pod_resolver(pod(**spec), HOST, CLUSTER, 'cluster.local')  # type: ignore[arg-type]


def test_cluster_first_asks_the_cluster_with_five_dots() -> None:
    assert resolver() == Resolver(
        CLUSTER,
        ('default.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'corp.test'),
        ('timeout:1', 'ndots:5'),
    )


def test_host_network_pods_use_the_nodes_resolver_unless_they_say_so() -> None:
    assert resolver(host_network=True) == HOST
    assert resolver(host_network=True, dns_policy='ClusterFirstWithHostNet').servers == CLUSTER
    assert resolver(dns_policy='Default') == HOST


def test_a_pods_own_settings_are_added_and_its_options_win() -> None:
    options = [core.PodDNSConfigOption(name='ndots', value='2'), core.PodDNSConfigOption(name='edns0')]
    own = core.PodDNSConfig(nameservers=['192.0.2.1'], searches=['own.test'], options=options)
    assert resolver(dns_policy='None', dns_config=own) == Resolver(('192.0.2.1',), ('own.test',), ('ndots:2', 'edns0'))
    assert resolver(dns_config=own).options == ('timeout:1', 'ndots:2', 'edns0')


def test_limits_hold() -> None:
    own = core.PodDNSConfig(
        nameservers=['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'], searches=[f's{n}' for n in range(40)]
    )
    found = resolver(dns_policy='None', dns_config=own)
    assert len(found.servers) == 3 and len(found.searches) == 32


def test_resolv_conf_is_read() -> None:
    text = '# x\nnameserver 192.0.2.53\nsearch old.test\nsearch corp.test. b.test\noptions timeout:1 rotate\n'
    assert parse_resolv_conf(text) == Resolver(('192.0.2.53',), ('corp.test', 'b.test'), ('timeout:1', 'rotate'))


def test_host_names_are_cut_and_have_domains() -> None:
    assert host_name(pod('web-1'), 'cluster.local') == ('web-1', '')
    assert host_name(pod('a' * 62 + '-b'), 'cluster.local')[0] == 'a' * 62
    assert host_name(pod(hostname='h', subdomain='s'), 'cluster.local') == ('h', 's.default.svc.cluster.local')


def test_the_hosts_file_names_the_pod() -> None:
    aliases = [core.HostAlias(ip='192.0.2.9', hostnames=['a', 'b'])]
    text = hosts_file(pod(hostname='h', subdomain='s', host_aliases=aliases), ('10.0.0.2',), 'cluster.local', '')
    assert text.startswith('# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n')
    assert '10.0.0.2\th.s.default.svc.cluster.local\th\n' in text
    assert text.endswith('\n# Entries added by HostAliases.\n192.0.2.9\ta\tb\n')
    shared = hosts_file(pod(host_network=True), (), 'cluster.local', '127.0.0.1 me\n')
    assert shared == '# Kubernetes-managed hosts file (host network).\n127.0.0.1 me\n'
