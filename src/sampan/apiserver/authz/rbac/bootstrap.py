"""The default roles and bindings, put into the cluster when the server starts.

What is not there is created, all in one commit where the store takes so many changes. What is there gets back the
labels, rules and subjects it lacks, unless its annotation `rbac.authorization.kubernetes.io/autoupdate` says
"false"; what was added to it stays. A binding whose role is another than it should be is replaced: roleRef never
changes.

Upstream: pkg/registry/rbac/rest/storage_rbac.go, component-helpers/auth/rbac/reconciliation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from sampan.api import codec
from sampan.api.generated import meta_v1
from sampan.api.generated import rbac_v1 as rbac
from sampan.api.scalars import Time
from sampan.apiserver.authz.rbac import notation
from sampan.apiserver.authz.rbac.controller_roles import CONTROLLERS, PREFIX
from sampan.apiserver.authz.rbac.default_bindings import CLUSTER, NAMESPACED
from sampan.apiserver.authz.rbac.default_roles import AGGREGATE, AGGREGATED, COMPONENTS, GATHERED, USERS
from sampan.apiserver.authz.rbac.default_roles import NAMESPACED as NAMESPACED_ROLES
from sampan.apiserver.authz.rbac.rules import uncovered
from sampan.store.base import Conflict, Create, Delete, Update

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

GROUP = 'rbac.authorization.k8s.io'
AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate'
LABELS = {'kubernetes.io/bootstrapping': 'rbac-defaults'}
SYSTEM = 'kube-system'
ATTEMPTS = 5  # against other API servers that start at the same time

Change = Create | Update | Delete


async def ensure(registry: Registry) -> None:
    """Returns when every default is there. Raises StoreError."""
    for attempt in range(ATTEMPTS):
        await registry.feed.fresh()
        changes = [change for wanted in defaults() for change in reconcile(registry, wanted)]
        if not changes:
            return
        try:
            for start in range(0, len(changes), registry.store.max_changes):
                await registry.store.commit(*changes[start : start + registry.store.max_changes])
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
    await registry.feed.fresh()


def reconcile(registry: Registry, wanted: Any) -> Iterator[Change]:
    """What has to be written so that one default is there."""
    endpoint = registry.endpoint(type(wanted))
    key = endpoint.root(wanted.metadata.namespace) + wanted.metadata.name
    entry = endpoint.cache.get(key)
    if entry is None:
        yield Create(key, endpoint.stored(born(registry, codec.clone(wanted))))
        return
    present = endpoint.decode(entry)
    if present.metadata.annotations.get(AUTOUPDATE) == 'false':
        return
    if getattr(present, 'role_ref', None) != getattr(wanted, 'role_ref', None):
        yield Delete(key, entry.revision)  # the next round creates it
    elif completed(present, wanted):
        yield Update(key, endpoint.stored(present), entry.revision)


def born(registry: Registry, obj: Any) -> Any:
    obj.metadata.uid = registry.world.uid()
    obj.metadata.creation_timestamp = Time.of(registry.world.now())
    return obj


def completed(present: Any, wanted: Any) -> bool:
    """Add what `present` lacks; whether it lacked anything."""
    before = codec.encode(present)
    metadata = present.metadata
    metadata.labels = {**wanted.metadata.labels, **metadata.labels}
    metadata.annotations = {**wanted.metadata.annotations, **metadata.annotations}
    if isinstance(present, rbac.Role | rbac.ClusterRole):
        gathered = isinstance(wanted, rbac.ClusterRole) and wanted.aggregation_rule is not None
        if not gathered:
            missing = [rule for rule in wanted.rules if uncovered(present.rules, [rule])]
            present.rules = [*present.rules, *missing]
    else:
        missing_subjects = [subject for subject in wanted.subjects if subject not in present.subjects]
        present.subjects = [*present.subjects, *missing_subjects]
    if isinstance(wanted, rbac.ClusterRole) and wanted.aggregation_rule is not None:
        own = [] if present.aggregation_rule is None else present.aggregation_rule.cluster_role_selectors
        selectors = [each for each in wanted.aggregation_rule.cluster_role_selectors if each not in own]
        present.aggregation_rule = rbac.AggregationRule(cluster_role_selectors=[*own, *selectors])
    return codec.encode(present) != before


@cache
def defaults() -> tuple[Any, ...]:
    """Every default role and binding. They are shared: copy before changing."""
    return (*_cluster_roles(), *_cluster_bindings(), *_roles(), *_bindings())


def _metadata(name: str, namespace: str = '', labels: dict[str, str] | None = None) -> meta_v1.ObjectMeta:
    return meta_v1.ObjectMeta(
        name=name, namespace=namespace, labels={**LABELS, **(labels or {})}, annotations={AUTOUPDATE: 'true'}
    )


def _cluster_roles() -> Iterator[rbac.ClusterRole]:
    for word, into in AGGREGATED.items():
        selector = meta_v1.LabelSelector(match_labels={AGGREGATE + word: 'true'})
        yield rbac.ClusterRole(
            metadata=_metadata(word, labels={AGGREGATE + into: 'true'} if into else None),
            aggregation_rule=rbac.AggregationRule(cluster_role_selectors=[selector]),
        )
    for name, text in {**USERS, **COMPONENTS}.items():
        word = GATHERED.get(name, '')
        labels = {AGGREGATE + word: 'true'} if word else None
        yield rbac.ClusterRole(metadata=_metadata(name, labels=labels), rules=notation.rules(text))
    for account, text in CONTROLLERS.items():
        yield rbac.ClusterRole(metadata=_metadata(PREFIX + account), rules=notation.rules(text))


def _cluster_bindings() -> Iterator[rbac.ClusterRoleBinding]:
    bound = {**CLUSTER, **{PREFIX + account: (f'ServiceAccount {account}',) for account in CONTROLLERS}}
    for name, subjects in bound.items():
        yield rbac.ClusterRoleBinding(
            metadata=_metadata(name),
            role_ref=rbac.RoleRef(api_group=GROUP, kind='ClusterRole', name=name),
            subjects=[_subject(text) for text in subjects],
        )


def _roles() -> Iterator[rbac.Role]:
    for (namespace, name), text in NAMESPACED_ROLES.items():
        yield rbac.Role(metadata=_metadata(name, namespace), rules=notation.rules(text))


def _bindings() -> Iterator[rbac.RoleBinding]:
    for (namespace, name), (role, subjects) in NAMESPACED.items():
        yield rbac.RoleBinding(
            metadata=_metadata(name, namespace),
            role_ref=rbac.RoleRef(api_group=GROUP, kind='Role', name=role),
            subjects=[_subject(text) for text in subjects],
        )


def _subject(text: str) -> rbac.Subject:
    kind, name = text.split()
    if kind == 'ServiceAccount':
        return rbac.Subject(kind=kind, name=name, namespace=SYSTEM)
    return rbac.Subject(kind=kind, api_group=GROUP, name=name)
