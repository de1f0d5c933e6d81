"""The APIServices of what this server serves itself (upstream: autoregister controller, pkg/controlplane/apiserver).

Built-in versions are seen to when the server starts; those of custom kinds always. One that somebody else manages
(without the label) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import meta_v1
from sampan.api.resources import GROUPS
from sampan.api.scalars import Time
from sampan.store.base import Conflict, Create, Delete, Update

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

OWN_GROUP = 'apiregistration.k8s.io'  # there is no APIService of APIServices
LABEL = 'kube-aggregator.kubernetes.io/automanaged'
ON_START, ALWAYS = 'onstart', 'true'
CUSTOM = 1000, 100
ATTEMPTS = 5  # against other API servers that start at the same time
# Versions within their group, higher first; what is not here has DEFAULT_VERSION or, if it is no stable one, LESSER.
VERSIONS: Mapping[tuple[str, str], int] = {
    ('', 'v1'): 1,
    ('autoscaling', 'v2'): 30,
    ('flowcontrol.apiserver.k8s.io', 'v1'): 21,
    ('resource.k8s.io', 'v1'): 21,
    ('resource.k8s.io', 'v1beta2'): 20,
    ('resource.k8s.io', 'v1beta1'): 19,
    ('admissionregistration.k8s.io', 'v1beta1'): 12,
    ('coordination.k8s.io', 'v1beta1'): 13,
    ('coordination.k8s.io', 'v1alpha2'): 12,
}
STABLE, LESSER = 15, 9

Change = Create | Update | Delete
APIService = apiregistration.APIService


def available() -> apiregistration.APIServiceCondition:
    """The condition of what is served here."""
    return apiregistration.APIServiceCondition(
        type='Available', status='True', reason='Local', message='Local APIServices are always available'
    )


def priorities(group: str, version: str) -> tuple[int, int]:
    """Of a group and of a version in it; custom ones are all the same."""
    for known in GROUPS:
        if known.name == group and version in known.versions:
            stable = 'alpha' not in version and 'beta' not in version
            return known.priority, VERSIONS.get((group, version), STABLE if stable else LESSER)
    return CUSTOM


def desired(registry: Registry) -> Mapping[str, APIService]:
    """What there should be, by name."""
    found: dict[str, APIService] = {}
    for group in registry.served.groups():
        for version in group.versions:
            if group.name == OWN_GROUP:
                continue
            name = f'{version}.{group.name}'
            most, least = priorities(group.name, version)
            label = ALWAYS if (most, least) == CUSTOM else ON_START
            spec = apiregistration.APIServiceSpec(
                group=group.name, version=version, group_priority_minimum=most, version_priority=least
            )
            found[name] = APIService(metadata=meta_v1.ObjectMeta(name=name, labels={LABEL: label}), spec=spec)
    return found


async def ensure(registry: Registry, *, starting: bool) -> None:
    """Returns when they are there. After the start only those of custom kinds are looked at. Raises StoreError."""
    for attempt in range(ATTEMPTS):
        await registry.feed.fresh()
        changes = list(_changes(registry, starting=starting))
        if not changes:
            return
        try:
            for start in range(0, len(changes), registry.store.max_changes):
                await registry.store.commit(*changes[start : start + registry.store.max_changes])
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    await registry.feed.fresh()


def _changes(registry: Registry, *, starting: bool) -> Iterator[Change]:
    endpoint, wanted = registry.endpoint(APIService), desired(registry)
    present = {entry.key.rpartition('/')[2]: entry for entry in endpoint.cache.scan(endpoint.cache.prefix)}
    for name, obj in wanted.items():
        if not starting and obj.metadata.labels[LABEL] == ON_START:
            continue
        entry = present.get(name)
        if entry is None:
            yield Create(endpoint.cache.prefix + name, endpoint.stored(_born(registry, obj)))
            continue
        found = endpoint.decode(entry)
        if LABEL in found.metadata.labels and found.spec != obj.spec:
            found.spec = obj.spec
            yield Update(entry.key, endpoint.stored(found), entry.revision)
    for name, entry in present.items():
        if name not in wanted:
            label = endpoint.decode(entry).metadata.labels.get(LABEL)
            if label == ALWAYS or (starting and label == ON_START):
                yield Delete(entry.key, entry.revision)


def _born(registry: Registry, obj: APIService) -> APIService:
    now = Time.of(registry.world.now())
    obj.metadata.uid = registry.world.uid()
    obj.metadata.creation_timestamp = now
    condition = available()
    condition.last_transition_time = now
    obj.status.conditions = [condition]
    return obj
