import asyncio
import time
from datetime import timedelta

import pytest

from sampan.testing.loop import Deadlock, run_virtual
from sampan.testing.world import EPOCH, SimulatedWorld


def test_a_day_passes_without_waiting():
    async def main():
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(86400)
        return asyncio.get_running_loop().time() - before

    started = time.monotonic()
    assert run_virtual(main()) == pytest.approx(86400)
    assert time.monotonic() - started < 5


def test_timers_fire_in_order_of_time_then_creation():
    async def main():
        seen = []

        async def wait(seconds, name):
            await asyncio.sleep(seconds)
            seen.append(name)

        await asyncio.gather(wait(2, 'c'), wait(1, 'a'), wait(1, 'b'), wait(2, 'd'))
        return seen

    assert run_virtual(main()) == ['a', 'b', 'c', 'd']


def test_waiting_for_nothing_is_reported():
    async def main():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(Deadlock):
        run_virtual(main(), limit=None)


def test_the_limit_is_virtual_time():
    async def main():
        while True:
            await asyncio.sleep(1)

    with pytest.raises(TimeoutError):
        run_virtual(main(), limit=1000)


def test_threads_are_refused():
    async def main():
        await asyncio.to_thread(time.time)

    with pytest.raises(RuntimeError, match='thread'):
        run_virtual(main())


def test_timeouts_work_on_the_virtual_clock():
    async def main():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.sleep(7200)
        return asyncio.get_running_loop().time()

    assert run_virtual(main()) == pytest.approx(3600)


def test_the_world_is_repeatable_and_its_clock_is_the_loops():
    async def main(seed):
        world = SimulatedWorld(seed)
        await asyncio.sleep(90)
        assert world.now() == EPOCH + timedelta(seconds=90)
        fork = world.fork('scheduler', skew=timedelta(hours=1))
        assert fork.now() == EPOCH + timedelta(seconds=90, hours=1)
        return world.uid(), world.suffix(), world.jitter(1), fork.suffix()

    assert run_virtual(main(7)) == run_virtual(main(7))
    assert run_virtual(main(7)) != run_virtual(main(8))


def test_the_clock_stays_exact_after_a_month_of_small_steps():
    async def main():
        for _ in range(10_000):
            await asyncio.sleep(259.2)
        return asyncio.get_running_loop().time()

    assert run_virtual(main(), limit=None) == pytest.approx(2_592_000)
