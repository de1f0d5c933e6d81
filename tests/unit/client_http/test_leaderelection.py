"""Leader election under virtual time: candidates, renewal, loss, release, wrong clocks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from sampan.api import codec, errors
from sampan.api.generated import coordination_v1
from sampan.client.base import Client
from sampan.client.leaderelection import LeaderElectionConfig, LeaderElector, LeadershipLost
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld


class Leases:
    """The API server's part: one lease with optimistic concurrency, and lines to it that can be cut."""

    def __init__(self) -> None:
        self.lease: coordination_v1.Lease | None = None
        self.writes = 0
        self.cut: set[str] = set()

    def client(self, identity: str) -> Client:
        return cast(Client, _LeaseClient(self, identity))


@dataclass
class _LeaseClient:
    leases: Leases
    identity: str

    async def _line(self) -> None:
        await asyncio.sleep(0.01)
        if self.identity in self.leases.cut:
            raise ConnectionError('cut')

    async def get(self, kind: type[Any], name: str, namespace: str = '') -> coordination_v1.Lease:
        await self._line()
        if self.leases.lease is None:
            raise errors.not_found('coordination.k8s.io', 'leases', name)
        return codec.clone(self.leases.lease)

    async def create(self, lease: coordination_v1.Lease) -> coordination_v1.Lease:
        await self._line()
        if self.leases.lease is not None:
            raise errors.already_exists('coordination.k8s.io', 'leases', lease.metadata.name)
        return self._store(lease)

    async def update(self, lease: coordination_v1.Lease) -> coordination_v1.Lease:
        await self._line()
        current = self.leases.lease
        assert current is not None
        if lease.metadata.resource_version != current.metadata.resource_version:
            raise errors.conflict('coordination.k8s.io', 'leases', lease.metadata.name, 'changed')
        return self._store(lease)

    def _store(self, lease: coordination_v1.Lease) -> coordination_v1.Lease:
        self.leases.writes += 1
        stored = codec.clone(lease)
        stored.metadata.resource_version = str(self.leases.writes)
        self.leases.lease = stored
        return codec.clone(stored)


@dataclass
class Stage:
    """Candidates in one simulation, and who led when."""

    leases: Leases = field(default_factory=Leases)
    world: SimulatedWorld = field(default_factory=SimulatedWorld)
    leading: list[str] = field(default_factory=list)
    history: list[tuple[str, str, float]] = field(default_factory=list)

    def candidate(self, identity: str, skew: timedelta = timedelta(), **config: Any) -> LeaderElector:
        return LeaderElector(
            client=self.leases.client(identity),
            world=self.world.fork(identity, skew=skew),
            name='kube-scheduler',
            identity=identity,
            config=LeaderElectionConfig(**config),
        )

    def start(self, elector: LeaderElector, lead: Callable[[], Awaitable[None]] | None = None) -> asyncio.Task[None]:
        return asyncio.ensure_future(elector.run(lead or (lambda: self.lead(elector.identity))))

    async def lead(self, identity: str) -> None:
        """Lead until cancelled; nobody else may be leading meanwhile."""
        assert self.leading == []
        self.leading.append(identity)
        self.history.append((identity, 'starts', asyncio.get_running_loop().time()))
        try:
            await asyncio.Event().wait()
        finally:
            self.leading.remove(identity)
            self.history.append((identity, 'stops', asyncio.get_running_loop().time()))


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
        await asyncio.wait((task,))


def test_the_first_candidate_leads_and_renews() -> None:
    async def main() -> None:
        stage = Stage()
        seen: list[str] = []
        elector = stage.candidate('a')
        elector._on_new_leader = seen.append
        task = stage.start(elector)
        await asyncio.sleep(61)
        lease = stage.leases.lease
        assert lease is not None
        assert (lease.metadata.namespace, lease.metadata.name) == ('kube-system', 'kube-scheduler')
        assert lease.spec.holder_identity == 'a'
        assert (lease.spec.lease_duration_seconds, lease.spec.lease_transitions) == (15, 0)
        assert lease.spec.renew_time is not None and lease.spec.acquire_time is not None
        assert timedelta(seconds=58) < lease.spec.renew_time - lease.spec.acquire_time < timedelta(seconds=61)
        assert 31 <= stage.leases.writes <= 32, 'one write per retry period'
        assert stage.history == [('a', 'starts', pytest.approx(0.02))]
        assert seen == ['a'] and elector.is_leader
        await _end(task)

    run_virtual(main())


@pytest.mark.parametrize('skew', [timedelta(), timedelta(hours=5), timedelta(hours=-5)])
def test_a_silent_leader_is_replaced_whatever_the_clocks_say(skew: timedelta) -> None:
    async def main() -> None:
        stage = Stage()
        first = stage.start(stage.candidate('a'))
        await asyncio.sleep(5)
        second = stage.start(stage.candidate('b', skew))
        await asyncio.sleep(120)
        assert stage.leading == ['a'], 'a leader that renews keeps its lease'
        stage.leases.cut.add('a')
        await asyncio.sleep(40)
        with pytest.raises(LeadershipLost):
            await first
        (_, _, _), (_, stopped, at), (who, started, later) = stage.history
        assert (stopped, who, started) == ('stops', 'b', 'starts')
        assert 10 <= at - 125 <= 12.1, 'it steps down at the renew deadline'
        assert 13 <= later - 125 <= 15 + 2 * 2.2 + 0.1, 'the other waits for the lease duration'
        assert stage.leases.lease is not None
        assert stage.leases.lease.spec.lease_transitions == 1
        await _end(second)

    run_virtual(main())


def test_a_leader_that_is_stopped_releases_when_its_work_has_ended() -> None:
    async def main() -> None:
        stage = Stage()
        first = stage.start(stage.candidate('a'))
        second = stage.start(stage.candidate('b'))
        await asyncio.sleep(10)
        await _end(first)
        lease = stage.leases.lease
        assert lease is not None
        assert (lease.spec.holder_identity, lease.spec.lease_duration_seconds) == ('', 1)
        await asyncio.sleep(5)
        assert stage.leading == ['b']
        assert stage.leases.lease is not None and stage.leases.lease.spec.lease_transitions == 1
        await _end(second)

    run_virtual(main())


def test_without_release_the_lease_expires() -> None:
    async def main() -> None:
        stage = Stage()
        first = stage.start(stage.candidate('a', release_on_cancel=False))
        second = stage.start(stage.candidate('b'))
        await asyncio.sleep(10)
        await _end(first)
        await asyncio.sleep(10)
        assert stage.leading == []
        await asyncio.sleep(10)
        assert stage.leading == ['b']
        await _end(second)

    run_virtual(main())


def test_a_short_interruption_costs_nothing() -> None:
    async def main() -> None:
        stage = Stage()
        tasks = [stage.start(stage.candidate(name)) for name in 'abc']
        await asyncio.sleep(10)
        (leader,) = stage.leading
        for _ in range(5):
            stage.leases.cut.add(leader)
            await asyncio.sleep(7)
            stage.leases.cut.clear()
            await asyncio.sleep(5)
        assert stage.leading == [leader] and len(stage.history) == 1
        await _end(*tasks)

    run_virtual(main())


def test_a_lease_written_by_somebody_else_is_respected() -> None:
    async def main() -> None:
        stage = Stage()
        first = stage.start(stage.candidate('a'))
        await asyncio.sleep(5)
        thief = codec.clone(cast(coordination_v1.Lease, stage.leases.lease))
        thief.spec.holder_identity = 'thief'
        await stage.leases.client('thief').update(thief)
        await asyncio.sleep(13)
        with pytest.raises(LeadershipLost):
            await first
        assert stage.leases.lease is not None and stage.leases.lease.spec.holder_identity == 'thief'

    run_virtual(main())


def test_what_the_led_work_raises_comes_out() -> None:
    async def fails() -> None:
        await asyncio.sleep(3)
        raise RuntimeError('boom')

    async def main() -> None:
        stage = Stage()
        with pytest.raises(RuntimeError, match='boom'):
            await stage.start(stage.candidate('a'), fails)
        assert stage.leases.lease is not None and stage.leases.lease.spec.holder_identity == ''

    run_virtual(main())


@pytest.mark.parametrize('config', [{'lease_duration': 10.0}, {'renew_deadline': 2.0}, {'retry_period': 0.0}])
def test_a_config_that_cannot_work_is_refused(config: dict[str, float]) -> None:
    with pytest.raises(ValueError, match='must be greater'):
        LeaderElectionConfig(**config)
