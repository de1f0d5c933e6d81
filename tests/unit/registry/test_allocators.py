"""Addresses and ports are given out once."""

from __future__ import annotations

import pytest

from sampan.apiserver.registry.allocators.addresses import Addresses, AllocationError
from sampan.apiserver.registry.allocators.numbers import RangeFull
from sampan.apiserver.registry.allocators.ports import Ports
from sampan.testing.world import SimulatedWorld


def test_every_address_of_a_range_is_given_out_once() -> None:
    pool = Addresses('10.0.0.0/26', SimulatedWorld(3))
    given = [pool.next() for _ in range(62)]
    assert sorted(given) == sorted(f'10.0.0.{n}' for n in range(1, 63))
    with pytest.raises(RangeFull):
        pool.next()
    pool.settle('service', given[5], success=False)
    assert pool.next() == given[5]


def test_the_lower_band_is_given_out_last() -> None:
    pool = Addresses('10.0.0.0/24', SimulatedWorld(3))
    upper = [int(pool.next().rpartition('.')[2]) for _ in range(254 - 16)]
    assert min(upper) == 17
    assert int(pool.next().rpartition('.')[2]) <= 16


@pytest.mark.parametrize('address', ['10.0.0.0', '10.0.0.255', '10.0.1.1', '::1', 'nonsense'])
def test_addresses_outside_are_refused(address: str) -> None:
    pool = Addresses('10.0.0.0/24', SimulatedWorld(3))
    with pytest.raises(AllocationError, match='not in the valid range'):
        pool.take(address)


def refused(pool: Addresses, address: str) -> bool:
    try:
        pool.take(address)
    except AllocationError as error:
        assert 'already allocated' in str(error)
        return True
    pool.settle('nobody', address, success=False)
    return False


def test_an_address_is_taken_from_the_claim_until_its_owner_is_gone() -> None:
    pool = Addresses('fd00::/112', SimulatedWorld(3))
    assert pool.family == 'IPv6'
    pool.take('fd00::5')
    assert refused(pool, 'fd00::5')
    pool.settle('/services/a', 'fd00::5', success=True)
    assert refused(pool, 'fd00::5'), 'written, and not yet seen in the cache'
    pool.own('/services/a', ['fd00::5'])
    pool.own('/addresses/fd00::5', ['fd00::5'])
    assert refused(pool, 'fd00::5')
    pool.own('/services/a', [])
    assert refused(pool, 'fd00::5'), 'two had it'
    pool.own('/addresses/fd00::5', [])
    assert not refused(pool, 'fd00::5')


def test_what_the_cache_showed_before_the_write_was_answered_counts_too() -> None:
    pool = Addresses('10.0.0.0/24', SimulatedWorld(3))
    pool.take('10.0.0.9')
    pool.own('/services/a', ['10.0.0.9'])
    pool.settle('/services/a', '10.0.0.9', success=True)
    assert refused(pool, '10.0.0.9')
    pool.own('/services/a', [])
    assert not refused(pool, '10.0.0.9')


def test_a_cache_that_is_loaded_again_forgets_its_own_owners_only() -> None:
    pool = Addresses('10.0.0.0/24', SimulatedWorld(3))
    pool.own('/services/a', ['10.0.0.9'])
    pool.own('/addresses/10.0.0.8', ['10.0.0.8'])
    pool.forget_owners('/services/')
    assert not refused(pool, '10.0.0.9')
    assert refused(pool, '10.0.0.8')


def test_ports_have_both_ends() -> None:
    ports = Ports(30000, 30002, SimulatedWorld(3))
    assert sorted(ports.next() for _ in range(3)) == [30000, 30001, 30002]
    for port in (29999, 30003):
        with pytest.raises(AllocationError, match='The range of valid ports is 30000-30002'):
            ports.take(port)
    ports.settle('a', 30001, success=False)
    ports.own('a', [30001])
    with pytest.raises(AllocationError, match='already allocated'):
        ports.take(30001)
