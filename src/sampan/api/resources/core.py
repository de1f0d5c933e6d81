"""The core group."""

from __future__ import annotations

from typing import Any

from sampan.api import selectable
from sampan.api.generated import authentication_v1, core_v1, policy_v1
from sampan.api.resources.base import (
    CONNECT,
    PROXY,
    SCALE,
    WRITE,
    Group,
    Resource,
    StructType,
    Subresource,
    status,
    subresources,
)

GROUP = Group('', ('v1',), 18000)


def _of(plural: str, singular: str, type: StructType, list_type: StructType | None, **more: Any) -> Resource:
    return Resource('', 'v1', plural, singular, type, list_type, **more)


RESOURCES: tuple[Resource, ...] = (
    _of('bindings', 'binding', core_v1.Binding, None, verbs=('create',), storage_prefix=None),
    _of(
        'componentstatuses',
        'componentstatus',
        core_v1.ComponentStatus,
        core_v1.ComponentStatusList,
        namespaced=False,
        verbs=('get', 'list'),
        short_names=('cs',),
        storage_prefix=None,
        deprecated='v1.19+',
    ),
    _of('configmaps', 'configmap', core_v1.ConfigMap, core_v1.ConfigMapList, short_names=('cm',)),
    _of(
        'endpoints',
        'endpoints',
        core_v1.Endpoints,
        core_v1.EndpointsList,
        short_names=('ep',),
        storage_prefix='services/endpoints',
        deprecated='v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    ),
    _of('events', 'event', core_v1.Event, core_v1.EventList, short_names=('ev',), selectable=selectable.EVENTS),
    _of('limitranges', 'limitrange', core_v1.LimitRange, core_v1.LimitRangeList, short_names=('limits',)),
    _of(
        'namespaces',
        'namespace',
        core_v1.Namespace,
        core_v1.NamespaceList,
        namespaced=False,
        verbs=('create', 'delete', 'get', 'list', 'patch', 'update', 'watch'),
        short_names=('ns',),
        selectable=selectable.NAMESPACES,
        subresources=subresources(Subresource('finalize', ('update',), core_v1.Namespace), status(core_v1.Namespace)),
    ),
    _of(
        'nodes',
        'node',
        core_v1.Node,
        core_v1.NodeList,
        namespaced=False,
        short_names=('no',),
        selectable=selectable.NODES,
        storage_prefix='minions',
        subresources=subresources(
            Subresource('proxy', PROXY, core_v1.NodeProxyOptions, connect=True), status(core_v1.Node)
        ),
    ),
    _of(
        'persistentvolumeclaims',
        'persistentvolumeclaim',
        core_v1.PersistentVolumeClaim,
        core_v1.PersistentVolumeClaimList,
        short_names=('pvc',),
        subresources=subresources(status(core_v1.PersistentVolumeClaim)),
    ),
    _of(
        'persistentvolumes',
        'persistentvolume',
        core_v1.PersistentVolume,
        core_v1.PersistentVolumeList,
        namespaced=False,
        short_names=('pv',),
        subresources=subresources(status(core_v1.PersistentVolume)),
    ),
    _of(
        'pods',
        'pod',
        core_v1.Pod,
        core_v1.PodList,
        short_names=('po',),
        categories=('all',),
        selectable=selectable.PODS,
        subresources=subresources(
            Subresource('attach', CONNECT, core_v1.PodAttachOptions, connect=True),
            Subresource('binding', ('create',), core_v1.Binding),
            Subresource('ephemeralcontainers', WRITE, core_v1.Pod),
            Subresource('eviction', ('create',), policy_v1.Eviction, 'policy', 'v1'),
            Subresource('exec', CONNECT, core_v1.PodExecOptions, connect=True),
            Subresource('log', ('get',), core_v1.Pod),
            Subresource('portforward', CONNECT, core_v1.PodPortForwardOptions, connect=True),
            Subresource('proxy', PROXY, core_v1.PodProxyOptions, connect=True),
            Subresource('resize', WRITE, core_v1.Pod),
            status(core_v1.Pod),
        ),
    ),
    _of('podtemplates', 'podtemplate', core_v1.PodTemplate, core_v1.PodTemplateList),
    _of(
        'replicationcontrollers',
        'replicationcontroller',
        core_v1.ReplicationController,
        core_v1.ReplicationControllerList,
        short_names=('rc',),
        categories=('all',),
        selectable=selectable.REPLICATION_CONTROLLERS,
        storage_prefix='controllers',
        subresources=subresources(SCALE, status(core_v1.ReplicationController)),
    ),
    _of(
        'resourcequotas',
        'resourcequota',
        core_v1.ResourceQuota,
        core_v1.ResourceQuotaList,
        short_names=('quota',),
        subresources=subresources(status(core_v1.ResourceQuota)),
    ),
    _of('secrets', 'secret', core_v1.Secret, core_v1.SecretList, selectable=selectable.SECRETS),
    _of(
        'serviceaccounts',
        'serviceaccount',
        core_v1.ServiceAccount,
        core_v1.ServiceAccountList,
        short_names=('sa',),
        subresources=subresources(
            Subresource('token', ('create',), authentication_v1.TokenRequest, 'authentication.k8s.io', 'v1')
        ),
    ),
    _of(
        'services',
        'service',
        core_v1.Service,
        core_v1.ServiceList,
        short_names=('svc',),
        categories=('all',),
        selectable=selectable.SERVICES,
        storage_prefix='services/specs',
        subresources=subresources(
            Subresource('proxy', PROXY, core_v1.ServiceProxyOptions, connect=True), status(core_v1.Service)
        ),
    ),
)
