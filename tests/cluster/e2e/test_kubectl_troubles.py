"""What the real kubectl shows of pods that do not work, on real containers."""

import re

import pytest

pytestmark = pytest.mark.root

PODS = """
apiVersion: v1
kind: Pod
metadata: {name: bad-image}
spec: {containers: [{name: c, image: 'UPPER/x::1'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: bad-init}
spec:
  restartPolicy: Never
  initContainers: [{name: i, image: 'busybox:1.36', command: ['false']}]
  containers: [{name: c, image: 'busybox:1.36'}]
---
apiVersion: v1
kind: Pod
metadata: {name: init}
spec:
  restartPolicy: Never
  initContainers: [{name: i, image: 'busybox:1.36', command: [sleep, '1']}]
  containers: [{name: c, image: 'busybox:1.36', command: ['true']}]
---
apiVersion: v1
kind: Pod
metadata: {name: never-pulled}
spec: {containers: [{name: c, image: 'localhost/no/such:1', imagePullPolicy: Never}]}
---
apiVersion: v1
kind: Pod
metadata: {name: no-command}
spec: {containers: [{name: c, image: 'busybox:1.36', command: [nosuchcommand]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: no-config}
spec: {containers: [{name: c, image: 'busybox:1.36', envFrom: [{configMapRef: {name: missing}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: no-volume}
spec:
  volumes: [{name: v, configMap: {name: missing}}]
  containers: [{name: c, image: 'busybox:1.36', volumeMounts: [{name: v, mountPath: /v}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: too-big}
spec: {containers: [{name: c, image: 'busybox:1.36', resources: {requests: {cpu: '1000'}}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: too-hungry}
spec:
  restartPolicy: Never
  containers:
    - name: c
      image: busybox:1.36
      command: [sh, -c, 'head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null']
      resources: {limits: {memory: 16Mi}}
"""
WAITING = '{.status.containerStatuses[0].state.waiting.reason}'


@pytest.fixture(scope='module')
def troubles(machine):
    """kubectl in a namespace of pods that have come to the end of what they can do."""

    def kubectl(*arguments, **options):
        return machine.kubectl('-n', 'troubles', *arguments, **options)

    machine.kubectl('create', 'namespace', 'troubles')
    kubectl('apply', '-f', '-', stdin=PODS)
    for name, condition in {
        'bad-image': f'{WAITING}=InvalidImageName',
        'bad-init': '{.status.phase}=Failed',
        'init': '{.status.phase}=Succeeded',
        'never-pulled': f'{WAITING}=ErrImageNeverPull',
        'no-command': f'{WAITING}=CrashLoopBackOff',
        'no-config': f'{WAITING}=CreateContainerConfigError',
        'no-volume': f'{WAITING}=ContainerCreating',
        'too-big': '{.status.conditions[0].reason}=Unschedulable',
        'too-hungry': '{.status.phase}=Failed',
    }.items():
        kubectl('wait', f'pod/{name}', f'--for=jsonpath={condition}', '--timeout=60s')
    yield kubectl
    machine.kubectl('delete', 'namespace', 'troubles', '--wait=false')


def test_the_status_column(troubles):
    shown = {row.split()[0]: row.split()[1:4] for row in troubles('get', 'pods', '--no-headers').splitlines()}
    _, state, restarts = shown.pop('no-command')
    assert state in ('CrashLoopBackOff', 'RunContainerError'), 'by turns'
    assert int(restarts) >= 1
    assert shown == {
        'bad-image': ['0/1', 'InvalidImageName', '0'],
        'bad-init': ['0/1', 'Init:Error', '0'],
        'init': ['0/1', 'Completed', '0'],
        'never-pulled': ['0/1', 'ErrImageNeverPull', '0'],
        'no-config': ['0/1', 'CreateContainerConfigError', '0'],
        'no-volume': ['0/1', 'ContainerCreating', '0'],
        'too-big': ['0/1', 'Pending', '0'],
        'too-hungry': ['0/1', 'OOMKilled', '0'],
    }


@pytest.mark.parametrize(
    ('pod', 'reason', 'message'),
    [
        (
            'bad-image', 'InspectFailed',
            'spec.containers{c}: Failed to apply default image tag "UPPER/x::1": couldn\'t parse image name '
            '"UPPER/x::1": invalid reference format',
        ),
        ('bad-image', 'Failed', 'spec.containers{c}: Error: InvalidImageName'),
        (
            'never-pulled', 'ErrImageNeverPull',
            'spec.containers{c}: Container image "localhost/no/such:1" is not present with pull policy of Never',
        ),
        ('no-config', 'Failed', 'spec.containers{c}: Error: configmap "missing" not found'),
        ('no-volume', 'FailedMount', 'MountVolume.SetUp failed for volume "v" : configmap "missing" not found'),
    ],
)  # fmt: skip
def test_events_tell_why(troubles, pod, reason, message):
    events = troubles('describe', 'pod', pod).partition('Events:')[2]
    found = {(line.split()[1], re.split(r' {2,}', line.strip())[-1]) for line in events.splitlines()[3:]}
    assert (reason, message) in found


def test_a_command_that_is_not_there(troubles):
    said = re.sub(r' +', ' ', troubles('describe', 'pod', 'no-command'))
    assert ' Last State: Terminated\n Reason: StartError\n Message: failed to create containerd task: ' in said
    assert 'exec: "nosuchcommand": executable file not found in $PATH: unknown\n Exit Code: 128\n' in said
    assert ' Started: Thu, 01 Jan 1970 00:00:00 +0000\n' in said, 'it never did, as upstream says it'


def test_a_container_over_its_memory_limit(troubles):
    said = re.sub(r' +', ' ', troubles('describe', 'pod', 'too-hungry'))
    assert ' State: Terminated\n Reason: OOMKilled\n Exit Code: 137\n' in said


def test_a_pod_nothing_has_room_for(troubles):
    condition = '{.status.conditions[?(@.type=="PodScheduled")].message}'
    message = troubles('get', 'pod', 'too-big', '-o', f'jsonpath={condition}')
    assert message.startswith('0/1 nodes are available: 1 Insufficient cpu.')
    assert 'FailedScheduling' in troubles('events', '--for', 'pod/too-big')
