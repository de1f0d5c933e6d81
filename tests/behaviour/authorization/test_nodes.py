"""A kubelet reads what its own pods need and writes about itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.support.authorization import ADMIN, Cluster, cluster, node, user

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta

ONE, TWO = node('one'), node('two')
API = '/api/v1/namespaces/default'
NO_RELATION = "no relationship found between node 'two' and this object"


def story(tell: Callable[[Cluster], Awaitable[None]]) -> None:
    async def main() -> None:
        async with cluster() as c:
            await furnish(c)
            await tell(c)

    asyncio.run(main())


async def furnish(c: Cluster) -> None:
    """Two nodes, and a pod on the first that needs a secret, a config map and its account."""
    for who in (ONE, TWO):
        await c.client(who).create(core.Node(metadata=meta.ObjectMeta(name=who.name.removeprefix('system:node:'))))
    account = core.ServiceAccount(metadata=meta.ObjectMeta(name='robot', namespace='default'))
    await c.admin.create(account)
    for name in ('needed', 'other'):
        await c.admin.create(core.Secret(metadata=meta.ObjectMeta(name=name, namespace='default')))
        await c.admin.create(core.ConfigMap(metadata=meta.ObjectMeta(name=name, namespace='default')))
    volume = core.Volume(name='v', secret=core.SecretVolumeSource(secret_name='needed'))
    source = core.EnvFromSource(config_map_ref=core.ConfigMapEnvSource(name='needed'))
    spec = core.PodSpec(
        service_account_name='robot',
        node_name='one',
        containers=[core.Container(name='c', image='i', env_from=[source])],
        volumes=[volume],
    )
    await c.admin.create(core.Pod(metadata=meta.ObjectMeta(name='web', namespace='default'), spec=spec))
    await c.admin.get(core.Pod, 'web', 'default')  # a kubelet that knows of the pod was told by the caches


@pytest.mark.parametrize('plural', ['secrets', 'configmaps'])
def test_a_node_reads_what_its_pods_need_by_name(plural: str) -> None:
    async def tell(c: Cluster) -> None:
        path = f'{API}/{plural}/needed'
        assert await c.status(ONE, 'GET', path) == 200
        assert await c.status(ONE, 'GET', f'{API}/{plural}?fieldSelector=metadata.name=needed') == 200
        refused = await c.ask(TWO, 'GET', path)
        assert refused.status == 403
        assert refused.message.endswith(NO_RELATION)
        assert await c.status(ONE, 'GET', f'{API}/{plural}/other') == 403
        listed = await c.ask(ONE, 'GET', f'{API}/{plural}')
        assert listed.message.endswith('No Object name found')
        assert await c.status(ONE, 'DELETE', path) == 403

    story(tell)


def test_a_node_lists_its_own_pods_only() -> None:
    """[AuthorizeNodeWithSelectors] by the field selector that kubelets use."""

    async def tell(c: Cluster) -> None:
        assert await c.status(ONE, 'GET', '/api/v1/pods?fieldSelector=spec.nodeName=one') == 200
        refused = await c.ask(ONE, 'GET', '/api/v1/pods')
        assert refused.message.endswith('can only list/watch pods with spec.nodeName field selector')
        assert await c.status(ONE, 'GET', '/api/v1/pods?fieldSelector=spec.nodeName=two') == 403
        assert await c.status(ONE, 'GET', f'{API}/pods/web') == 200
        assert await c.status(TWO, 'GET', f'{API}/pods/web') == 403

    story(tell)


def test_a_node_reads_and_writes_its_own_node_only() -> None:
    async def tell(c: Cluster) -> None:
        assert await c.status(ONE, 'GET', '/api/v1/nodes/one') == 200
        assert await c.status(ONE, 'GET', '/api/v1/nodes/two') == 403
        assert await c.status(ONE, 'GET', '/api/v1/nodes') == 403
        other = (await c.ask(ADMIN, 'GET', '/api/v1/nodes/two')).json
        refused = await c.ask(ONE, 'PUT', '/api/v1/nodes/two/status', other)
        assert refused.status == 403
        assert refused.message == 'nodes "two" is forbidden: node "one" is not allowed to modify node "two"'
        assert await c.status(ONE, 'DELETE', '/api/v1/nodes/one') == 403

    story(tell)


@pytest.mark.parametrize(
    ('labels', 'message'),
    [
        ({'node-restriction.kubernetes.io/x': 'y'}, 'node-restriction.kubernetes.io/x'),
        ({'foo.k8s.io/x': 'y', 'kubernetes.io/x': 'y'}, 'foo.k8s.io/x, kubernetes.io/x'),
    ],
)
def test_a_node_does_not_label_itself_into_other_peoples_pools(labels: dict[str, str], message: str) -> None:
    async def tell(c: Cluster) -> None:
        own = (await c.ask(ONE, 'GET', '/api/v1/nodes/one')).json
        changed = {**own, 'metadata': {**own['metadata'], 'labels': labels}}
        refused = await c.ask(ONE, 'PUT', '/api/v1/nodes/one', changed)
        assert refused.status == 403
        assert refused.message == f'nodes "one" is forbidden: is not allowed to modify labels: {message}'
        fine = {**own, 'metadata': {**own['metadata'], 'labels': {'kubernetes.io/arch': 'x', 'example.com/a': 'b'}}}
        assert await c.status(ONE, 'PUT', '/api/v1/nodes/one', fine) == 200

    story(tell)


def test_a_node_does_not_change_its_taints() -> None:
    async def tell(c: Cluster) -> None:
        own = (await c.ask(ONE, 'GET', '/api/v1/nodes/one')).json
        own['spec'] = {**own.get('spec', {}), 'taints': []}
        refused = await c.ask(ONE, 'PUT', '/api/v1/nodes/one', own)
        assert refused.message == 'nodes "one" is forbidden: node "one" is not allowed to modify taints'

    story(tell)


def test_a_node_writes_its_own_lease_only() -> None:
    async def tell(c: Cluster) -> None:
        path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
        assert await c.status(ONE, 'POST', path, {'metadata': {'name': 'one'}}) == 201
        refused = await c.ask(ONE, 'POST', path, {'metadata': {'name': 'two'}})
        assert refused.message == (
            'leases.coordination.k8s.io "two" is forbidden: '
            'can only access node lease with the same name as the requesting node'
        )
        assert await c.status(TWO, 'GET', f'{path}/one') == 403
        elsewhere = path.replace('kube-node-lease', 'default')
        assert await c.status(ONE, 'POST', elsewhere, {'metadata': {'name': 'one'}}) == 403

    story(tell)


def test_a_node_reports_on_its_own_pods_only() -> None:
    async def tell(c: Cluster) -> None:
        pod = (await c.ask(ONE, 'GET', f'{API}/pods/web')).json
        assert await c.status(ONE, 'PUT', f'{API}/pods/web/status', pod) == 200
        refused = await c.ask(TWO, 'PUT', f'{API}/pods/web/status', pod)
        assert refused.message.endswith(
            'node "two" can only update pod status for pods with spec.nodeName set to itself'
        )
        assert (await c.ask(TWO, 'DELETE', f'{API}/pods/web')).message.endswith(
            'node "two" can only delete pods with spec.nodeName set to itself'
        )
        evict = {'apiVersion': 'policy/v1', 'kind': 'Eviction', 'metadata': {'name': 'web'}}
        assert (await c.ask(TWO, 'POST', f'{API}/pods/web/eviction', evict)).message.endswith(
            'node two can only evict pods with spec.nodeName set to itself'
        )
        container = {'name': 'c', 'image': 'i'}
        spec = {'nodeName': 'one', 'serviceAccountName': 'robot', 'containers': [container]}
        ordinary = {'metadata': {'name': 'p'}, 'spec': spec}
        assert 'node "one" can only create mirror pods' in (await c.ask(ONE, 'POST', f'{API}/pods', ordinary)).message

    story(tell)


def test_a_node_gets_tokens_for_its_own_pods_only() -> None:
    async def tell(c: Cluster) -> None:
        pod = (await c.ask(ONE, 'GET', f'{API}/pods/web')).json
        reference = {'apiVersion': 'v1', 'kind': 'Pod', 'name': 'web', 'uid': pod['metadata']['uid']}
        path = f'{API}/serviceaccounts/robot/token'
        bound: dict[str, Any] = {'spec': {'boundObjectRef': reference, 'audiences': []}}
        assert await c.status(ONE, 'POST', path, bound) == 201
        assert await c.status(TWO, 'POST', path, bound) == 403
        assert await c.status(ONE, 'POST', f'{API}/serviceaccounts/default/token', bound) == 403
        unbound = await c.ask(ONE, 'POST', path, {'spec': {'audiences': []}})
        assert unbound.status == 403
        assert unbound.message.endswith('node requested token not bound to a pod')

    story(tell)


def test_who_is_in_the_group_without_a_name_of_a_node_is_no_node() -> None:
    async def tell(c: Cluster) -> None:
        assert await c.status(user('bob', 'system:nodes'), 'GET', '/api/v1/services') == 403
        nameless = await c.ask(user('system:node:', 'system:nodes'), 'GET', '/api/v1/services')
        assert nameless.message.endswith('unknown node for user "system:node:"')
        assert await c.status(ONE, 'GET', '/api/v1/services') == 200

    story(tell)
