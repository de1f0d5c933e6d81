"""What controllers remember of their own writes until they see them."""

from __future__ import annotations

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import Key
from sampan.controllers.endpoints.tracker import WriteTracker
from sampan.controllers.endpoints.triggers import TriggerTimes
from sampan.controllers.expectations import Expectations
from sampan.testing.loop import run_virtual

from .helpers import ago, pod

KEY = Key('default', 'web')


def written(uid: str, revision: int) -> core.Endpoints:
    return core.Endpoints(metadata=meta.ObjectMeta(name=uid, uid=uid, resource_version=str(revision)))


def test_a_copy_is_stale_until_it_shows_the_last_write() -> None:
    async def scenario() -> None:
        tracker = WriteTracker()
        assert not tracker.is_stale(KEY, [])
        tracker.wrote(KEY, written('a', 9))
        assert tracker.is_stale(KEY, [])
        assert tracker.is_stale(KEY, [written('a', 8)])
        assert not tracker.is_stale(KEY, [written('a', 10)])
        assert not tracker.is_stale(KEY, []), 'seen once is enough'

    run_virtual(scenario())


def test_a_deleted_object_that_still_shows_is_stale_until_it_is_gone() -> None:
    async def scenario() -> None:
        tracker = WriteTracker()
        tracker.deleted(KEY, written('a', 9))
        assert tracker.is_stale(KEY, [written('a', 9)])
        assert not tracker.is_stale(KEY, [])
        tracker.wrote(KEY, written('b', 9))
        tracker.seen_gone(KEY, written('b', 12))
        assert not tracker.is_stale(KEY, []), 'somebody else deleted what we wrote'

    run_virtual(scenario())


def test_a_write_that_never_shows_does_not_block_for_ever() -> None:
    async def scenario() -> None:
        tracker = WriteTracker()
        tracker.wrote(KEY, written('a', 9))
        await asyncio.sleep(59)
        assert tracker.is_stale(KEY, [])
        await asyncio.sleep(2)
        assert not tracker.is_stale(KEY, [])

    run_virtual(scenario())


def test_expectations_are_met_one_by_one_or_lapse() -> None:
    async def scenario() -> None:
        expectations = Expectations()
        assert expectations.satisfied(KEY)
        expectations.expect_creations(KEY, 2)
        expectations.creation_observed(KEY)
        assert not expectations.satisfied(KEY)
        expectations.creation_observed(KEY)
        assert expectations.satisfied(KEY)
        expectations.creation_observed(KEY)  # one more than expected does not count for the next round
        expectations.expect_deletions(KEY, {'a', 'b'})
        expectations.deletion_observed(KEY, 'a')
        expectations.deletion_observed(KEY, 'a')
        assert not expectations.satisfied(KEY)
        await asyncio.sleep(301)
        assert expectations.satisfied(KEY)
        expectations.forget(KEY)
        assert expectations.satisfied(KEY)

    run_virtual(scenario())


def test_the_earliest_change_not_told_of_is_told() -> None:
    times = TriggerTimes()
    service = core.Service(metadata=meta.ObjectMeta(name='web', creation_timestamp=ago(50)))
    assert times.compute(KEY, service, []) == str(ago(50))
    assert times.compute(KEY, service, []) == ''
    assert times.compute(KEY, service, [pod('a', ready_for=20), pod('b', ready_for=30)]) == str(ago(30))
    assert times.compute(KEY, service, [pod('a', ready_for=10), pod('b', ready_for=30)]) == str(ago(10))
    times.forget(KEY)
    assert times.compute(KEY, service, []) == str(ago(50))
