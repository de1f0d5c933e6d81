"""Doubled keys where no API type is decoded: in patches, and in YAML before it becomes JSON.

Upstream: sigs.k8s.io/json UnmarshalStrict into maps, and into the operations of a JSON patch; YAMLToJSONStrict.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from sampan.api import gojson
from sampan.api.gojson import Members

MOST = 100
_QUOTE = b'"'
_OPERATION = frozenset({'op', 'path', 'from', 'value'})


def of_patch(body: bytes, *, operations: bool) -> list[str]:
    """What strict decoding says about a patch that can be decoded; `operations`: it is a JSON patch."""
    if not operations and _simple(body):
        return []
    document = gojson.parse(body)
    found = _of_operations(document) if operations else _of_value(document, '')
    return list(dict.fromkeys(found))[:MOST]


def of_yaml(body: bytes) -> list[str]:
    """What strict decoding says about YAML; nothing about what is no YAML at all."""
    from sampan.machinery import yaml

    try:
        yaml.load(body)
    except yaml.YAMLError:
        return []
    try:
        yaml.load(body, strict=True)
    except yaml.YAMLError as error:
        return [str(error)]
    return []


def _simple(body: bytes) -> bool:
    """Whether certainly no key is doubled: reading and writing loses none."""
    try:
        return orjson.dumps(orjson.loads(body)).count(_QUOTE) == body.count(_QUOTE)
    except (ValueError, RecursionError, orjson.JSONEncodeError):  # the last: too many levels
        return False


def _of_operations(document: Any) -> Iterator[str]:
    for position, operation in enumerate(document):
        if not isinstance(operation, Members):
            continue  # applying it says so
        seen = set()
        for name, value in operation:
            here = f'[{position}].{name}'
            if name not in _OPERATION:
                yield f'json patch unknown field "{here}"'
                continue
            if name in seen:
                yield f'json patch duplicate field "{here}"'
            seen.add(name)
            yield from (f'json patch {text}' for text in _of_value(value, here))


def _of_value(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Members):
        seen = set()
        for name, item in value:
            here = f'{path}.{name}' if path else name
            if name in seen:
                yield f'duplicate field "{here}"'
            seen.add(name)
            yield from _of_value(item, here)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _of_value(item, f'{path}[{position}]')
