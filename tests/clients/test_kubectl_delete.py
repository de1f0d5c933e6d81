"""`kubectl delete` and `wait`: what goes with an object, what stays, and when the command returns."""

import pytest


def deployment(k, name):
    k('create', 'deployment', name, '--image=busybox:1.36')
    k('wait', f'deployment/{name}', '--for=condition=Available', '--timeout=20s')


def left(k, name):
    return sorted(
        {line.partition('/')[0] for line in k('get', 'deploy,rs,pods', '-l', f'app={name}', '-o', 'name').split()}
    )


@pytest.mark.parametrize('cascade', ['foreground', 'background'])
def test_dependents_go_too(k, cascade):
    deployment(k, cascade)
    said = k('delete', 'deployment', cascade, f'--cascade={cascade}')
    assert said == f'deployment.apps "{cascade}" deleted from {k.namespace} namespace\n'
    if cascade == 'foreground':
        assert 'replicaset.apps' not in left(k, cascade), 'the owner goes last'
    k('wait', 'rs,pods', '-l', f'app={cascade}', '--for=delete', '--timeout=40s')
    assert left(k, cascade) == []


def test_orphans_stay(k):
    deployment(k, 'orphan')
    k('delete', 'deployment', 'orphan', '--cascade=orphan')
    assert left(k, 'orphan') == ['pod', 'replicaset.apps']
    assert k.value('{.items[*].metadata.ownerReferences}', 'rs', '-l', 'app=orphan') == ''
    k('delete', 'rs', '-l', 'app=orphan', '--cascade=foreground')
    k('wait', 'pods', '-l', 'app=orphan', '--for=delete', '--timeout=40s')


def test_force(k):
    k('run', 'stuck', '--image=busybox:1.36')
    k('wait', 'pod/stuck', '--for=condition=Ready', '--timeout=20s')
    done = k.attempt('delete', 'pod', 'stuck', '--grace-period=0', '--force')
    assert (done.returncode, done.stdout) == (0, f'pod "stuck" force deleted from {k.namespace} namespace\n')
    assert done.stderr == (
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. '
        'The resource may continue to run on the cluster indefinitely.\n'
    )
    assert k.refused('get', 'pod', 'stuck') == 'Error from server (NotFound): pods "stuck" not found\n'


def test_many_at_once(k):
    for name in ('a', 'b', 'c'):
        k('create', 'configmap', name)
    k('label', 'cm', 'a', 'b', 'some=label')
    deleted = f' deleted from {k.namespace} namespace'
    assert k('delete', 'cm', 'a', '--dry-run=server') == f'configmap "a"{deleted} (server dry run)\n'
    assert k('delete', 'cm', '-l', 'some=label') == f'configmap "a"{deleted}\nconfigmap "b"{deleted}\n'
    said = k('delete', 'cm', '--all')
    assert f'configmap "c"{deleted}\n' in said
    assert k('delete', 'cm', 'c', '--ignore-not-found') == ''
    assert k('delete', 'cm', '-l', 'some=label') == 'No resources found\n'


def test_namespaces(k):
    name = f'{k.namespace}-gone'
    k('create', 'namespace', name)
    k.kubectl('-n', name, 'run', 'inside', '--image=busybox:1.36')
    assert k('delete', 'namespace', name) == f'namespace "{name}" deleted\n'
    assert k.refused('get', 'namespace', name) == f'Error from server (NotFound): namespaces "{name}" not found\n'
    for kept in ('default', 'kube-system', 'kube-public'):
        assert k.kubectl.attempt('delete', 'namespace', kept).stderr == (
            f'Error from server (Forbidden): namespaces "{kept}" is forbidden: this namespace may not be deleted\n'
        )


def test_waiting(k):
    assert k.refused('wait', 'pod/nope', '--for=condition=Ready', '--timeout=1s') == (
        'Error from server (NotFound): pods "nope" not found\n'
    )
    k('create', 'configmap', 'awaited')
    said = k.refused('wait', 'cm/awaited', '--for=condition=Never', '--timeout=1s')
    assert said == 'error: timed out waiting for the condition on configmaps/awaited\n'
    assert k('wait', 'cm/awaited', '--for=jsonpath={.metadata.name}=awaited', '--timeout=1s') == (
        'configmap/awaited condition met\n'
    )
    waiting = k.kubectl.start('-n', k.namespace, 'wait', 'cm/awaited', '--for=delete', '--timeout=20s')
    try:
        k('delete', 'cm', 'awaited')
        said = waiting.communicate(timeout=20)[0]
        # It may look before, while or after the object goes; waiting for what is gone already says nothing.
        assert (waiting.returncode, said) in ((0, ''), (0, 'configmap/awaited condition met\n'))
    finally:
        waiting.kill()
