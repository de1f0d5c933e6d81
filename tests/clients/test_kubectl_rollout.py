"""Scaling, rolling out, going back: `kubectl scale`, `set image`, `rollout ...`."""

import re

import pytest

WAITING = re.compile(r'Waiting for deployment "(web|slow)" rollout to finish: .+\.\.\.')
DONE = 'deployment "web" successfully rolled out'


@pytest.fixture(scope='module')
def web(k):
    k('create', 'deployment', 'web', '--image=busybox:1.36', '--replicas=2')
    k('rollout', 'status', 'deployment/web', '--timeout=30s')
    return k


def test_scale(web):
    assert web('scale', 'deployment/web', '--replicas=3') == 'deployment.apps/web scaled\n'
    web('rollout', 'status', 'deployment/web', '--timeout=30s')
    said = web.refused('scale', 'deployment/web', '--current-replicas=9', '--replicas=1')
    assert said == 'error: Expected replicas to be 9, was 3\n'
    assert web('scale', 'deployment/web', '--replicas=2') == 'deployment.apps/web scaled\n'
    assert web.refused('scale', 'deployment/nope', '--replicas=2') == (
        'Error from server (NotFound): deployments.apps "nope" not found\n'
    )


def test_rollout_goes_forward_and_back(web):
    assert web('set', 'image', 'deployment/web', 'busybox=busybox:1.37') == 'deployment.apps/web image updated\n'
    said = web('rollout', 'status', 'deployment/web', '--timeout=30s').splitlines()
    assert said[-1] == DONE
    assert all(WAITING.fullmatch(line) for line in said[:-1])
    web('annotate', 'deployment/web', 'kubernetes.io/change-cause=a newer busybox')
    assert web('rollout', 'history', 'deployment/web') == (
        'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         a newer busybox\n\n'
    )
    shown = web('rollout', 'history', 'deployment/web', '--revision=2')
    assert shown.startswith('deployment.apps/web with revision #2\nPod Template:\n  Labels:\tapp=web\n')
    assert '    Image:\tbusybox:1.37\n' in shown
    assert web('rollout', 'undo', 'deployment/web') == 'deployment.apps/web rolled back\n'
    web('rollout', 'status', 'deployment/web', '--timeout=30s')
    assert web.value('{.spec.template.spec.containers[0].image}', 'deployment', 'web') == 'busybox:1.36'
    revisions = web('rollout', 'history', 'deployment/web').splitlines()[2:]
    assert [line.split()[0] for line in revisions if line] == ['2', '3'], 'revision 1 has become 3'
    said = web.refused('rollout', 'undo', 'deployment/web', '--to-revision=99')
    assert said == 'error: unable to find specified revision 99 in history\n'


def test_pause_and_resume(web):
    web('set', 'env', 'deployment/web', 'COLOR=red')  # so that there is something to go back to
    web('rollout', 'status', 'deployment/web', '--timeout=30s')
    assert web('rollout', 'pause', 'deployment/web') == 'deployment.apps/web paused\n'
    assert web.refused('rollout', 'pause', 'deployment/web') == 'error: deployments.apps "web" is already paused\n'
    before = web('get', 'rs', '-o', 'name')
    web('set', 'env', 'deployment/web', 'COLOR=blue')
    said = web.refused('rollout', 'undo', 'deployment/web')
    assert said == (
        "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again\n"
    )
    web(
        'wait',
        'deployment/web',
        '--for=jsonpath={.status.conditions[?(@.type=="Progressing")].reason}=DeploymentPaused',
    )
    assert web('get', 'rs', '-o', 'name') == before, 'a paused deployment makes no new replica set'
    assert web('rollout', 'resume', 'deployment/web') == 'deployment.apps/web resumed\n'
    assert web.refused('rollout', 'resume', 'deployment/web') == 'error: deployments.apps "web" is not paused\n'
    assert web('rollout', 'status', 'deployment/web', '--timeout=30s').splitlines()[-1] == DONE
    assert web('get', 'rs', '-o', 'name') != before


def test_restart(web):
    before = set(web('get', 'pods', '-o', 'name').split())
    assert web('rollout', 'restart', 'deployment/web') == 'deployment.apps/web restarted\n'
    assert web('rollout', 'status', 'deployment/web', '--timeout=30s').splitlines()[-1] == DONE
    running = web('get', 'pods', '--field-selector=status.phase=Running', '-o', 'name').split()
    assert len(set(running) - before) == 2


def test_a_rollout_that_does_not_end_times_out(k):
    manifest = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: slow}
spec:
  replicas: 1
  selector: {matchLabels: {app: slow}}
  template:
    metadata: {labels: {app: slow}}
    spec:
      nodeSelector: {no: such}
      containers: [{name: c, image: 'busybox:1.36'}]
"""
    k('apply', '-f', '-', stdin=manifest)
    done = k.attempt('rollout', 'status', 'deployment/slow', '--timeout=1s')
    assert (done.returncode, done.stderr) == (1, 'error: timed out waiting for the condition\n')
    assert done.stdout.splitlines()[-1] == (
        'Waiting for deployment "slow" rollout to finish: 0 of 1 updated replicas are available...'
    )
    assert k.table('get', 'deploy', 'slow')[1] == ['slow', '0/1', '1', '0', 'AGE']
    assert [row[1:3] for row in k.table('get', 'pods', '-l', 'app=slow')[1:]] == [['0/1', 'Pending']]
    events = k('get', 'events', '--field-selector', 'reason=FailedScheduling')
    assert "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector." in events
