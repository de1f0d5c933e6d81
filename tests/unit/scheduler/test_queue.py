"""Which pod is next, and when a pod that failed is tried again."""

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.scheduler.podinfo import PodInfo
from sampan.scheduler.queue import Event, SchedulingQueue
from sampan.testing.loop import run_virtual

EVENTS = {'Fit': frozenset({Event.POD_DELETE}), 'Affinity': frozenset({Event.NODE_UPDATE})}


def info(name, priority=0):
    return PodInfo(
        core.Pod(metadata=meta.ObjectMeta(name=name, namespace='d', uid=name), spec=core.PodSpec(priority=priority))
    )


def now():
    return asyncio.get_running_loop().time()


def test_priority_then_age():
    async def main():
        queue = SchedulingQueue(EVENTS)
        for name, priority in (('a', 0), ('b', 10), ('c', 0), ('d', 10)):
            queue.add(info(name, priority))
            await asyncio.sleep(1)
        return [(await queue.pop()).info.pod.metadata.name for _ in range(4)]

    assert run_virtual(main()) == ['b', 'd', 'a', 'c']


def test_errors_back_off_exponentially_up_to_ten_seconds():
    async def main():
        queue = SchedulingQueue(EVENTS)
        queue.add(info('a'))
        waits = []
        for _ in range(6):
            entry = await queue.pop()
            failed = now()
            queue.failed(entry, frozenset())
            entry = await queue.pop()
            waits.append(round(now() - failed))
            queue.failed(entry, frozenset())
        return waits

    assert run_virtual(main()) == [1, 4, 10, 10, 10, 10]


def test_only_events_that_can_help_move_a_pod_on():
    async def main():
        queue = SchedulingQueue(EVENTS)
        queue.add(info('a'))
        queue.failed(await queue.pop(), frozenset({'Fit'}))
        await asyncio.sleep(30)
        queue.happened(Event.NODE_UPDATE)
        popping = asyncio.create_task(queue.pop())
        await asyncio.sleep(30)
        assert not popping.done()
        queue.happened(Event.POD_DELETE)
        await asyncio.sleep(0.1)
        assert popping.done()

    run_virtual(main())


def test_an_event_during_the_attempt_is_not_missed():
    async def main():
        queue = SchedulingQueue(EVENTS)
        queue.add(info('a'))
        entry = await queue.pop()
        queue.happened(Event.POD_DELETE)
        queue.failed(entry, frozenset({'Fit'}))
        started = now()
        await queue.pop()
        return now() - started

    assert run_virtual(main()) == 1.0


def test_after_five_minutes_it_is_tried_whatever_happened():
    async def main():
        queue = SchedulingQueue(EVENTS)
        queue.add(info('a'))
        queue.failed(await queue.pop(), frozenset({'Affinity'}))
        started = now()
        await queue.pop()
        return now() - started

    assert run_virtual(main()) == 300.0


def test_a_removed_pod_is_not_popped():
    async def main():
        queue = SchedulingQueue(EVENTS)
        queue.add(info('a'))
        queue.add(info('b'))
        queue.remove(('d', 'a'))
        assert (await queue.pop()).info.pod.metadata.name == 'b'
        assert len(queue) == 1

    run_virtual(main())
