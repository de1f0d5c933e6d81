"""Which endpoints are used: upstream's rules for policies, terminating endpoints and hints."""

from dataclasses import replace

import pytest

from sampan.network.proxy.model import Endpoint, ServicePort
from sampan.network.proxy.topology import Place, choose

PORT = ServicePort(
    namespace='default',
    name='web',
    port_name='http',
    protocol='tcp',
    port=80,
    node_port=0,
    cluster_ip='10.96.0.5',
    external_ips=(),
    load_balancer_ips=(),
    source_ranges=(),
    affinity_seconds=0,
    internal_local=False,
    external_local=False,
)
HERE = Place('here', zone='z1')
READY = Endpoint('10.244.0.2', 80)
FADING = Endpoint('10.244.0.3', 80, ready=False, serving=True, terminating=True)
DEAD = Endpoint('10.244.0.4', 80, ready=False, serving=False, terminating=True)
STARTING = Endpoint('10.244.0.5', 80, ready=False, serving=False)


def test_ready_endpoints_are_used():
    assert choose(PORT, [READY, FADING, DEAD, STARTING], HERE).cluster == (READY,)


def test_serving_terminating_endpoints_when_none_is_ready():
    choice = choose(PORT, [FADING, DEAD, STARTING], HERE)
    assert choice.cluster == (FADING,)
    assert choice.anywhere


def test_nobody():
    choice = choose(PORT, [DEAD, STARTING], HERE)
    assert choice.cluster == ()
    assert not choice.anywhere


def test_internal_policy_local_uses_this_node_only():
    port = replace(PORT, internal_local=True)
    mine = replace(READY, local=True)
    other = replace(READY, ip='10.244.1.2')
    choice = choose(port, [mine, other], HERE)
    assert choice.local == (mine,)
    assert choice.cluster == ()


def test_internal_policy_local_with_endpoints_elsewhere_only():
    choice = choose(replace(PORT, internal_local=True), [READY], HERE)
    assert choice.local == ()
    assert choice.anywhere


def test_local_falls_back_on_its_own():
    """A local endpoint that ends still serves local traffic while a remote one is ready."""
    port = replace(PORT, node_port=30080, external_local=True)
    choice = choose(port, [replace(FADING, local=True), READY], HERE)
    assert choice.local == (replace(FADING, local=True),)
    assert choice.cluster == (READY,)


@pytest.mark.parametrize(
    ('hints', 'used'),
    [
        ([{'here'}, {'there'}], [0]),
        ([{'there'}, {'there'}], [0, 1]),
        ([{'here'}, set()], [0, 1]),
    ],
)
def test_node_hints(hints, used):
    ends = [replace(READY, ip=f'10.244.0.{n}', node_hints=frozenset(each)) for n, each in enumerate(hints)]
    assert choose(PORT, ends, HERE).cluster == tuple(ends[n] for n in used)


@pytest.mark.parametrize(
    ('hints', 'used'), [([{'z1'}, {'z2'}], [0]), ([{'z2'}, {'z2'}], [0, 1]), ([{'z1'}, set()], [0, 1])]
)
def test_zone_hints(hints, used):
    ends = [replace(READY, ip=f'10.244.0.{n}', zone_hints=frozenset(each)) for n, each in enumerate(hints)]
    assert choose(PORT, ends, HERE).cluster == tuple(ends[n] for n in used)


def test_zone_hints_without_a_zone_are_ignored():
    ends = [replace(READY, zone_hints=frozenset({'z1'}))]
    assert choose(PORT, ends, Place('here')).cluster == tuple(ends)
