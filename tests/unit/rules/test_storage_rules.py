"""Storage classes, CSI objects, attachments: what is refused, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.helpers import make, texts

from sampan.api.generated import storage_v1 as storage
from sampan.api.validation import validate, validate_update

META = {'name': 'x', 'resourceVersion': '1', 'uid': 'u'}


def storage_class(**members: Any) -> storage.StorageClass:
    return make(storage.StorageClass, {'metadata': META, 'provisioner': 'example.com/disks'} | members)


@pytest.mark.parametrize(
    ('members', 'expected'),
    [
        ({}, []),
        ({'provisioner': ''}, ['provisioner: Required value']),
        (
            {'reclaimPolicy': 'Recycle'},
            ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
        ),
        (
            {'volumeBindingMode': 'Later'},
            ['volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"'],
        ),
        ({'parameters': {'': 'a'}}, ['parameters: Invalid value: "": field can not be empty.']),
        (
            {'parameters': {str(number): '' for number in range(513)}},
            ['parameters: Too long: may not be more than 512 bytes'],
        ),
        (
            {'allowedTopologies': [{'matchLabelExpressions': [{'key': 'zone', 'values': ['a', 'a']}]}]},
            ['allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"'],
        ),
        (
            {
                'allowedTopologies': [
                    {'matchLabelExpressions': [{'key': 'zone', 'values': ['a']}]},
                    {'matchLabelExpressions': [{'key': 'zone', 'values': ['a']}]},
                ]
            },
            ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
        ),
    ],
)
def test_storage_classes(members: dict[str, Any], expected: list[str]) -> None:
    assert texts(validate(storage_class(**members))) == expected


def test_storage_classes_are_what_they_are() -> None:
    new = storage_class(provisioner='other', parameters={'a': 'b'}, reclaimPolicy='Retain')
    assert texts(validate_update(new, storage_class())) == [
        'parameters: Forbidden: updates to parameters are forbidden.',
        'provisioner: Forbidden: updates to provisioner are forbidden.',
        'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
    ]


def test_volume_attributes_classes_have_parameters() -> None:
    obj = make(storage.VolumeAttributesClass, {'metadata': META, 'driverName': 'example.com'})
    assert texts(validate(obj)) == ['parameters: Required value: must contain at least one key/value pair']


def test_drivers() -> None:
    driver = make(storage.CSIDriver, {'metadata': META})
    assert validate(driver) == []
    assert driver.spec.attach_required is True and driver.spec.volume_lifecycle_modes == ['Persistent']
    requests = [{'audience': 'a', 'expirationSeconds': 5}, {'audience': 'a'}]
    bad = make(storage.CSIDriver, {'metadata': META, 'spec': {'tokenRequests': requests, 'fsGroupPolicy': 'Some'}})
    assert texts(validate(bad)) == [
        'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
        'spec.tokenRequests[1].audience: Duplicate value: "a"',
    ]


def test_nodes_drivers() -> None:
    def node(**driver: Any) -> storage.CSINode:
        whole = {'name': 'example.com', 'nodeID': 'n1', 'topologyKeys': []} | driver
        return make(storage.CSINode, {'metadata': META, 'spec': {'drivers': [whole]}})

    assert validate(node()) == []
    assert texts(validate(node(nodeID='', allocatable={'count': -1}))) == [
        'spec.drivers[0].nodeID: Required value',
        'spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
    ]
    assert validate_update(node(allocatable={'count': 3}), node()) == []
    (error,) = validate_update(node(nodeID='n2'), node())
    assert (error.field, error.detail) == ('spec.drivers', 'field is immutable')


def test_attachments_have_one_source() -> None:
    def attachment(**source: Any) -> storage.VolumeAttachment:
        spec = {'attacher': 'example.com', 'nodeName': 'n1', 'source': source}
        return make(storage.VolumeAttachment, {'metadata': META, 'spec': spec})

    good = attachment(persistentVolumeName='v1')
    assert validate(good) == []
    one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
    assert texts(validate(attachment())) == [f'spec.source: Required value: {one}']
    assert texts(validate(attachment(persistentVolumeName='v1', inlineVolumeSpec={}))) == [
        f'spec.source: Forbidden: {one}'
    ]
    (error,) = validate_update(attachment(persistentVolumeName='v2'), good)
    assert (error.field, error.detail) == ('spec', 'field is immutable')


def test_capacities() -> None:
    obj = make(
        storage.CSIStorageCapacity,
        {'metadata': META | {'namespace': 'default'}, 'storageClassName': 'A', 'capacity': '-1'},
    )
    assert [error.field for error in validate(obj)] == ['storageClassName', 'capacity']
