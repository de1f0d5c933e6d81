"""An operator made with kopf: handlers of creation, change and deletion, finalizers, status patches, events."""

import os
import subprocess
import sys
from pathlib import Path

import kubernetes
import pytest
from kubernetes.client.exceptions import ApiException

import support
from support.served import BOATS, boat, until

OPERATOR = Path(support.__path__[0]) / 'boat_operator.py'
WHERE = ('fleet.example.com', 'v1', 'default', 'boats')


@pytest.fixture(scope='module')
def api(served):
    with kubernetes.config.new_client_from_config(str(served.kubeconfig)) as client:
        yield client


@pytest.fixture(scope='module')
def core(api):
    return kubernetes.client.CoreV1Api(api)


@pytest.fixture(scope='module')
def boats(api, core):
    """Where boats are kept, once they are defined."""
    extensions = kubernetes.client.ApiextensionsV1Api(api)
    extensions.create_custom_resource_definition(BOATS)
    core.create_namespaced_config_map('default', {'metadata': {'name': 'log'}})
    custom = kubernetes.client.CustomObjectsApi(api)

    def served():
        try:
            return custom.list_namespaced_custom_object(*WHERE)
        except ApiException as error:
            assert error.status == 404
            return None

    until(served)
    yield custom
    extensions.delete_custom_resource_definition(BOATS['metadata']['name'])
    until(lambda: not extensions.list_custom_resource_definition().items)
    core.delete_namespaced_config_map('log', 'default')


@pytest.fixture
def operator(served, boats, tmp_path):
    """The operator, running; what it says is shown when a test fails."""
    log = tmp_path / 'operator.log'
    environment = {**os.environ, 'KUBECONFIG': str(served.kubeconfig)}
    command = [sys.executable, '-m', 'kopf', 'run', '--standalone', '--namespace', 'default', str(OPERATOR)]
    with log.open('w') as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        code = process.wait(20)
        print(log.read_text())
    assert code == 0
    assert 'Traceback' not in log.read_text()


def made(core, name):
    found = core.list_namespaced_config_map('default', field_selector=f'metadata.name=boat-{name}').items
    return found[0] if found else None


def status(boats, name):
    return boats.get_namespaced_custom_object(*WHERE, name).get('status', {})


def test_the_life_of_an_object(operator, boats, core):
    boats.create_namespaced_custom_object(*WHERE, boat('junk', 3))
    until(lambda: made(core, 'junk'))
    until(lambda: status(boats, 'junk').get('rigged') == {'rigged': 'created'})
    until(lambda: status(boats, 'junk').get('afloat'))
    found = boats.get_namespaced_custom_object(*WHERE, 'junk')
    assert found['status']['sails'] == 3
    assert found['metadata']['finalizers'] == ['kopf.zalando.org/KopfFinalizerMarker']
    owned = made(core, 'junk')
    assert owned.metadata.owner_references[0].uid == found['metadata']['uid']

    boats.patch_namespaced_custom_object(*WHERE, 'junk', {'spec': {'sails': 5}})
    until(lambda: made(core, 'junk').data == {'sails': '5', 'by': 'updated'})
    until(lambda: status(boats, 'junk').get('sails') == 5)
    until(lambda: [e for e in core.list_namespaced_event('default').items if e.reason == 'Rigged'])

    boats.delete_namespaced_custom_object(*WHERE, 'junk')
    until(lambda: not boats.list_namespaced_custom_object(*WHERE)['items'])
    assert core.read_namespaced_config_map('log', 'default').data == {'junk': 'scrapped'}
    until(lambda: made(core, 'junk') is None)  # the garbage collector's part


def test_an_operator_finds_what_was_there_before(boats, core, request):
    boats.create_namespaced_custom_object(*WHERE, boat('sloop', 1))
    core.create_namespaced_config_map('default', {'metadata': {'name': 'boat-sloop'}})
    boats.patch_namespaced_custom_object(
        *WHERE, 'sloop', {'metadata': {'finalizers': ['kopf.zalando.org/KopfFinalizerMarker']}}
    )
    boats.delete_namespaced_custom_object(*WHERE, 'sloop')
    assert boats.get_namespaced_custom_object(*WHERE, 'sloop')['metadata']['deletionTimestamp']
    request.getfixturevalue('operator')
    until(lambda: not boats.list_namespaced_custom_object(*WHERE)['items'])
    assert core.read_namespaced_config_map('log', 'default').data['sloop'] == 'scrapped'
    core.delete_namespaced_config_map('boat-sloop', 'default')
