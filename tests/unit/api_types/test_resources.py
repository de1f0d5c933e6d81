"""The resource table against the published list, and upstream's storage layout."""

from __future__ import annotations

import json

import pytest

from sampan.api import resources
from sampan.api.columns import columns_of
from sampan.api.generated import apps_v1, core_v1, events_v1, meta_v1
from sampan.api.resources import RESOURCES, by_kind, by_plural
from sampan.api.selectable import FieldLabelError
from support.reference import REFERENCE


def published() -> dict[tuple[str, str, str], dict[str, object]]:
    rows = json.loads((REFERENCE / 'resources-1.36.json').read_text())
    return {(row['group'], row['version'], row['name']): row for row in rows}


@pytest.mark.parametrize('resource', RESOURCES, ids=lambda r: f'{r.qualified}')
def test_resources_are_as_published(resource: resources.Resource) -> None:
    rows = published()
    row = rows[resource.group, resource.version, resource.plural]
    assert row['kind'] == resource.kind
    assert row['namespaced'] == resource.namespaced
    assert set(resource.verbs) - {'watch'} == set(row['verbs'])  # type: ignore[call-overload]
    # Component statuses are asked, not stored: there is nothing to watch.
    assert ('watch' in resource.verbs) == ('list' in resource.verbs and resource.stored)
    prefix = f'{resource.plural}/'
    expected = {
        name.removeprefix(prefix): (row['kind'], row['verbs'])
        for (group, version, name), row in rows.items()
        if (group, version) == (resource.group, resource.version) and name.startswith(prefix)
    }
    assert set(resource.subresources) == set(expected)
    for name, sub in resource.subresources.items():
        kind, verbs = expected[name]
        assert sub.kind == kind
        if not sub.connect:
            assert list(sub.verbs) == verbs


@pytest.mark.parametrize(
    ('group', 'plural', 'key'),
    [
        ('', 'pods', '/registry/pods/ns/a'),
        ('', 'services', '/registry/services/specs/ns/a'),
        ('', 'endpoints', '/registry/services/endpoints/ns/a'),
        ('', 'nodes', '/registry/minions/a'),
        ('', 'namespaces', '/registry/namespaces/a'),
        ('', 'events', '/registry/events/ns/a'),
        ('events.k8s.io', 'events', '/registry/events/ns/a'),
        ('', 'replicationcontrollers', '/registry/controllers/ns/a'),
        ('', 'persistentvolumes', '/registry/persistentvolumes/a'),
        ('batch', 'jobs', '/registry/jobs/ns/a'),
        ('policy', 'poddisruptionbudgets', '/registry/poddisruptionbudgets/ns/a'),
        ('apps', 'deployments', '/registry/deployments/ns/a'),
        ('coordination.k8s.io', 'leases', '/registry/leases/ns/a'),
    ],
)
def test_keys_are_upstreams(group: str, plural: str, key: str) -> None:
    resource = by_plural(group, 'v1', plural)
    assert resource is not None
    assert resource.key('ns', 'a') == key


# As kube-apiserver shows them in /api/v1 and /apis/apps/v1.
@pytest.mark.parametrize(
    ('group', 'plural', 'digest'),
    [
        ('', 'pods', 'xPOwRZ+Yhw8='),
        ('', 'configmaps', 'qFsyl6wFWjQ='),
        ('', 'services', '0/CO1lhkEBI='),
        ('', 'nodes', 'XwShjMxG9Fs='),
        ('apps', 'deployments', '8aSe+NMegvE='),
        ('apps', 'replicasets', 'P1RzHs8/mWQ='),
        ('', 'bindings', ''),
    ],
)
def test_storage_version_hashes(group: str, plural: str, digest: str) -> None:
    resource = by_plural(group, 'v1', plural)
    assert resource is not None
    assert resource.storage_version_hash == digest


def test_paths() -> None:
    deployments = by_kind(apps_v1.Deployment)
    assert deployments.path('ns', 'a', 'scale') == '/apis/apps/v1/namespaces/ns/deployments/a/scale'
    assert by_kind(core_v1.Node).path(name='a') == '/api/v1/nodes/a'
    assert by_kind(core_v1.Pod).path() == '/api/v1/pods'


def test_what_is_not_served_is_not_found() -> None:
    assert by_plural('apps', 'v1beta1', 'daemonsets') is None
    with pytest.raises(KeyError):
        by_kind(core_v1.PodSpec)


def test_every_group_is_listed_once_in_priority_order() -> None:
    names = [group.name for group in resources.GROUPS]
    assert set(names) == {resource.group for resource in RESOURCES}
    assert [g.priority for g in resources.GROUPS] == sorted((g.priority for g in resources.GROUPS), reverse=True)


def test_field_labels() -> None:
    pods = by_kind(core_v1.Pod).selectable
    assert pods.convert('spec.host', 'n') == ('spec.nodeName', 'n')
    with pytest.raises(FieldLabelError, match=r'^field label not supported: spec\.color$'):
        pods.convert('spec.color', 'red')
    with pytest.raises(
        FieldLabelError, match=r'"spec\.x" is not a known field selector: only "metadata\.name", "metadata\.namespace"'
    ):
        by_kind(apps_v1.Deployment).selectable.convert('spec.x', '')
    events = by_kind(events_v1.Event).selectable
    assert events.convert('regarding.name', 'a') == ('involvedObject.name', 'a')


def test_every_label_has_a_value() -> None:
    """What may be asked can be answered: labels and values agree (podIPs is upstream's one exception)."""
    for resource in RESOURCES:
        if resource.stored:
            values = resource.selectable.values(resource.stored_type())
            unanswered = set(resource.selectable.labels.values()) - set(values)
            assert unanswered <= {'status.podIPs'}, resource.qualified


def test_events_are_stored_as_core_events_and_come_back() -> None:
    resource = by_kind(events_v1.Event)
    event = events_v1.Event(
        metadata=meta_v1.ObjectMeta(name='a'),
        note='hello',
        regarding=core_v1.ObjectReference(kind='Pod', name='p'),
        reporting_controller='c',
        series=events_v1.EventSeries(count=3),
        deprecated_count=2,
    )
    assert resource.to_storage and resource.from_storage
    stored = resource.to_storage(event)
    assert (stored.message, stored.involved_object.name, stored.reporting_component, stored.count) == (
        'hello',
        'p',
        'c',
        2,
    )
    assert resource.from_storage(stored) == event
    assert resource.selectable.values(stored)['source'] == 'c'


def test_every_kind_has_columns() -> None:
    for resource in RESOURCES:
        columns = columns_of(resource.type)
        assert columns.definitions[0].name
