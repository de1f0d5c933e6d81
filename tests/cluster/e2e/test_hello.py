"""The example of the README, on real containers, by the real kubectl."""

import json
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.root

HELLO = str(Path(__file__).parents[3] / 'examples' / 'hello.yaml')
PAGE = 'Hello from Sampan\n'


@pytest.fixture(scope='module')
def hello(machine):
    kubectl = machine.kubectl
    kubectl('apply', '-f', HELLO)
    kubectl('rollout', 'status', 'deployment/hello', '--timeout=90s')
    yield kubectl
    kubectl('delete', '-f', HELLO)


def fetch(url, timeout=3):
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read().decode()


def living(kubectl):
    """The pods that are not on their way out, as kubectl takes them."""
    pods = json.loads(kubectl('get', 'pods', '-l', 'app=hello', '-o', 'json'))['items']
    return [f'pod/{pod["metadata"]["name"]}' for pod in pods if 'deletionTimestamp' not in pod['metadata']]


def cluster_ip(kubectl, name='hello'):
    return kubectl('get', 'service', name, '-o', 'jsonpath={.spec.clusterIP}')


def test_the_service_answers_by_cluster_ip_from_the_host(hello):
    assert fetch(f'http://{cluster_ip(hello)}/') == PAGE


def test_the_service_answers_by_name_from_a_pod(hello):
    pod = living(hello)[0]
    for name in ('hello', 'hello.default', 'hello.default.svc.cluster.local'):
        assert hello('exec', pod, '--', 'timeout', '5', 'wget', '-q', '-O', '-', f'http://{name}/') == PAGE


def test_a_pod_reaches_itself_through_its_service(hello):
    pod = living(hello)[0]
    for _ in range(6):  # three endpoints: at least one of six goes back to the pod itself, very likely
        assert hello('exec', pod, '--', 'timeout', '5', 'wget', '-q', '-O', '-', 'http://hello/') == PAGE


def test_a_rolling_update_under_constant_requests_loses_none(hello):
    url = f'http://{cluster_ip(hello)}/'
    failures, served, stop = [], [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                served.append(fetch(url))
            except OSError as error:
                failures.append(error)

    workers = [threading.Thread(target=ask) for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        hello('set', 'env', 'deployment/hello', 'VERSION=2')
        hello('rollout', 'status', 'deployment/hello', '--timeout=120s')
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert len(served) > 50
    assert not failures
    assert set(served) == {PAGE}


def test_undo_goes_back(hello):
    def environment():
        return hello('get', 'deployment', 'hello', '-o', 'jsonpath={.spec.template.spec.containers[0].env}')

    before = environment()
    hello('set', 'env', 'deployment/hello', 'VERSION=3')
    hello('rollout', 'status', 'deployment/hello', '--timeout=120s')
    assert '"3"' in environment()
    hello('rollout', 'undo', 'deployment/hello')
    hello('rollout', 'status', 'deployment/hello', '--timeout=120s')
    assert environment() == before
    assert 'REVISION' in hello('rollout', 'history', 'deployment/hello')


def test_a_killed_container_is_restarted_and_counted(hello):
    pod = living(hello)[0]
    before = int(hello('get', pod, '-o', 'jsonpath={.status.containerStatuses[0].restartCount}'))
    hello('exec', pod, '--', 'sh', '-c', 'kill -9 $(pidof httpd)')
    hello('wait', pod, f'--for=jsonpath={{.status.containerStatuses[0].restartCount}}={before + 1}', '--timeout=60s')
    hello('wait', pod, '--for=condition=Ready', '--timeout=60s')


def test_a_deleted_pod_is_replaced(hello):
    pod = living(hello)[0]
    hello('delete', pod, '--wait=false')
    hello('wait', pod, '--for=delete', '--timeout=60s')
    hello('rollout', 'status', 'deployment/hello', '--timeout=60s')
    assert len(living(hello)) == 3
    assert pod not in living(hello)


def test_sigterm_and_the_grace_period_are_honoured(machine, namespace):
    kubectl = machine.kubectl
    script = "trap 'echo got the signal; exit 0' TERM; echo ready; while true; do sleep 0.1; done"
    kubectl('-n', namespace, 'run', 'polite', '--image=busybox:1.36', '--restart=Never', '--', 'sh', '-c', script)
    kubectl('-n', namespace, 'wait', 'pod/polite', '--for=condition=Ready', '--timeout=60s')
    following = kubectl.start('-n', namespace, 'logs', '-f', 'polite')
    try:
        assert following.stdout.readline() == 'ready\n'
        kubectl('-n', namespace, 'delete', 'pod', 'polite', '--grace-period=30', timeout=60)
        said, _ = following.communicate(timeout=20)
    finally:
        following.kill()
    assert 'got the signal' in said


def test_a_new_page_reaches_running_pods(hello):
    hello('patch', 'configmap', 'hello', '--type=merge', '-p', '{"data":{"index.html":"A new page\\n"}}')
    pod = living(hello)[0]
    script = 'until grep -q "A new page" /www/index.html; do sleep 0.5; done; echo seen'
    assert 'seen' in hello('exec', pod, '--', 'timeout', '90', 'sh', '-c', script, timeout=100)
    hello('apply', '-f', HELLO)


def test_a_missing_image_says_so(machine, namespace):
    kubectl = machine.kubectl
    kubectl('-n', namespace, 'run', 'lost', '--image=localhost/no/such:image')
    waiting = '{.status.containerStatuses[0].state.waiting.reason}'
    kubectl('-n', namespace, 'wait', 'pod/lost', f'--for=jsonpath={waiting}', '--timeout=60s')
    assert kubectl('-n', namespace, 'get', 'pod', 'lost', '-o', f'jsonpath={waiting}') in (
        'ErrImagePull',
        'ImagePullBackOff',
    )
    assert 'Failed' in kubectl('-n', namespace, 'get', 'events')


def test_images_are_listed(machine):
    assert 'docker.io/library/busybox:1.36' in machine.must('image', 'list')
    assert subprocess.run(['ip', 'link', 'show', 'sampan0'], capture_output=True).returncode == 0
