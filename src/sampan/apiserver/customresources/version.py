"""What one version of a definition was compiled to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, custom
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.resources.base import SCALE, WRITE, Resource, Subresource
from sampan.api.selectable import FieldValues, Selectable
from sampan.apiserver.customresources.innermetadata import keep_known_metadata, unknown_metadata
from sampan.apiserver.customresources.publishing import Published, PublishedList
from sampan.machinery import gotext, jsonpath
from sampan.machinery.structural import defaulting, embedded, pruning, schemas, structure, values

if TYPE_CHECKING:
    from sampan.api.custom import CustomObject
    from sampan.machinery.structural.rules import Rules

# In the order in which upstream's discovery lists them.
VERBS = ('delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch')


def schema_of(version: apiextensions.CustomResourceDefinitionVersion) -> dict[str, Any] | None:
    """The version's schema as plain JSON."""
    if version.schema is None or version.schema.open_apiv3_schema is None:
        return None
    made: dict[str, Any] = _whole_numbers(msgspec.json.decode(codec.encode(version.schema.open_apiv3_schema)))
    return made


def _whole_numbers(value: Any) -> Any:
    """Bounds are doubles, and read like integers where they are."""
    if isinstance(value, dict):
        return {name: _whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class CustomVersion:
    """One served (or stored) version. What a request needs is compiled when it is first needed, and kept."""

    def __init__(
        self,
        crd: apiextensions.CustomResourceDefinition,
        version: apiextensions.CustomResourceDefinitionVersion,
    ) -> None:
        self.name = version.name
        self.crd = crd
        self.spec = version
        self.ending = False  # the definition is being deleted
        self.schema = schema_of(version)
        self.keeps_unknown = crd.spec.preserve_unknown_fields
        self.type: type[CustomObject] = custom.new_type(crd.spec.names.kind)
        self.list_type: Any = type(self.list_kind, (), {'published': PublishedList(self)})
        self.type.resource = self._resource(self.type)
        subresources = version.subresources
        self.has_status = subresources is not None and subresources.status is not None
        self.scale = None if subresources is None else subresources.scale
        self.type.scale = self.scale
        self.type.published = Published(self)

    @property
    def resource(self) -> Resource:
        return self.type.resource

    @property
    def list_kind(self) -> str:
        return self.crd.status.accepted_names.list_kind or self.crd.spec.names.list_kind

    def _resource(self, kind: Any, stored: Any = None) -> Resource:
        crd, names = self.crd, self.crd.status.accepted_names
        return Resource(
            crd.spec.group,
            self.name,
            crd.spec.names.plural,
            names.singular,
            kind,
            self.list_type,
            crd.spec.scope == 'Namespaced',
            VERBS,
            short_names=tuple(names.short_names),
            categories=tuple(names.categories),
            subresources=self._subresources(kind),
            selectable=Selectable(self.selected, self._labels()),
            storage_prefix=f'{crd.spec.group}/{crd.spec.names.plural}',
            storage_type=stored,
        )

    def stored_as(self, kind: type[CustomObject]) -> None:
        """Objects of this version are stored as another one's."""
        self.type.resource = self._resource(self.type, kind)

    def _subresources(self, kind: Any) -> Mapping[str, Subresource]:
        found: dict[str, Subresource] = {}
        asked = self.spec.subresources
        if asked is not None and asked.status is not None:
            found['status'] = Subresource('status', WRITE, kind)
        if asked is not None and asked.scale is not None:
            found['scale'] = SCALE
        return found

    # -- selectors ---------------------------------------------------------------------------------

    def _labels(self) -> dict[str, str]:
        scope = ['metadata.namespace'] if self.crd.spec.scope == 'Namespaced' else []
        return {name: name for name in ('metadata.name', *scope, *self.field_paths)}

    @cached_property
    def field_paths(self) -> dict[str, jsonpath.JsonPath]:
        """The selectable fields by name (`spec.color`)."""
        return {
            each.json_path.removeprefix('.'): jsonpath.compile(each.json_path) for each in self.spec.selectable_fields
        }

    def selected(self, obj: CustomObject) -> FieldValues:
        """What field selectors may ask."""
        found = {'metadata.name': obj.metadata.name}
        if self.resource.namespaced:
            found['metadata.namespace'] = obj.metadata.namespace
        for name, path in self.field_paths.items():
            value = next(iter(path.find(obj.content)), None)
            found[name] = '' if value is None else gotext.value(value)
        return found

    # -- what is done to objects -------------------------------------------------------------------

    @cached_property
    def is_structural(self) -> bool:
        schema = self.schema
        return schema is not None and not structure.unsupported(schema) and not structure.check(schema, None)

    @cached_property
    def structural(self) -> dict[str, Any] | None:
        """The schema if it is structural: only then it defaults and prunes."""
        return self.schema if self.is_structural else None

    @cached_property
    def settle(self) -> Callable[[CustomObject], None]:
        """Fill in defaults, remove what is unknown and nulls that may not be: the state an object is stored in."""
        fill = defaulting.defaulter(self.structural)
        prune = None if self.keeps_unknown else pruning.pruner(self.structural, root=True)
        nulls = None if self.keeps_unknown else defaulting.null_pruner(self.structural)
        whole_objects = embedded.has_embedded(self.structural)

        def settle(obj: CustomObject) -> None:
            content = obj.content
            if fill is not None:
                fill(content)
            if prune is not None:
                prune(content)
            if nulls is not None:
                nulls(content)
            if whole_objects:
                for _, inner in embedded.objects(content, self.structural, ''):
                    keep_known_metadata(inner)

        return settle

    def unknown_fields(self, content: Mapping[str, Any]) -> list[str]:
        """The paths of fields the schema does not know."""
        if self.keeps_unknown:
            return []
        inner = [
            f'{path}.metadata.{name}'
            for path, obj in embedded.objects(content, self.structural, '')
            for name in unknown_metadata(obj.get('metadata'))
        ]
        return [*pruning.unknown(content, self.structural, root=True), *sorted(inner)]

    @cached_property
    def validate(self) -> Callable[..., Any]:
        """What is wrong with a whole object (a plain dict)."""
        return values.validator(self.schema or {})

    @cached_property
    def validate_status(self) -> Callable[..., Any]:
        """What is wrong with a status alone."""
        return values.validator(schemas.properties(self.schema or {}).get('status') or {})

    @cached_property
    def rules(self) -> Rules | None:
        """The CEL rules of the schema; None if it has none."""
        if not schemas.has(self.structural, lambda each: bool(each.get(schemas.RULES))):
            return None
        from sampan.machinery.structural.rules import Rules

        return Rules(self.structural or {})
