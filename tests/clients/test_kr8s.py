"""kr8s, a client in the style of kubectl, against a cluster in this process."""

import kr8s
import pytest
from kr8s.objects import ConfigMap, Deployment, Namespace, Pod, new_class

from support.served import BOATS, boat, until

# kr8s names the versions it was tested with; 1.36 is newer than the newest of them.
pytestmark = pytest.mark.filterwarnings('ignore:Kubernetes version v1.36.0 is not supported')
LABELS = {'app': 'kr8s'}
DEPLOYMENT = {
    'apiVersion': 'apps/v1',
    'kind': 'Deployment',
    'metadata': {'name': 'kr8s', 'namespace': 'default'},
    'spec': {
        'replicas': 2,
        'selector': {'matchLabels': LABELS},
        'template': {'metadata': {'labels': LABELS}, 'spec': {'containers': [{'name': 'web', 'image': 'nginx'}]}},
    },
}


@pytest.fixture(scope='module')
def api(served):
    return kr8s.api(kubeconfig=str(served.kubeconfig))


def test_versions_and_discovery(api):
    assert api.version()['gitVersion'] == 'v1.36.0'
    kinds = {each['kind'] for each in api.api_resources()}
    assert {'Pod', 'Deployment', 'CustomResourceDefinition'} <= kinds
    assert 'apps/v1' in list(api.api_versions())
    assert api.whoami() == 'kubernetes-admin'


def test_a_deployment_becomes_ready_scales_and_goes(api):
    deployment = Deployment(DEPLOYMENT, api=api)
    deployment.create()
    deployment.wait('condition=Available', timeout=30)
    until(deployment.ready)
    assert len(deployment.pods()) == 2
    deployment.scale(1)
    until(lambda: len(deployment.pods()) == 1)
    deployment.delete(propagation_policy='Foreground')
    until(lambda: not deployment.exists())
    assert not list(api.get('pods', namespace='default', label_selector=LABELS))


def test_objects_are_patched_labelled_and_found(api):
    made = ConfigMap({'metadata': {'name': 'kr8s'}, 'data': {'a': '1'}}, api=api)
    made.create()
    made.patch({'data': {'b': '2'}})
    made.patch([{'op': 'remove', 'path': '/data/a'}], type='json')
    made.label(colour='red')
    made.annotate(note='x')
    found = ConfigMap.get('kr8s', namespace='default', api=api)
    assert (dict(found.data), dict(found.labels), dict(found.annotations)) == (
        {'b': '2'}, {'colour': 'red'}, {'note': 'x'},
    )  # fmt: skip
    assert [each.name for each in api.get('cm', namespace='default', label_selector='colour=red')] == ['kr8s']
    assert [each.name for each in api.get('cm', namespace='default', field_selector='metadata.name=kr8s')] == ['kr8s']
    made.delete()
    assert not made.exists()


def test_a_watch_tells_of_changes(api):
    made = ConfigMap({'metadata': {'name': 'watched'}, 'data': {'n': '0'}}, api=api)
    made.create()
    seen = []
    for kind, each in api.watch('configmaps', namespace='default', field_selector='metadata.name=watched'):
        seen.append((kind, each.data['n']))
        if kind == 'ADDED':
            made.patch({'data': {'n': '1'}})
        elif kind == 'MODIFIED':
            made.delete()
        else:
            break
    assert seen == [('ADDED', '0'), ('MODIFIED', '1'), ('DELETED', '1')]


def test_a_pod_is_placed_and_runs(api):
    pod = Pod({'metadata': {'name': 'once'}, 'spec': {'containers': [{'name': 'a', 'image': 'b'}]}}, api=api)
    pod.create()
    until(pod.ready)
    assert pod.spec.nodeName
    pod.delete()


def test_custom_resources_are_classes(api):
    definition = kr8s.objects.CustomResourceDefinition(BOATS, api=api)
    definition.create()
    definition.wait('condition=Established', timeout=10)
    boat_class = new_class('Boat', 'fleet.example.com/v1', namespaced=True)
    made = boat_class(boat('junk', 3), api=api)
    made.create()
    made.patch({'status': {'afloat': True}}, subresource='status')
    assert boat_class.get('junk', namespace='default', api=api).status.afloat is True
    with pytest.raises(kr8s.ServerError, match='should be greater than or equal to 0'):
        made.patch({'spec': {'sails': -1}})
    definition.delete()
    until(lambda: not definition.exists())


def test_errors(api):
    with pytest.raises(kr8s.NotFoundError):
        Pod.get('nothing', namespace='default', api=api)
    with pytest.raises(kr8s.ServerError, match='Invalid value: "Not A Name"'):
        Namespace({'metadata': {'name': 'Not A Name'}}, api=api).create()
