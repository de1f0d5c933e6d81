"""apiregistration.k8s.io: which server serves a group version. Discovery lists it before everything else."""

from __future__ import annotations

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.resources.base import Group, Resource, status, subresources

NAME = 'apiregistration.k8s.io'
GROUP = Group(NAME, ('v1',), 20001)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'apiservices',
        'apiservice',
        apiregistration.APIService,
        apiregistration.APIServiceList,
        namespaced=False,
        categories=('api-extensions',),
        subresources=subresources(status(apiregistration.APIService)),
        storage_prefix=f'{NAME}/apiservices',
    ),
)
