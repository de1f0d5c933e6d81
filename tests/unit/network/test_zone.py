"""The DNS specification's records, and the difference between no such name and no such record."""

import asyncio

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api.generated import core_v1 as core
from sampan.api.generated import discovery_v1 as discovery
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import InformerFactory
from sampan.machinery.world import SystemWorld
from sampan.network.dns import wire
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.resolver import Outside, Resolver
from sampan.network.dns.view import View


def service(name, namespace='default', cluster_ip='10.96.0.5', ports=(('http', 'TCP', 80),), **spec):
    return core.Service(
        metadata=meta.ObjectMeta(name=name, namespace=namespace, uid=f'{namespace}/{name}', resource_version='1'),
        spec=core.ServiceSpec(
            cluster_ip=cluster_ip,
            cluster_ips=[cluster_ip] if cluster_ip else [],
            ports=[core.ServicePort(name=port, protocol=protocol, port=number) for port, protocol, number in ports],
            **spec,
        ),
    )


def endpoint_slice(service, *endpoints, ports=(('http', 'TCP', 8080),), number=1, family='IPv4'):
    return discovery.EndpointSlice(
        metadata=meta.ObjectMeta(
            name=f'{service}-{number}',
            namespace='default',
            uid=f'{service}-{number}',
            labels={'kubernetes.io/service-name': service},
        ),
        address_type=family,
        ports=[discovery.EndpointPort(name=name, protocol=protocol, port=port) for name, protocol, port in ports],
        endpoints=[
            discovery.Endpoint(addresses=[ip], hostname=hostname, conditions=discovery.EndpointConditions(ready=ready))
            for ip, hostname, ready in endpoints
        ],
    )


SERVICES = [
    service('kubernetes', cluster_ip='10.96.0.1', ports=(('https', 'TCP', 443),)),
    service('web', ports=(('http', 'TCP', 80), ('quic', 'UDP', 443))),
    service('six', cluster_ip='fd00::5'),
    service('db', cluster_ip='None'),
    service('empty', cluster_ip='None'),
    service('portless', cluster_ip='None', ports=()),
    service('out', cluster_ip='', type='ExternalName', external_name='Example.org'),
    service('alias', cluster_ip='', type='ExternalName', external_name='web.default.svc.cluster.local'),
    service('loop', cluster_ip='', type='ExternalName', external_name='loop.default.svc.cluster.local'),
]
SLICES = [
    endpoint_slice('db', ('10.244.0.2', 'db-0', True), ('10.244.0.3', None, True), ('10.244.0.4', 'db-2', False)),
    endpoint_slice('db', ('fd00::2', 'db-0', True), number=6, family='IPv6'),
    endpoint_slice('portless', ('10.244.0.9', None, True), ports=()),
    endpoint_slice('web', ('10.244.0.7', None, True)),
]


class Dns:
    def __init__(self, services=SERVICES, slices=SLICES):
        world = SystemWorld()
        informers = InformerFactory(None, world)
        view = View(informers)
        self.services = informers.informer(core.Service)
        self.services.replace(services, '1')
        informers.informer(discovery.EndpointSlice).replace(slices, '1')
        informers.informer(core.Namespace).replace(
            [core.Namespace(metadata=meta.ObjectMeta(name=name)) for name in ('default', 'kube-system')], '1'
        )
        self.asked = []
        config = DnsConfig(domain='cluster.local', service_ip='10.96.0.10', listen=('127.0.0.1',))
        self.resolver = Resolver(view, world, config, self._upstream)
        view.follow(self.resolver.forget)

    async def _upstream(self, data, udp):
        query = dns.message.from_wire(data)
        self.asked.append(query.question[0].name.to_text())
        answer = dns.message.make_response(query)
        answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, 'IN', 'A', '192.0.2.99'))
        return answer.to_wire()

    def query(self, name, kind, udp=True, **options):
        asked = dns.message.make_query(name, kind, **options)
        data = asked.to_wire()
        answer = self.resolver.quick(data) if udp else None
        if answer is None:
            try:
                answer = self.resolver.answer(data, udp=udp)
            except Outside:
                answer = asyncio.run(self.resolver.resolve(data, udp=udp))
        got = dns.message.from_wire(answer)
        assert asked.is_response(got)
        return got


def texts(section):
    return sorted(f'{rdata}' for rrset in section for rdata in rrset)


def answers(name, kind='A'):
    got = Dns().query(name, kind)
    assert got.rcode() == dns.rcode.NOERROR
    assert got.flags & dns.flags.AA
    return texts(got.answer)


RECORDS = [
    ('web.default.svc.cluster.local', 'A', ['10.96.0.5']),
    ('WEB.Default.svc.Cluster.local', 'A', ['10.96.0.5']),
    ('six.default.svc.cluster.local', 'AAAA', ['fd00::5']),
    ('db.default.svc.cluster.local', 'A', ['10.244.0.2', '10.244.0.3']),
    ('db.default.svc.cluster.local', 'AAAA', ['fd00::2']),
    ('db-0.db.default.svc.cluster.local', 'A', ['10.244.0.2']),
    ('10-244-0-3.db.default.svc.cluster.local', 'A', ['10.244.0.3']),
    ('10-244-0-7.web.default.svc.cluster.local', 'A', ['10.244.0.7']),
    ('portless.default.svc.cluster.local', 'A', ['10.244.0.9']),
    ('_http._tcp.web.default.svc.cluster.local', 'SRV', ['0 100 80 web.default.svc.cluster.local.']),
    (
        'web.default.svc.cluster.local',
        'SRV',
        ['0 50 443 web.default.svc.cluster.local.', '0 50 80 web.default.svc.cluster.local.'],
    ),
    (
        '_http._tcp.db.default.svc.cluster.local',
        'SRV',
        ['0 33 8080 10-244-0-3.db.default.svc.cluster.local.', '0 33 8080 db-0.db.default.svc.cluster.local.'],
    ),
    ('out.default.svc.cluster.local', 'CNAME', ['example.org.']),
    ('alias.default.svc.cluster.local', 'A', ['10.96.0.5', 'web.default.svc.cluster.local.']),
    ('10-244-0-99.default.pod.cluster.local', 'A', ['10.244.0.99']),
    ('1.0.96.10.in-addr.arpa', 'PTR', ['kubernetes.default.svc.cluster.local.']),
    ('2.0.244.10.in-addr.arpa', 'PTR', ['db-0.db.default.svc.cluster.local.']),
    ('7.0.244.10.in-addr.arpa', 'PTR', ['10-244-0-7.web.default.svc.cluster.local.']),
    ('5.0.0.0.' + '0.' * 24 + '0.0.d.f.ip6.arpa', 'PTR', ['six.default.svc.cluster.local.']),
    ('dns-version.cluster.local', 'TXT', ['"1.1.0"']),
    ('cluster.local', 'NS', ['ns.dns.cluster.local.']),
    ('ns.dns.cluster.local', 'A', ['10.96.0.10']),
]


@pytest.mark.parametrize(('name', 'kind', 'expected'), RECORDS)
def test_records(name, kind, expected):
    assert answers(name, kind) == sorted(expected)


@pytest.mark.parametrize(
    ('name', 'kind'),
    [
        ('web.default.svc.cluster.local', 'AAAA'),
        ('web.default.svc.cluster.local', 'MX'),
        ('web.default.svc.cluster.local', 'TXT'),
        ('web.default.svc.cluster.local', 'CNAME'),
        ('default.svc.cluster.local', 'A'),
        ('svc.cluster.local', 'A'),
        ('cluster.local', 'A'),
        ('10-244-0-2.default.pod.cluster.local', 'AAAA'),
    ],
)
def test_a_name_without_such_a_record_exists(name, kind):
    got = Dns().query(name, kind)
    assert got.rcode() == dns.rcode.NOERROR
    assert not got.answer
    assert [rrset.rdtype for rrset in got.authority] == [dns.rdatatype.SOA]
    assert got.authority[0].ttl == 30


@pytest.mark.parametrize(
    'name',
    [
        'nope.default.svc.cluster.local',
        'web.nowhere.svc.cluster.local',
        'nowhere.svc.cluster.local',
        'empty.default.svc.cluster.local',
        'db-2.db.default.svc.cluster.local',  # not ready
        '_smtp._tcp.web.default.svc.cluster.local',
        '_http._udp.web.default.svc.cluster.local',
        'a.b.c.web.default.svc.cluster.local',
        'x.default.pod.cluster.local',
        '10-244-0-2.nowhere.pod.cluster.local',
        'example.org.default.svc.cluster.local',
        'web.default.cluster.local',
    ],
)
def test_no_such_name(name):
    got = Dns().query(name, 'A')
    assert got.rcode() == dns.rcode.NXDOMAIN
    assert [rrset.rdtype for rrset in got.authority] == [dns.rdatatype.SOA]


def test_an_alias_to_the_outside_is_followed():
    server = Dns()
    got = server.query('out.default.svc.cluster.local', 'A')
    assert texts(got.answer) == ['192.0.2.99', 'example.org.']
    assert server.asked == ['example.org.']


def test_an_alias_of_itself_ends():
    got = Dns().query('loop.default.svc.cluster.local', 'A')
    assert texts(got.answer) == ['loop.default.svc.cluster.local.']
    assert len(got.to_wire()) < 120


@pytest.mark.parametrize('name', ['example.org', 'xcluster.local', '9.9.9.9.in-addr.arpa', 'local'])
def test_other_names_are_asked_outside(name):
    server = Dns()
    server.query(name, 'PTR' if name.endswith('arpa') else 'A')
    assert server.asked == [f'{name}.']


def test_answers_take_turns():
    server = Dns()
    first = {str(server.query('db.default.svc.cluster.local', 'A').answer[0][0]) for _ in range(6)}
    assert first == {'10.244.0.2', '10.244.0.3'}


def test_a_remembered_answer_goes_with_the_change():
    server = Dns()
    name = 'web.default.svc.cluster.local'
    assert texts(server.query(name, 'A').answer) == ['10.96.0.5']
    assert server.resolver.quick(dns.message.make_query(name, 'A').to_wire()) is not None
    changed = service('web', cluster_ip='10.96.0.6')
    changed.metadata.resource_version = '2'
    server.services.replace([changed], '2')
    assert texts(server.query(name, 'A').answer) == ['10.96.0.6']


def crowd(count):
    return Dns(slices=[endpoint_slice('db', *((f'10.244.{n // 250}.{n % 250 + 1}', None, True) for n in range(count)))])


def test_what_does_not_fit_into_udp_says_so_and_goes_over_tcp():
    server = crowd(300)
    short = server.query('db.default.svc.cluster.local', 'A')
    assert short.flags & dns.flags.TC
    assert len(short.to_wire()) <= 512
    bigger = server.query('db.default.svc.cluster.local', 'A', use_edns=0, payload=4096)
    assert 512 < len(bigger.to_wire()) <= 1232
    whole = server.query('db.default.svc.cluster.local', 'A', udp=False)
    assert not whole.flags & dns.flags.TC
    assert len(whole.answer[0]) == 300


def test_edns_versions_to_come_are_refused():
    assert Dns().query('web.default.svc.cluster.local', 'A', use_edns=1).rcode() == dns.rcode.BADVERS


def test_other_classes_are_refused():
    assert Dns().query('web.default.svc.cluster.local', 'A', rdclass='CH').rcode() == dns.rcode.REFUSED


def test_other_operations_are_not_implemented():
    data = bytearray(dns.message.make_query('x', 'A').to_wire())
    data[2] |= 0x20  # STATUS and the like
    got = Dns().resolver.answer(bytes(data), udp=True)
    assert got[3] & 0xF == wire.Rcode.NOTIMP
    assert got[:2] == data[:2]


@given(st.binary(max_size=200))
def test_scraps_never_break_it(data):
    server = Dns([], [])
    try:
        answer = server.resolver.answer(data, udp=True)
    except Outside:
        return
    assert answer is None or answer[:2] == data[:2]


def test_answers_are_never_answered():
    data = bytearray(dns.message.make_query('x', 'A').to_wire())
    data[2] |= 0x80
    assert Dns().resolver.answer(bytes(data), udp=True) is None


labels = st.text(st.sampled_from('abcxyz019-_'), min_size=1, max_size=12)


@given(st.lists(labels, max_size=5), st.sampled_from(['A', 'AAAA', 'SRV', 'TXT', 'CNAME', 'MX', 'SOA', 'ANY']))
def test_every_name_in_the_zone_has_an_answer(parts, kind):
    """Whatever is asked below the domain is answered here, in a message dnspython can read."""
    got = Dns().query('.'.join([*parts, 'svc.cluster.local']), kind)
    assert got.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
    assert got.answer or got.authority
