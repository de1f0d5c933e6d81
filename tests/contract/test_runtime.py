"""What every Runtime promises the kubelet: over real containers and over simulated ones."""

from __future__ import annotations

import asyncio

import pytest

from sampan.node.runtime.base import (
    ContainerEventType,
    NotFound,
    RuntimeFailure,
    State,
)
from support.runtime_events import listening, until

from .runtimes import BACKENDS, Subject, run

pytestmark = pytest.mark.parametrize('backend', BACKENDS)


async def started(subject: Subject, kind: str) -> tuple[str, str]:
    """A sandbox with one running container; the ids of both."""
    runtime, config = subject.runtime, subject.sandbox('pod')
    sandbox = await runtime.run_sandbox(config)
    container = await runtime.create_container(sandbox, subject.container(kind), config)
    await runtime.start_container(container)
    return sandbox, container


def test_the_life_of_a_container_can_be_watched(backend: str) -> None:
    async def body(subject: Subject) -> None:
        runtime, config = subject.runtime, subject.sandbox('pod')
        async with listening(runtime) as events:
            sandbox = await runtime.run_sandbox(config)
            container = await runtime.create_container(sandbox, subject.container('fails'), config)
            assert (await runtime.container_status(container)).state is State.CREATED
            await runtime.start_container(container)
            await until(events, ContainerEventType.STARTED, container)
            event = await until(events, ContainerEventType.STOPPED, container)
            assert event.pod_uid == config.uid
            # Who looks on hearing of it sees it.
            status = await runtime.container_status(container)
            assert (status.state, status.exit_code, status.reason) == (State.EXITED, 3, 'Error')
            assert (status.sandbox, status.name, status.attempt) == (sandbox, 'fails', 0)
            assert status.started_at is not None
            assert status.finished_at is not None
            assert status.created_at <= status.started_at <= status.finished_at
            assert status.log_path == f'{config.log_directory}/fails/0.log'
            await runtime.remove_container(container)
            await until(events, ContainerEventType.DELETED, container)
            assert list(await runtime.containers()) == []

    run(backend, body)


def test_a_container_that_succeeds_is_completed(backend: str) -> None:
    async def body(subject: Subject) -> None:
        async with listening(subject.runtime) as events:
            _, container = await started(subject, 'succeeds')
            await until(events, ContainerEventType.STOPPED, container)
        status = await subject.runtime.container_status(container)
        assert (status.state, status.exit_code, status.reason) == (State.EXITED, 0, 'Completed')

    run(backend, body)


def test_a_list_shows_names_labels_and_states(backend: str) -> None:
    async def body(subject: Subject) -> None:
        sandbox, container = await started(subject, 'polite')
        config = subject.container('polite')
        (listed,) = await subject.runtime.containers()
        assert (listed.id, listed.sandbox, listed.state) == (container, sandbox, State.RUNNING)
        assert (listed.name, listed.image, dict(listed.labels)) == ('polite', config.image, dict(config.labels))

    run(backend, body)


def test_a_sandbox_has_an_address_and_ends_for_good(backend: str) -> None:
    async def body(subject: Subject) -> None:
        runtime, config = subject.runtime, subject.sandbox('pod')
        sandbox = await runtime.run_sandbox(config)
        status = await runtime.sandbox_status(sandbox)
        assert (status.ready, status.name, status.namespace, status.uid) == (True, 'pod', 'default', config.uid)
        assert len(status.ips) == 1
        assert [item.id for item in await runtime.sandboxes()] == [sandbox]
        async with listening(runtime) as events:
            await asyncio.sleep(0)
            await runtime.stop_sandbox(sandbox)
            await until(events, ContainerEventType.STOPPED, sandbox)
        assert not (await runtime.sandbox_status(sandbox)).ready
        await runtime.stop_sandbox(sandbox)
        await runtime.remove_sandbox(sandbox)
        await runtime.remove_sandbox(sandbox)
        assert list(await runtime.sandboxes()) == []

    run(backend, body)


def test_a_sandbox_takes_its_containers_along(backend: str) -> None:
    async def body(subject: Subject) -> None:
        sandbox, container = await started(subject, 'deaf')
        await subject.runtime.stop_sandbox(sandbox)
        assert (await subject.runtime.container_status(container)).state is State.EXITED
        await subject.runtime.remove_sandbox(sandbox)
        assert list(await subject.runtime.containers()) == []

    run(backend, body)


def test_what_is_not_there_is_not_found_and_removing_it_succeeds(backend: str) -> None:
    async def body(subject: Subject) -> None:
        runtime = subject.runtime
        for call in (
            runtime.sandbox_status('no'),
            runtime.container_status('no'),
            runtime.exec_sync('no', ['true'], 1),
            runtime.start_container('no'),
        ):
            with pytest.raises(NotFound):
                await call
        await runtime.stop_container('no', 1)
        await runtime.remove_container('no')
        await runtime.stop_sandbox('no')
        await runtime.remove_sandbox('no')

    run(backend, body)


def test_stopping_asks_first(backend: str) -> None:
    async def body(subject: Subject) -> None:
        runtime, loop = subject.runtime, asyncio.get_running_loop()
        _, polite = await started(subject, 'polite')
        await runtime.exec_sync(polite, ['true'], 5)  # by then its handler is in place
        before = loop.time()
        await runtime.stop_container(polite, 30)
        assert loop.time() - before < 10
        status = await runtime.container_status(polite)
        assert (status.state, status.exit_code, status.reason) == (State.EXITED, 0, 'Completed')

    run(backend, body)


def test_stopping_kills_after_the_grace_period(backend: str) -> None:
    async def body(subject: Subject) -> None:
        runtime, loop = subject.runtime, asyncio.get_running_loop()
        _, deaf = await started(subject, 'deaf')
        await runtime.exec_sync(deaf, ['true'], 5)
        before = loop.time()
        await runtime.stop_container(deaf, 1)
        assert 1 <= loop.time() - before < 10
        status = await runtime.container_status(deaf)
        assert (status.state, status.exit_code, status.reason) == (State.EXITED, 137, 'Error')

    run(backend, body)


def test_a_command_s_output_and_exit_code_come_back(backend: str) -> None:
    async def body(subject: Subject) -> None:
        _, container = await started(subject, 'polite')
        result = await subject.runtime.exec_sync(container, ['sh', '-c', 'echo out; exit 4'], 5)
        assert (result.stdout, result.exit_code) == (b'out\n', 4)

    run(backend, body)


def test_a_container_that_cannot_start_says_why(backend: str) -> None:
    async def body(subject: Subject) -> None:
        with pytest.raises(RuntimeFailure, match='no such file or directory') as starting:
            await started(subject, 'unstartable')
        assert starting.value.reason == 'RunContainerError'
        assert not starting.value.message.startswith('rpc error')
        (listed,) = await subject.runtime.containers()
        status = await subject.runtime.container_status(listed.id)
        assert (status.state, status.reason, status.exit_code) == (State.EXITED, 'StartError', 128)

    run(backend, body)


def test_an_image_that_cannot_be_pulled_says_why(backend: str) -> None:
    async def body(subject: Subject) -> None:
        assert await subject.runtime.image_status(subject.unpullable) is None
        with pytest.raises(RuntimeFailure) as pulling:
            await subject.runtime.pull_image(subject.unpullable)
        assert pulling.value.reason == 'ErrImagePull'
        assert pulling.value.message.startswith('rpc error: code = Unknown desc = failed to pull and unpack image')

    run(backend, body)


def test_an_image_is_known_by_its_name(backend: str) -> None:
    async def body(subject: Subject) -> None:
        image = await subject.runtime.image_status(subject.image)
        assert image is not None
        assert (image.tags, image.user, image.id[:7]) == ((subject.image,), '', 'sha256:')
        assert image.size > 500_000
        assert image in await subject.runtime.images()

    run(backend, body)


def test_usage_is_that_of_running_containers(backend: str) -> None:
    async def body(subject: Subject) -> None:
        _, container = await started(subject, 'polite')
        await subject.runtime.exec_sync(container, ['true'], 5)
        await asyncio.sleep(0.1)
        (stats,) = [item for item in await subject.runtime.container_stats() if item.container == container]
        assert stats.cpu_nanoseconds > 0
        assert 0 < stats.memory_working_set < 64 << 20

    run(backend, body)


def test_health_and_version(backend: str) -> None:
    async def body(subject: Subject) -> None:
        version, health = await subject.runtime.version(), await subject.runtime.health()
        assert (version.name, version.api_version) == (backend, 'v1')
        assert (health.runtime_ready, health.network_ready) == (True, True)

    run(backend, body)
