"""OpenAPI 3: one document per group version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sampan.api.custom import CustomObject
from sampan.apiserver.openapi.fixed import resource_list
from sampan.apiserver.openapi.operations import PATCH_TYPES, Operation, Parameter, paths_of
from sampan.apiserver.openapi.schemas import META, V3, Schemas, gvk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sampan.api.resources import Resource
    from sampan.apiserver.openapi.operations import Path


def document(resources: Sequence[Resource]) -> dict[str, Any]:
    """The document of the group version the resources are of."""
    own = [path for resource in resources for path in paths_of(resource)]
    if not any(issubclass(resource.type, CustomObject) for resource in resources):
        own += [resource_list(group, version) for group, version in {(r.group, r.version) for r in resources}]
    return of_paths(own)


def of_paths(described: Sequence[Path]) -> dict[str, Any]:
    """The document of some paths, with the schemas they need."""
    schemas = Schemas(V3)
    paths = {path.path: path_item(path, schemas) for path in described}
    return {
        'openapi': '3.0.0',
        'info': {'title': 'Kubernetes', 'version': 'unversioned'},
        'paths': dict(sorted(paths.items())),
        'components': {
            'schemas': dict(sorted(schemas.found.items())),
            'securitySchemes': {'BearerToken': {'type': 'apiKey', 'name': 'authorization', 'in': 'header'}},
        },
    }


def path_item(path: Path, schemas: Schemas) -> dict[str, Any]:
    item: dict[str, Any] = {operation.method: describe(operation, path.tag, schemas) for operation in path.operations}
    if path.parameters:
        item['parameters'] = [parameter(p) for p in path.parameters]
    return item


def describe(operation: Operation, tag: str, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        'tags': [tag],
        'operationId': operation.id,
        'responses': responses(operation, schemas),
    }
    if operation.kind is not None:
        described['x-kubernetes-action'] = operation.action
        described['x-kubernetes-group-version-kind'] = gvk(*operation.kind)
    if operation.parameters:
        described['parameters'] = [parameter(p) for p in operation.parameters]
    body = request_body(operation, schemas)
    if body:
        described['requestBody'] = body
    return described


def request_body(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    if operation.patch:
        schema = schemas.special(f'{META}.Patch')
        return {'required': True, 'content': {media: {'schema': schema} for media in PATCH_TYPES}}
    if operation.body is None:
        return {}
    body: dict[str, Any] = {'content': {'*/*': {'schema': schemas.reference(operation.body)}}}
    if operation.body_required:
        body['required'] = True
    return body


def responses(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    schema = {'type': 'string'} if operation.answer is None else schemas.reference(operation.answer)
    content = {media: {'schema': schema} for media in operation.produces}
    found: dict[str, Any] = {str(code): {'description': TEXTS[code], 'content': content} for code in operation.codes}
    return found | {'401': {'description': 'Unauthorized'}}


TEXTS = {200: 'OK', 201: 'Created', 202: 'Accepted'}


def parameter(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        'name': parameter.name,
        'in': parameter.place,
        'schema': {'type': parameter.type, 'uniqueItems': True},
    }
    if parameter.place == 'path':
        found['required'] = True
    return found
