"""apiextensions.k8s.io: the definitions of custom resources."""

from __future__ import annotations

from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.resources.base import Group, Resource, status, subresources

NAME = 'apiextensions.k8s.io'
GROUP = Group(NAME, ('v1',), 16700)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'customresourcedefinitions',
        'customresourcedefinition',
        apiextensions.CustomResourceDefinition,
        apiextensions.CustomResourceDefinitionList,
        namespaced=False,
        short_names=('crd', 'crds'),
        categories=('api-extensions',),
        subresources=subresources(status(apiextensions.CustomResourceDefinition)),
        storage_prefix=f'{NAME}/customresourcedefinitions',
    ),
)
