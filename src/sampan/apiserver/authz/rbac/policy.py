"""The roles and bindings as they are now, indexed by who is bound.

Upstream: component-helpers/auth/rbac/validation (DefaultRuleResolver).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sampan.api.generated import rbac_v1 as rbac
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.request import UserInfo

Binding = rbac.RoleBinding | rbac.ClusterRoleBinding
KINDS = (rbac.ClusterRole, rbac.Role, rbac.ClusterRoleBinding, rbac.RoleBinding)


class Collection:
    """One kind's objects by (namespace, name), decoded anew only where they changed."""

    def __init__(self, endpoint: Endpoint[Any]) -> None:
        self._endpoint = endpoint
        self._version = -1
        self._decoded: dict[str, tuple[int, Any]] = {}
        self.objects: dict[tuple[str, str], Any] = {}

    @property
    def version(self) -> int:
        """Changes with every change of the collection."""
        return self._endpoint.cache.version

    def refresh(self) -> bool:
        """Take over what changed; whether anything did."""
        cache = self._endpoint.cache
        if cache.version == self._version:
            return False
        self._version = cache.version
        known, self._decoded, self.objects = self._decoded, {}, {}
        for entry in cache.scan(cache.prefix):
            pair = known.get(entry.key)
            if pair is None or pair[0] != entry.revision:
                pair = (entry.revision, self._endpoint.decode(entry))
            self._decoded[entry.key] = pair
            metadata = pair[1].metadata
            self.objects[metadata.namespace, metadata.name] = pair[1]
        return True


class Index:
    """Bindings by subject, in key order."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._bindings = list(bindings)
        self._of: dict[str, list[int]] = {}
        for position, binding in enumerate(self._bindings):
            for subject in binding.subjects:
                key = subject_key(subject, binding.metadata.namespace)
                self._of.setdefault(key, []).append(position)

    def of(self, keys: Iterable[str]) -> Iterator[Binding]:
        """The bindings with any of these subjects."""
        positions = {position for key in keys for position in self._of.get(key, ())}
        return (self._bindings[position] for position in sorted(positions))


def subject_key(subject: rbac.Subject, namespace: str) -> str:
    """What a subject is found by: the name of a user (accounts are users), or of a group."""
    if subject.kind == 'Group':
        return f'group {subject.name}'
    if subject.kind == 'ServiceAccount':
        return f'user system:serviceaccount:{subject.namespace or namespace}:{subject.name}'
    return f'user {subject.name}'


def keys_of(user: UserInfo) -> tuple[str, ...]:
    return (f'user {user.name}', *(f'group {group}' for group in user.groups))


@dataclass(frozen=True, slots=True)
class Grant:
    """The rules one binding gives, and how it is spoken of; or why it gives none."""

    rules: Sequence[rbac.PolicyRule]
    source: str
    problem: str = ''


class Policy:
    """`refresh` before asking; answers hold until the next `refresh` says that something changed."""

    def __init__(self, endpoint: Callable[[type[Any]], Endpoint[Any]]) -> None:
        self._endpoint = endpoint
        self._collections: tuple[Collection, ...] = ()
        self._seen: tuple[int, ...] = ()
        self._everywhere = Index(())
        self._in_namespace: dict[str, Index] = {}

    def refresh(self) -> bool:
        """Whether anything changed since the last call."""
        if not self._collections:
            self._collections = tuple(Collection(self._endpoint(kind)) for kind in KINDS)
        versions = tuple([each.version for each in self._collections])
        if versions == self._seen:
            return False
        self._seen = versions
        changed = [each.refresh() for each in self._collections]
        if changed[2]:
            self._everywhere = Index(self._collections[2].objects.values())
        if changed[3]:
            spaces: dict[str, list[rbac.RoleBinding]] = {}
            for (namespace, _), binding in self._collections[3].objects.items():
                spaces.setdefault(namespace, []).append(binding)
            self._in_namespace = {namespace: Index(bindings) for namespace, bindings in spaces.items()}
        return True

    def grants(self, user: UserInfo, namespace: str) -> Iterator[Grant]:
        """What the user's bindings give: those for the whole cluster, then those of the namespace if there is one."""
        keys = keys_of(user)
        for binding in self._everywhere.of(keys):
            yield self._grant(binding, keys)
        if namespace in self._in_namespace:
            for binding in self._in_namespace[namespace].of(keys):
                yield self._grant(binding, keys)

    def role(self, reference: rbac.RoleRef, namespace: str) -> rbac.Role | rbac.ClusterRole | None:
        """The role a binding refers to."""
        clusterwide = reference.kind == 'ClusterRole'
        found = self._collections[0 if clusterwide else 1].objects
        role: rbac.Role | rbac.ClusterRole | None = found.get(('' if clusterwide else namespace, reference.name))
        return role

    def _grant(self, binding: Binding, keys: Sequence[str]) -> Grant:
        namespace, reference = binding.metadata.namespace, binding.role_ref
        role = self.role(reference, namespace)
        if role is None:
            what = f'{reference.kind.lower()}.rbac.authorization.k8s.io {quote(reference.name)} not found'
            return Grant((), '', what)
        subject = next(each for each in binding.subjects if subject_key(each, namespace) in keys)
        return Grant(role.rules, describe(binding, subject))


def describe(binding: Binding, subject: rbac.Subject) -> str:
    """`ClusterRoleBinding "a" of ClusterRole "b" to Group "c"`."""
    namespace = binding.metadata.namespace
    name = f'{binding.metadata.name}/{namespace}' if namespace else binding.metadata.name
    who = subject.name
    if subject.kind == 'ServiceAccount':
        who = f'{subject.name}/{subject.namespace or namespace}'
    reference = binding.role_ref
    return f'{binding.kind} {quote(name)} of {reference.kind} {quote(reference.name)} to {subject.kind} {quote(who)}'
