"""The real kubectl with an API server behind the API server, and with the kinds that say how requests share it."""

import asyncio
import base64
import threading

import pytest

from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld
from support.extension_server import GROUP, VERSION, extension_server

FLUNDER = f"""
apiVersion: {GROUP}/{VERSION}
kind: Flunder
metadata: {{name: first}}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: sample-api}
spec: {type: ExternalName, externalName: localhost}
"""


@pytest.fixture
def flunders(k, tmp_path):
    """The sample API server, available. It serves nobody without the cluster's front-proxy certificate."""
    bundle = k.kubectl(
        '-n', 'kube-system', 'get', 'configmap', 'extension-apiserver-authentication',
        '-o', r'jsonpath={.data.requestheader-client-ca-file}',
    )  # fmt: skip
    (tmp_path / 'proxies.crt').write_text(bundle)
    serving = Leaf('sample', 'sample', server=True, names=(f'sample-api.{k.namespace}.svc',))
    Pki(tmp_path, SystemWorld()).ensure([serving])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    context = extension_server(tmp_path / 'sample.crt', tmp_path / 'sample.key', tmp_path / 'proxies.crt')
    served = asyncio.run_coroutine_threadsafe(context.__aenter__(), loop).result(10)
    authority = base64.b64encode((tmp_path / 'ca.crt').read_bytes()).decode()
    k('create', '-f', '-', stdin=SERVICE)
    said = k('create', '-f', '-', stdin=f"""
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {{name: {VERSION}.{GROUP}}}
spec:
  group: {GROUP}
  version: {VERSION}
  groupPriorityMinimum: 2000
  versionPriority: 200
  caBundle: {authority}
  service: {{namespace: {k.namespace}, name: sample-api, port: {served.port}}}
""")  # fmt: skip
    assert said == f'apiservice.apiregistration.k8s.io/{VERSION}.{GROUP} created\n'
    k('wait', '--for=condition=Available', f'apiservice/{VERSION}.{GROUP}', '--timeout=10s')
    yield k
    k('delete', 'apiservice', f'{VERSION}.{GROUP}')
    k('delete', 'service', 'sample-api')
    asyncio.run_coroutine_threadsafe(context.__aexit__(None, None, None), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def test_flunders_are_used_like_everything_else(flunders):
    """Aggregator: Should be able to support the 1.17 Sample API Server using the current Aggregator."""
    assert flunders('create', '-f', '-', stdin=FLUNDER) == 'flunder.wardle.example.com/first created\n'
    assert flunders('get', 'fl', '-o', 'name') == 'flunder.wardle.example.com/first\n'
    assert flunders.table('get', 'flunders', '--no-headers')[0][0] == 'first'
    assert [f'{GROUP}/{VERSION}', 'true', 'Flunder'] == flunders.table('api-resources', '--api-group', GROUP)[1][2:]
    shown = flunders.table('get', 'apiservices', f'{VERSION}.{GROUP}')
    assert shown == [
        ['NAME', 'SERVICE', 'AVAILABLE', 'AGE'],
        [f'{VERSION}.{GROUP}', f'{flunders.namespace}/sample-api', 'True', 'AGE'],
    ]
    assert flunders('delete', 'flunder', 'first').startswith('flunder.wardle.example.com "first" deleted')


def test_what_is_served_here_is_local(k):
    rows = k.table('get', 'apiservices')
    assert ['v1.apps', 'Local', 'True', 'AGE'] in rows
    assert ['v1.', 'Local', 'True', 'AGE'] in rows


def test_flow_schemas_are_shown_in_the_order_in_which_they_are_tried(k):
    rows = k.table('get', 'flowschemas')
    assert rows[0] == ['NAME', 'PRIORITYLEVEL', 'MATCHINGPRECEDENCE', 'DISTINGUISHERMETHOD', 'AGE', 'MISSINGPL']
    assert rows[1] == ['exempt', 'exempt', '1', '<none>', 'AGE', 'False']
    assert rows[2] == ['probes', 'exempt', '2', '<none>', 'AGE', 'False']
    assert rows[-1] == ['catch-all', 'catch-all', '10000', 'ByUser', 'AGE', 'False']


def test_priority_levels(k):
    rows = k.table('get', 'prioritylevelconfigurations')
    assert rows[0] == ['NAME', 'TYPE', 'NOMINALCONCURRENCYSHARES', 'QUEUES', 'HANDSIZE', 'QUEUELENGTHLIMIT', 'AGE']
    assert ['workload-low', 'Limited', '100', '128', '6', '50', 'AGE'] in rows
    assert ['exempt', 'Exempt', '<none>', '<none>', '<none>', '<none>', 'AGE'] in rows
