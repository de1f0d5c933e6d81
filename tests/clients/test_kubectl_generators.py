"""`kubectl create KIND` for every kind that has one, `autoscale`, and what `describe` and `wait` say of them."""

import json

import pytest

CREATED = [
    (('cronjob', 'tick', '--image=busybox', '--schedule=*/5 * * * *', '--', 'date'), 'cronjob.batch/tick'),
    (('job', 'once', '--image=busybox', '--', 'date'), 'job.batch/once'),
    (('job', 'again', '--from=cronjob/tick'), 'job.batch/again'),
    (
        ('ingress', 'web', '--class=nginx', '--rule=example.com/path*=web:80,tls=cert', '--annotation', 'a=b'),
        'ingress.networking.k8s.io/web',
    ),
    (('pdb', 'guard', '--selector=app=web', '--min-available=50%'), 'poddisruptionbudget.policy/guard'),
    (('quota', 'limits', '--hard=count/widgets.example.com=1'), 'resourcequota/limits'),
    (('quota', 'best', '--hard=pods=10', '--scopes=BestEffort'), 'resourcequota/best'),
    (('secret', 'docker-registry', 'reg', '--docker-username=a', '--docker-password=b'), 'secret/reg'),
    (('service', 'externalname', 'out', '--external-name=example.com'), 'service/out'),
    (('role', 'r', '--verb=get', '--resource=pods', '--resource-name=a'), 'role.rbac.authorization.k8s.io/r'),
    (('rolebinding', 'b', '--role=r', '--group=g'), 'rolebinding.rbac.authorization.k8s.io/b'),
    (('deployment', 'web', '--image=nginx', '--replicas=2', '--port=80'), 'deployment.apps/web'),
]
CLUSTER = [
    (('priorityclass', '--value=1000', '--description=mine', '--preemption-policy=Never'), 'priorityclass.scheduling'),
    (('clusterrole', '--verb=get', '--non-resource-url=/logs/*'), 'clusterrole.rbac.authorization'),
    (('clusterrole', '--aggregation-rule=example.com/x=true'), 'clusterrole.rbac.authorization'),
]


@pytest.fixture(scope='module')
def made(k):
    """What kubectl said of each; every test of this module stands on it, wherever it runs."""
    return [k('create', *arguments) for arguments, _ in CREATED]


def test_create(made):
    assert made == [f'{name} created\n' for _, name in CREATED]


@pytest.mark.parametrize(('arguments', 'kind'), CLUSTER)
def test_create_without_namespace(k, arguments, kind):
    kind_word, *options = arguments
    assert k('create', kind_word, k.namespace, *options) == f'{kind}.k8s.io/{k.namespace} created\n'
    assert k('delete', kind_word, k.namespace) == f'{kind}.k8s.io "{k.namespace}" deleted\n'


def test_autoscale(made, k):
    said = k('autoscale', 'deployment', 'web', '--min=1', '--max=3', '--cpu=80%')
    assert said == 'horizontalpodautoscaler.autoscaling/web autoscaled\n'
    assert k.table('get', 'hpa')[1] == ['web', 'Deployment/web', 'cpu: <unknown>/80%', '1', '3', '0', 'AGE']


def test_refused_generators(k):
    said = k.refused('create', 'quota', 'wrong', '--hard=cpu=1,pods=10', '--scopes=BestEffort')
    assert said == (
        'error: failed to create quota: ResourceQuota "wrong" is invalid: spec.scopes: Invalid value: ["BestEffort"]: '
        'unsupported scope applied to resource\n'
    )
    said = k.refused('create', 'cronjob', 'wrong', '--image=a', '--schedule=never')
    assert 'CronJob.batch "wrong" is invalid: spec.schedule: Invalid value: "never"' in said
    said = k.refused('create', 'deployment', 'Wrong', '--image=a')
    assert 'Deployment.apps "Wrong" is invalid: metadata.name: Invalid value: "Wrong"' in said


@pytest.mark.parametrize(
    ('what', 'lines'),
    [
        (('cronjob', 'tick'), ['Schedule:                      */5 * * * *', 'Suspend:                       False']),
        (('job', 'once'), ['Completion Mode:  NonIndexed', 'Backoff Limit:    6']),
        (('ingress', 'web'), ['Ingress Class:    nginx', '  cert terminates example.com']),
        (('pdb', 'guard'), ['Min available:  50%', 'Selector:       app=web']),
        (('quota', 'best'), ['Scopes:     BestEffort', 'Resource  Used  Hard']),
        (('role', 'r'), ['  pods       []                 [a]             [get]']),
    ],
)
def test_describe(made, k, what, lines):
    described = k('describe', *what).splitlines()
    for line in lines:
        assert line in described


def test_wait_for_conditions_values_and_creation(made, k):
    assert k('wait', '--for=condition=Available', 'deployment/web', '--timeout=20s') == (
        'deployment.apps/web condition met\n'
    )
    met = k('wait', '--for=jsonpath={.status.readyReplicas}=2', 'deployment/web', '--timeout=20s')
    assert met == 'deployment.apps/web condition met\n'
    assert k('wait', '--for=create', 'configmap/kube-root-ca.crt', '--timeout=20s') == (
        'configmap/kube-root-ca.crt condition met\n'
    )
    said = k.refused('wait', '--for=jsonpath={.status.readyReplicas}=3', 'deployment/web', '--timeout=1s')
    assert said == 'error: timed out waiting for the condition on deployments/web\n'
    assert k('wait', '--for=delete', 'pod/nothing', '--timeout=1s') == ''


def test_a_budget_refuses_evictions(made, k):
    """`drain` is told 429, and tries again until its time is up."""
    # What the disruption controller would say; of a budget it has not seen yet, the server asks to wait ten seconds.
    status = {
        'observedGeneration': 1,
        'disruptionsAllowed': 0,
        'currentHealthy': 2,
        'desiredHealthy': 2,
        'expectedPods': 2,
    }
    k('patch', 'pdb', 'guard', '--subresource=status', '--type=merge', '-p', json.dumps({'status': status}))
    node = k('get', 'node', '-o', 'name').split()[0].partition('/')[2]
    try:
        said = k.refused('drain', node, '--pod-selector=app=web', '--timeout=7s', '--ignore-daemonsets')
    finally:
        k('uncordon', node)
        k('delete', 'pdb', 'guard')
    assert "Cannot evict pod as it would violate the pod's disruption budget." in said
    assert 'global timeout reached: 7s' in said


def test_replace_by_force(made, k):
    before = k.value('{.metadata.uid}', 'deployment', 'web')
    said = k('replace', '--force', '-f', '-', stdin=k('get', 'deployment', 'web', '-o', 'yaml')).splitlines()
    assert said == [f'deployment.apps "web" deleted from {k.namespace} namespace', 'deployment.apps/web replaced']
    assert k.value('{.metadata.uid}', 'deployment', 'web') != before


def test_events_of_one_object(made, k):
    rows = k('events', '--for', 'deployment/web').splitlines()
    assert rows[0].split() == ['LAST', 'SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
    assert any('ScalingReplicaSet' in row for row in rows[1:])
