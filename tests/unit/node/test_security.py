"""Security contexts, back-off, and what a node says about itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sampan.api.generated import core_v1 as core
from sampan.node.pods.backoff import Backoff, go_duration
from sampan.node.pods.security import NotAllowed, container_security, sandbox_security
from sampan.node.pods.spec import full_name
from sampan.node.runtime.base import Image
from sampan.node.status.node import transitions
from sampan.node.volumes.sources import common_user
from sampan.testing.loop import run_virtual

from .support import container, pod, running

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def image(user: str = '') -> Image:
    return Image('sha256:1', (), (), 1, user)


def context(**fields: object) -> core.SecurityContext:
    return core.SecurityContext(**fields)  # type: ignore[arg-type]


def test_a_containers_own_context_wins_over_its_pods() -> None:
    shared = core.PodSecurityContext(run_as_user=1, run_as_group=2, supplemental_groups=[3], fs_group=4)
    own = container(security_context=context(run_as_user=5, capabilities=core.Capabilities(add=['A'], drop=['ALL'])))
    found = container_security(pod('web', own, security_context=shared), own, image())
    assert (found.run_as_user, found.run_as_group, found.supplemental_groups) == (5, 2, (3, 4))
    assert (found.add_capabilities, found.drop_capabilities) == (('A',), ('ALL',))


def test_privileges_are_only_kept_back_from_the_unprivileged() -> None:
    careful = container(security_context=context(allow_privilege_escalation=False))
    assert container_security(pod('web', careful), careful, image()).no_new_privs
    mighty = container(security_context=context(privileged=True))
    assert container_security(pod('web', mighty), mighty, image()).privileged
    assert sandbox_security(pod('web', mighty)).privileged


def test_the_images_user_is_used_when_nothing_is_said() -> None:
    plain = container()
    assert container_security(pod('web', plain), plain, image('1001')).run_as_user == 1001
    assert container_security(pod('web', plain), plain, image('www')).run_as_username == 'www'


@pytest.mark.parametrize(
    ('fields', 'user', 'message'),
    [
        ({'run_as_user': 0}, '', "container's runAsUser breaks non-root policy"),
        ({}, '', 'container has runAsNonRoot and image will run as root'),
        ({}, '0', 'container has runAsNonRoot and image will run as root'),
        ({}, 'www', 'container has runAsNonRoot and image has non-numeric user (www), cannot verify user is non-root'),
    ],
)
def test_root_is_refused_where_it_must_not_be(fields: dict[str, int], user: str, message: str) -> None:
    subject = container(security_context=context(run_as_non_root=True, **fields))
    owner = pod('web', subject)
    with pytest.raises(NotAllowed) as caught:
        container_security(owner, subject, image(user))
    assert str(caught.value) == f'{message} (pod: "{full_name(owner)}", container: main)'
    subject.security_context.run_as_user = 1000
    assert container_security(owner, subject, image(user)).run_as_user == 1000


def test_the_common_user_is_one_that_all_containers_name() -> None:
    as_five, as_six = (container(f'c{n}', security_context=context(run_as_user=n)) for n in (5, 6))
    assert common_user(pod('web', as_five)) == 5
    assert common_user(pod('web', as_five, as_six)) is None
    assert common_user(pod('web', container(), security_context=core.PodSecurityContext(run_as_user=7))) == 7
    assert common_user(pod('web', container())) is None


def test_back_off_doubles_to_its_limit_and_is_forgotten_after_a_long_run() -> None:
    backoff = Backoff()
    now = NOW
    delays = []
    for _ in range(7):
        backoff.next('c', now, now)
        delays.append(backoff.get('c'))
        now += timedelta(seconds=backoff.get('c'))
    assert delays == [10, 20, 40, 80, 160, 300, 300]
    assert backoff.until('c', now, now) == now + timedelta(seconds=300)
    assert backoff.until('c', now - timedelta(seconds=300), now) is None
    late = now + timedelta(minutes=11)
    assert backoff.until('c', late, late) is None
    backoff.next('c', late, late)
    assert backoff.get('c') == 10


@pytest.mark.parametrize(('seconds', 'text'), [(10, '10s'), (80, '1m20s'), (300, '5m0s'), (3600, '1h0m0s')])
def test_delays_read_as_go_prints_them(seconds: float, text: str) -> None:
    assert go_duration(seconds) == text


def status(**conditions: str) -> core.NodeStatus:
    return core.NodeStatus(conditions=[core.NodeCondition(type=t, status=s) for t, s in conditions.items()])


def test_a_nodes_changes_have_upstreams_names() -> None:
    assert transitions(status(), status(MemoryPressure='False', Ready='False')) == ['NodeHasSufficientMemory']
    assert transitions(status(Ready='False'), status(Ready='True')) == ['NodeReady']
    assert transitions(status(Ready='True'), status(Ready='False')) == ['NodeNotReady']
    assert transitions(status(Ready='True'), status(Ready='True')) == []


def test_a_changed_image_replaces_the_container() -> None:
    async def main() -> None:
        async with running() as node:
            await node.client.create(pod())
            await node.client.until(lambda: node.client.pod('web').status.phase == 'Running')
            changed = await node.client.get(core.Pod, 'web', 'default')
            changed.spec.containers[0].image = 'web:2'
            await node.client.update(changed)

            def replaced() -> bool:
                found = node.client.pod('web').status.container_statuses[0]
                return found.image == 'web:2' and found.state.running is not None

            await node.client.until(replaced)
            assert node.client.pod('web').status.container_statuses[0].restart_count == 1
            await node.kubelet.recorder.drain()
            killing = [e.message for e in node.client.events('web') if e.reason == 'Killing']
            assert killing == ['Container main definition changed, will be restarted']

    run_virtual(main())


def test_a_node_without_its_api_server_goes_on_and_reports_later() -> None:
    async def main() -> None:
        async with running() as node:
            await node.client.create(pod())
            await node.client.until(lambda: node.client.pod('web').status.phase == 'Running')
            node.client.fail = lambda verb, kind, name: ConnectionError('away')
            (only,) = await node.runtime.containers()
            node.runtime.kill(only.id)
            await asyncio.sleep(300)
            assert len([c for c in await node.runtime.containers() if c.state.value == 'running']) == 1
            assert node.client.pod('web').status.container_statuses[0].restart_count == 0
            node.client.fail = lambda verb, kind, name: None
            await node.client.until(lambda: node.client.pod('web').status.container_statuses[0].restart_count == 1, 30)

    run_virtual(main())
