"""What is sent about a pod, and how images and registries are named."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.node.pods.images import default_policy, with_default_tag
from sampan.node.pods.messages import log_tail
from sampan.node.pods.pull_secrets import credentials
from sampan.node.references import Ref, References
from sampan.node.status.writer import StatusWriter, status_patch
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld
from support.fake_client import FakeClient

from .support import fail, pod


def test_only_what_changed_is_sent() -> None:
    old = {'phase': 'Pending', 'hostIP': '1', 'podIPs': [{'ip': 'a'}], 'message': 'x'}
    new = {'phase': 'Running', 'hostIP': '1', 'podIPs': [{'ip': 'b'}]}
    assert status_patch(old, new) == {
        'phase': 'Running',
        'podIPs': [{'$patch': 'replace'}, {'ip': 'b'}],
        'message': None,
    }


def test_conditions_of_others_are_left_alone_and_reasons_are_cleared() -> None:
    old = {'conditions': [{'type': 'Ready', 'status': 'False', 'reason': 'X'}, {'type': 'mine/x', 'status': 'True'}]}
    new = {'conditions': [{'type': 'Ready', 'status': 'True'}, {'type': 'mine/x', 'status': 'False'}]}
    assert status_patch(old, new) == {'conditions': [{'reason': None, 'type': 'Ready', 'status': 'True'}]}


def status(phase: str) -> core.PodStatus:
    return core.PodStatus(phase=phase)


def test_the_newest_status_wins_and_the_ones_between_are_not_sent() -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        made = await client.create(pod())
        writer = StatusWriter(client=client, pod=made, failed=fail)
        client.fail = lambda verb, kind, name: ConnectionError('away')
        for phase in ('Pending', 'Running', 'Succeeded'):
            writer.publish(status(phase))
            await asyncio.sleep(0.1)
        client.fail = lambda verb, kind, name: None
        await writer.flush()
        phases = [o.status.phase for _, o in client.history if isinstance(o, core.Pod)]
        assert phases == ['', 'Succeeded']

    run_virtual(main())


@pytest.mark.parametrize('error', [errors.not_found('', 'pods', 'web'), errors.conflict('', 'pods', 'web', 'uid')])
def test_a_pod_that_is_gone_is_written_no_more(error: errors.ApiError) -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        writer = StatusWriter(client=client, pod=await client.create(pod()), failed=fail)
        await client.delete(core.Pod, 'web', 'default', grace_period_seconds=0)
        await client.create(pod())  # another one of that name
        client.fail = lambda verb, kind, name: error if verb.startswith('patch') else None
        writer.publish(status('Running'))
        await writer.flush()
        assert writer.gone
        calls = len(client.calls)
        writer.publish(status('Failed'))
        await asyncio.sleep(100)
        assert len(client.calls) == calls

    run_virtual(main())


def test_a_conflict_about_the_same_pod_is_tried_again() -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        writer = StatusWriter(client=client, pod=await client.create(pod()), failed=fail)
        conflict = errors.conflict('', 'pods', 'web', 'busy')
        client.fail = lambda verb, kind, name: conflict if verb.startswith('patch') else None
        writer.publish(status('Running'))
        await asyncio.sleep(5)
        client.fail = lambda verb, kind, name: None
        await writer.flush()
        assert not writer.gone and client.pod('web').status.phase == 'Running'

    run_virtual(main())


def test_references_tell_their_holders_and_stop_watching_at_the_end() -> None:
    async def main() -> None:
        client = FakeClient(SimulatedWorld(1))
        changed: list[str] = []
        references = References(client=client, world=client.world, changed=changed.append, failed=fail)
        ref = Ref(core.ConfigMap, 'default', 'settings')
        references.hold('u1', [ref])
        references.hold('u2', [ref])
        with pytest.raises(errors.ApiError, match='configmap "settings" not found'):
            await references.get(*_parts(ref))
        named = meta.ObjectMeta(name='settings', namespace='default')
        await client.create(core.ConfigMap(metadata=named, data={'a': '1'}))
        await asyncio.sleep(1)
        assert changed == ['u1', 'u2']
        assert (await references.get(*_parts(ref))).data == {'a': '1'}
        references.release('u1')
        found = await client.get(core.ConfigMap, 'settings', 'default')
        found.data = {'a': '2'}
        await client.update(found)
        await asyncio.sleep(1)
        assert changed == ['u1', 'u2', 'u2']
        references.release('u2')
        await asyncio.sleep(1)
        assert len(asyncio.all_tasks()) == 1

    run_virtual(main())


def _parts(ref: Ref) -> tuple[type, str, str]:
    return ref.kind, ref.namespace, ref.name


@pytest.mark.parametrize(
    ('image', 'tagged', 'policy'),
    [
        ('busybox', 'busybox:latest', 'Always'),
        ('busybox:1', 'busybox:1', 'IfNotPresent'),
        ('reg.test:5000/a/b', 'reg.test:5000/a/b:latest', 'Always'),
        ('a@sha256:' + '0' * 64, 'a@sha256:' + '0' * 64, 'IfNotPresent'),
    ],
)
def test_images_have_a_default_tag_and_policy(image: str, tagged: str, policy: str) -> None:
    assert with_default_tag(image) == tagged
    assert default_policy(tagged) == policy


@pytest.mark.parametrize(
    ('image', 'user'),
    [
        ('busybox', 'hub'),
        ('docker.io/library/busybox', 'hub'),
        ('reg.test/team/app:1', 'team'),
        ('reg.test/other/app', 'reg'),
        ('sub.wild.test/app', 'wild'),
        ('else.test/app', None),
    ],
)
def test_the_best_matching_credentials_are_used(image: str, user: str | None) -> None:
    def login(name: str) -> dict[str, str]:
        return {'auth': base64.b64encode(f'{name}:pw'.encode()).decode()}

    auths = {
        'https://index.docker.io/v1/': login('hub'),
        'reg.test': login('reg'),
        'reg.test/team': login('team'),
        '*.wild.test': login('wild'),
    }
    secret = core.Secret(data={'.dockerconfigjson': json.dumps({'auths': auths}).encode()})
    found = credentials(secret, image)
    assert (found and found['username']) == user
    assert found is None or found['password'] == 'pw'


def test_the_end_of_a_log_is_read_without_its_stamps() -> None:
    stamp = '2026-01-01T00:00:00Z'
    log = f'{stamp} stdout F one\n{stamp} stderr P two-\n{stamp} stderr F three\ngarbage\n'
    assert log_tail(log.encode()) == 'one\ntwo-three\n'
