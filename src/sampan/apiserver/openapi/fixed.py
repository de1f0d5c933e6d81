"""Paths that are no resources: what there is to discover, the server's version, the keys of its tokens.

Version 2 has them in its one document; version 3 has a document for each of their addresses, but for those of a group
version, which are in the group version's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sampan.api.generated import meta_v1, version
from sampan.apiserver.openapi.operations import OBJECT_TYPES, Operation, Path, capitalized, spoken

if TYPE_CHECKING:
    from sampan.api.resources import Group
    from sampan.api.schema import StructType

JSON = ('application/json',)


def fixed_paths(groups: Iterable[Group]) -> Iterator[Path]:
    """Every such path, with the discovery of the groups that are given."""
    yield _about('/api/', 'core', 'getCoreAPIVersions', meta_v1.APIVersions)
    yield _about('/apis/', 'apis', 'getAPIVersions', meta_v1.APIGroupList)
    for group in groups:
        if group.name:
            tag = spoken(group.name)
            yield _about(f'/apis/{group.name}/', tag, f'get{capitalized(tag)}APIGroup', meta_v1.APIGroup)
        for each in group.versions:
            yield resource_list(group.name, each)
    yield _get('/version/', 'version', 'getCodeVersion', version.Info, JSON, JSON)
    name = 'getServiceAccountIssuerOpenIDKeyset'
    yield _get('/openid/v1/jwks/', 'openid', name, None, ('application/jwk-set+json',))
    name = 'getServiceAccountIssuerOpenIDConfiguration'
    yield _get('/.well-known/openid-configuration/', 'WellKnown', name, None, JSON)


def resource_list(group: str, version: str) -> Path:
    """Where the resources of one group version are told."""
    tag = spoken(group)
    path = f'/apis/{group}/{version}/' if group else f'/api/{version}/'
    id = f'get{capitalized(tag)}{capitalized(version)}APIResources'
    return _about(path, f'{tag}_{version}', id, meta_v1.APIResourceList)


def _about(path: str, tag: str, id: str, answer: StructType) -> Path:
    return _get(path, tag, id, answer, OBJECT_TYPES, OBJECT_TYPES)


def _get(
    path: str,
    tag: str,
    id: str,
    answer: StructType | None,
    produces: tuple[str, ...],
    consumes: tuple[str, ...] = (),
) -> Path:
    return Path(path, tag, (), [Operation('get', id, '', None, answer, produces=produces, consumes=consumes)])
