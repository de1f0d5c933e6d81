"""Increments add up to the same table as building it anew, and the kernel never has to refuse one."""

from hypothesis import given
from hypothesis import strategies as st

from sampan.network.proxy.config import ProxyConfig
from sampan.network.proxy.model import Endpoint, ServicePort
from sampan.network.proxy.planner import Planner
from sampan.network.proxy.rules import Fragment, fragment
from sampan.network.proxy.topology import Place, choose
from support.nft_model import Table

CONFIG = ProxyConfig('n1', '192.0.2.1', '10.244.0.0/16', '10.96.0.0/12')
MAPS = (
    'cluster-ips',
    'service-ips',
    'service-nodeports',
    'hostports',
    'hostip-ports',
    'firewall-ips',
    'no-endpoint-services',
    'no-endpoint-nodeports',
)
FIXED = ('mark-for-masquerade', 'reject-chain')

endpoint_sets = st.lists(
    st.builds(
        Endpoint,
        ip=st.sampled_from(['10.244.0.2', '10.244.0.3', '10.244.1.4']),
        port=st.sampled_from([8080, 8443]),
        ready=st.booleans(),
        serving=st.booleans(),
        terminating=st.booleans(),
        local=st.booleans(),
    ),
    max_size=4,
    unique_by=lambda each: (each.ip, each.port),
)


@st.composite
def services(draw, name):
    """A Service's fragment; addresses collide between Services on purpose."""
    made = Fragment()
    for port_name, number in draw(st.lists(st.sampled_from([('http', 80), ('https', 443)]), unique=True, min_size=1)):
        port = ServicePort(
            namespace='default',
            name=name,
            port_name=port_name,
            protocol=draw(st.sampled_from(['tcp', 'udp'])),
            port=number,
            node_port=draw(st.sampled_from([0, 0, 30000 + number])),
            cluster_ip=f'10.96.0.{ord(name)}',
            external_ips=tuple(draw(st.sampled_from([(), ('198.51.100.1',), ('198.51.100.1', '198.51.100.2')]))),
            load_balancer_ips=tuple(draw(st.sampled_from([(), ('203.0.113.9',)]))),
            source_ranges=tuple(draw(st.sampled_from([(), ('192.0.2.0/24',)]))),
            affinity_seconds=draw(st.sampled_from([0, 0, 60, 10800])),
            internal_local=draw(st.booleans()),
            external_local=draw(st.booleans()),
        )
        made.merge(fragment(port, choose(port, draw(endpoint_sets), Place('n1')), CONFIG))
    return made


changes = st.lists(
    st.sampled_from('abc').flatmap(lambda name: st.tuples(st.just(name), st.none() | services(name))),
    max_size=12,
)


def table():
    return Table(MAPS, FIXED)


@given(st.lists(changes, max_size=4))
def test_increments_add_up_to_a_full_rebuild(steps):
    planner, kernel = Planner(), table()
    for step in steps:
        kernel.apply(planner.update(dict(step)))
        rebuilt = table()
        rebuilt.apply(planner.everything())
        assert kernel.state() == rebuilt.state()


@given(changes)
def test_the_order_of_changes_leaves_no_trace(step):
    """What is left depends on the last fragments only, also where Services contest an address."""
    forth, back = Planner(), Planner()
    last = dict(step)
    for name, each in step:
        forth.update({name: each})
    for name in sorted(last, reverse=True):
        back.update({name: last[name]})
    one, other = table(), table()
    one.apply(forth.everything())
    other.apply(back.everything())
    assert one.state() == other.state()


@given(services('a'))
def test_no_change_is_no_command(made):
    planner = Planner()
    assert planner.update({'a': made})
    assert planner.update({'a': made}) == []


@given(services('a'), services('b'))
def test_a_change_touches_only_its_own_chains(mine, others):
    planner = Planner()
    planner.update({'a': mine, 'b': others})
    touched = {command.name for command in planner.update({'a': None}) if command.what != 'element'}
    assert touched <= mine.chains.keys() | mine.sets.keys()


@given(services('a'))
def test_removing_everything_leaves_nothing(made):
    planner, kernel = Planner(), table()
    kernel.apply(planner.update({'a': made}))
    kernel.apply(planner.update({'a': None}))
    assert kernel.state() == table().state()
