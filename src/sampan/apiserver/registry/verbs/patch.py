"""PATCH: JSON patch, JSON merge patch, strategic merge patch (upstream: handlers/patch.go)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from sampan.api import errors, gojson, schema
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.audit import notes
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import facet_of
from sampan.apiserver.registry.objects import Stored
from sampan.apiserver.registry.options import WriteOptions
from sampan.apiserver.registry.verbs import apply as applying
from sampan.apiserver.registry.verbs import update as updating
from sampan.apiserver.registry.verbs.apply import APPLY_PATCH
from sampan.apiserver.registry.verbs.unstructured import from_unstructured
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.doubles import of_patch
from sampan.apiserver.representation.negotiate import negotiate, unsupported_media_type
from sampan.apiserver.request import Answer
from sampan.machinery import field, gotext
from sampan.machinery.field import Path
from sampan.machinery.patch import InvalidPatch, PatchError, PatchFailed, json_patch, merge_patch, strategic_merge_patch

JSON_PATCH = 'application/json-patch+json'
MERGE_PATCH = 'application/merge-patch+json'
STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
_TEXTS_OF_AN_OPERATION = ('op', 'path', 'from')
PATCH_TYPES = (JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH)
CUSTOM_PATCH_TYPES = (JSON_PATCH, MERGE_PATCH, APPLY_PATCH)  # a schema has no merge keys
MAX_OPERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Patcher:
    """Applies one patch to documents. `shown` is the patch as upstream's complaints about its result show it."""

    apply: Callable[[Any], Any]
    shown: str = ''  # '': they show the result
    doubles: tuple[str, ...] = ()  # what strict decoding says about the patch itself

    def complaint(self, data: bytes, error: bodies.Unreadable) -> ApiError:
        """422: the patch fits the document, and what it makes of it is no such object."""
        if self.shown:
            wrong = field.invalid(Path('patch'), self.shown, from_unstructured(error.complaint))
        else:
            wrong = field.invalid(Path('patch'), data.decode(), error.complaint)
        return errors.invalid('', '', '', [wrong])


async def handle(call: Call) -> Answer:
    kind = media_type(call)
    if kind == APPLY_PATCH:
        return await applying.handle(call)
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.write_options(call.request, 'PatchOptions')
    call.dry_run = asked.dry_run
    notes.request_patch(call.request)
    stored = await patch(call, asked, patcher(kind, call.request.body, call.endpoint.kind, asked.field_validation))
    return render.stored(call, target, stored, 200)


def media_type(call: Call) -> str:
    """The patch's type. Raises 415."""
    kind = call.request.headers.get('content-type', '').partition(';')[0].strip()
    types = PATCH_TYPES if issubclass(call.endpoint.kind, msgspec.Struct) else CUSTOM_PATCH_TYPES
    if kind not in types:
        raise unsupported_media_type(types)
    return kind


async def patch(call: Call, asked: WriteOptions, patcher: Patcher) -> Stored[Any]:
    """Apply the patch to the newest version, as often as it takes."""

    async def produce(old: Any, entry: Entry) -> Any:
        return patched(call, call.endpoint.document(entry), call.endpoint.kind, patcher, asked)

    return await updating.update(call, produce, facet_of(call))


def patched(call: Call, document: bytes, kind: type[Any], patcher: Patcher, asked: WriteOptions) -> Any:
    """The object the patch makes of the document, typed, defaulted and still the same object."""
    data = msgspec.json.encode(patcher.apply(msgspec.json.decode(document)))
    try:
        obj = bodies.decode_json(call, kind, data, asked.field_validation, patcher.doubles)
    except bodies.Unreadable as error:
        raise patcher.complaint(data, error) from error
    metadata.match_namespace(obj.metadata, call)
    updating.check_name(call, obj)
    return obj


def patcher(kind: str, body: bytes, target: type[Any], field_validation: str = 'Warn') -> Patcher:
    """What applies the body to documents. Raises 400 at once for bodies that are no patch."""
    change = _load(kind, body)
    if kind == JSON_PATCH:
        _check_operations(change)
    elif not isinstance(change, dict):
        raise _wrong_type(kind, change, 'map[string]interface {}')
    doubles: tuple[str, ...] = ()
    if field_validation != 'Ignore':
        doubles = tuple(of_patch(body, operations=kind == JSON_PATCH))
    if kind == JSON_PATCH:
        return Patcher(lambda document: _applied(json_patch, document, change), doubles=doubles)
    if kind == MERGE_PATCH:
        return Patcher(lambda document: _applied(merge_patch, document, change), doubles=doubles)
    rules = schema.patch_schema(target)
    shown = gotext.value(change)
    return Patcher(lambda document: _applied(strategic_merge_patch, document, change, rules), shown, doubles)


def _load(kind: str, body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        complaint = gojson.syntax_error(body)
        if complaint or isinstance(error, msgspec.DecodeError):
            raise _undecodable(kind, complaint or str(error)) from error
    return _load(kind, body.decode('utf-8', 'replace').encode())  # as Go reads what is no UTF-8


def _undecodable(kind: str, complaint: str) -> ApiError:
    return errors.bad_request(complaint if kind == STRATEGIC_PATCH else f'error decoding patch: {complaint}')


def _check_operations(change: Any) -> None:
    if not isinstance(change, list):
        raise _wrong_type(JSON_PATCH, change, '[]handlers.jsonPatchOp')
    if len(change) > MAX_OPERATIONS:
        raise errors.request_entity_too_large(
            f'The allowed maximum operations in a JSON patch is {MAX_OPERATIONS}, got {len(change)}'
        )
    for operation in change:
        if operation is not None and not isinstance(operation, dict):
            raise _wrong_type(JSON_PATCH, operation, 'handlers.jsonPatchOp')
        for name, value in (operation or {}).items():
            if name in _TEXTS_OF_AN_OPERATION and not isinstance(value, str | None):
                complaint = (
                    f'json: cannot unmarshal {_go_type(value)} into Go struct field jsonPatchOp.{name} of type string'
                )
                raise _undecodable(JSON_PATCH, complaint)


def _wrong_type(kind: str, change: Any, wanted: str) -> ApiError:
    return _undecodable(kind, f'json: cannot unmarshal {_go_type(change)} into Go value of type {wanted}')


def _applied(function: Callable[..., Any], document: Any, *arguments: Any) -> Any:
    try:
        return function(document, *arguments)
    except PatchFailed as error:
        raise _unprocessable(str(error)) from error
    except InvalidPatch as error:
        raise errors.bad_request(str(error)) from error
    except PatchError as error:  # upstream has no status for these either, and answers so
        raise ApiError(meta_v1.Status(status='Failure', message=str(error), code=500)) from error


def _unprocessable(message: str) -> ApiError:
    """A patch that is well formed and does not fit the object (upstream: a generic server response)."""
    return errors.generic(422, '', server_message=message)


def _go_type(value: Any) -> str:
    if isinstance(value, str):
        return 'string'
    if isinstance(value, bool):
        return 'bool'
    if isinstance(value, (int, float)):
        return 'number'
    return 'array' if isinstance(value, list) else 'object'
