"""How a custom kind and its lists describe themselves to the OpenAPI documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.api.generated import meta_v1
from sampan.apiserver.customresources.schemas import published

if TYPE_CHECKING:
    from sampan.apiserver.customresources.version import CustomVersion
    from sampan.apiserver.openapi.schemas import Schemas


def model_name(group: str, version: str, kind: str) -> str:
    """`com.example.stable.v1.CronTab`."""
    return '.'.join([*reversed(group.split('.')), version, kind])


class Published:
    """One version's kind."""

    def __init__(self, version: CustomVersion) -> None:
        self._version = version
        crd = version.crd
        self.name = model_name(crd.spec.group, version.name, crd.spec.names.kind)

    def schema(self, schemas: Schemas, *, v2: bool) -> dict[str, Any]:
        version, crd = self._version, self._version.crd
        made = published(
            version.structural if v2 else version.schema,
            lambda: schemas.reference(meta_v1.ObjectMeta),
            v2=v2,
            keeps_unknown=version.keeps_unknown,
        )
        made['x-kubernetes-group-version-kind'] = [_gvk(version, crd.spec.names.kind)]
        if version.spec.selectable_fields and not v2:
            made['x-kubernetes-selectable-fields'] = [{'fieldPath': name} for name in version.field_paths]
        return made


class PublishedList:
    """The lists of one version's kind."""

    def __init__(self, version: CustomVersion) -> None:
        self._version = version
        self.name = model_name(version.crd.spec.group, version.name, version.list_kind)

    def schema(self, schemas: Schemas, *, v2: bool) -> dict[str, Any]:
        version = self._version
        items = {'type': 'array', 'items': schemas.reference(version.type)}  # type: ignore[arg-type]
        return {
            'type': 'object',
            'required': ['items'],
            'properties': {
                'apiVersion': {'type': 'string'},
                'items': items,
                'kind': {'type': 'string'},
                'metadata': schemas.reference(meta_v1.ListMeta),
            },
            'x-kubernetes-group-version-kind': [_gvk(version, version.list_kind)],
        }


def _gvk(version: CustomVersion, kind: str) -> dict[str, str]:
    return {'group': version.crd.spec.group, 'version': version.name, 'kind': kind}
