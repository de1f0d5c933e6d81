"""What the cluster says of itself and of its callers, and errors of connecting."""

import json
import subprocess
import urllib.error
import urllib.request

import pytest

from support.kubectl import Kubectl


def test_version(k):
    lines = k('version').splitlines()
    assert lines[0].startswith('Client Version: v1.36.')
    assert lines[-1] == 'Server Version: v1.36.0'


def test_cluster_info(k):
    server = k('config', 'view', '-o', 'jsonpath={.clusters[0].cluster.server}')
    assert k('cluster-info').splitlines()[0] == f'Kubernetes control plane is running at {server}'


def test_api_resources(k):
    rows = {line[:53].split()[0]: line.split() for line in k('api-resources').splitlines()}
    assert rows['NAME'] == ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND']
    assert rows['pods'] == ['pods', 'po', 'v1', 'true', 'Pod']
    assert rows['deployments'] == ['deployments', 'deploy', 'apps/v1', 'true', 'Deployment']
    assert rows['nodes'] == ['nodes', 'no', 'v1', 'false', 'Node']
    wide = next(line for line in k('api-resources', '-o', 'wide').splitlines() if line.startswith('services '))
    assert wide.split()[-2:] == ['create,delete,deletecollection,get,list,patch,update,watch', 'all']
    assert 'deployments.apps' in k('api-resources', '--namespaced=true', '-o', 'name').split()
    versions = k('api-versions').split()
    assert versions == sorted(versions)
    assert {'v1', 'apps/v1', 'coordination.k8s.io/v1', 'discovery.k8s.io/v1', 'events.k8s.io/v1'} <= set(versions)


def test_explain(k):
    said = k('explain', 'deployment.spec.strategy').splitlines()
    assert said[:5] == [
        'GROUP:      apps',
        'KIND:       Deployment',
        'VERSION:    v1',
        '',
        'FIELD: strategy <DeploymentStrategy>',
    ]
    recursive = k('explain', 'pod', '--recursive').splitlines()
    assert '  metadata\t<ObjectMeta>' in recursive
    assert '    containers\t<[]Container> -required-' in recursive
    assert '      imagePullPolicy\t<string>' in recursive
    assert 'containerPort\t<integer> -required-' in k('explain', 'pod.spec.containers.ports')
    policy = k('explain', 'pod.spec.restartPolicy').splitlines()
    assert policy[3:8] == ['FIELD: restartPolicy <string>', 'ENUM:', '    Always', '    Never', '    OnFailure']
    assert k.refused('explain', 'pod.spec.nope') == 'error: field "nope" does not exist\n'
    assert k.refused('explain', 'nope') == 'the server doesn\'t have a resource type "nope"\n'
    old = k('explain', 'pod.spec.nodeName', '--output=plaintext-openapiv2').splitlines()
    assert old[:4] == ['KIND:     Pod', 'VERSION:  v1', '', 'FIELD:    nodeName <string>']


def test_top_says_that_there_are_no_metrics(k):
    assert k.refused('top', 'node') == 'error: Metrics API not available\n'
    assert k.refused('top', 'pod') == 'error: Metrics API not available\n'


def test_who_am_i_and_may_i(k):
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in k('auth', 'whoami').splitlines()}
    assert 'system:masters' in rows['Groups']
    assert 'system:authenticated' in rows['Groups']
    assert k('auth', 'can-i', 'create', 'pods') == 'yes\n'
    assert k('auth', 'can-i', '*', '*') == 'yes\n'
    listed = k('auth', 'can-i', '--list').splitlines()
    assert listed[0].split() == ['Resources', 'Non-Resource', 'URLs', 'Resource', 'Names', 'Verbs']
    assert ['*.*', '[]', '[]', '[*]'] in [line.split() for line in listed]


@pytest.fixture
def settings(k):
    """The administrator's kubeconfig, to be changed."""
    return json.loads(k('config', 'view', '--raw', '--minify', '-o', 'json'))


@pytest.fixture
def with_settings(k, tmp_path):
    """Runs kubectl with other settings: (settings, arguments) -> the finished process."""

    def run(settings, *arguments):
        path = tmp_path / 'kubeconfig'
        path.write_text(json.dumps(settings))
        kubectl = Kubectl(path)
        kubectl.environment['HOME'] = k.kubectl.environment['HOME']  # what it knows of the server's resources
        return kubectl.attempt('-n', k.namespace, *arguments)

    return run


def test_a_service_account_is_known_and_may_nothing(k, settings, with_settings):
    settings['users'][0]['user'] = {'token': k('create', 'token', 'default').strip()}
    name = f'system:serviceaccount:{k.namespace}:default'
    assert f'Username   {name}'.split() in [
        line.split() for line in with_settings(settings, 'auth', 'whoami').stdout.splitlines()
    ]
    assert with_settings(settings, 'get', 'pods').stderr == (
        f'Error from server (Forbidden): pods is forbidden: User "{name}" cannot list resource "pods" in API group "" '
        f'in the namespace "{k.namespace}"\n'
    )
    asked = with_settings(settings, 'auth', 'can-i', 'get', 'pods')
    assert (asked.returncode, asked.stdout) == (1, 'no\n')


def test_a_token_nobody_issued(settings, with_settings):
    settings['users'][0]['user'] = {'token': 'abc'}
    done = with_settings(settings, 'get', 'pods')
    assert (done.returncode, done.stderr) == (1, 'error: You must be logged in to the server (Unauthorized)\n')


def test_nobody_is_anonymous(k, settings, with_settings):
    settings['users'][0]['user'] = {'username': 'a', 'password': 'b'}
    assert with_settings(settings, 'get', 'pods').stderr == (
        'Error from server (Forbidden): pods is forbidden: User "system:anonymous" cannot list resource "pods" in API '
        f'group "" in the namespace "{k.namespace}"\n'
    )


def test_a_certificate_of_another_authority(settings, with_settings, tmp_path):
    key, certificate = tmp_path / 'key', tmp_path / 'certificate'
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj',
         '/O=system:masters/CN=intruder', '-days', '2', '-keyout', key, '-out', certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    settings['users'][0]['user'] = {'client-certificate': str(certificate), 'client-key': str(key)}
    done = with_settings(settings, 'get', 'pods')
    assert (done.returncode, done.stderr) == (1, 'error: You must be logged in to the server (Unauthorized)\n')


def test_a_server_of_another_authority(settings, with_settings):
    del settings['clusters'][0]['cluster']['certificate-authority-data']
    done = with_settings(settings, 'get', 'pods')
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        'Unable to connect to the server: tls: failed to verify certificate: '
        'x509: certificate signed by unknown authority'
    )


def test_proxy(k):
    proxy = k.kubectl.start('proxy', '--port=0')
    try:
        line = proxy.stdout.readline()
        address = line.removeprefix('Starting to serve on ').strip()
        with urllib.request.urlopen(f'http://{address}/api/v1/namespaces/{k.namespace}', timeout=10) as answer:
            assert json.load(answer)['metadata']['name'] == k.namespace
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f'http://{address}/nope', timeout=10)
        assert caught.value.code == 404
        caught.value.close()
    finally:
        proxy.kill()
        proxy.communicate()
