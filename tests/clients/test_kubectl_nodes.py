"""Nodes in maintenance: cordon, drain, uncordon, taint."""

import pytest


@pytest.fixture
def node(k):
    name = k.value('{.items[0].metadata.name}', 'nodes')
    yield name
    k('uncordon', name)


def test_cordon_drain_and_back(k, node):
    k('create', 'deployment', 'web', '--image=busybox:1.36', '--replicas=2')
    k('rollout', 'status', 'deployment/web', '--timeout=20s')
    pods = sorted(k('get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}').split())
    assert k('cordon', node) == f'node/{node} cordoned\n'
    assert k('cordon', node) == f'node/{node} already cordoned\n'
    row = k.table('get', 'node', node)[1]
    assert row[1] == 'Ready,SchedulingDisabled'
    done = k.attempt('drain', node, '--pod-selector=app=web', '--timeout=60s')
    assert done.returncode == 0, done.stderr
    said = (done.stdout + done.stderr).splitlines()
    assert said[0] == f'node/{node} already cordoned'
    assert {line for line in said if line.startswith('evicting')} == {
        f'evicting pod {k.namespace}/{pod}' for pod in pods
    }
    assert {line for line in said if line.endswith('evicted')} == {f'pod/{pod} evicted' for pod in pods}
    assert f'node/{node} drained' in said
    waiting = k.table('get', 'pods')[1:]
    assert [row[1:3] for row in waiting] == [['0/1', 'Pending']] * 2
    assert k('uncordon', node) == f'node/{node} uncordoned\n'
    assert k('uncordon', node) == f'node/{node} already uncordoned\n'
    k('rollout', 'status', 'deployment/web', '--timeout=20s')


def test_a_bare_pod_is_not_drained_without_force(k, node):
    k('run', 'bare', '--image=busybox:1.36')
    k('wait', 'pod/bare', '--for=condition=Ready', '--timeout=20s')
    said = k.refused('drain', node, '--pod-selector=run=bare')
    assert f'cannot delete Pods that declare no controller (use --force to override): {k.namespace}/bare' in said
    assert k('get', 'pod', 'bare', '-o', 'jsonpath={.status.phase}') == 'Running'


def test_taints(k, node):
    assert k('taint', 'node', node, 'a=b:NoSchedule') == f'node/{node} tainted\n'
    assert k.refused('taint', 'node', node, 'a=b:NoSchedule') == (
        f'error: node {node} already has a taint(s) with same effect(s) and --overwrite is false\n'
    )
    k('run', 'kept-out', '--image=busybox:1.36')
    k('wait', 'pod/kept-out', '--for=condition=PodScheduled=False', '--timeout=20s')
    reason = k.value('{.status.conditions[?(@.type=="PodScheduled")].message}', 'pod', 'kept-out')
    assert reason.startswith('0/1 nodes are available: 1 node(s) had untolerated taint(s).')
    assert k('taint', 'node', node, 'a:NoSchedule-') == f'node/{node} untainted\n'
    assert k.refused('taint', 'node', node, 'zz-') == 'error: taint "zz" not found\n'
    k('wait', 'pod/kept-out', '--for=condition=Ready', '--timeout=20s')
