"""What configurations mean: seats, lending, classification, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api import flowcontrol as defaults
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.validation import validate
from sampan.apiserver.flowcontrol.allocation import Claim, Impossible, allocate
from sampan.apiserver.flowcontrol.levels import Levels
from sampan.apiserver.flowcontrol.queueset import QueueSet, Ticket
from sampan.apiserver.flowcontrol.retry_after import Refusals
from sampan.apiserver.request import RequestInfo, UserInfo

EVERYBODY = ('system:authenticated',)


def levels(total: int = 600) -> Levels:
    found = Levels(total)
    objects = {**defaults.mandatory_levels(), **defaults.suggested_levels()}
    schemas = [*defaults.mandatory_schemas().values(), *defaults.suggested_schemas().values()]
    found.digest(objects, schemas, 0.0)
    return found


def asking(verb: str, resource: str, *, group: str = '', namespace: str = '', subresource: str = '') -> RequestInfo:
    return RequestInfo(True, verb, '/', 'api', group, 'v1', namespace, resource, subresource)


def test_the_default_objects_are_valid() -> None:
    every = (
        *defaults.mandatory_levels().values(),
        *defaults.suggested_levels().values(),
        *defaults.mandatory_schemas().values(),
        *defaults.suggested_schemas().values(),
    )
    assert len(every) == 19
    assert [problem for each in every for problem in validate(each, namespaced=False)] == []


def test_seats_are_divided_by_shares() -> None:
    """Of 600 seats and 245 shares, as the documentation's formula says."""
    found = levels().levels
    assert {name: each.nominal for name, each in found.items()} == {
        'exempt': 0,
        'catch-all': 13,
        'system': 74,
        'node-high': 98,
        'leader-election': 25,
        'workload-high': 98,
        'workload-low': 245,
        'global-default': 49,
    }
    low = found['workload-low']
    assert (low.least, low.most) == (245 - 221, 245 + 600)
    assert (found['global-default'].most_seats, found['workload-low'].most_seats) == (8, 37)


@pytest.mark.parametrize(
    ('user', 'groups', 'info', 'schema', 'distinguisher'),
    [
        ('root', ('system:masters', *EVERYBODY), asking('get', 'pods'), 'exempt', ''),
        ('x', EVERYBODY, RequestInfo(False, 'get', '/healthz'), 'probes', ''),
        ('x', EVERYBODY, RequestInfo(False, 'get', '/livez/ping'), 'probes', ''),
        ('x', EVERYBODY, RequestInfo(False, 'get', '/version'), 'global-default', 'x'),
        ('x', EVERYBODY, asking('get', 'pods', namespace='a'), 'global-default', 'x'),
        ('nobody', (), asking('get', 'pods'), 'catch-all', 'nobody'),
        (
            'system:kube-scheduler',
            EVERYBODY,
            asking('update', 'leases', group='coordination.k8s.io', namespace='kube-system'),
            'system-leader-election',
            'system:kube-scheduler',
        ),
        ('system:kube-scheduler', EVERYBODY, asking('list', 'pods', namespace='a'), 'kube-scheduler', 'a'),
        ('system:node:n', ('system:nodes', *EVERYBODY), asking('patch', 'nodes', subresource='status'),
         'system-node-high', 'system:node:n'),
        ('system:node:n', ('system:nodes', *EVERYBODY), asking('list', 'pods'), 'system-nodes', 'system:node:n'),
        (
            'system:serviceaccount:kube-system:job-controller',
            ('system:serviceaccounts', 'system:serviceaccounts:kube-system', *EVERYBODY),
            asking('list', 'pods', namespace='b'),
            'kube-system-service-accounts',
            'b',
        ),
        (
            'system:serviceaccount:kube-systemx:y',
            ('system:serviceaccounts', 'system:serviceaccounts:kube-systemx', *EVERYBODY),
            asking('list', 'pods', namespace='b'),
            'service-accounts',
            'system:serviceaccount:kube-systemx:y',
        ),
    ],
)  # fmt: skip
def test_classification(user: str, groups: tuple[str, ...], info: RequestInfo, schema: str, distinguisher: str) -> None:
    found = levels().flow(UserInfo(user, groups=groups), info)
    assert found is not None
    assert (found.schema, found.distinguisher) == (schema, distinguisher)


def test_connections_that_last_take_no_part_but_watches_do() -> None:
    found, user = levels(), UserInfo('x', groups=EVERYBODY)
    assert found.flow(user, asking('create', 'pods', namespace='a', subresource='exec')) is None
    assert found.flow(user, asking('get', 'pods', namespace='a', subresource='log')) is None
    assert found.flow(user, asking('watch', 'pods', namespace='a')) is not None


def test_without_objects_there_is_a_place_for_everybody() -> None:
    found = Levels(600)
    found.digest({}, [], 0.0)
    assert sorted(found.levels) == ['catch-all', 'exempt']
    flow = found.flow(UserInfo('x', groups=EVERYBODY), asking('get', 'pods'))
    assert flow is not None and flow.schema == 'catch-all'
    assert found.levels['catch-all'].current == 600


def test_a_schema_without_its_level_is_left_out() -> None:
    found = Levels(600)
    schema = flowcontrol.FlowSchema()
    schema.metadata.name = 'lost'
    schema.spec = defaults.suggested_schemas()['global-default'].spec
    found.digest({}, [schema], 0.0)
    assert [each.metadata.name for each in found.schemas] == ['exempt', 'catch-all']


def test_a_level_that_is_gone_ends_when_it_is_empty() -> None:
    found = levels()
    flow = found.flow(UserInfo('x', groups=EVERYBODY), asking('get', 'pods'))
    assert flow is not None
    ticket = Ticket(flow, 1, 0, 0.0, 1.0, None)
    assert flow.level.set.start(ticket, flow.hand, 1.0)
    found.digest({}, [], 2.0)
    assert found.levels['global-default'].quiescing
    assert not found.reap()
    flow.level.set.finish(ticket, 3.0)
    assert found.reap()
    found.digest({}, [], 4.0)
    assert 'global-default' not in found.levels


def test_busy_levels_borrow_from_idle_ones() -> None:
    found = levels()
    busy = found.levels['global-default']
    flow = found.flow(UserInfo('x', groups=EVERYBODY), asking('get', 'pods'))
    assert flow is not None
    for _ in range(300):
        busy.set.start(Ticket(flow, 1, 0, 0.0, 1.0, None), flow.hand, 1.0)
    found.adjust(20.0)
    assert busy.current > busy.nominal
    lender = found.levels['workload-low']
    assert lender.least <= lender.current < lender.nominal
    assert found.levels['leader-election'].current >= 25  # it lends nothing
    assert sum(each.current for each in found.levels.values()) <= 602 + len(found.levels)


claims = st.builds(
    lambda low, above, high: Claim(low + above, low, low + high),
    st.floats(0, 50), st.floats(0, 50), st.floats(0, 100),
)  # fmt: skip


@given(st.lists(claims, min_size=1, max_size=8), st.floats(0, 1))
def test_an_allocation_is_fair_and_within_its_bounds(found: list[Claim], part: float) -> None:
    low, high = sum(each.low for each in found), sum(each.high for each in found)
    total = round(low + part * (high - low))
    try:
        shares, proportion = allocate(total, found)
    except Impossible:
        assert total < low or total > high
        return
    assert sum(shares) == pytest.approx(total, abs=0.01)
    for claim, share in zip(found, shares, strict=True):
        assert claim.low - 1e-6 <= share <= claim.high + 1e-6 or total == 0
        fair = proportion * max(claim.target, 0.001)
        assert share == pytest.approx(max(claim.low, min(claim.high, fair))) or total == 0


def test_demand_is_averaged_over_time() -> None:
    found = QueueSet()
    found.configure(1, 10)
    found.resize(10, 0.0)
    tickets = [Ticket(None, 2, 0, 0.0, 5.0, None) for _ in range(2)]
    for ticket in tickets:
        found.start(ticket, (0,), 5.0)
    found.settle(10.0, 1.0)
    demand = found.demand
    assert (demand.average, demand.deviation, demand.peak) == (2.0, 2.0, 4)
    assert demand.smoothed == 4.0
    for ticket in tickets:
        found.finish(ticket, 10.0)
    found.settle(20.0, 1.0)
    assert demand.peak == 4  # it was 4 when the period began
    found.settle(30.0, 1.0)
    assert (demand.peak, demand.average) == (0, 0.0)
    assert 3.8 < demand.smoothed < 4.0


def test_clients_come_back_later_while_many_are_refused() -> None:
    found = Refusals()
    assert found.retry_after == 1
    for second in range(100, 140):
        for _ in range(50):
            found.note(second)
    assert found.retry_after == 32
    for second in range(300, 400, 2):
        found.note(second)
    assert found.retry_after < 32
