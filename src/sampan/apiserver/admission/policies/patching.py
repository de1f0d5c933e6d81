"""The changed object, from what the expression of a mutation came to (upstream: policy/mutating/patch)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, defaults
from sampan.api.resources import Resource
from sampan.apiserver.admission.objects import patched
from sampan.machinery.cel import to_json
from sampan.machinery.cel.patch_types import misnamed
from sampan.machinery.cel.values import Optional
from sampan.machinery.merge.merging import MergeError, merge
from sampan.machinery.merge.schema import Type
from sampan.machinery.merge.validation import Misfit, validate
from sampan.machinery.patch import PatchError

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry


class PatchFailed(Exception):
    """A mutation that cannot be applied; the text is upstream's."""


def by_json_patch(registry: Registry, resource: Resource, obj: Any, value: Any) -> Any:
    """The object after the operations of a list of JSONPatch values. Raises PatchFailed."""
    operations = [_operation(one) for one in value]
    try:
        return patched(registry, resource, obj, operations)
    except (PatchError, ValueError) as error:
        if 'test' in str(error).lower() and any(operation['op'] == 'test' for operation in operations):
            return obj  # a test that fails means that there is nothing to do
        raise PatchFailed(f'JSON Patch: {error}') from error


def _operation(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PatchFailed('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch')
    found: dict[str, Any] = {'op': value.get('op', ''), 'path': value.get('path', '')}
    if value.get('from'):
        found['from'] = value['from']
    if 'value' in value:
        wrong = misnamed(value['value']) if _is_object(value['value']) else []
        if wrong:
            raise PatchFailed('type mismatch: ' + '\n'.join(wrong))
        found['value'] = to_json(value['value'])
    return found


def _is_object(value: Any) -> bool:
    from sampan.machinery.cel.values import ObjectValue

    return isinstance(value, ObjectValue)


def by_apply(registry: Registry, resource: Resource, obj: Any, value: Any) -> Any:
    """The object with everything the configuration says. Raises PatchFailed."""
    wrong = misnamed(value)
    if wrong:
        raise PatchFailed('type mismatch: ' + '\n'.join(wrong))
    endpoint = registry.endpoints.get((resource.group, resource.version, resource.plural))
    if endpoint is None:
        raise PatchFailed(f'Resource kind {resource.kind} not found')
    kind = endpoint.merge_type()
    document = msgspec.json.decode(codec.encode(obj))
    wanted = to_json(_without_missing(value))
    wanted['apiVersion'], wanted['kind'] = document.get('apiVersion'), document.get('kind')
    try:
        validate(wanted, kind)
    except Misfit as error:
        raise PatchFailed(f'error applying patch: failed to convert patch object to typed object: {error}') from error
    atomic = list(_atomics(wanted, kind, ''))
    if atomic:
        listed = ', '.join(atomic)
        raise PatchFailed(
            f'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {listed}'
        )
    try:
        merged = merge(document, wanted, kind)
    except MergeError as error:
        raise PatchFailed(f'error applying patch: failed to merge patch: {error}') from error
    new = codec.decode(type(obj), msgspec.json.encode(merged))
    if isinstance(new, endpoint.kind):
        endpoint.strategy.normalize(new)
    defaults.set_defaults(new)
    return new


def _without_missing(value: Any) -> Any:
    """An object without the fields whose optional value is missing."""
    if isinstance(value, dict):
        return {key: _without_missing(part) for key, part in value.items() if not _missing(part)}
    return [_without_missing(part) for part in value] if isinstance(value, (list, tuple)) else value


def _missing(value: Any) -> bool:
    return isinstance(value, Optional) and not value.present


def _atomics(value: Any, kind: Type, path: str) -> Iterator[str]:
    """Where the document touches something that is only ever replaced as a whole."""
    if isinstance(value, dict) and kind.map is not None:
        if kind.map.atomic:
            yield path
        for key, part in value.items():
            known = kind.map.fields.get(key)
            inner = known[1] if known is not None else kind.map.element
            if inner is not None:
                yield from _atomics(part, inner, f'{path}.{key}')
    elif isinstance(value, list) and kind.list is not None:
        if kind.list.atomic:
            yield path
        for index, part in enumerate(value):
            yield from _atomics(part, kind.list.element, f'{path}[{index}]')
