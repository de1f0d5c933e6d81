"""A faulty client does what it says: before the deed, after it, or to the watch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.testing.faults import Faults, FaultyClient
from sampan.testing.loop import run_virtual
from sampan.testing.simulated import Settings, Simulation, running
from sampan.testing.world import SimulatedWorld


def note(name: str = 'note') -> core.ConfigMap:
    return core.ConfigMap(metadata=meta.ObjectMeta(name=name, namespace='default'))


def play(faults: Faults, body: Callable[[Simulation, FaultyClient], Awaitable[None]]) -> None:
    async def story() -> None:
        async with running(settings=Settings(nodes=0)) as simulation:
            client = FaultyClient(simulation.client, SimulatedWorld(1))
            client.faults = faults
            await body(simulation, client)

    run_virtual(story())


def test_an_error_means_that_nothing_was_done() -> None:
    async def body(simulation: Simulation, client: FaultyClient) -> None:
        with pytest.raises(ApiError) as failure:
            await client.create(note())
        assert failure.value.code == 500
        with pytest.raises(ApiError) as absent:
            await simulation.client.get(core.ConfigMap, 'note', 'default')
        assert is_not_found(absent.value)

    play(Faults(errors=1.0), body)


def test_a_lost_answer_means_that_it_was_done() -> None:
    async def body(simulation: Simulation, client: FaultyClient) -> None:
        with pytest.raises(ConnectionResetError):
            await client.create(note())
        assert await simulation.client.get(core.ConfigMap, 'note', 'default')
        assert client.drawn == 1

    play(Faults(lost=1.0), body)


def test_a_watch_ends_or_expires() -> None:
    async def body(simulation: Simulation, client: FaultyClient) -> None:
        await simulation.client.create(note())
        assert [event async for event in client.watch(core.ConfigMap, 'default')] == []
        client.faults = Faults(expires=1.0)
        with pytest.raises(ApiError) as failure:
            await anext(client.watch(core.ConfigMap, 'default'))
        assert failure.value.code == 410

    play(Faults(breaks=1.0), body)


def test_watch_events_come_later_than_answers() -> None:
    async def body(simulation: Simulation, client: FaultyClient) -> None:
        clock = asyncio.get_running_loop()
        await simulation.client.create(note())
        before = clock.time()
        await client.get(core.ConfigMap, 'note', 'default')
        assert clock.time() == before
        await anext(client.watch(core.ConfigMap, 'default'))
        assert before < clock.time() <= before + 60

    play(Faults(watch_delay=60.0), body)
