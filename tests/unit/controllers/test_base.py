"""The machine that runs a controller, with a controller that does as it is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sampan.api import errors
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import EventType
from sampan.client.informer import InformerFactory, Key
from sampan.controllers.base import Context, Controller, For, Mapped, NotYet, Owned, Result
from sampan.controllers.ownership import controller_reference
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld

KEY = Key('default', 'web')


def named(kind: type[Any], name: str, version: int = 1, **metadata: Any) -> Any:
    return kind(
        metadata=meta.ObjectMeta(
            name=name, namespace='default', uid=f'uid-{name}', resource_version=str(version), **metadata
        )
    )


def _by_label(controller: Controller, pod: core.Pod) -> Iterable[Key]:
    return [Key('default', pod.metadata.labels['for'])] if 'for' in pod.metadata.labels else []


class Obedient(Controller):
    name = 'obedient'
    watches = (For(apps.ReplicaSet), Owned(core.Pod), Mapped(core.Pod, _by_label))
    workers = 2

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.calls: list[tuple[float, str]] = []
        self.observed: list[tuple[Any, Any]] = []
        self.orders: list[Result | Exception | None] = []

    async def reconcile(self, key: Key) -> Result | None:
        self.calls.append((asyncio.get_running_loop().time(), key.name))
        order = self.orders.pop(0) if self.orders else None
        if isinstance(order, Exception):
            raise order
        return order

    def observe(self, old: Any, new: Any) -> None:
        self.observed.append((old, new))


class Recorder:
    def event(self, obj: Any, type_: str, reason: str, message: str) -> None:
        raise AssertionError('nobody records here')


def drive(body: Callable[[Obedient, Any, Any], Any], *orders: Result | Exception | None) -> Obedient:
    """Run the controller over informers that the test feeds by hand."""

    async def scenario() -> Obedient:
        factory = InformerFactory(None, SimulatedWorld())  # type: ignore[arg-type]
        controller = Obedient(Context(None, SimulatedWorld(), factory, lambda component: Recorder()))  # type: ignore[arg-type]
        controller.orders = list(orders)
        sets, pods = factory.informer(apps.ReplicaSet), factory.informer(core.Pod)
        task = asyncio.ensure_future(controller.run())
        await asyncio.sleep(1)
        assert not controller.calls, 'nothing happens before the copies are complete'
        sets.replace([named(apps.ReplicaSet, 'web')], '1')
        pods.replace([], '1')
        await body(controller, sets, pods)
        await asyncio.sleep(100)
        assert not task.done(), task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return controller

    return run_virtual(scenario())


async def nothing(controller: Obedient, sets: Any, pods: Any) -> None:
    await asyncio.sleep(1)


def test_what_is_there_at_the_start_is_looked_at_once() -> None:
    assert [name for _, name in drive(nothing).calls] == ['web']


def test_owners_and_mapped_keys_of_the_old_and_the_new_object_are_looked_at() -> None:
    async def body(controller: Obedient, sets: Any, pods: Any) -> None:
        await asyncio.sleep(1)
        controller.calls.clear()
        owner = controller_reference(named(apps.ReplicaSet, 'web'))
        pods.apply(EventType.ADDED, named(core.Pod, 'p', 2, owner_references=[owner]))
        await asyncio.sleep(1)
        assert [name for _, name in controller.calls] == ['web']
        pods.apply(EventType.MODIFIED, named(core.Pod, 'p', 3, labels={'for': 'a'}))
        await asyncio.sleep(1)
        assert [name for _, name in controller.calls] == ['web', 'web', 'a']
        pods.apply(EventType.MODIFIED, named(core.Pod, 'p', 4, labels={'for': 'b'}))
        await asyncio.sleep(1)
        assert [name for _, name in controller.calls][3:] == ['a', 'b']
        assert len(controller.observed) == 4, 'each change once, however many watches it concerns'

    drive(body)


def test_an_owner_of_another_kind_is_not_ours() -> None:
    async def body(controller: Obedient, sets: Any, pods: Any) -> None:
        await asyncio.sleep(1)
        controller.calls.clear()
        owner = controller_reference(apps.Deployment(metadata=meta.ObjectMeta(name='web', uid='d')))
        pods.apply(EventType.ADDED, named(core.Pod, 'p', 2, owner_references=[owner]))
        await asyncio.sleep(1)
        assert controller.calls == []

    drive(body)


def test_failures_come_back_with_growing_delays_and_a_success_ends_them() -> None:
    failing = [errors.internal_error('boom'), ConnectionError('gone'), NotYet('later')]
    times = [at for at, _ in drive(nothing, *failing).calls]
    assert [round(later - times[0], 3) for later in times] == [0, 0.005, 0.015, 0.035]


def test_a_result_asks_to_be_called_later() -> None:
    times = [at for at, _ in drive(nothing, Result(requeue_after=30.0)).calls]
    assert [later - times[0] for later in times] == pytest.approx([0, 30])


@pytest.mark.parametrize(
    ('error', 'level', 'traceback'),
    [
        (errors.conflict('apps', 'replicasets', 'web', 'changed'), logging.DEBUG, False),
        (errors.not_found('apps', 'replicasets', 'web'), logging.DEBUG, False),
        (NotYet('later'), logging.WARNING, False),
        (ZeroDivisionError('a bug'), logging.ERROR, True),
    ],
)
def test_only_bugs_leave_a_traceback(
    error: Exception, level: int, traceback: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, 'sampan.controllers.base'):
        drive(nothing, error)
    (record,) = caplog.records
    assert record.levelno == level and bool(record.exc_info) is traceback
