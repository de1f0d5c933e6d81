"""Listers over informers."""

from __future__ import annotations

from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.client.informer import Informer
from sampan.machinery import labels
from sampan.scheduler.podinfo import PodInfo


class InformerListers:
    """What the plugins look up, from the shared copies."""

    def __init__(
        self,
        namespaces: Informer[core.Namespace],
        services: Informer[core.Service],
        replica_sets: Informer[apps.ReplicaSet],
    ) -> None:
        self._namespaces = namespaces
        self._services = services
        self._replica_sets = replica_sets

    def namespace_labels(self, namespace: str) -> dict[str, str]:
        found = self._namespaces.get(namespace)
        return found.metadata.labels if found else {}

    def default_selector(self, pod: PodInfo) -> labels.Selector | None:
        """The Services' selectors and the owning ReplicaSet's, all of them joined."""
        joined: labels.Selector | None = None
        for service in self._services.list(pod.namespace):
            wanted = service.spec.selector
            if wanted and wanted.items() <= pod.labels.items():
                joined = _join(joined, labels.from_set(wanted))
        owner = next((ref for ref in pod.pod.metadata.owner_references if ref.controller), None)
        if owner is not None and owner.kind == 'ReplicaSet' and owner.api_version.startswith('apps/'):
            replica_set = self._replica_sets.get(owner.name, pod.namespace)
            if replica_set is not None:
                joined = _join(joined, labels.from_object(replica_set.spec.selector))
        return joined


def _join(first: labels.Selector | None, second: labels.Selector) -> labels.Selector:
    return second if first is None else first.add(*second.requirements)
