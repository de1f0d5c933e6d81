"""Selectors of devices, in CEL. Upstream: k8s.io/dynamic-resource-allocation/cel, pkg/apis/resource/validation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sampan.api.generated import resource_v1 as resource
from sampan.api.validation.common import Errors
from sampan.api.validation.device_parts import each
from sampan.machinery import field, names
from sampan.machinery.field import Path

if TYPE_CHECKING:
    from sampan.machinery.cel import Environment

SELECTORS_LIMIT = 32
LENGTH_LIMIT = 10 * 1024
COST_LIMIT = 1_000_000
_DOMAIN_LIMIT, _VALUES_LIMIT = 63, 32

# What `device` is to an expression. An attribute may be of any type; the sizes are those of a slice.
_DEVICE: dict[str, Any] = {
    'type': 'object',
    'properties': {
        'driver': {'type': 'string', 'maxLength': _DOMAIN_LIMIT},
        'allowMultipleAllocations': {'type': 'boolean'},
        'attributes': {
            'type': 'object',
            'maxProperties': _VALUES_LIMIT,
            'additionalProperties': {
                'type': 'object',
                'maxProperties': _VALUES_LIMIT,
                'additionalProperties': {'x-kubernetes-int-or-string': True, 'maxLength': 64},
            },
        },
        'capacity': {
            'type': 'object',
            'maxProperties': _VALUES_LIMIT,
            'additionalProperties': {
                'type': 'object',
                'maxProperties': _VALUES_LIMIT,
                'additionalProperties': {'x-kubernetes-int-or-string': True, 'maxLength': 64},
            },
        },
    },
}


@cache
def _environment() -> Environment:
    from sampan.machinery.cel import Environment, types_from_schema

    found = types_from_schema(_DEVICE)
    if found is None:
        raise TypeError('a device has a type')
    return Environment({'device': found})


def selectors(path: Path, found: list[resource.DeviceSelector]) -> Errors:
    yield from each(path, found, SELECTORS_LIMIT, _selector)


def _selector(path: Path, selector: resource.DeviceSelector) -> Errors:
    if selector.cel is None:
        yield field.required(path.child('cel'))
        return
    where, text = path.child('cel', 'expression'), selector.cel.expression
    if names.byte_length(text) > LENGTH_LIMIT:
        yield field.too_long(where, text, LENGTH_LIMIT)
        return
    from sampan.machinery.cel import CompileError

    try:
        program = _environment().compile(text)
    except CompileError as error:
        yield field.invalid(where, text, f'compilation failed: {error}')
        return
    result = str(program.result)
    if result not in ('bool', 'dyn', 'any'):
        yield field.invalid(where, text, f'must evaluate to bool or the unknown type, not {result}')
    elif program.estimate()[1] > COST_LIMIT:
        yield field.forbidden(where, 'too complex, exceeds cost limit')
