"""Strategic merge patch: objects merge, lists of objects merge by key, directives steer.

- `$patch: replace | delete` in an object replaces or empties it; in an element of a merged list it
  replaces the whole list, or deletes the element with that key.
- `$deleteFromPrimitiveList/<field>`: values to take out of a merged list of scalars.
- `$setElementOrder/<field>`: the order the merged list shall have.
- `$retainKeys`: members of the object which may stay.

Upstream: k8s.io/apimachinery/pkg/util/strategicpatch (the part that applies a patch on the server).
"""

from __future__ import annotations

from typing import Any

from sampan.machinery import gotext
from sampan.machinery.patch import order, values
from sampan.machinery.patch.errors import InvalidPatch, PatchError
from sampan.machinery.patch.schema import PatchField, Schema

Object = dict[str, Any]

DIRECTIVE = '$patch'
RETAIN_KEYS = '$retainKeys'
DELETE_FROM_LIST = '$deleteFromPrimitiveList'
SET_ORDER = '$setElementOrder'

_BAD_LIST = 'invalid patch format of primitive list'
_BAD_RETAIN_KEYS = 'invalid patch format of retainKeys'
_BAD_ORDER = 'invalid patch format of setElementOrder list'


def strategic_merge_patch(doc: Object, patch: Any, schema: Schema) -> Object:
    """`doc` with `patch` merged in by the rules of `schema`. Raises PatchError."""
    if not isinstance(patch, dict):
        raise InvalidPatch('invalid JSON document')
    return _merge(values.copy(doc), values.copy(patch), schema)


def _merge(original: Object, patch: Object, schema: Schema) -> Object:
    if DIRECTIVE in patch:
        return _directed(patch)
    _retain_keys(original, patch)
    _merge_ordered_lists(original, patch, schema)
    for key, change in patch.items():
        name = key
        deletes = key.startswith(DELETE_FROM_LIST)
        if deletes:
            name = _target(key, DELETE_FROM_LIST, _BAD_LIST)
        _merge_member(original, name, change, schema, deletes)
    return original


def _directed(patch: Object) -> Object:
    directive = patch.pop(DIRECTIVE)
    if directive == 'replace':
        return patch
    if directive == 'delete':
        return {}
    raise PatchError(f'unknown patch type: {directive} in map: {gotext.json_text(patch)}')


def _merge_member(original: Object, name: str, change: Any, schema: Schema, deletes: bool) -> None:
    if change is None:
        original.pop(name, None)
        return
    present: Any = original.get(name)
    if name not in original or type(present) is not type(change):
        if not deletes:
            _set(original, name, change)
        return
    if isinstance(change, dict):
        field = _field(schema, name)
        original[name] = change if field.replaces else _merge(present, change, field.schema)
    elif isinstance(change, list):
        field = _field(schema, name)
        merges = field.merges or deletes
        original[name] = _merge_list(present, change, field, deletes, name) if merges else change
    else:
        original[name] = change


def _set(original: Object, name: str, change: Any) -> None:
    """Takes a value that has no counterpart: without nulls and directives, or not at all."""
    _drop_nulls(change)
    kept, clean = _without_directives(change)
    if kept:
        original[name] = clean
    else:
        original.pop(name, None)


def _field(schema: Schema, name: str) -> PatchField:
    field = schema.field(name)
    if field is None:
        raise PatchError(f'unable to find api field {gotext.quote(name)}')
    return field


def _drop_nulls(value: Any) -> None:
    if isinstance(value, dict):
        for key in [key for key, each in value.items() if each is None]:
            del value[key]
        for each in value.values():
            _drop_nulls(each)
    elif isinstance(value, list):
        for each in value:
            _drop_nulls(each)


def _without_directives(value: Any) -> tuple[bool, Any]:
    """Whether the value stays at all, and what stays of it."""
    if isinstance(value, dict):
        if DIRECTIVE in value:
            return False, None
        cleaned = ((key, _without_directives(each)) for key, each in value.items())
        return True, {key: clean for key, (kept, clean) in cleaned if kept}
    if isinstance(value, list):
        return True, [clean for kept, clean in map(_without_directives, value) if kept]
    return True, value


def _retain_keys(original: Object, patch: Object) -> None:
    if RETAIN_KEYS not in patch:
        return
    retained = patch.pop(RETAIN_KEYS)
    if not isinstance(retained, list):
        raise InvalidPatch(_BAD_RETAIN_KEYS)
    for key, change in patch.items():
        directive = key.startswith((DELETE_FROM_LIST, SET_ORDER))
        if change is not None and not directive and key not in retained:
            raise InvalidPatch(_BAD_RETAIN_KEYS)
    for key in [key for key in original if key not in retained]:
        del original[key]


def _target(key: str, directive: str, problem: str) -> str:
    prefix, slash, name = key.partition('/')
    if not slash or prefix != directive:
        raise InvalidPatch(problem)
    return name


def _merge_ordered_lists(original: Object, patch: Object, schema: Schema) -> None:
    for key in [key for key in patch if key.startswith(SET_ORDER)]:
        wanted = patch.pop(key)
        name = _target(key, SET_ORDER, _BAD_ORDER)
        if not all(isinstance(each, list) for each in (wanted, original.get(name, []), patch.get(name, []))):
            raise PatchError('expected a []interface {}, but received something else')
        field = _field(schema, name)
        merge_key = field.merge_key
        order.check(patch.get(name, []), wanted, merge_key)
        before = original.get(name)
        if before is None and name not in patch:
            continue
        merged = _merge_before_ordering(before, patch, name, field)
        places = _places_after_merge(before or [], patch.pop(name, []), field)
        original[name] = order.arrange(merged, wanted, places, merge_key)


def _places_after_merge(before: list[Any], patch: list[Any], field: PatchField) -> list[Any]:
    """Where elements are looked up to be interleaved.

    Upstream looks into the list as it was; but where the patch deletes from it, Go's slice has lost these elements
    and got new ones at its end by then, as far as it is long.
    """
    directives = [each.get(DIRECTIVE) for each in patch if isinstance(each, dict)]
    if not field.merges or 'delete' not in directives or 'replace' in directives:
        return before
    left, ordinary = _special_elements(before, patch, field.merge_key)
    for element in ordinary:
        wanted = order.key_of(element, field.merge_key)
        if not any(order.has_key(each, field.merge_key, wanted) for each in left):
            left = [*left, element]
    return left[: len(before)]


def _merge_before_ordering(before: list[Any] | None, patch: Object, name: str, field: PatchField) -> list[Any]:
    if name not in patch:
        return before or []
    if before is None:
        clean: list[Any] = _without_directives(patch[name])[1]
        return clean
    if not field.merges:
        changed: list[Any] = patch[name]
        return changed
    return _merge_list(list(before), patch[name], field, False, name)


def _merge_list(original: list[Any], patch: list[Any], field: PatchField, deletes: bool, name: str) -> list[Any]:
    if not original and not patch:
        return original
    order.check_same_type([*original, *patch])
    if not isinstance((original or patch)[0], dict):
        if deletes:
            return [each for each in original if not order.contains(patch, each)]
        return order.arrange(order.unique([*original, *patch]), patch, original, '')
    if not field.merge_key:
        raise PatchError(f'cannot merge lists without merge key for {name}')
    original, patch = _special_elements(original, patch, field.merge_key)
    merged = _merge_elements(list(original), patch, field)
    return order.arrange(merged, patch, original, field.merge_key)


def _special_elements(original: list[Any], patch: list[Any], merge_key: str) -> tuple[list[Any], list[Any]]:
    """Acts on the elements with `$patch`: what is left of the original, and the ordinary elements."""
    ordinary = [each for each in patch if DIRECTIVE not in each]
    replace = False
    for element in patch:
        directive = element.get(DIRECTIVE)
        if DIRECTIVE not in element:
            continue
        if directive == 'delete':
            wanted = order.key_of(element, merge_key)
            original = [each for each in original if not order.has_key(each, merge_key, wanted)]
        elif directive == 'replace':
            replace = True
        elif directive == 'merge':
            raise PatchError('merging lists cannot yet be specified in the patch')
        else:
            raise PatchError(f'unknown patch type: {directive} in map: {gotext.json_text(element)}')
    return (ordinary, []) if replace else (original, ordinary)


def _merge_elements(original: list[Any], patch: list[Any], field: PatchField) -> list[Any]:
    for element in patch:
        wanted = order.key_of(element, field.merge_key)
        for index, each in enumerate(original):
            if order.has_key(each, field.merge_key, wanted):
                original[index] = _merge(each, element, field.schema)
                break
        else:
            original.append(element)
    return original
