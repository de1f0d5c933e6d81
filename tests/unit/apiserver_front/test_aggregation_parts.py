"""Parts of aggregation without a server: identities in headers, OpenAPI documents, discovery, priorities."""

from __future__ import annotations

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import meta_v1
from sampan.api.resources import RESOURCES
from sampan.apiserver.aggregation.discovery import aggregated, converted
from sampan.apiserver.aggregation.identity import remote_headers
from sampan.apiserver.aggregation.openapi import merged
from sampan.apiserver.aggregation.proxy import target_of
from sampan.apiserver.aggregation.registration import CUSTOM, priorities
from sampan.apiserver.request import Request, UserInfo


def test_a_user_becomes_headers() -> None:
    user = UserInfo('bob', '7', ('a', 'b'), {'example.com/scope': ['x', 'y'], 'Ä%': ['z']})
    assert remote_headers(user) == [
        ('X-Remote-User', 'bob'),
        ('X-Remote-Uid', '7'),
        ('X-Remote-Group', 'a'),
        ('X-Remote-Group', 'b'),
        ('X-Remote-Extra-example.com%2Fscope', 'x'),
        ('X-Remote-Extra-example.com%2Fscope', 'y'),
        ('X-Remote-Extra-%C3%84%25', 'z'),
    ]


def test_the_target_is_encoded_anew() -> None:
    request = Request('GET', '/apis/g/v1/a b', {'watch': ['1'], 'labelSelector': ['a=b,c']})
    assert target_of(request) == '/apis/g/v1/a%20b?labelSelector=a%3Db%2Cc&watch=1'


def test_equal_definitions_are_one_and_different_ones_two() -> None:
    own = {'paths': {'/a': {}}, 'definitions': {'Same': {'type': 'object'}, 'Other': {'type': 'string'}}}
    theirs = {
        'paths': {'/a': {'get': {}}, '/b': {'get': {'schema': {'$ref': '#/definitions/Other'}}}},
        'definitions': {
            'Same': {'type': 'object', 'description': 'what is said does not count'},
            'Other': {'properties': {'again': {'$ref': '#/definitions/Other'}}},
        },
    }
    found = merged(own, [theirs])
    assert found['paths'] == {'/a': {}, '/b': {'get': {'schema': {'$ref': '#/definitions/Other_v2'}}}}
    assert found['definitions'] == {
        'Same': {'type': 'object'},
        'Other': {'type': 'string'},
        'Other_v2': {'properties': {'again': {'$ref': '#/definitions/Other_v2'}}},
    }
    assert own['paths'] == {'/a': {}}
    assert theirs['definitions']['Other'] == {'properties': {'again': {'$ref': '#/definitions/Other'}}}


def test_plain_discovery_becomes_aggregated() -> None:
    spec = apiregistration.APIServiceSpec(group='g', version='v1')
    listed = [
        meta_v1.APIResource(name='boats', singular_name='boat', kind='Boat', namespaced=True, verbs=['get']),
        meta_v1.APIResource(name='boats/scale', kind='Scale', group='autoscaling', version='v1', verbs=['update']),
    ]
    (boats,) = converted(listed, spec)
    assert (boats.resource, boats.scope, boats.response_kind) == (
        'boats',
        'Namespaced',
        meta_v1.GroupVersionKind(group='g', version='v1', kind='Boat'),
    )
    (scale,) = boats.subresources
    assert (scale.subresource, scale.response_kind) == (
        'scale',
        meta_v1.GroupVersionKind(group='autoscaling', version='v1', kind='Scale'),
    )
    assert aggregated('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
    assert not aggregated('application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList')


def test_every_group_version_has_its_priorities() -> None:
    """As `kubectl get apiservices -o yaml` shows them."""
    assert priorities('', 'v1') == (18000, 1)
    assert priorities('autoscaling', 'v2') == (17500, 30)
    assert priorities('batch', 'v1') == (17400, 15)
    assert priorities('flowcontrol.apiserver.k8s.io', 'v1') == (16100, 21)
    assert priorities('stable.example.com', 'v1') == CUSTOM
    assert all(priorities(each.group, each.version) != CUSTOM for each in RESOURCES)
