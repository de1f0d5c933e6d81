"""Events are counted, combined and cut down as upstream's recorder does it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.client.events import COMBINED, NORMAL, Correlator, EventRecorder, reference
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.fake_client import FakeClient

from .support import pod


def recorder(client: FakeClient) -> EventRecorder:
    return EventRecorder(client=client, world=client.world, component='kubelet', host='node-a')


def run(body, limit: float = 3600) -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        made = recorder(client)
        task = asyncio.ensure_future(made.run())
        try:
            await body(client, made)
        finally:
            task.cancel()

    run_virtual(main(), limit=limit)


def test_an_event_says_who_what_and_when() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        subject = await client.create(pod())
        made.event(subject, NORMAL, 'Pulled', 'got it', field_path='spec.containers{main}')
        await made.drain()
        (event,) = client.events()
        assert event.involved_object == reference(subject, 'spec.containers{main}')
        assert event.metadata.namespace == 'default'
        assert event.metadata.name.startswith('web.')
        assert (event.reason, event.message, event.type, event.count) == ('Pulled', 'got it', 'Normal', 1)
        assert (event.source.component, event.source.host) == ('kubelet', 'node-a')
        assert event.first_timestamp == event.last_timestamp == client.world.now()
        assert event.reporting_component == 'kubelet'

    run(body)


def test_a_repeated_event_is_counted() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        for _ in range(3):
            made.event(pod(), NORMAL, 'BackOff', 'again')
            await made.drain()
            await asyncio.sleep(10)
        (event,) = client.events()
        assert event.count == 3
        assert event.last_timestamp - event.first_timestamp == timedelta(seconds=20)

    run(body)


def test_a_counted_event_that_expired_is_made_again() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        made.event(pod(), NORMAL, 'BackOff', 'again')
        await made.drain()
        client.objects[core.Event].clear()
        made.event(pod(), NORMAL, 'BackOff', 'again')
        await made.drain()
        assert [e.message for e in client.events()] == ['again']

    run(body)


def test_many_events_that_differ_in_their_text_become_one() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        for number in range(15):
            made.event(pod(), NORMAL, 'Unhealthy', f'attempt {number}')
        await made.drain()
        messages = [e.message for e in client.events()]
        assert messages[:9] == [f'attempt {n}' for n in range(9)]
        assert messages[9:] == [f'{COMBINED}attempt 14']
        assert client.events()[-1].count == 6

    run(body)


def test_one_object_cannot_flood_the_server() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        for number in range(100):
            made.event(pod(), NORMAL, f'Reason{number}', 'x')
            await made.drain()
        assert len(client.events()) == 25
        made.event(pod('other'), NORMAL, 'Reason', 'x')
        await asyncio.sleep(301)
        made.event(pod(), NORMAL, 'Late', 'x')
        await made.drain()
        assert len(client.events()) == 27

    run(body)


def test_a_server_that_is_away_gets_the_event_later_and_a_refusal_is_final() -> None:
    async def body(client: FakeClient, made: EventRecorder) -> None:
        client.fail = lambda verb, kind, name: ConnectionError('gone')
        made.event(pod(), NORMAL, 'First', 'x')
        await asyncio.sleep(1)
        client.fail = lambda verb, kind, name: None
        await made.drain()
        client.fail = lambda verb, kind, name: errors.forbidden('', 'events', name, 'no')
        made.event(pod(), NORMAL, 'Second', 'x')
        await made.drain()
        client.fail = lambda verb, kind, name: None
        assert [e.reason for e in client.events()] == ['First']

    run(body)


def test_names_are_unique_even_within_one_instant() -> None:
    correlator = Correlator()
    now = SimulatedWorld(1).epoch
    ref = core.ObjectReference(name='web')
    assert len({correlator.name(ref, now) for _ in range(100)}) == 100
