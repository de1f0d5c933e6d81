"""Rules with operations against the place of a request (upstream: predicates/rules)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Operation

ANY = '*'
GROUP = 'admissionregistration.k8s.io'
# Who could refuse the repair of a configuration that refuses everything? Nobody is asked about these.
EXEMPT = frozenset(
    {
        'mutatingadmissionpolicies',
        'mutatingadmissionpolicybindings',
        'mutatingwebhookconfigurations',
        'validatingadmissionpolicies',
        'validatingadmissionpolicybindings',
        'validatingwebhookconfigurations',
    }
)


class Rule(Protocol):
    """RuleWithOperations and NamedRuleWithOperations alike."""

    @property
    def operations(self) -> Sequence[str]: ...
    @property
    def api_groups(self) -> Sequence[str]: ...
    @property
    def api_versions(self) -> Sequence[str]: ...
    @property
    def resources(self) -> Sequence[str]: ...
    @property
    def scope(self) -> str | None: ...


class Place(NamedTuple):
    """What rules look at."""

    operation: Operation
    resource: Resource
    subresource: str


def exempt(resource: Resource) -> bool:
    """Whether the resource configures admission itself."""
    return resource.group == GROUP and resource.plural in EXEMPT


def matches(rule: Rule, place: Place, resource: Resource) -> bool:
    """Whether the rule names the place, if its resource went by the name of `resource`."""
    return (
        _scope(rule.scope, resource)
        and _among(rule.operations, place.operation.value)
        and _among(rule.api_groups, resource.group)
        and _among(rule.api_versions, resource.version)
        and any(_resource(text, resource.plural, place.subresource) for text in rule.resources)
    )


def _among(items: Sequence[str], wanted: str) -> bool:
    return wanted in items or ANY in items


def _scope(scope: str | None, resource: Resource) -> bool:
    """Namespaces themselves are of cluster scope."""
    if scope in (None, ANY):
        return True
    return scope == ('Namespaced' if resource.namespaced else 'Cluster')


def _resource(text: str, plural: str, subresource: str) -> bool:
    name, _, part = text.partition('/')
    return name in (ANY, plural) and part in (ANY, subresource)
