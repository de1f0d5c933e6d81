"""OpenAPI 2 (Swagger): one document of everything, for older clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.apiserver.openapi.fixed import fixed_paths
from sampan.apiserver.openapi.operations import PATCH_TYPES, Operation, Parameter, paths_of
from sampan.apiserver.openapi.schemas import META, V2, Schemas, gvk
from sampan.apiserver.openapi.v3 import TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sampan.api.resources import Group, Resource
    from sampan.apiserver.openapi.operations import Path


def document(resources: Sequence[Resource], groups: Sequence[Group] = ()) -> dict[str, Any]:
    """Everything that is served: the resources, and what tells about the groups."""
    schemas = Schemas(V2)
    described = [*fixed_paths(groups), *(path for resource in resources for path in paths_of(resource))]
    paths = {path.path: path_item(path, schemas) for path in described}
    return {
        'swagger': '2.0',
        'info': {'title': 'Kubernetes', 'version': 'unversioned'},
        'paths': dict(sorted(paths.items())),
        'definitions': dict(sorted(schemas.found.items())),
        'securityDefinitions': {'BearerToken': {'type': 'apiKey', 'name': 'authorization', 'in': 'header'}},
        'security': [{'BearerToken': []}],
    }


def path_item(path: Path, schemas: Schemas) -> dict[str, Any]:
    item: dict[str, Any] = {operation.method: describe(operation, path.tag, schemas) for operation in path.operations}
    if path.parameters:
        item['parameters'] = [parameter(p) for p in path.parameters]
    return item


def describe(operation: Operation, tag: str, schemas: Schemas) -> dict[str, Any]:
    parameters = [*body_parameter(operation, schemas), *(parameter(p) for p in operation.parameters)]
    described: dict[str, Any] = {
        'produces': list(operation.produces),
        'schemes': ['https'],
        'tags': [tag],
        'operationId': operation.id,
        'responses': responses(operation, schemas),
    }
    if operation.kind is not None:
        described['x-kubernetes-action'] = operation.action
        described['x-kubernetes-group-version-kind'] = gvk(*operation.kind)
    consumes = PATCH_TYPES if operation.patch else operation.consumes
    if consumes:
        described['consumes'] = list(consumes)
    if parameters:
        described['parameters'] = parameters
    return described


def body_parameter(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    if operation.patch:
        return [{'name': 'body', 'in': 'body', 'required': True, 'schema': schemas.special(f'{META}.Patch')}]
    if operation.body is None:
        return []
    found: dict[str, Any] = {'name': 'body', 'in': 'body', 'schema': schemas.reference(operation.body)}
    return [found | ({'required': True} if operation.body_required else {})]


def responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    schema = {'type': 'string'} if operation.answer is None else schemas.reference(operation.answer)
    found: dict[str, Any] = {str(code): {'description': TEXTS[code], 'schema': schema} for code in operation.codes}
    return found | {'401': {'description': 'Unauthorized'}}


def parameter(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        'name': parameter.name,
        'in': parameter.place,
        'type': parameter.type,
        'uniqueItems': True,
    }
    if parameter.place == 'path':
        found['required'] = True
    return found
