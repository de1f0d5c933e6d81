"""A node dies: NotReady, taint, eviction after five minutes, rescheduling. More than six minutes of cluster time."""

import time
from pathlib import Path

import sampan
from sampan.api.generated import apps_v1, core_v1

HELLO = (Path(__file__).parents[2] / 'examples' / 'hello.yaml').read_text()


def living(cluster):
    pods = cluster.client.list(core_v1.Pod, 'default')
    return {pod.metadata.name: pod for pod in pods if pod.metadata.deletion_timestamp is None}


def ready(cluster):
    return cluster.client.get(apps_v1.Deployment, 'hello', 'default').status.ready_replicas


def condition(node):
    return next(c for c in node.status.conditions if c.type == 'Ready')


def story(seed):
    """Run it; returns what was seen and the history's digest."""
    with sampan.Cluster(nodes=3, seed=seed) as cluster:
        cluster.apply(HELLO)
        cluster.wait(lambda: ready(cluster) == 3)
        victim = next(iter(living(cluster).values()))
        node = victim.spec.node_name
        cluster.kill_node(node)
        died = cluster.now()

        cluster.wait(lambda: condition(cluster.client.get(core_v1.Node, node)).status == 'Unknown', timeout=120)
        noticed = (cluster.now() - died).total_seconds()
        seen = condition(cluster.client.get(core_v1.Node, node))
        cluster.wait(lambda: victim.metadata.name not in living(cluster), timeout=600)
        evicted = (cluster.now() - died).total_seconds()
        taints = {(taint.key, taint.effect) for taint in cluster.client.get(core_v1.Node, node).spec.taints}
        cluster.wait(lambda: ready(cluster) == 3 and len(living(cluster)) == 3, timeout=60)
        homes = {pod.spec.node_name for pod in living(cluster).values()}
        assert not cluster.history.check()
        return noticed, seen, taints, evicted, node, homes, cluster.history.digest()


def test_pods_of_a_dead_node_move_after_five_minutes():
    noticed, seen, taints, evicted, node, homes, _ = story(seed=1)
    # Upstream: node-monitor-grace-period 50 s, looked at every 5 s; heartbeats every 10 s.
    assert 40 <= noticed <= 60
    assert (seen.reason, seen.message) == ('NodeStatusUnknown', 'Kubelet stopped posting node status.')
    unreachable = 'node.kubernetes.io/unreachable'
    assert {(unreachable, 'NoSchedule'), (unreachable, 'NoExecute')} <= taints
    # The default toleration of an unreachable node is 300 s.
    assert 300 <= evicted - noticed <= 320
    assert node not in homes


def test_the_same_seed_gives_the_same_history():
    first, second = story(seed=7), story(seed=7)
    assert first[-1] == second[-1]
    assert story(seed=8)[-1] != first[-1]


def test_cluster_time_is_not_real_time():
    """Waiting for real would take six minutes, however fast the machine."""
    started = time.monotonic()
    story(seed=3)
    assert time.monotonic() - started < 60
