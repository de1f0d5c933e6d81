"""What is particular to custom resources. Upstream: apiextensions-apiserver/pkg/registry/customresource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors
from sampan.api.custom import CustomObject
from sampan.apiserver.customresources import scale
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.machinery import field, gotext, names
from sampan.machinery.field import ErrorType, FieldError, Path
from sampan.machinery.structural import embedded, listtypes
from sampan.machinery.structural.problems import MISSING
from sampan.machinery.structural.scalars import same

if TYPE_CHECKING:
    from sampan.apiserver.customresources.version import CustomVersion
    from sampan.apiserver.registry.call import Call
    from sampan.apiserver.registry.registry import Registry

_BLOCKING = frozenset(
    {ErrorType.NOT_SUPPORTED, ErrorType.REQUIRED, ErrorType.TOO_LONG, ErrorType.TOO_MANY, ErrorType.TYPE_INVALID}
)
_NOT_CHECKED = (
    'some validation rules were not checked because the object was invalid; '
    'correct the existing errors to complete validation'
)
_STANDARD_FINALIZERS = frozenset({'kubernetes', 'orphan', 'foregroundDeletion'})


def whole(obj: CustomObject) -> dict[str, Any]:
    """The object as its schema sees it. Of the metadata a schema may speak of the names only."""
    metadata = {'name': obj.metadata.name}
    if obj.metadata.generate_name:
        metadata['generateName'] = obj.metadata.generate_name
    return {'apiVersion': obj.api_version, 'kind': obj.kind, 'metadata': metadata, **obj.content}


class CustomStrategy(Strategy[Any]):
    """One version's strategy. The generation counts changes of all but the metadata and a status of its own."""

    allow_unconditional_update = False

    def __init__(self, version: CustomVersion, registry: Registry) -> None:
        super().__init__(version.resource, registry)
        self.version = version
        self._structural = version.structural
        self._has_lists = listtypes.watched(self._structural)
        self._has_embedded = embedded.has_embedded(self._structural)

    def normalize(self, obj: CustomObject) -> None:
        self.version.settle(obj)

    def reset_fields(self, subresource: str) -> tuple[str, ...]:
        if subresource == 'status':
            return ('metadata', 'spec')
        return ('status',) if self.has_status and not subresource else ()

    # -- create and update -------------------------------------------------------------------------

    async def begin_create(self, obj: CustomObject, call: Call) -> None:
        """Nothing new is made of a definition that goes."""
        if self.version.ending:
            text = 'create not allowed while custom resource definition is terminating'
            raise errors.forbidden(self.resource.group, self.resource.plural, obj.metadata.name, text)

    def prepare_for_create(self, obj: CustomObject, call: Call) -> None:
        if self.has_status:
            obj.content.pop('status', None)
        obj.metadata.generation = 1

    def validate(self, obj: CustomObject, call: Call) -> list[FieldError]:
        wrong_type = list(self._type_meta(obj))
        if wrong_type:
            return wrong_type
        document = whole(obj)
        found = [*self._metadata(obj), *self.version.validate(document)]
        found += scale.validate(self.version.scale, obj.content)
        found += self._parts(document, None)
        return found + self._rules(found, document, None)

    def warnings_on_create(self, obj: CustomObject, call: Call) -> list[str]:
        return list(_finalizer_warnings(obj.metadata.finalizers))

    def prepare_for_update(self, new: CustomObject, old: CustomObject, call: Call) -> None:
        if self.has_status:
            new.content.pop('status', None)
            if 'status' in old.content:
                new.content['status'] = old.content['status']
        if not same(new.content, old.content):
            new.metadata.generation = old.metadata.generation + 1

    def validate_update(self, new: CustomObject, old: CustomObject, call: Call) -> list[FieldError]:
        from sampan.api.validation.metadata import object_meta_update

        wrong_type = list(self._type_meta(new))
        if wrong_type:
            return wrong_type
        document, before = whole(new), whole(old)
        found = [*object_meta_update(new.metadata, old.metadata, strict=False)]
        found += self.version.validate(document, before)
        found += scale.validate(self.version.scale, new.content)
        found += self._parts(document, before)
        return found + self._rules(found, document, before)

    def warnings_on_update(self, new: CustomObject, old: CustomObject) -> list[str]:
        added = sorted(set(new.metadata.finalizers) - set(old.metadata.finalizers))
        return list(_finalizer_warnings(added))

    # -- status ------------------------------------------------------------------------------------

    def prepare_for_status_update(self, new: CustomObject, old: CustomObject, call: Call) -> None:
        """Only the status, and who manages which fields."""
        status, managed = new.content.get('status', MISSING), new.metadata.managed_fields
        kept = codec.clone(old)
        kept.metadata.managed_fields = managed
        kept.metadata.resource_version = new.metadata.resource_version
        new.metadata, new.content = kept.metadata, kept.content
        new.content.pop('status', None)
        if status is not MISSING:
            new.content['status'] = status

    def validate_status_update(self, new: CustomObject, old: CustomObject, call: Call) -> list[FieldError]:
        from sampan.api.validation.metadata import object_meta_update

        wrong_type = list(self._type_meta(new))
        if wrong_type:
            return wrong_type
        document, before = whole(new), whole(old)
        found = [*object_meta_update(new.metadata, old.metadata, strict=False)]
        if 'status' in document:
            old_status = before.get('status', MISSING)
            found += self.version.validate_status(document['status'], old_status, Path('status'))
        found += scale.validate_status(self.version.scale, new.content)
        found += self._doubles(document, before)
        return found + self._rules(found, document, before)

    # -- the checks --------------------------------------------------------------------------------

    def _type_meta(self, obj: CustomObject) -> Iterator[FieldError]:
        resource = self.version.resource
        if obj.kind != resource.kind:
            yield field.invalid(Path('kind'), obj.kind, f'must be {resource.kind}')
        if obj.api_version != resource.api_version:
            yield field.invalid(Path('apiVersion'), obj.api_version, f'must be {resource.api_version}')

    def _metadata(self, obj: CustomObject) -> Iterable[FieldError]:
        from sampan.api.validation.metadata import object_meta

        return object_meta(obj.metadata, self.resource.namespaced, names.name_is_dns_subdomain, strict=False)

    def _parts(self, document: dict[str, Any], before: dict[str, Any] | None) -> list[FieldError]:
        """Embedded objects, and doubles in sets and maps."""
        found: list[FieldError] = []
        if self._has_embedded:
            found += embedded.check(document, self._structural, None, _embedded_metadata)
        return found + self._doubles(document, before)

    def _doubles(self, document: dict[str, Any], before: dict[str, Any] | None) -> list[FieldError]:
        """An object that had doubles before may keep some."""
        if not self._has_lists:
            return []
        found = list(listtypes.duplicates(document, self._structural))
        if found and before is not None and any(listtypes.duplicates(before, self._structural)):
            return []
        return found

    def _rules(
        self, found: Sequence[FieldError], document: dict[str, Any], before: dict[str, Any] | None
    ) -> list[FieldError]:
        rules = self.version.rules
        if rules is None:
            return []
        if any(each.type in _BLOCKING for each in found):
            return [field.invalid(None, None, _NOT_CHECKED)]
        return rules.validate(document, MISSING if before is None else before)


def _embedded_metadata(value: Any, path: Path) -> list[FieldError]:
    """The metadata of an object inside an object; it may lack a name."""
    from sampan.api.generated import meta_v1
    from sampan.api.validation.metadata import object_meta
    from sampan.machinery.structural.defaulting import copy

    try:
        metadata = codec.decode(meta_v1.ObjectMeta, codec.encode(copy(value)))
    except codec.DecodeError as error:
        return [field.invalid(path, value, str(error))]
    metadata.name = metadata.name or 'fakename'
    return list(object_meta(metadata, bool(metadata.namespace), names.name_is_path_segment, path, strict=False))


def _finalizer_warnings(finalizers: Iterable[str]) -> Iterator[str]:
    for name in sorted(set(finalizers)):
        shown = f'metadata.finalizers: {gotext.quote(name)}'
        for wrong in names.qualified_name(name):
            yield f'{shown}: {wrong}'
        if '/' in name or name in _STANDARD_FINALIZERS:
            continue
        path = ' including a path (/)' if '.' in name else ''
        yield (
            f'{shown}: prefer a domain-qualified finalizer name{path} to avoid accidental conflicts with other '
            'finalizer writers'
        )
