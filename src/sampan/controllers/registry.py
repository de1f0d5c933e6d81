"""Which controllers there are. To add one: write its module, and one line here."""

from __future__ import annotations

from collections.abc import Callable

from sampan.controllers.base import Context, Controller
from sampan.controllers.certificates import ApprovingController, Cleaner, SigningController
from sampan.controllers.clusterroleaggregation import ClusterRoleAggregation
from sampan.controllers.config import ControllersConfig
from sampan.controllers.deployment import DeploymentController
from sampan.controllers.endpoints import EndpointsController, EndpointSliceController
from sampan.controllers.garbagecollector import GarbageCollector
from sampan.controllers.namespace import NamespaceController
from sampan.controllers.nodeipam import NodeIPAMController
from sampan.controllers.nodelifecycle import NodeLifecycleController, TaintEvictionController
from sampan.controllers.podgc import PodGC
from sampan.controllers.policystatus import PolicyStatus
from sampan.controllers.replicaset import ReplicaSetController
from sampan.controllers.resourcequota import ResourceQuotaController
from sampan.controllers.rootca import RootCAPublisher
from sampan.controllers.serviceaccount import ServiceAccountController
from sampan.controllers.serviceaccounttoken import TokenController
from sampan.controllers.volumeprotection import AttributesClassProtection, ClaimProtection, VolumeProtection

Factory = Callable[[Context, ControllersConfig], Controller]


def _plain(kind: Callable[[Context], Controller]) -> Factory:
    """A controller that needs no configuration."""
    return lambda context, config: kind(context)


CONTROLLERS: dict[str, Factory] = {
    'clusterrole-aggregation': _plain(ClusterRoleAggregation),
    'deployment': _plain(DeploymentController),
    'replicaset': _plain(ReplicaSetController),
    'endpointslice': EndpointSliceController,
    'endpoints': _plain(EndpointsController),
    'namespace': _plain(NamespaceController),
    'serviceaccount': _plain(ServiceAccountController),
    'serviceaccount-token': TokenController,
    'root-ca-certificate-publisher': RootCAPublisher,
    'node-ipam': NodeIPAMController,
    'node-lifecycle': NodeLifecycleController,
    'taint-eviction': _plain(TaintEvictionController),
    'garbage-collector': GarbageCollector,
    'pod-garbage-collector': PodGC,
    'certificatesigningrequest-signing-controller': SigningController,
    'certificatesigningrequest-approving-controller': _plain(ApprovingController),
    'certificatesigningrequest-cleaner-controller': _plain(Cleaner),
    'resourcequota': ResourceQuotaController,
    'validatingadmissionpolicy-status': _plain(PolicyStatus),
    'persistentvolumeclaim-protection': _plain(ClaimProtection),
    'persistentvolume-protection': _plain(VolumeProtection),
    'volumeattributesclass-protection': _plain(AttributesClassProtection),
}


def make(name: str, context: Context, config: ControllersConfig) -> Controller:
    """The controller of that name. ValueError names the known ones."""
    factory = CONTROLLERS.get(name)
    if factory is None:
        raise ValueError(f'unknown controller {name!r}; there are {", ".join(CONTROLLERS)}')
    return factory(context, config)
