"""PodSecurity: namespaces say by labels what their pods may do."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api import codec
from sampan.api.errors import ApiError, is_forbidden, is_invalid
from sampan.api.generated import core_v1, meta_v1
from support.registry import Bench, deployment, pod, run

LABEL = 'pod-security.kubernetes.io/'


async def label(bench: Bench, dry_run: bool = False, **labels: str) -> list[str]:
    """Label the default namespace; the warnings that come back."""
    wanted = {LABEL + key.replace('_', '-'): value for key, value in labels.items()}
    path = '/api/v1/namespaces/default' + ('?dryRun=All' if dry_run else '')
    patch = {'metadata': {'labels': wanted}}
    reply = await bench.send('PATCH', path, patch, content_type='application/merge-patch+json')
    assert reply.status == 200, reply.json()
    return list(reply.warnings)


async def refused(attempt: Any) -> ApiError:
    with pytest.raises(ApiError) as found:
        await attempt
    return found.value


def privileged() -> list[core_v1.Container]:
    return [core_v1.Container(name='a', image='x', security_context=core_v1.SecurityContext(privileged=True))]


def test_a_pod_below_the_enforced_level_is_forbidden() -> None:
    async def body(bench: Bench) -> None:
        await label(bench, enforce='baseline')
        error = await refused(bench.client.create(pod('bad', host_network=True)))
        assert is_forbidden(error) and str(error) == (
            'pods "bad" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)'
        )
        await bench.client.create(pod('good'))

    run(body)


def test_a_workload_is_warned_about_and_its_pods_are_refused() -> None:
    async def body(bench: Bench) -> None:
        await label(bench, enforce='baseline', warn='restricted', warn_version='v1.30')
        made = deployment()
        made.spec.template.spec.containers = privileged()
        path = '/apis/apps/v1/namespaces/default/deployments'
        reply = await bench.send('POST', path, codec.encode(made), content_type='application/json')
        assert reply.status == 201
        (warning,) = reply.warnings
        assert warning.startswith('would violate PodSecurity "restricted:v1.30": privileged (container "a" must not')

    run(body)


def test_a_namespace_with_labels_that_make_no_sense_is_invalid() -> None:
    async def body(bench: Bench) -> None:
        space = core_v1.Namespace(metadata=meta_v1.ObjectMeta(name='x', labels={LABEL + 'enforce': 'strict'}))
        error = await refused(bench.client.create(space))
        assert is_invalid(error) and 'must be one of privileged, baseline, restricted' in str(error)

    run(body)


def test_raising_the_level_tells_which_pods_would_be_refused() -> None:
    async def body(bench: Bench) -> None:
        await bench.client.create(pod('old', host_pid=True))
        expected = [
            'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
            'old: host namespaces',
        ]
        assert await label(bench, dry_run=True, enforce='baseline') == expected
        assert await label(bench, enforce='baseline') == expected
        assert await label(bench, enforce='privileged') == []

    run(body)


def test_an_old_pod_may_go_on_living_and_be_labelled() -> None:
    async def body(bench: Bench) -> None:
        made = await bench.client.create(pod('old', host_pid=True))
        await label(bench, enforce='baseline')
        made.metadata.labels = {'a': 'b'}
        made = await bench.client.update(made)
        made.spec.containers[0].image = 'example.test/other:1'
        assert is_forbidden(await refused(bench.client.update(made)))

    run(body)
