"""The words of upstream's converter, for what its JSON decoder would say."""

from __future__ import annotations

import pytest

from sampan.apiserver.registry.verbs.unstructured import from_unstructured


@pytest.mark.parametrize(
    ('found', 'wanted', 'said'),
    [
        ('string', 'int32', 'unrecognized type: int32'),
        ('bool', '*int64', 'unrecognized type: int64'),
        ('number 1.5', 'int32', 'cannot convert float64 to int32'),
        ('number 7', 'string', 'cannot convert int64 to string'),
        ('number', 'string', 'cannot convert int64 to string'),
        ('number 7.5', 'string', 'unrecognized type: string'),
        ('array', 'string', 'unrecognized type: string'),
        ('string', 'bool', 'unrecognized type: bool'),
        ('string', '[]v1.Container', 'cannot restore slice from string'),
        ('array', 'map[string]string', 'cannot restore map from slice'),
        ('object', '[]string', 'cannot restore slice from map'),
        ('bool', 'v1.RestartPolicy', 'unrecognized type: string'),
        ('number 3', 'v1.RestartPolicy', 'cannot convert int64 to v1.RestartPolicy'),
        ('string', 'v1.PodSpec', 'cannot restore struct from: string'),
    ],
)
def test_type_errors(found: str, wanted: str, said: str) -> None:
    complaint = f'json: cannot unmarshal {found} into Go struct field PodSpec.spec.x of type {wanted}'
    assert from_unstructured(complaint) == said


def test_other_complaints_stay() -> None:
    assert from_unstructured('strict decoding error: unknown field "a"') == 'strict decoding error: unknown field "a"'
