"""The scale of a custom resource: numbers and a selector at paths the definition names.

Upstream: apiextensions-apiserver/pkg/registry/customresource/{etcd,validator}.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sampan.api import errors
from sampan.api.custom import CustomObject
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.generated import autoscaling_v1
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

Paths = apiextensions.CustomResourceSubresourceScale
MOST = 2**31 - 1
_GO = {
    str: 'string',
    bool: 'bool',
    float: 'float64',
    int: 'int64',
    list: '[]interface {}',
    dict: 'map[string]interface {}',
}


class Misfit(ValueError):
    """What is at the path is something else. The text is Go's."""


def steps(path: str) -> list[str]:
    return path.removeprefix('.').split('.')


def nested(content: Mapping[str, Any], path: str, wanted: type[Any]) -> Any:
    """The value at a path; None if it is not there. Raises Misfit."""
    value: Any = content
    walked: list[str] = []
    for step in steps(path):
        if not isinstance(value, dict):
            raise Misfit(
                f'.{".".join(walked)} accessor error: {_shown(value)} is of the type {_go(value)}, '
                'expected map[string]interface{}'
            )
        walked.append(step)
        if step not in value:
            return None
        value = value[step]
    if type(value) is not wanted:
        raise Misfit(
            f'.{".".join(walked)} accessor error: {_shown(value)} is of the type {_go(value)}, expected {_GO[wanted]}'
        )
    return value


def _go(value: Any) -> str:
    return '<nil>' if value is None else _GO.get(type(value), type(value).__name__)


def _shown(value: Any) -> str:
    from sampan.machinery import gotext

    return gotext.value(value)


def validate(paths: Paths | None, content: Mapping[str, Any]) -> list[FieldError]:
    """The wanted number and what is observed."""
    if paths is None:
        return []
    return [*_number(paths.spec_replicas_path, content), *validate_status(paths, content)]


def validate_status(paths: Paths | None, content: Mapping[str, Any]) -> list[FieldError]:
    """What is observed: a number, and a selector as text."""
    if paths is None:
        return []
    found = list(_number(paths.status_replicas_path, content))
    if paths.label_selector_path:
        try:
            nested(content, paths.label_selector_path, str)
        except Misfit as error:
            found.append(field.invalid(Path(paths.label_selector_path), '', str(error)))
    return found


def _number(path: str, content: Mapping[str, Any]) -> Iterator[FieldError]:
    try:
        value = nested(content, path, int) or 0
    except Misfit as error:
        yield field.invalid(Path(path), 0, str(error))
        return
    if value < 0:
        yield field.invalid(Path(path), value, 'should be a non-negative integer')
    elif value > MOST:
        yield field.invalid(Path(path), value, f'should be less than or equal to {MOST}')


def read(obj: CustomObject) -> autoscaling_v1.Scale:
    """The object seen as a number. Raises 500 when there is no number."""
    meta, scale, paths = obj.metadata, autoscaling_v1.Scale(), _paths(obj)
    try:
        wanted = nested(obj.content, paths.spec_replicas_path, int)
        scale.status.replicas = nested(obj.content, paths.status_replicas_path, int) or 0
        if paths.label_selector_path:
            scale.status.selector = nested(obj.content, paths.label_selector_path, str) or ''
    except Misfit as error:
        raise errors.internal_error(str(error)) from error
    if wanted is None:
        raise errors.internal_error(f'the spec replicas field "{paths.spec_replicas_path}" does not exist')
    scale.metadata.name, scale.metadata.namespace = meta.name, meta.namespace
    scale.metadata.uid, scale.metadata.resource_version = meta.uid, meta.resource_version
    scale.metadata.creation_timestamp = meta.creation_timestamp
    scale.spec.replicas = wanted or 0
    return scale


def _paths(obj: CustomObject) -> Paths:
    paths: Paths = obj.scale
    return paths


def write(obj: CustomObject, replicas: int) -> None:
    """Set the wanted number."""
    *parents, last = steps(_paths(obj).spec_replicas_path)
    at: dict[str, Any] = obj.content
    for step in parents:
        inner = at.setdefault(step, {})
        if not isinstance(inner, dict):
            raise errors.internal_error(
                f'value cannot be set because .{".".join(parents)} is not a map[string]interface{{}}'
            )
        at = inner
    at[last] = replicas
