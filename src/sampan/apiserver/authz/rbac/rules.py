"""The arithmetic of policy rules: which rule matches a request, which rules cover others.

Upstream: component-helpers/auth/rbac/validation, pkg/apis/rbac/v1/{evaluation_helpers,helpers}.go,
pkg/registry/rbac/validation/policy_compact.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sampan.api.generated.rbac_v1 import PolicyRule
from sampan.machinery.gotext import quote

ALL = '*'


def matches_resource(rule: PolicyRule, verb: str, group: str, resource: str, subresource: str) -> bool:
    """Whether the rule is about such requests, whatever names it is limited to."""
    if verb not in rule.verbs and ALL not in rule.verbs:
        return False
    if group not in rule.api_groups and ALL not in rule.api_groups:
        return False
    wanted = f'{resource}/{subresource}' if subresource else resource
    asked = rule.resources
    return wanted in asked or ALL in asked or bool(subresource and f'*/{subresource}' in asked)


def matches_path(rule: PolicyRule, verb: str, path: str) -> bool:
    """Whether the rule is about requests for a path that is no resource."""
    if verb not in rule.verbs and ALL not in rule.verbs:
        return False
    return any(url_covers(pattern, path) for pattern in rule.non_resource_urls)


def url_covers(pattern: str, path: str) -> bool:
    """A trailing `*` stands for anything."""
    return pattern == path or (pattern.endswith('*') and path.startswith(pattern.rstrip('*')))


def uncovered(owned: Sequence[PolicyRule], wanted: Iterable[PolicyRule]) -> list[PolicyRule]:
    """The smallest pieces of `wanted` that no single rule of `owned` covers."""
    return [piece for rule in wanted for piece in pieces(rule) if not any(covers(own, piece) for own in owned)]


def pieces(rule: PolicyRule) -> Iterator[PolicyRule]:
    """A rule as rules of one verb, one group, one resource and at most one name each."""
    for group in rule.api_groups:
        for resource in rule.resources:
            for verb in rule.verbs:
                for names in [[name] for name in rule.resource_names] or [[]]:
                    yield PolicyRule(verbs=[verb], api_groups=[group], resources=[resource], resource_names=names)
    for url in rule.non_resource_urls:
        for verb in rule.verbs:
            yield PolicyRule(verbs=[verb], non_resource_urls=[url])


def covers(owner: PolicyRule, piece: PolicyRule) -> bool:
    """Whether `owner` alone allows everything that `piece` allows."""
    if not (_has(owner.verbs, piece.verbs) and _has(owner.api_groups, piece.api_groups)):
        return False
    if not all(_resource_covered(owner.resources, resource) for resource in piece.resources):
        return False
    for url in piece.non_resource_urls:
        if not any(url_covers(pattern, url) for pattern in owner.non_resource_urls):
            return False
    if not owner.resource_names:
        return True
    return bool(piece.resource_names) and set(piece.resource_names) <= set(owner.resource_names)


def _has(owned: Sequence[str], wanted: Sequence[str]) -> bool:
    return ALL in owned or set(wanted) <= set(owned)


def _resource_covered(owned: Sequence[str], resource: str) -> bool:
    if ALL in owned or resource in owned:
        return True
    _, slash, subresource = resource.partition('/')
    return bool(slash) and f'*/{subresource}' in owned


def compact(rules: Iterable[PolicyRule]) -> list[PolicyRule]:
    """Rules of one group, resource and name are joined into one with all their verbs."""
    kept: list[PolicyRule] = []
    simple: dict[tuple[str, str, tuple[str, ...]], PolicyRule] = {}
    for rule in rules:
        if (
            rule.non_resource_urls
            or len(rule.resource_names) > 1
            or len(rule.api_groups) != 1
            or len(rule.resources) != 1
        ):
            kept.append(rule)
            continue
        key = (rule.api_groups[0], rule.resources[0], tuple(rule.resource_names))
        known = simple.get(key)
        if known is None:
            simple[key] = PolicyRule(
                verbs=list(rule.verbs),
                api_groups=rule.api_groups,
                resources=rule.resources,
                resource_names=rule.resource_names,
            )
        else:
            known.verbs = [*known.verbs, *rule.verbs]
    return kept + list(simple.values())


def describe(rule: PolicyRule) -> str:
    """The rule in one line, as refusals show it."""
    parts = (
        ('APIGroups', rule.api_groups),
        ('Resources', rule.resources),
        ('NonResourceURLs', rule.non_resource_urls),
        ('ResourceNames', rule.resource_names),
        ('Verbs', rule.verbs),
    )
    return '{' + ', '.join(f'{name}:{quoted(values)}' for name, values in parts if values) + '}'


def quoted(values: Sequence[str]) -> str:
    """A list of strings as Go's `%q` prints it."""
    return '[' + ' '.join(quote(value) for value in values) + ']'
