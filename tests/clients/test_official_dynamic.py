"""The official Python client's dynamic client, utilities and every kind of patch."""

import kubernetes
import pytest
from kubernetes.dynamic import DynamicClient
from kubernetes.dynamic.exceptions import ConflictError, NotFoundError, UnprocessibleEntityError

from support.served import BOATS, boat, until

MAP = {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'dynamic'}, 'data': {'a': '1'}}


@pytest.fixture(scope='module')
def api(served):
    with kubernetes.config.new_client_from_config(str(served.kubeconfig)) as client:
        yield client


@pytest.fixture(scope='module')
def dynamic(api, tmp_path_factory):
    return DynamicClient(api, cache_file=str(tmp_path_factory.mktemp('discovery') / 'cache.json'))


def test_every_kind_of_discovery_is_usable(dynamic):
    found = {(each.group, each.kind) for many in dynamic.resources for each in many if hasattr(each, 'kind')}
    assert {('', 'Pod'), ('apps', 'Deployment'), ('batch', 'CronJob')} <= found


def test_objects_are_made_changed_in_every_way_and_deleted(dynamic):
    maps = dynamic.resources.get(api_version='v1', kind='ConfigMap')
    made = maps.create(MAP, namespace='default')
    with pytest.raises(ConflictError):
        maps.create(MAP, namespace='default')
    changed = {**made.to_dict(), 'data': {'a': '1', 'b': '2'}}
    assert dict(maps.replace(changed, namespace='default').data) == {'a': '1', 'b': '2'}
    with pytest.raises(ConflictError):
        maps.replace({**changed, 'data': {}}, namespace='default')  # of a revision that is gone
    for content_type, body in {
        'application/merge-patch+json': {'data': {'c': '3'}},
        'application/strategic-merge-patch+json': {'data': {'d': '4'}},
        'application/json-patch+json': [{'op': 'add', 'path': '/data/e', 'value': '5'}],
    }.items():
        maps.patch(body, name='dynamic', namespace='default', content_type=content_type)
    applied = dynamic.server_side_apply(
        maps, {**MAP, 'data': {'f': '6'}}, name='dynamic', namespace='default', field_manager='test'
    )
    assert dict(applied.data) == dict(zip('abcdef', '123456', strict=True))
    assert applied.metadata.managedFields[0].operation == 'Apply'
    maps.delete(name='dynamic', namespace='default')
    with pytest.raises(NotFoundError):
        maps.get(name='dynamic', namespace='default')


def test_a_watch_from_a_revision(dynamic):
    maps = dynamic.resources.get(api_version='v1', kind='ConfigMap')
    version = maps.get(namespace='default').metadata.resourceVersion
    maps.create(MAP, namespace='default')
    maps.delete(name='dynamic', namespace='default')
    seen = []
    for event in maps.watch(namespace='default', resource_version=version, timeout=10):
        seen.append((event['type'], event['object'].metadata.name))
        if len(seen) == 2:
            break
    assert seen == [('ADDED', 'dynamic'), ('DELETED', 'dynamic')]


def test_subresources(dynamic, api):
    kubernetes.utils.create_from_dict(
        api,
        {
            'apiVersion': 'apps/v1',
            'kind': 'Deployment',
            'metadata': {'name': 'dynamic'},
            'spec': {
                'replicas': 1,
                'selector': {'matchLabels': {'app': 'dynamic'}},
                'template': {
                    'metadata': {'labels': {'app': 'dynamic'}},
                    'spec': {'containers': [{'name': 'a', 'image': 'b'}]},
                },
            },
        },
    )
    deployments = dynamic.resources.get(api_version='apps/v1', kind='Deployment')
    scale = deployments.scale.patch(
        name='dynamic', namespace='default', body={'spec': {'replicas': 2}},
        content_type='application/merge-patch+json',
    )  # fmt: skip
    assert (scale.kind, scale.spec.replicas) == ('Scale', 2)
    until(lambda: deployments.get(name='dynamic', namespace='default').status.readyReplicas == 2)
    deployments.delete(name='dynamic', namespace='default', body={'propagationPolicy': 'Foreground'})


def test_a_custom_resource_of_a_new_definition(api, tmp_path):
    extensions = kubernetes.client.ApiextensionsV1Api(api)
    extensions.create_custom_resource_definition(BOATS)
    name = BOATS['metadata']['name']

    def established():
        conditions = extensions.read_custom_resource_definition(name).status.conditions or []
        return any(each.type == 'Established' and each.status == 'True' for each in conditions)

    try:
        until(established)
        dynamic = DynamicClient(api, cache_file=str(tmp_path / 'cache.json'))
        boats = dynamic.resources.get(api_version='fleet.example.com/v1', kind='Boat')
        assert boats.create(boat('junk', 3), namespace='default').spec.sails == 3
        with pytest.raises(UnprocessibleEntityError) as failure:
            boats.create(boat('ghost', -1), namespace='default')
        assert 'spec.sails in body should be greater than or equal to 0' in failure.value.summary()
        custom = kubernetes.client.CustomObjectsApi(api)
        where = ('fleet.example.com', 'v1', 'default', 'boats', 'junk')
        custom.patch_namespaced_custom_object_status(*where, {'status': {'afloat': True}})
        assert custom.get_namespaced_custom_object(*where)['status'] == {'afloat': True}
    finally:
        extensions.delete_custom_resource_definition(name)
    until(lambda: not [e for e in extensions.list_custom_resource_definition().items if e.metadata.name == name])


def test_leader_election_of_the_client(served, api):
    from kubernetes.leaderelection import electionconfig, leaderelection
    from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock

    led = []

    class Led(Exception):
        pass

    kubernetes.client.Configuration.set_default(api.configuration)
    lock = LeaseLock('election', 'default', 'me')
    election = electionconfig.Config(
        lock, lease_duration=17, renew_deadline=15, retry_period=5, onstarted_leading=lambda: led.append(True),
        onstopped_leading=None,
    )  # fmt: skip
    elected = leaderelection.LeaderElection(election)
    assert elected.acquire()
    lease = kubernetes.client.CoordinationV1Api(api).read_namespaced_lease('election', 'default')
    assert lease.spec.holder_identity == 'me'
