"""Definitions of custom resources. Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.generated import meta_v1
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.mark import Mark

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

Definition = apiextensions.CustomResourceDefinition


class DefinitionStrategy(Strategy[Definition]):
    """Each version that was ever the storage version stays in the status, until somebody takes it out there."""

    allow_unconditional_update = False
    counts_generation = True

    def write_whole_bounds(self, obj: Definition) -> None:
        """Just before it is encoded: a copy of the object has doubles again."""
        for version in obj.spec.versions:
            if version.schema is not None and version.schema.open_apiv3_schema is not None:
                _whole_bounds(version.schema.open_apiv3_schema)

    def prepare_for_status_update(self, new: Definition, old: Definition, call: Call) -> None:
        super().prepare_for_status_update(new, old, call)
        self.write_whole_bounds(new)

    def prepare_for_create(self, obj: Definition, call: Call) -> None:
        super().prepare_for_create(obj, call)
        self.write_whole_bounds(obj)
        _remember_storage_version(obj)

    def prepare_for_update(self, new: Definition, old: Definition, call: Call) -> None:
        super().prepare_for_update(new, old, call)
        self.write_whole_bounds(new)
        _remember_storage_version(new)

    def warnings_on_create(self, obj: Definition, call: Call) -> list[str]:
        from sampan.api.warnings import definitions

        return definitions.formats(obj)

    def warnings_on_update(self, new: Definition, old: Definition) -> list[str]:
        from sampan.api.warnings import definitions

        known = definitions.formats(old)
        return [text for text in definitions.formats(new) if text not in known]

    def mark(self, obj: Definition, asked: meta_v1.DeleteOptions, call: Call) -> Mark:
        """First its objects go: a finalizer waits for that, and a condition says so."""
        if obj.metadata.deletion_timestamp is not None:
            return super().mark(obj, asked, call)
        from sampan.apiserver.customresources import conditions

        self.write_whole_bounds(obj)
        now = metadata.now(call)
        obj.metadata.deletion_timestamp = now
        if conditions.FINALIZER not in obj.metadata.finalizers:
            obj.metadata.finalizers = [*obj.metadata.finalizers, conditions.FINALIZER]
        message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon'
        pending = conditions.Condition(
            type=conditions.TERMINATING, status='True', reason='InstanceDeletionPending', message=message
        )
        conditions.put(obj, pending, now)
        return Mark.MARKED


def _whole_bounds(schema: apiextensions.JSONSchemaProps) -> None:
    """Bounds are doubles, which Go writes like integers where they are."""
    for name in ('maximum', 'minimum', 'multiple_of'):
        value = getattr(schema, name)
        if isinstance(value, float) and value.is_integer():
            setattr(schema, name, int(value))
    for each in _parts(schema):
        _whole_bounds(each)


def _parts(schema: apiextensions.JSONSchemaProps) -> Iterator[apiextensions.JSONSchemaProps]:
    yield from schema.properties.values()
    for several in (schema.all_of, schema.any_of, schema.one_of):
        yield from several
    for one in (schema.items, schema.additional_properties, schema.not_):
        if isinstance(one, apiextensions.JSONSchemaProps):
            yield one


def _remember_storage_version(crd: Definition) -> None:
    storage = next((each.name for each in crd.spec.versions if each.storage), None)
    if storage is not None and storage not in crd.status.stored_versions:
        crd.status.stored_versions = [*crd.status.stored_versions, storage]
