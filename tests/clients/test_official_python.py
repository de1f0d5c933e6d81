"""The official Python client against a cluster in this process, over HTTPS."""

import time
from pathlib import Path

import kubernetes
import pytest

import sampan

HELLO = Path(__file__).parents[2] / 'examples' / 'hello.yaml'


@pytest.fixture(scope='module')
def cluster():
    with sampan.Cluster(nodes=2, real_time=True) as made:
        yield made


@pytest.fixture(scope='module')
def api(cluster):
    with kubernetes.config.new_client_from_config(str(cluster.kubeconfig)) as client:
        yield client


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, 'timed out'
        time.sleep(0.05)
    return found


def test_a_deployment_becomes_ready_and_its_pods_are_watched(api):
    core, apps = kubernetes.client.CoreV1Api(api), kubernetes.client.AppsV1Api(api)
    kubernetes.utils.create_from_yaml(api, str(HELLO))
    until(lambda: apps.read_namespaced_deployment('hello', 'default').status.ready_replicas == 3)
    watch = kubernetes.watch.Watch()
    seen = set()
    for event in watch.stream(core.list_namespaced_pod, 'default', label_selector='app=hello', timeout_seconds=5):
        if event['type'] == 'ADDED':
            seen.add(event['object'].metadata.name)
        if len(seen) == 3:
            watch.stop()
    assert len(seen) == 3
    slices = kubernetes.client.DiscoveryV1Api(api).list_namespaced_endpoint_slice(
        'default', label_selector='kubernetes.io/service-name=hello'
    )
    assert len(slices.items[0].endpoints) == 3


def test_patch_scale_and_delete(api):
    apps = kubernetes.client.AppsV1Api(api)
    apps.patch_namespaced_deployment_scale('hello', 'default', {'spec': {'replicas': 1}})
    until(lambda: apps.read_namespaced_deployment('hello', 'default').status.replicas == 1)
    apps.delete_namespaced_deployment('hello', 'default', propagation_policy='Foreground')
    core = kubernetes.client.CoreV1Api(api)
    until(lambda: not core.list_namespaced_pod('default', label_selector='app=hello').items)


def test_errors_carry_the_status(api):
    core = kubernetes.client.CoreV1Api(api)
    with pytest.raises(kubernetes.client.exceptions.ApiException) as failure:
        core.read_namespaced_pod('nothing', 'default')
    assert failure.value.status == 404
    assert 'pods \\"nothing\\" not found' in failure.value.body
    with pytest.raises(kubernetes.client.exceptions.ApiException) as failure:
        core.create_namespaced_config_map('default', {'metadata': {'name': 'Not A Name'}})
    assert failure.value.status == 422
