"""The work queue keeps its promises (on a virtual clock)."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.client.workqueue import ExponentialBackoff, QueueClosed, TokenBucket, WorkQueue
from sampan.testing.loop import run_virtual


def now() -> float:
    return asyncio.get_running_loop().time()


def test_a_key_added_twice_is_taken_once() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        queue.add('a')
        queue.add('b')
        queue.add('a')
        assert [await queue.get(), await queue.get()] == ['a', 'b']
        assert len(queue) == 0

    run_virtual(scenario())


def test_a_key_being_worked_on_comes_back_after_done() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        queue.add('a')
        assert await queue.get() == 'a'
        queue.add('a')
        assert len(queue) == 0
        queue.done('a')
        assert await queue.get() == 'a'
        queue.done('a')
        assert len(queue) == 0

    run_virtual(scenario())


def test_two_workers_never_hold_the_same_key() -> None:
    async def scenario() -> None:
        queue: WorkQueue[int] = WorkQueue()
        held: set[int] = set()
        worked: list[int] = []

        async def worker() -> None:
            while True:
                try:
                    key = await queue.get()
                except QueueClosed:
                    return
                assert key not in held
                held.add(key)
                await asyncio.sleep(0.1)
                held.remove(key)
                worked.append(key)
                queue.done(key)

        async with asyncio.TaskGroup() as tasks:
            for _ in range(3):
                tasks.create_task(worker())
            for round_ in range(20):
                queue.add(round_ % 2)
                await asyncio.sleep(0.03)
            await queue.idle()
            queue.shut_down()
        assert set(worked) == {0, 1}

    run_virtual(scenario())


def test_the_earliest_of_several_delays_counts() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        queue.add_after('a', 10)
        queue.add_after('a', 3)
        queue.add_after('a', 20)
        assert await queue.get() == 'a'
        assert now() == pytest.approx(3)
        queue.done('a')
        await asyncio.sleep(60)
        assert len(queue) == 0 and queue.delayed == 0

    run_virtual(scenario())


def test_failures_back_off_exponentially_and_are_forgotten() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        times = []
        for _ in range(5):
            started = now()
            queue.add_rate_limited('a')
            await queue.get()
            times.append(now() - started)
            queue.done('a')
        assert times == pytest.approx([0.005, 0.01, 0.02, 0.04, 0.08])
        assert queue.failures('a') == 5
        queue.forget('a')
        started = now()
        queue.add_rate_limited('a')
        await queue.get()
        assert now() - started == pytest.approx(0.005)

    run_virtual(scenario())


def test_the_back_off_has_a_ceiling() -> None:
    backoff: ExponentialBackoff[str] = ExponentialBackoff()
    assert [backoff.when('a') for _ in range(200)][-1] == 1000.0


def test_the_bucket_lets_a_burst_through_and_then_ten_a_second() -> None:
    bucket = TokenBucket(rate=10, burst=100)
    assert all(bucket.reserve(0.0) == 0 for _ in range(100))
    assert bucket.reserve(0.0) == pytest.approx(0.1)
    assert bucket.reserve(0.0) == pytest.approx(0.2)
    assert bucket.reserve(100.0) == 0


def test_a_full_queue_refuses_and_asks_for_everything_once_drained() -> None:
    async def scenario() -> None:
        asked: list[int] = []
        queue: WorkQueue[int] = WorkQueue(limit=4, on_drained=lambda: asked.append(1))
        for key in range(6):
            queue.add(key)
        assert len(queue) == 4 and queue.overflowed
        for _ in range(2):
            queue.done(await queue.get())
        assert asked == [1] and not queue.overflowed

    run_virtual(scenario())


def test_shutting_down_wakes_waiting_workers_after_the_last_key() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        waiting = asyncio.ensure_future(queue.get())
        await asyncio.sleep(0)
        queue.shut_down()
        with pytest.raises(QueueClosed):
            await waiting
        queue.add('late')
        assert len(queue) == 0

    run_virtual(scenario())


def test_a_cancelled_worker_does_not_lose_a_wake_up() -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        first, second = asyncio.ensure_future(queue.get()), asyncio.ensure_future(queue.get())
        await asyncio.sleep(0)
        queue.add('a')  # wakes the first ...
        first.cancel()  # ... who is gone before it runs
        assert await asyncio.wait_for(second, 1) == 'a'

    run_virtual(scenario())


@given(st.lists(st.tuples(st.sampled_from('abc'), st.sampled_from(['add', 'after', 'work'])), max_size=60))
def test_every_added_key_is_worked_on_after_its_last_addition(script: list[tuple[str, str]]) -> None:
    async def scenario() -> None:
        queue: WorkQueue[str] = WorkQueue()
        added: dict[str, int] = {}
        seen: dict[str, int] = {}
        for step, (key, action) in enumerate(script):
            if action == 'work':
                if len(queue):
                    taken = await queue.get()
                    seen[taken] = step
                    queue.done(taken)
                continue
            added[key] = step
            queue.add(key) if action == 'add' else queue.add_after(key, 1 + step)
        await asyncio.sleep(1000)
        while len(queue):
            taken = await queue.get()
            seen[taken] = len(script)
            queue.done(taken)
        assert all(seen[key] > step for key, step in added.items())

    run_virtual(scenario())
