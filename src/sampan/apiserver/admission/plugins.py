"""The plugins that are on by default, in upstream's order (pkg/kubeapiserver/options/plugins.go)."""

from __future__ import annotations

from sampan.apiserver.admission.base import Admission, Lookup
from sampan.apiserver.admission.default_tolerations import DefaultTolerationSeconds
from sampan.apiserver.admission.namespace_lifecycle import NamespaceLifecycle
from sampan.apiserver.admission.pod_topology_labels import PodTopologyLabels
from sampan.apiserver.admission.priority import Priority
from sampan.apiserver.admission.runtime_class import RuntimeClass
from sampan.apiserver.admission.service_account import ServiceAccountAdmission
from sampan.apiserver.admission.taint_nodes import TaintNodesByCondition
from sampan.machinery.world import World


def default_plugins(lookup: Lookup, world: World) -> list[Admission]:
    """Fresh plugins over the given view of the cluster."""
    return [
        NamespaceLifecycle(lookup),
        PodTopologyLabels(lookup),
        ServiceAccountAdmission(lookup, world),
        TaintNodesByCondition(),
        Priority(),
        DefaultTolerationSeconds(),
        RuntimeClass(),
    ]
