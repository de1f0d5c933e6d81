"""`kubectl get` on the example: columns, formats, selectors, watches, and what is not there."""

import json
import re

import pytest

from sampan.machinery import yaml


def rows(table):
    return table[1:]


def test_pods(hello):
    table = hello.table('get', 'pods')
    assert table[0] == ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']
    assert [row[1:] for row in rows(table)] == [['1/1', 'Running', '0', 'AGE']] * 3
    assert all(re.fullmatch(r'hello-[b-df-hj-np-tv-z2-9]+-[b-df-hj-np-tv-z2-9]{5}', row[0]) for row in rows(table))


def test_pods_wide(hello):
    table = hello.table('get', 'pods', '-o', 'wide')
    columns = ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']
    assert table[0] == columns
    assert [row[6:] for row in rows(table)] == [
        [hello.value('{.items[0].metadata.name}', 'nodes'), '<none>', '<none>']
    ] * 3


def test_deployments(hello):
    assert hello.table('get', 'deploy') == [
        ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
        ['hello', '3/3', '3', '3', 'AGE'],
    ]
    assert hello.table('get', 'deploy', '-o', 'wide') == [
        ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE', 'CONTAINERS', 'IMAGES', 'SELECTOR'],
        ['hello', '3/3', '3', '3', 'AGE', 'web', 'busybox:1.36', 'app=hello'],
    ]


def test_replica_sets(hello):
    table = hello.table('get', 'rs', '-o', 'wide')
    assert table[0] == ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE', 'CONTAINERS', 'IMAGES', 'SELECTOR']
    name = rows(table)[0][0]
    selector = f'app=hello,pod-template-hash={name.removeprefix("hello-")}'
    assert rows(table) == [[name, '3', '3', '3', 'AGE', 'web', 'busybox:1.36', selector]]


def test_services(hello):
    ip = hello.value('{.spec.clusterIP}', 'svc', 'hello')
    assert hello.table('get', 'svc', '-o', 'wide') == [
        ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE', 'SELECTOR'],
        ['hello', 'ClusterIP', ip, '<none>', '80/TCP', 'AGE', 'app=hello'],
    ]
    assert ip.startswith('10.')


def test_other_kinds(hello):
    assert hello.table('get', 'cm') == [
        ['NAME', 'DATA', 'AGE'],
        ['hello', '1', 'AGE'],
        ['kube-root-ca.crt', '1', 'AGE'],
    ]
    assert hello.table('get', 'sa') == [['NAME', 'AGE'], ['default', 'AGE']]
    assert hello.table('get', 'endpoints')[0] == ['NAME', 'ENDPOINTS', 'AGE']
    assert hello.table('get', 'endpointslices')[0] == ['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE']
    assert hello.table('get', 'ns', hello.namespace) == [['NAME', 'STATUS', 'AGE'], [hello.namespace, 'Active', 'AGE']]
    assert hello.table('get', 'nodes')[0] == ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION']
    assert rows(hello.table('get', 'nodes'))[0][1:] == ['Ready', '<none>', 'AGE', 'v1.36.0']
    lease = hello.kubectl('-n', 'kube-node-lease', 'get', 'lease')
    assert lease.split()[:3] == ['NAME', 'HOLDER', 'AGE']


def test_all_namespaces_have_a_column_for_them(hello):
    table = hello.table('get', 'deploy', '-A')
    assert table[0] == ['NAMESPACE', 'NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE']
    assert [hello.namespace, 'hello', '3/3', '3', '3', 'AGE'] in table


def test_get_all_is_what_has_the_category(hello):
    names = [row[0].partition('/')[0] for row in hello.table('get', 'all') if '/' in row[0]]
    assert sorted(set(names)) == ['deployment.apps', 'pod', 'replicaset.apps', 'service']


def test_names_labels_and_columns_of_ones_own(hello):
    names = hello('get', 'pods', '-o', 'name').split()
    assert [name.partition('/')[0] for name in names] == ['pod'] * 3
    assert names == sorted(names)
    shown = hello.table('get', 'pods', '--show-labels')
    assert shown[0][-1] == 'LABELS'
    assert all(re.fullmatch(r'app=hello,pod-template-hash=\w+', row[-1]) for row in rows(shown))
    assert [row[-1] for row in hello.table('get', 'pods', '-L', 'app')] == ['APP', 'hello', 'hello', 'hello']
    columns = 'custom-columns=NAME:.metadata.name,IMAGE:.spec.template.spec.containers[0].image,NONE:.spec.nothing'
    assert hello.table('get', 'deploy', '-o', columns) == [
        ['NAME', 'IMAGE', 'NONE'],
        ['hello', 'busybox:1.36', '<none>'],
    ]
    assert hello('get', 'pods', '--no-headers').count('\n') == 3
    assert hello('get', 'deploy', 'hello', '-o', 'go-template={{.spec.replicas}} {{.metadata.name}}') == '3 hello'
    jsonpath = '{range .items[*]}{.status.phase}{"\\n"}{end}'
    assert hello('get', 'pods', '-o', f'jsonpath={jsonpath}') == 'Running\n' * 3


def test_yaml_and_json_say_the_same(hello):
    as_json = json.loads(hello('get', 'svc', 'hello', '-o', 'json'))
    assert yaml.load(hello('get', 'svc', 'hello', '-o', 'yaml')) == as_json
    metadata = as_json.pop('metadata')
    assert sorted(metadata) == ['annotations', 'creationTimestamp', 'name', 'namespace', 'resourceVersion', 'uid']
    ip = as_json['spec']['clusterIP']
    assert as_json == {
        'apiVersion': 'v1',
        'kind': 'Service',
        'spec': {
            'clusterIP': ip,
            'clusterIPs': [ip],
            'internalTrafficPolicy': 'Cluster',
            'ipFamilies': ['IPv4'],
            'ipFamilyPolicy': 'SingleStack',
            'ports': [{'name': 'http', 'port': 80, 'protocol': 'TCP', 'targetPort': 'http'}],
            'selector': {'app': 'hello'},
            'sessionAffinity': 'None',
            'type': 'ClusterIP',
        },
        'status': {'loadBalancer': {}},
    }


def test_a_deployment_has_upstreams_defaults(hello):
    spec = json.loads(hello('get', 'deploy', 'hello', '-o', 'json'))['spec']
    pod = spec['template']['spec']
    container = pod['containers'][0]
    assert (spec['progressDeadlineSeconds'], spec['revisionHistoryLimit']) == (600, 10)
    assert spec['strategy'] == {
        'rollingUpdate': {'maxSurge': '25%', 'maxUnavailable': '25%'},
        'type': 'RollingUpdate',
    }
    assert (pod['dnsPolicy'], pod['restartPolicy'], pod['schedulerName'], pod['securityContext']) == (
        'ClusterFirst', 'Always', 'default-scheduler', {},
    )  # fmt: skip
    assert container['imagePullPolicy'] == 'IfNotPresent'
    assert container['terminationMessagePath'] == '/dev/termination-log'
    assert container['terminationMessagePolicy'] == 'File'
    assert container['readinessProbe'] == {
        'failureThreshold': 3,
        'httpGet': {'path': '/index.html', 'port': 'http', 'scheme': 'HTTP'},
        'periodSeconds': 2,
        'successThreshold': 1,
        'timeoutSeconds': 1,
    }


def test_the_scale_subresource(hello):
    assert hello.table('get', 'deploy', 'hello', '--subresource=scale') == [
        ['NAME', 'DESIRED', 'AVAILABLE', 'AGE'],
        ['hello', '3', '3', 'AGE'],
    ]


def test_selectors(hello):
    assert len(rows(hello.table('get', 'pods', '-l', 'app in (hello,x),!nothing'))) == 3
    assert len(rows(hello.table('get', 'pods', '-l', 'app=hello', '--field-selector=status.phase=Running'))) == 3
    for query in (('-l', 'app!=hello'), ('--field-selector=status.phase=Failed',)):
        done = hello.attempt('get', 'pods', *query)
        assert (done.returncode, done.stderr) == (0, f'No resources found in {hello.namespace} namespace.\n')


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (('pod', 'nope'), 'Error from server (NotFound): pods "nope" not found\n'),
        (('deploy', 'nope'), 'Error from server (NotFound): deployments.apps "nope" not found\n'),
        (('foo',), 'error: the server doesn\'t have a resource type "foo"\n'),
        (
            ('pods', '--field-selector=foo=bar'),
            'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", '
            'field selector "foo=bar": field label not supported: foo\n',
        ),
        (
            ('pods', '-l', 'app in (x'),
            'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector '
            "\"app in (x\", field selector \"\": unable to parse requirement: found '', expected: ',' or ')'\n",
        ),
        (('--raw', '/nope'), 'Error from server (NotFound): the server could not find the requested resource\n'),
    ],
)
def test_what_is_not_there(hello, arguments, message):
    assert hello.refused('get', *arguments) == message


def test_raw(hello):
    assert hello('get', '--raw', '/healthz') == 'ok'
    assert hello('get', '--raw', '/readyz?verbose').endswith('readyz check passed\n')
    found = json.loads(hello('get', '--raw', f'/api/v1/namespaces/{hello.namespace}/configmaps/hello'))
    assert (found['kind'], found['data']) == ('ConfigMap', {'index.html': 'Hello from Sampan\n'})


def test_pages_are_put_together(hello):
    assert hello.table('get', 'pods', '--chunk-size=1') == hello.table('get', 'pods')


def test_a_watch_shows_a_pods_life(hello):
    watching = hello.kubectl.start(
        '-n', hello.namespace, 'get', 'pods', '--watch', '--output-watch-events', '--request-timeout=30s'
    )
    try:
        listed = [watching.stdout.readline().split() for _ in range(4)]  # from here on nothing is missed
        hello('run', 'watched', '--image=busybox:1.36')
        hello('wait', 'pod/watched', '--for=condition=Ready', '--timeout=20s')
        hello('delete', 'pod', 'watched', '--grace-period=1')
        seen = []
        while not seen or seen[-1][0] != 'DELETED':
            line = watching.stdout.readline()
            assert line, f'the watch ended early: {seen}'
            seen.append(line.split())
    finally:
        watching.kill()
        watching.wait()
    assert listed[0] == ['EVENT', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']
    assert seen[0][:4] == ['ADDED', 'watched', '0/1', 'Pending']
    states = [row[3] for row in seen]
    order = ['Pending', 'ContainerCreating', 'Running', 'Terminating']
    # A state never comes back: once a container is being created, the pod is not plainly pending again.
    assert [state for n, state in enumerate(states) if state in order and state not in states[:n]] == order
    assert [order.index(state) for state in states if state in order] == sorted(
        order.index(state) for state in states if state in order
    )


def test_events(hello):
    hello('wait', 'deploy/hello', '--for=condition=Available', '--timeout=20s')
    table = hello.table('get', 'events', '--field-selector', 'involvedObject.kind=Deployment')
    assert table[0] == ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
    assert rows(table)[0][1:4] == ['Normal', 'ScalingReplicaSet', 'deployment/hello']
    assert re.fullmatch(r'Scaled up replica set hello-\w+ from 0 to 3', rows(table)[0][4])
    pod = hello('get', 'pods', '-l', 'app=hello', '-o', 'name').split()[0]
    events = hello.table('events', '--for', pod)
    assert [row[2] for row in rows(events)] == ['Scheduled', 'Pulled', 'Created', 'Started']
    name = pod.removeprefix('pod/')
    node = hello.value('{.spec.nodeName}', pod)
    assert rows(events)[0][4] == f'Successfully assigned {hello.namespace}/{name} to {node}'
    done = hello.attempt('events', '--types=Warning')
    assert done.stdout + done.stderr == f'No events found in {hello.namespace} namespace.\n'
