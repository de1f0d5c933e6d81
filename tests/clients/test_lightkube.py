"""lightkube, a client with typed models, against a cluster in this process."""

import pytest
from lightkube import ApiError, Client, KubeConfig
from lightkube.generic_resource import create_namespaced_resource
from lightkube.models.apps_v1 import DeploymentSpec
from lightkube.models.core_v1 import Container, PodSpec, PodTemplateSpec
from lightkube.models.meta_v1 import LabelSelector, ObjectMeta
from lightkube.resources.apiextensions_v1 import CustomResourceDefinition
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap, Node, Pod
from lightkube.types import CascadeType, PatchType

from support.served import BOATS, boat, until

LABELS = {'app': 'lightkube'}


@pytest.fixture(scope='module')
def client(served):
    return Client(
        config=KubeConfig.from_file(str(served.kubeconfig)), namespace='default', field_manager='lightkube-tests'
    )


def deployment(replicas):
    template = PodTemplateSpec(
        metadata=ObjectMeta(labels=LABELS), spec=PodSpec(containers=[Container(name='web', image='nginx')])
    )
    return Deployment(
        apiVersion='apps/v1',
        kind='Deployment',
        metadata=ObjectMeta(name='lightkube'),
        spec=DeploymentSpec(replicas=replicas, selector=LabelSelector(matchLabels=LABELS), template=template),
    )


def test_a_deployment_is_applied_awaited_scaled_and_deleted(client):
    client.apply(deployment(2))
    ready = client.wait(Deployment, 'lightkube', for_conditions=['Available'])
    assert ready.metadata.managedFields[0].manager == 'lightkube-tests'
    assert client.patch(Deployment.Scale, 'lightkube', {'spec': {'replicas': 1}}).spec.replicas == 1
    until(lambda: client.get(Deployment, 'lightkube').status.readyReplicas == 1)
    with pytest.raises(ApiError) as failure:
        client.apply(deployment(2), field_manager='somebody-else')
    assert (failure.value.status.code, failure.value.status.reason) == (409, 'Conflict')
    client.apply(deployment(2), field_manager='somebody-else', force=True)
    client.delete(Deployment, 'lightkube', cascade=CascadeType.FOREGROUND)
    until(lambda: not list(client.list(Pod, labels=LABELS)))


def test_objects_are_created_patched_listed_in_pages_and_deleted(client):
    for number in range(5):
        client.create(ConfigMap(metadata=ObjectMeta(name=f'page-{number}', labels=LABELS), data={'n': str(number)}))
    listed = list(client.list(ConfigMap, labels=LABELS, chunk_size=2))
    assert [each.metadata.name for each in listed] == [f'page-{number}' for number in range(5)]
    patched = client.patch(ConfigMap, 'page-0', {'data': {'n': None, 'm': '1'}}, patch_type=PatchType.MERGE)
    assert patched.data == {'m': '1'}
    removed = client.patch(
        ConfigMap, 'page-0', [{'op': 'remove', 'path': '/metadata/labels'}], patch_type=PatchType.JSON
    )
    assert removed.metadata.labels is None
    for each in listed:
        client.delete(ConfigMap, each.metadata.name)
    assert not list(client.list(ConfigMap, labels=LABELS))


def test_a_watch_goes_on_from_a_list(client):
    listed = client.list(ConfigMap)
    list(listed)  # it knows its revision once it is read
    client.create(ConfigMap(metadata=ObjectMeta(name='watched')))
    client.delete(ConfigMap, 'watched')
    seen = []
    for kind, each in client.watch(ConfigMap, resource_version=listed.resourceVersion):
        seen.append((kind, each.metadata.name))
        if kind == 'DELETED':
            break
    assert seen == [('ADDED', 'watched'), ('DELETED', 'watched')]


def test_nodes_are_typed(client):
    node = next(iter(client.list(Node)))
    assert node.status.nodeInfo.kubeletVersion.startswith('v1.36')


def test_custom_resources(client):
    client.create(CustomResourceDefinition.from_dict(BOATS))
    client.wait(CustomResourceDefinition, 'boats.fleet.example.com', for_conditions=['Established'])
    boats = create_namespaced_resource('fleet.example.com', 'v1', 'Boat', 'boats')
    try:
        client.create(boats(boat('junk', 3)))
        changed = client.patch(boats.Status, 'junk', {'status': {'afloat': True}}, patch_type=PatchType.MERGE)
        assert changed.status == {'afloat': True}
        assert [each.spec['sails'] for each in client.list(boats)] == [3]
    finally:
        client.delete(CustomResourceDefinition, 'boats.fleet.example.com')
    until(
        lambda: not [each for each in client.list(CustomResourceDefinition) if each.metadata.name.startswith('boats')]
    )


def test_errors_are_statuses(client):
    with pytest.raises(ApiError) as failure:
        client.get(Pod, 'nothing')
    assert (failure.value.status.reason, failure.value.status.message) == ('NotFound', 'pods "nothing" not found')
    with pytest.raises(ApiError) as failure:
        client.create(ConfigMap(metadata=ObjectMeta(name='Not A Name')))
    assert failure.value.status.details.causes[0].field == 'metadata.name'
