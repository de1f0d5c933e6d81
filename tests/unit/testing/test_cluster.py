"""The facade for tests."""

import subprocess
import sys

import pytest

import sampan
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import apps_v1, core_v1
from sampan.node.runtime.hollow import Script

JOB_LIKE = """
apiVersion: v1
kind: Pod
metadata: {name: once}
spec:
  restartPolicy: Never
  containers: [{name: c, image: once}]
"""


def test_importing_sampan_costs_nothing():
    code = 'import sys, sampan; print([m for m in ("msgspec", "aiohttp", "numpy") if m in sys.modules])'
    assert subprocess.run([sys.executable, '-c', code], capture_output=True, text=True).stdout == '[]\n'
    assert not hasattr(sampan, 'NoSuchThing')


def test_scripts_say_what_containers_do():
    with sampan.Cluster(scripts={'once': Script(run_seconds=30, exit_code=3)}) as cluster:
        cluster.apply(JOB_LIKE)
        cluster.wait(lambda: cluster.client.get(core_v1.Pod, 'once', 'default').status.phase == 'Failed')
        pod = cluster.client.get(core_v1.Pod, 'once', 'default')
        assert pod.status.container_statuses[0].state.terminated.exit_code == 3


def test_time_stands_still_between_calls():
    with sampan.Cluster() as cluster:
        before = cluster.now()
        assert cluster.now() == before
        cluster.run_for(3600)
        assert (cluster.now() - before).total_seconds() == pytest.approx(3600)


def test_waiting_in_vain_ends():
    with sampan.Cluster() as cluster, pytest.raises(TimeoutError, match='60 s of cluster time'):
        cluster.wait(lambda: False, timeout=60)


def test_errors_are_the_apis():
    with sampan.Cluster() as cluster:
        with pytest.raises(ApiError) as failure:
            cluster.client.get(apps_v1.Deployment, 'nothing', 'default')
        assert is_not_found(failure.value)
        with pytest.raises(RuntimeError, match='real_time'):
            _ = cluster.kubeconfig


def test_outside_its_with_statement_it_says_so():
    with pytest.raises(RuntimeError, match='with'):
        sampan.Cluster().run_for(1)


def test_components_can_be_restarted():
    with sampan.Cluster(nodes=2) as cluster:
        for component in ('controllers', 'scheduler', 'node-1'):
            cluster.restart(component)
        cluster.add_node('late')
        cluster.run_for(30)
        names = {node.metadata.name for node in cluster.client.list(core_v1.Node)}
        assert names == {'node-0', 'node-1', 'late'}


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: web}]}
"""


def ready(cluster: sampan.Cluster) -> list[str]:
    pods = cluster.client.list(core_v1.Pod, 'default')
    return [
        pod.metadata.uid for pod in pods if any(c.type == 'Ready' and c.status == 'True' for c in pod.status.conditions)
    ]


def test_a_cluster_is_reset_to_a_mark_again_and_again():
    with sampan.Cluster(nodes=2) as cluster:
        cluster.run_for(10)
        empty = cluster.revision
        cluster.apply(DEPLOYMENT)
        cluster.wait(lambda: len(ready(cluster)) == 3)
        mark = cluster.revision
        for _ in range(3):
            cluster.client.delete(apps_v1.Deployment, 'web', 'default')
            cluster.wait(lambda: not cluster.client.list(core_v1.Pod, 'default'))
            cluster.rewind(mark)
            cluster.wait(lambda: len(ready(cluster)) == 3, timeout=300)
            cluster.run_for(60)
            assert cluster.client.get(apps_v1.Deployment, 'web', 'default').status.ready_replicas == 3
            assert len(ready(cluster)) == 3
        cluster.rewind(empty)
        cluster.run_for(120)
        assert cluster.client.list(core_v1.Pod, 'default') == []
        assert cluster.client.list(apps_v1.Deployment, 'default') == []
