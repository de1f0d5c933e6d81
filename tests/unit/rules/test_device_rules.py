"""Claims for devices, classes, slices, taints: versions, defaults, and what is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.unit.rules.helpers import make, texts

from sampan.api import codec
from sampan.api.generated import resource_v1, resource_v1alpha3, resource_v1beta1, resource_v1beta2
from sampan.api.resources import by_kind
from sampan.api.validation import validate, validate_status_update, validate_update
from support.reference import data

META = {'name': 'x', 'namespace': 'default', 'resourceVersion': '1', 'uid': 'u'}
CLUSTER = {'name': 'x', 'resourceVersion': '1', 'uid': 'u'}
UID = '0b5e1a52-5ec7-4d5b-8a34-1f5d3a7f9c11'


def claim(request: dict[str, Any], kind: Any = resource_v1.ResourceClaim, **devices: Any) -> Any:
    return make(kind, {'metadata': META, 'spec': {'devices': {'requests': [{'name': 'r'} | request]} | devices}})


def exactly(**members: Any) -> dict[str, Any]:
    return {'exactly': {'deviceClassName': 'gpu'} | members}


def cel(text: str) -> dict[str, Any]:
    return exactly(selectors=[{'cel': {'expression': text}}])


AT = 'spec.devices.requests[0]'


@pytest.mark.parametrize(
    ('request_', 'expected'),
    [
        (exactly(), []),
        ({}, [f'{AT}: Required value: exactly one of `exactly` or `firstAvailable` is required']),
        (
            exactly() | {'firstAvailable': [{'name': 'a', 'deviceClassName': 'gpu'}]},
            [
                f'{AT}: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, '
                'but multiple fields are set'
            ],
        ),
        (exactly(deviceClassName=''), [f'{AT}.exactly.deviceClassName: Required value']),
        (
            exactly(allocationMode='All', count=2),
            [f"{AT}.exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"],
        ),
        (
            exactly(tolerations=[{'operator': 'Exists', 'value': 'a'}]),
            [f'{AT}.exactly.tolerations[0].value: Invalid value: "a": must be empty for operator `Exists`'],
        ),
        (
            exactly(selectors=[{}] * 33),
            [f'{AT}.exactly.selectors: Too many: 33: must have at most 32 items'],
        ),
        (cel('device.driver == "example.com" && device.attributes["example.com"].model == "a"'), []),
        (cel('device.capacity["example.com"].memory.compareTo(quantity("1Gi")) >= 0'), []),
        (
            cel('"a"'),
            [
                f'{AT}.exactly.selectors[0].cel.expression: Invalid value: "\\"a\\"": '
                'must evaluate to bool or the unknown type, not string'
            ],
        ),
        (
            {'firstAvailable': [{'name': 'a', 'deviceClassName': 'gpu'}, {'name': 'a', 'deviceClassName': 'gpu'}]},
            [f'{AT}.firstAvailable[1]: Duplicate value: "a"'],
        ),
    ],
)
def test_requests(request_: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(claim(request_))) == expected


def test_an_expression_that_does_not_compile_is_shown() -> None:
    (error,) = validate(claim(cel('devise.driver')))
    assert error.field == f'{AT}.exactly.selectors[0].cel.expression'
    assert error.detail.startswith("compilation failed: ERROR: <input>:1:1: undeclared reference to 'devise'")


def test_constraints_and_configuration_name_requests() -> None:
    obj = claim(
        exactly(),
        constraints=[{'requests': ['other'], 'matchAttribute': 'model'}],
        config=[{'requests': ['r'], 'opaque': {'driver': 'example.com', 'parameters': ['a']}}],
    )
    assert texts(validate(obj)) == [
        'spec.devices.constraints[0].requests[0]: Invalid value: "other": must be the name of a request in the claim '
        "or the name of a request and a subrequest separated by '/'",
        'spec.devices.constraints[0].matchAttribute: Invalid value: "model": '
        'a fully qualified name must be a domain and a name separated by a slash',
        'spec.devices.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
    ]


def test_one_device_is_meant_where_no_number_is() -> None:
    (request,) = claim(exactly(tolerations=[{'key': 'a'}])).spec.devices.requests
    assert (request.exactly.allocation_mode, request.exactly.count) == ('ExactCount', 1)
    assert request.exactly.tolerations[0].operator == 'Equal'
    (flat,) = claim({'deviceClassName': 'gpu'}, resource_v1beta1.ResourceClaim).spec.devices.requests
    assert (flat.allocation_mode, flat.count) == ('ExactCount', 1)
    (either,) = claim(
        {'firstAvailable': [{'name': 'a', 'deviceClassName': 'gpu'}]}, resource_v1beta1.ResourceClaim
    ).spec.devices.requests
    assert (either.allocation_mode, either.first_available[0].count) == ('', 1)


def test_the_older_form_is_judged_as_the_newer_one() -> None:
    flat = claim({'deviceClassName': '', 'count': 3}, resource_v1beta1.ResourceClaim)
    assert texts(validate(flat)) == [f'{AT}.exactly.deviceClassName: Required value']
    same = claim({'deviceClassName': 'gpu'}, resource_v1beta2.ResourceClaim)
    assert texts(validate(same)) == [f'{AT}: Required value: exactly one of `exactly` or `firstAvailable` is required']


@pytest.mark.parametrize('kind', ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'])
@pytest.mark.parametrize('module', [resource_v1beta1, resource_v1beta2])
def test_versions_convert_there_and_back(kind: str, module: Any) -> None:
    """The stored form loses nothing (a request is either flat or a list of alternatives, never both)."""
    resource = by_kind(getattr(module, kind))
    fixture = msgspec.json.decode(data(f'resource.k8s.io.{resource.version}.{kind}', 'json'))
    obj: Any = codec.decode(resource.type, msgspec.json.encode(fixture))
    assert resource.to_storage is not None and resource.from_storage is not None
    stored = resource.to_storage(obj)
    assert type(stored) is resource.storage_type
    assert resource.from_storage(stored) == obj


def test_a_claims_spec_stays() -> None:
    (error,) = validate_update(claim(exactly(count=2)), claim(exactly()))
    assert (error.field, error.detail) == ('spec', 'field is immutable')


def allocated(**status: Any) -> resource_v1.ResourceClaim:
    found = claim(exactly())
    result = {'request': 'r', 'driver': 'example.com', 'pool': 'p', 'device': 'd'}
    whole = {'allocation': {'devices': {'results': [result]}}} | status
    found.status = msgspec.json.decode(msgspec.json.encode(whole), type=resource_v1.ResourceClaimStatus)
    return found  # type: ignore[no-any-return]


def test_the_status_of_a_claim() -> None:
    new = claim(exactly())
    assert validate_status_update(allocated(), new) == []
    consumers = [{'resource': 'pods', 'name': 'a', 'uid': '1'}]
    assert texts(validate_status_update(allocated(allocation=None, reservedFor=consumers), new)) == [
        'status.reservedFor: Forbidden: may not be specified when `allocated` is not set'
    ]
    twice = allocated(reservedFor=consumers * 2)
    assert texts(validate_status_update(twice, new)) == ['status.reservedFor[1]: Duplicate value: "1"']
    device = {'driver': 'example.com', 'pool': 'p', 'device': 'other', 'conditions': []}
    assert texts(validate_status_update(allocated(devices=[device]), new)) == [
        'status.devices[0]: Invalid value: "example.com/p/other": must be an allocated device in the claim'
    ]
    shared = allocated()
    assert shared.status.allocation is not None
    shared.status.allocation.devices.results[0].share_id = UID.upper()
    (error,) = validate_status_update(shared, new)
    assert error.field == 'status.allocation.devices.results[0].shareID'
    (error,) = validate_status_update(shared, allocated())
    assert (error.field, error.detail) == ('status.allocation', 'field is immutable')


def slice_(*devices: dict[str, Any], **spec: Any) -> resource_v1.ResourceSlice:
    whole = {
        'driver': 'example.com',
        'nodeName': 'n',
        'pool': {'name': 'p', 'generation': 1, 'resourceSliceCount': 1},
        'devices': list(devices),
    }
    return make(resource_v1.ResourceSlice, {'metadata': CLUSTER, 'spec': whole | spec})


@pytest.mark.parametrize(
    ('obj', 'expected'),
    [
        (slice_({'name': 'd'}), []),
        (
            slice_(nodeName=None),
            [
                'spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, '
                '`perDeviceNodeSelection` is required'
            ],
        ),
        (
            slice_(allNodes=True),
            [
                'spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, '
                '`allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set'
            ],
        ),
        (
            slice_(pool={'name': '', 'generation': -1, 'resourceSliceCount': 0}),
            [
                'spec.pool.name: Required value',
                'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
                'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
            ],
        ),
        (slice_({'name': 'd'}, {'name': 'd'}), ['spec.devices[1]: Duplicate value: "d"']),
        (
            slice_({'name': 'd', 'attributes': {'model': {}}}),
            ['spec.devices[0].attributes[model]: Invalid value: "": exactly one value must be specified'],
        ),
        (
            slice_({'name': 'd', 'attributes': {'v': {'version': '1'}}}),
            [
                'spec.devices[0].attributes[v].version: Invalid value: "1": '
                'must be a string compatible with semver.org spec 2.0.0'
            ],
        ),
        (
            slice_({'name': 'd', 'taints': [{'key': 'a', 'effect': 'Maybe'}]}),
            [
                'spec.devices[0].taints[0].effect: Unsupported value: "Maybe": '
                'supported values: "NoExecute", "NoSchedule", "None"'
            ],
        ),
        (
            slice_({'name': 'd', 'allNodes': True}),
            [
                'spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if '
                '`perDeviceNodeSelection` is set to true in the ResourceSlice spec'
            ],
        ),
        (
            slice_({'name': 'd', 'capacity': {'m': {'value': '4', 'requestPolicy': {}}}}),
            ['spec.devices[0].capacity[m].requestPolicy: Forbidden: allowMultipleAllocations must be true'],
        ),
        (
            slice_({'name': 'd', 'bindingConditions': ['a']}),
            [
                'spec.devices[0].bindingFailureConditions: Invalid value: null: '
                'bindingFailureConditions are required to use bindingConditions'
            ],
        ),
    ],
)
def test_slices(obj: resource_v1.ResourceSlice, expected: list[str]) -> None:
    assert texts(validate(obj)) == expected


def policy(**members: Any) -> resource_v1.ResourceSlice:
    capacity = {'m': {'value': '8', 'requestPolicy': members}}
    return slice_({'name': 'd', 'allowMultipleAllocations': True, 'capacity': capacity})


def test_what_may_be_asked_of_a_shared_capacity() -> None:
    at = 'spec.devices[0].capacity[m].requestPolicy'
    assert validate(policy(default='2', validValues=['1', '2', '4'])) == []
    assert validate(policy(default='2', validRange={'min': '1', 'max': '4', 'step': '1'})) == []
    assert texts(validate(policy(default='3', validValues=['2', '1', '16']))) == [
        f'{at}.validValues[1]: Invalid value: "1": values must be sorted in ascending order',
        f'{at}.validValues[2]: Invalid value: "16": option is larger than capacity value: 8',
        f'{at}.validValues: Invalid value: "3": default value is not valid according to the requestPolicy',
    ]
    assert texts(validate(policy(default='4', validRange={'min': '1', 'step': '2'}))) == [
        f'{at}.validRange.step: Invalid value: "4": value is not a multiple of a given step (2) from (1)'
    ]


def test_taint_rules() -> None:
    spec = {'deviceSelector': {'pool': ''}, 'taint': {'key': 'a', 'effect': ''}}
    rule = make(resource_v1alpha3.DeviceTaintRule, {'metadata': CLUSTER, 'spec': spec})
    assert texts(validate(rule)) == [
        'spec.deviceSelector.pool: Required value',
        'spec.taint.effect: Required value',
    ]


def test_questions_about_pools() -> None:
    spec = {'driver': 'example.com'}
    asked = make(resource_v1alpha3.ResourcePoolStatusRequest, {'metadata': CLUSTER, 'spec': spec})
    assert validate(asked) == [] and asked.spec.limit == 100
    spec = {'driver': '', 'limit': 2000}
    bad = make(resource_v1alpha3.ResourcePoolStatusRequest, {'metadata': CLUSTER, 'spec': spec})
    assert [error.field for error in validate(bad)] == ['spec.driver', 'spec.limit']
