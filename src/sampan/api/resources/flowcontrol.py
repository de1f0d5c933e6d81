"""flowcontrol.apiserver.k8s.io: how requests share the API server."""

from __future__ import annotations

from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.resources.base import Group, Resource, status, subresources

NAME = 'flowcontrol.apiserver.k8s.io'
GROUP = Group(NAME, ('v1',), 16100)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'flowschemas',
        'flowschema',
        flowcontrol.FlowSchema,
        flowcontrol.FlowSchemaList,
        namespaced=False,
        subresources=subresources(status(flowcontrol.FlowSchema)),
    ),
    Resource(
        NAME,
        'v1',
        'prioritylevelconfigurations',
        'prioritylevelconfiguration',
        flowcontrol.PriorityLevelConfiguration,
        flowcontrol.PriorityLevelConfigurationList,
        namespaced=False,
        subresources=subresources(status(flowcontrol.PriorityLevelConfiguration)),
    ),
)
