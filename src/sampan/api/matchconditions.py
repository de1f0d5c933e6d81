"""What match conditions of webhooks and policies can speak about, and whether a text is one.

`object`, `oldObject` and `namespaceObject` are what they are; `request` has the fields below; `authorizer` answers who
may do what. The language itself is loaded when the first condition is looked at. Upstream: admission/plugin/cel.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sampan.machinery.cel import Environment

_STRING = {'type': 'string'}
_STRINGS = {'type': 'array', 'items': _STRING}
_KIND = {'type': 'object', 'properties': {'group': _STRING, 'version': _STRING, 'kind': _STRING}}
_RESOURCE = {'type': 'object', 'properties': {'group': _STRING, 'version': _STRING, 'resource': _STRING}}
_USER = {
    'type': 'object',
    'properties': {
        'username': _STRING,
        'uid': _STRING,
        'groups': _STRINGS,
        'extra': {'type': 'object', 'additionalProperties': _STRINGS},
    },
}
REQUEST: Mapping[str, Any] = {
    'type': 'object',
    'properties': {
        'kind': _KIND,
        'resource': _RESOURCE,
        'subResource': _STRING,
        'requestKind': _KIND,
        'requestResource': _RESOURCE,
        'requestSubResource': _STRING,
        'name': _STRING,
        'namespace': _STRING,
        'operation': _STRING,
        'userInfo': _USER,
        'dryRun': {'type': 'boolean'},
        'options': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True},
    },
}


@cache
def environment() -> Environment:
    """The environment of conditions."""
    from sampan.machinery.cel import DYN, Environment, types_from_schema
    from sampan.machinery.cel.library.authorizer import AUTHORIZER_TYPE, RESOURCE_TYPE

    request = types_from_schema(dict(REQUEST))
    names: dict[str, Any] = dict.fromkeys(('object', 'oldObject', 'namespaceObject'), DYN)
    names |= {'authorizer': AUTHORIZER_TYPE, 'authorizer.requestResource': RESOURCE_TYPE}
    return Environment({**names, 'request': DYN if request is None else request})


def problem(text: str) -> str:
    """Why this is no match condition, in upstream's words; '' if it is one."""
    from sampan.machinery.cel import BOOL, CompileError

    try:
        environment().compile(text, expect=BOOL)
    except CompileError as error:
        return str(error) if str(error).startswith('must evaluate') else f'compilation failed: {error}'
    return ''
