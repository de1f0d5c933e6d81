"""`kubectl create ...`, `run` and `expose`: many of them send protobuf, and all rely on the server's defaults."""

import base64
import json
import subprocess

import pytest


def test_deployment(k):
    assert k('create', 'deployment', 'd', '--image=busybox:1.36', '--replicas=2') == 'deployment.apps/d created\n'
    assert k.refused('create', 'deployment', 'd', '--image=x') == (
        'error: failed to create deployment: deployments.apps "d" already exists\n'
    )
    assert k('create', 'deployment', 'd2', '--image=x', '--dry-run=server') == (
        'deployment.apps/d2 created (server dry run)\n'
    )
    name = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters'
    said = k.refused('create', 'deployment', 'Bad_Name', '--image=x')
    assert said.startswith(
        'error: failed to create deployment: Deployment.apps "Bad_Name" is invalid: '
        f'metadata.name: Invalid value: "Bad_Name": {name}'
    )


def test_config_map(k, tmp_path):
    (tmp_path / 'a.txt').write_text('text\n')
    (tmp_path / 'b.bin').write_bytes(b'\xff\xfe\x00')
    said = k('create', 'configmap', 'files', f'--from-file={tmp_path}', '--from-literal=k=v')
    assert said == 'configmap/files created\n'
    found = json.loads(k('get', 'cm', 'files', '-o', 'json'))
    assert found['data'] == {'a.txt': 'text\n', 'k': 'v'}
    assert found['binaryData'] == {'b.bin': base64.b64encode(b'\xff\xfe\x00').decode()}


def test_secrets(k, tmp_path):
    key, certificate = tmp_path / 'key', tmp_path / 'certificate'
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x',
         '-days', '2', '-keyout', key, '-out', certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    assert k('create', 'secret', 'generic', 'plain', '--from-literal=p=q') == 'secret/plain created\n'
    assert k('create', 'secret', 'tls', 'pair', f'--cert={certificate}', f'--key={key}') == 'secret/pair created\n'
    registry = ('--docker-server=a', '--docker-username=b', '--docker-password=c')
    assert k('create', 'secret', 'docker-registry', 'pull', *registry) == 'secret/pull created\n'
    assert k.table('get', 'secrets') == [
        ['NAME', 'TYPE', 'DATA', 'AGE'],
        ['pair', 'kubernetes.io/tls', '2', 'AGE'],
        ['plain', 'Opaque', '1', 'AGE'],
        ['pull', 'kubernetes.io/dockerconfigjson', '1', 'AGE'],
    ]
    said = k.refused('delete', 'secret', 'plain', 'nope')
    assert said == 'Error from server (NotFound): secrets "nope" not found\n'


def test_services(k):
    assert k('create', 'service', 'clusterip', 'v1', '--tcp=80:80') == 'service/v1 created\n'
    assert k('create', 'service', 'nodeport', 'v2', '--tcp=80:8080') == 'service/v2 created\n'
    k('create', 'service', 'clusterip', 'v3', '--tcp=80', '--clusterip=None')
    k('create', 'service', 'loadbalancer', 'v4', '--tcp=80')
    k('create', 'service', 'externalname', 'v5', '--external-name=example.com')
    table = {row[0]: row[1:] for row in k.table('get', 'svc')}
    port = int(k.value('{.spec.ports[0].nodePort}', 'svc', 'v2'))
    assert 30000 <= port <= 32767
    assert table['v1'][::2] == ['ClusterIP', '<none>', 'AGE']
    assert table['v2'][2:4] == ['<none>', f'80:{port}/TCP']
    assert table['v3'] == ['ClusterIP', 'None', '<none>', '80/TCP', 'AGE']
    assert table['v4'][2] == '<pending>'
    assert table['v5'] == ['ExternalName', '<none>', 'example.com', '<none>', 'AGE']
    assert k.refused('create', 'service', 'nodeport', 'v6', '--tcp=80', '--node-port=99') == (
        'error: failed to create NodePort service: Service "v6" is invalid: spec.ports[0].nodePort: Invalid value: 99: '
        'provided port is not in the valid range. The range of valid ports is 30000-32767\n'
    )
    said = k.refused('create', 'service', 'nodeport', 'v7', '--tcp=80', f'--node-port={port}')
    assert said == (
        'error: failed to create NodePort service: Service "v7" is invalid: spec.ports[0].nodePort: Invalid value: '
        f'{port}: provided port is already allocated\n'
    )


def test_expose(k):
    k('create', 'deployment', 'shop', '--image=busybox:1.36', '--port=8080')
    assert k('expose', 'deployment', 'shop', '--port=80', '--target-port=8080') == 'service/shop exposed\n'
    assert k.value('{.spec.selector} {.spec.ports[0].port} {.spec.ports[0].targetPort}', 'svc', 'shop') == (
        '{"app":"shop"} 80 8080'
    )
    assert k.refused('expose', 'deployment', 'shop', '--port=80') == (
        'Error from server (AlreadyExists): services "shop" already exists\n'
    )
    assert k.refused('expose', 'pod', 'nope', '--port=1') == 'Error from server (NotFound): pods "nope" not found\n'


def test_run(k):
    assert k('run', 'one', '--image=busybox:1.36', '--labels=a=b', '--env=X=1', '--port=80') == 'pod/one created\n'
    assert k('wait', 'pod/one', '--for=condition=Ready', '--timeout=20s') == 'pod/one condition met\n'
    container = '{.spec.containers[0]'
    assert k.value(
        f'{container}.name}} {container}.env[0].value}} {container}.ports[0].containerPort}}', 'pod', 'one'
    ) == ('one 1 80')
    assert k.value('{.status.qosClass} {.spec.restartPolicy}', 'pod', 'one') == 'BestEffort Always'
    assert k.refused('run', 'one', '--image=x') == 'Error from server (AlreadyExists): pods "one" already exists\n'


def test_namespace_account_and_token(k):
    name = f'{k.namespace}-more'
    assert k('create', 'namespace', name) == f'namespace/{name} created\n'
    assert k('create', 'serviceaccount', 'robot') == 'serviceaccount/robot created\n'
    claims = k('create', 'token', 'robot', '--duration=10m', '--audience=shop').split('.')[1]
    found = json.loads(base64.urlsafe_b64decode(claims + '=' * (-len(claims) % 4)))
    assert found['aud'] == ['shop']
    assert found['sub'] == f'system:serviceaccount:{k.namespace}:robot'
    assert found['exp'] - found['iat'] == 600
    assert k.refused('create', 'token', 'nope') == ('error: failed to create token: serviceaccounts "nope" not found\n')
    assert k('delete', 'namespace', name) == f'namespace "{name}" deleted\n'


@pytest.mark.parametrize('kind', ['namespace', 'serviceaccount'])
def test_twice(k, kind):
    k('create', kind, f'{k.namespace}-twice')
    plural = f'{kind}s'
    said = k.refused('create', kind, f'{k.namespace}-twice')
    text = f'{plural} "{k.namespace}-twice" already exists\n'
    opening = (
        'error: failed to create serviceaccount: '
        if kind == 'serviceaccount'
        else 'Error from server (AlreadyExists): '
    )
    assert said == opening + text
    k('delete', kind, f'{k.namespace}-twice')
