"""JSON patch, RFC 6902, with the messages of evanphx/json-patch v4 which the API server uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from sampan.machinery import gotext
from sampan.machinery.patch import values
from sampan.machinery.patch.errors import InvalidPatch, PatchFailed

# The API server refuses longer patches with 413, and copies of more than this many bytes in all.
MAX_OPERATIONS = 10_000
MAX_COPIED_BYTES = 3 * 1024 * 1024

_MISSING = 'missing value'
_NO_VALUE = object()


def json_patch(doc: Any, operations: Any) -> Any:
    """`doc` after all `operations`. Raises InvalidPatch if they are no patch, PatchFailed if one does not apply."""
    _check(operations)
    patching = _Patching(values.copy(doc))
    for operation in operations:
        patching.apply(operation)
    return patching.doc


def _check(operations: Any) -> None:
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        raise InvalidPatch('json: cannot unmarshal into Go value of type jsonpatch.Patch')
    for operation in operations:
        problem = _problem(operation)
        if problem:
            raise InvalidPatch(f'invalid operation {gotext.json_text(operation)}: {problem}')


def _problem(operation: dict[str, Any]) -> str:
    kind = operation.get('op')
    if not isinstance(kind, str) or kind not in _OPERATIONS:
        return 'unsupported operation'
    if kind in ('add', 'replace') and 'value' not in operation:
        return "failed to decode 'value': operation, missing value field: " + _MISSING
    if kind in ('move', 'copy') and not isinstance(operation.get('from'), str):
        return "failed to decode 'from': operation, missing from field: " + _MISSING
    if not isinstance(operation.get('path'), str):
        return "failed to decode 'path': operation missing path field: " + _MISSING
    return ''


class _Patching:
    """A document being changed, and how much has been copied so far."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self._copied = 0

    def apply(self, operation: dict[str, Any]) -> None:
        _OPERATIONS[operation['op']](self, operation)

    def _find(self, path: str) -> tuple[Any, str]:
        """The container that holds the last step of `path`, and that step; (None, '') if there is none."""
        *parents, last = path.split('/')
        if not parents:
            return None, ''
        container = self.doc
        for step in parents[1:]:
            container = _get(container, _unescape(step))
            if not isinstance(container, dict | list):
                return None, ''
        return container, _unescape(last)

    def _container(self, operation: str, path: str, what: str = 'path', quoted: bool = True) -> tuple[Any, str]:
        container, key = self._find(path)
        if container is None:
            shown = f'"{path}"' if quoted else path
            raise PatchFailed(f'{operation} operation does not apply: doc is missing {what}: {shown}: {_MISSING}')
        return container, key

    def add(self, operation: dict[str, Any]) -> None:
        path, value = operation['path'], values.copy(operation['value'])
        if path == '':
            self.doc = value
            return
        container, key = self._container('add', path)
        _wrapped(_add, f"error in add for path: '{path}'", container, key, value)

    def remove(self, operation: dict[str, Any]) -> None:
        path = operation['path']
        container, key = self._container('remove', path)
        _wrapped(_remove, f"error in remove for path: '{path}'", container, key)

    def replace(self, operation: dict[str, Any]) -> None:
        path, value = operation['path'], values.copy(operation['value'])
        if path == '':
            if not isinstance(value, dict | list):
                raise PatchFailed('replace operation value must be object or array')
            self.doc = value
            return
        container, key = self._container('replace', path, quoted=False)
        if _get(container, key) is _NO_VALUE:
            raise PatchFailed(f'replace operation does not apply: doc is missing key: {path}: {_MISSING}')
        container[key if isinstance(container, dict) else _index(container, key)] = value

    def move(self, operation: dict[str, Any]) -> None:
        source, path = operation['from'], operation['path']
        if source == '':
            raise PatchFailed('unable to move entire document to another path: invalid state detected')
        container, key = self._container('move', source, 'from path', quoted=False)
        value = _wrapped(_present, f"error in move for path: '{key}'", container, key)
        _wrapped(_remove, f"error in move for path: '{key}'", container, key)
        container, key = self._container('move', path, 'destination path', quoted=False)
        _wrapped(_add, f"error in move for path: '{path}'", container, key, value)

    def copy(self, operation: dict[str, Any]) -> None:
        source, path = operation['from'], operation['path']
        container, key = self._container('copy', source, 'from path')
        value = values.copy(_wrapped(_present, f"error in copy for from: '{source}'", container, key))
        self._copied += len(msgspec.json.encode(value))
        if self._copied > MAX_COPIED_BYTES:
            raise PatchFailed(
                f'Unable to complete the copy, the accumulated size increase of copy is {self._copied}, '
                f'exceeding the limit {MAX_COPIED_BYTES}'
            )
        container, key = self._container('copy', path, 'destination path', quoted=False)
        _wrapped(_add, 'error while adding value during copy', container, key, value)

    def test(self, operation: dict[str, Any]) -> None:
        path, expected = operation['path'], operation.get('value')
        if path == '':
            actual: Any = self.doc
        else:
            container, key = self._find(path)
            if container is None:
                raise PatchFailed(f'test operation does not apply: is missing path: {path}: {_MISSING}')
            actual = _get(container, key)
        # A missing member equals null.
        if not values.equal(None if actual is _NO_VALUE else actual, expected):
            raise PatchFailed(f'testing value {path} failed: test failed')


_OPERATIONS: dict[str, Callable[[_Patching, dict[str, Any]], None]] = {
    'add': _Patching.add,
    'remove': _Patching.remove,
    'replace': _Patching.replace,
    'move': _Patching.move,
    'copy': _Patching.copy,
    'test': _Patching.test,
}


def _wrapped(step: Callable[..., Any], context: str, *arguments: Any) -> Any:
    try:
        return step(*arguments)
    except PatchFailed as error:
        raise PatchFailed(f'{context}: {error}') from None


def _unescape(step: str) -> str:
    return step.replace('~1', '/').replace('~0', '~')


def _index(array: list[Any], key: str) -> int:
    """An existing position; -1 is the last one (the library allows it)."""
    number = _integer(key)
    if not -len(array) <= number < len(array):
        raise PatchFailed(f'Unable to access invalid index: {number}: invalid index referenced')
    return number % len(array)


def _integer(key: str) -> int:
    digits = key[1:] if key[:1] in ('+', '-') else key
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise PatchFailed(f'strconv.Atoi: parsing {gotext.quote(key)}: invalid syntax')
    return int(key)


def _get(container: Any, key: str) -> Any:
    """The member, or `_NO_VALUE`."""
    if isinstance(container, dict):
        return container.get(key, _NO_VALUE)
    try:
        return container[_index(container, key)]
    except PatchFailed:
        return _NO_VALUE


def _present(container: Any, key: str) -> Any:
    if isinstance(container, list):
        return container[_index(container, key)]
    if key not in container:
        raise PatchFailed(f'unable to get nonexistent key: {key}: {_MISSING}')
    return container[key]


def _add(container: Any, key: str, value: Any) -> None:
    if isinstance(container, dict):
        container[key] = value
        return
    if key == '-':
        container.append(value)
        return
    try:
        number = _integer(key)
    except PatchFailed as error:
        raise PatchFailed(f"value was not a proper array index: '{key}': {error}") from None
    size = len(container) + 1
    if not -size <= number < size:
        raise PatchFailed(f'Unable to access invalid index: {number}: invalid index referenced')
    container.insert(number % size, value)


def _remove(container: Any, key: str) -> None:
    if isinstance(container, list):
        del container[_index(container, key)]
        return
    if key not in container:
        raise PatchFailed(f'unable to remove nonexistent key: {key}: {_MISSING}')
    del container[key]
