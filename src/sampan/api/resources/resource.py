"""resource.k8s.io: devices, and claims for them. All versions but DeviceTaintRule's are stored as v1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.api import conversion_resource as shapes
from sampan.api import selectable
from sampan.api.conversion import renamed
from sampan.api.generated import resource_v1, resource_v1alpha3, resource_v1beta1, resource_v1beta2
from sampan.api.resources.base import Group, Resource, status, subresources

NAME = 'resource.k8s.io'
GROUP = Group(NAME, ('v1', 'v1beta2', 'v1beta1', 'v1alpha3'), 15900)

Convert = Callable[[Any], Any]

_DEPRECATED = {
    'v1': '',
    'v1beta2': 'v1.36+, unavailable in v1.39+',
    'v1beta1': 'v1.35+, unavailable in v1.38+',
    'v1alpha3': 'v1.36+, unavailable in v1.39+',
}


def _versions(
    plural: str, singular: str, name: str, to_v1: Convert | None = None, to_beta: Convert | None = None, **more: Any
) -> tuple[Resource, ...]:
    """A kind in its three versions: v1beta2 is v1 by another name, v1beta1 may need reshaping."""
    v1 = getattr(resource_v1, name)
    found = []
    for module, version in ((resource_v1, 'v1'), (resource_v1beta2, 'v1beta2'), (resource_v1beta1, 'v1beta1')):
        type = getattr(module, name)
        options: dict[str, Any] = {**more, 'deprecated': _DEPRECATED[version]}
        if options.pop('has_status', False):
            options['subresources'] = subresources(status(type))
        if version != 'v1':
            reshaped = version == 'v1beta1'
            options['storage_type'] = v1
            options['to_storage'] = to_v1 if reshaped and to_v1 else renamed(v1)
            options['from_storage'] = to_beta if reshaped and to_beta else renamed(type)
        found.append(Resource(NAME, version, plural, singular, type, getattr(module, f'{name}List'), **options))
    return tuple(found)


RESOURCES: tuple[Resource, ...] = (
    *_versions('deviceclasses', 'deviceclass', 'DeviceClass', namespaced=False),
    *_versions(
        'resourceclaims',
        'resourceclaim',
        'ResourceClaim',
        shapes.reshaped(resource_v1.ResourceClaim, shapes.claim_from_beta),
        shapes.reshaped(resource_v1beta1.ResourceClaim, shapes.claim_to_beta),
        has_status=True,
    ),
    *_versions(
        'resourceclaimtemplates',
        'resourceclaimtemplate',
        'ResourceClaimTemplate',
        shapes.reshaped(resource_v1.ResourceClaimTemplate, shapes.template_from_beta),
        shapes.reshaped(resource_v1beta1.ResourceClaimTemplate, shapes.template_to_beta),
    ),
    *_versions(
        'resourceslices',
        'resourceslice',
        'ResourceSlice',
        shapes.reshaped(resource_v1.ResourceSlice, shapes.slice_from_beta),
        shapes.reshaped(resource_v1beta1.ResourceSlice, shapes.slice_to_beta),
        namespaced=False,
        selectable=selectable.RESOURCE_SLICES,
    ),
    Resource(
        NAME,
        'v1beta2',
        'devicetaintrules',
        'devicetaintrule',
        resource_v1beta2.DeviceTaintRule,
        resource_v1beta2.DeviceTaintRuleList,
        namespaced=False,
        subresources=subresources(status(resource_v1beta2.DeviceTaintRule)),
        storage_type=resource_v1alpha3.DeviceTaintRule,
        to_storage=renamed(resource_v1alpha3.DeviceTaintRule),
        from_storage=renamed(resource_v1beta2.DeviceTaintRule),
    ),
    Resource(
        NAME,
        'v1alpha3',
        'devicetaintrules',
        'devicetaintrule',
        resource_v1alpha3.DeviceTaintRule,
        resource_v1alpha3.DeviceTaintRuleList,
        namespaced=False,
        subresources=subresources(status(resource_v1alpha3.DeviceTaintRule)),
        deprecated=_DEPRECATED['v1alpha3'],
    ),
    Resource(
        NAME,
        'v1alpha3',
        'resourcepoolstatusrequests',
        'resourcepoolstatusrequest',
        resource_v1alpha3.ResourcePoolStatusRequest,
        resource_v1alpha3.ResourcePoolStatusRequestList,
        namespaced=False,
        subresources=subresources(status(resource_v1alpha3.ResourcePoolStatusRequest)),
    ),
)
