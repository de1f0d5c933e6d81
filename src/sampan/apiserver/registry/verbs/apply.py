"""Server-side apply.

Upstream: applyPatcher in handlers/patch.go; managedfields/internal/{versioncheck,structuredmerge}.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.api.generated.meta_v1 import ManagedFieldsEntry
from sampan.apiserver.audit import notes
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.managedfields import last_applied
from sampan.apiserver.managedfields.documents import Document
from sampan.apiserver.managedfields.manager import FieldManager
from sampan.apiserver.managedfields.managers import KUBECTL
from sampan.apiserver.registry import metadata, options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import facet_of
from sampan.apiserver.registry.objects import Stored
from sampan.apiserver.registry.options import WriteOptions
from sampan.apiserver.registry.permission import may_create
from sampan.apiserver.registry.verbs import create as creation
from sampan.apiserver.registry.verbs import update as updating
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer
from sampan.machinery.merge.merging import MergeError
from sampan.machinery.merge.validation import Misfit, validate

APPLY_PATCH = 'application/apply-patch+yaml'


async def handle(call: Call) -> Answer:
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.write_options(call.request, 'PatchOptions', apply=True)
    call.dry_run = asked.dry_run
    notes.request_patch(call.request)
    stored = await apply(call, asked, Application(call.request.body))
    return render.stored(call, target, stored, 201 if stored.created else 200)


async def apply(call: Call, asked: WriteOptions, application: Application) -> Stored[Any]:
    """Merge what is applied into the newest version, as often as it takes; or create the object."""
    endpoint = call.endpoint
    fields = endpoint.fields(call.subresource)

    async def produce(old: Any, entry: Entry) -> Any:
        found = application.onto(call, old, fields, asked)
        obj = _object(call, found) if found.changed else endpoint.decode(entry)
        obj.metadata.managed_fields = found.entries
        if asked.field_manager == KUBECTL and last_applied.has_annotation(obj.metadata.annotations):
            obj.metadata.annotations = last_applied.annotated(obj.metadata.annotations, application.document())
        application.check_strictly(call, asked)
        _check_place(call, obj)
        return obj

    try:
        return await updating.update(call, produce, facet_of(call), follow=updating.followed)
    except ApiError as error:
        if not errors.is_not_found(error) or call.subresource:
            raise
    return await _create(call, asked, application, fields)


async def _create(call: Call, asked: WriteOptions, application: Application, fields: FieldManager) -> Stored[Any]:
    endpoint = call.endpoint
    found = application.onto(call, endpoint.blank(), fields, asked)
    obj = _object(call, found)
    obj.metadata.managed_fields = found.entries
    application.check_strictly(call, asked)
    if obj.metadata.uid:
        text = f'uid mismatch: the provided object specified uid {obj.metadata.uid}, and no existing object was found'
        raise endpoint.conflict(call.name, text)
    _check_place(call, obj)
    await may_create(call)
    return await creation.admit_and_store(call, obj)


def _check_place(call: Call, obj: Any) -> None:
    metadata.match_namespace(obj.metadata, call)
    updating.check_name(call, obj)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply makes of an object."""

    document: Document
    entries: list[ManagedFieldsEntry]
    changed: bool


class Application:
    """The body of an apply request."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._decoded: Document | None = None
        self._simple = False  # JSON, certainly without doubled keys

    def onto(self, call: Call, live: Any, fields: FieldManager, asked: WriteOptions) -> Applied:
        """The live object with what is applied. Raises ApiError."""
        wanted = self.document()
        _check_kind(wanted, live)
        if (wanted.get('metadata') or {}).get('managedFields') is not None:
            raise errors.bad_request('metadata.managedFields must be nil')
        try:
            validate(wanted, fields.type)
        except Misfit as error:
            raise _failure(f'failed to create typed patch object ({_described(wanted)}): {error}') from error
        try:
            document, entries, changed = fields.applied(
                live, wanted, asked.field_manager, metadata.now(call), force=bool(asked.force)
            )
        except MergeError as error:
            raise _failure(f'failed to merge config: {error}') from error
        return Applied(document, entries, changed)

    def document(self) -> Document:
        """The decoded body. Raises 400."""
        if self._decoded is None:
            self._decoded = self._decode()
        return self._decoded

    def _decode(self) -> Document:
        try:
            decoded = orjson.loads(self._body)
            self._simple = orjson.dumps(decoded).count(b'"') == self._body.count(b'"')
        except orjson.JSONDecodeError:
            decoded = self._load(strict=False)
        except orjson.JSONEncodeError as error:  # it has more levels than can be written
            raise RecursionError from error
        if decoded is None:
            return {}
        if not isinstance(decoded, dict):
            found = _go_type(decoded)
            complaint = f'json: cannot unmarshal {found} into Go value of type map[string]interface {{}}'
            raise errors.bad_request(f'error decoding YAML: error unmarshaling JSON: while decoding JSON: {complaint}')
        return decoded

    def _load(self, *, strict: bool) -> Any:
        from sampan.machinery import yaml

        try:
            return yaml.load(self._body, strict=strict)
        except yaml.YAMLError as error:
            opening = 'error strict decoding YAML' if strict else 'error decoding YAML'
            raise errors.bad_request(f'{opening}: error converting YAML to JSON: {error}') from error

    def check_strictly(self, call: Call, asked: WriteOptions) -> None:
        """Doubled keys are an error or a warning. Upstream looks after the apply itself."""
        if asked.field_validation == 'Ignore' or self._simple:
            return
        try:
            self._load(strict=True)
        except ApiError as error:
            if asked.field_validation == 'Strict':
                raise
            call.warn(error.status.message.partition(': ')[2])


def _check_kind(wanted: Document, live: Any) -> None:
    if wanted.get('kind', '') != live.kind or wanted.get('apiVersion', '') != live.api_version:
        raise errors.bad_request(f'invalid object type: {_kind(wanted)}')


def _kind(document: Document) -> str:
    """Go's text of a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`."""
    version = str(document.get('apiVersion', ''))
    return f'{version if "/" in version else "/" + version}, Kind={document.get("kind", "")}'


def _described(document: Document) -> str:
    meta = document.get('metadata') or {}
    if not isinstance(meta, dict):
        meta = {}
    return f'{meta.get("namespace", "")}/{meta.get("name", "")}; {_kind(document)}'


def _go_type(value: Any) -> str:
    if isinstance(value, bool):
        return 'bool'
    return 'string' if isinstance(value, str) else 'array' if isinstance(value, list) else 'number'


def _object(call: Call, found: Applied) -> Any:
    """The merged document, typed and defaulted. Raises 500: upstream has no better status for what does not convert."""
    try:
        obj = codec.decode(call.endpoint.kind, msgspec.json.encode(found.document))
    except codec.DecodeError as error:
        document = found.document
        version = document.get('apiVersion', '')
        text = f'failed to convert new object ({_described(document)}) to proper version ({version}): {error}'
        raise _failure(text) from error
    return bodies.settle(call, obj)


def _failure(message: str) -> ApiError:
    """An error without a status upstream."""
    return ApiError(meta_v1.Status(status='Failure', message=message, code=500))
