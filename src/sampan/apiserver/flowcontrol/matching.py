"""Which requests a FlowSchema is about (upstream: flowcontrol/rule.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.api.generated import flowcontrol_v1 as flowcontrol
    from sampan.apiserver.request import RequestInfo, UserInfo

ALL = '*'
ACCOUNT = 'system:serviceaccount:'


def matches(schema: flowcontrol.FlowSchema, user: UserInfo, info: RequestInfo) -> bool:
    """Whether any of the schema's rules is about the request."""
    return any(_matches_rule(rule, user, info) for rule in schema.spec.rules)


def _matches_rule(rule: flowcontrol.PolicyRulesWithSubjects, user: UserInfo, info: RequestInfo) -> bool:
    if not any(_is(subject, user) for subject in rule.subjects):
        return False
    if info.is_resource:
        return any(_about_resource(each, info) for each in rule.resource_rules)
    return any(_about_path(each, info) for each in rule.non_resource_rules)


def _is(subject: flowcontrol.Subject, user: UserInfo) -> bool:
    if subject.kind == 'User' and subject.user is not None:
        return subject.user.name in (ALL, user.name)
    if subject.kind == 'Group' and subject.group is not None:
        return subject.group.name == ALL or subject.group.name in user.groups
    account = subject.service_account
    if subject.kind != 'ServiceAccount' or account is None:
        return False
    of_namespace = f'{ACCOUNT}{account.namespace}:'
    if account.name == ALL:
        return user.name.startswith(of_namespace)
    return user.name == of_namespace + account.name


def _about_resource(rule: flowcontrol.ResourcePolicyRule, info: RequestInfo) -> bool:
    resource = f'{info.resource}/{info.subresource}' if info.subresource else info.resource
    if not (_has(rule.verbs, info.verb) and _has(rule.resources, resource) and _has(rule.api_groups, info.group)):
        return False
    return _has(rule.namespaces, info.namespace) if info.namespace else rule.cluster_scope


def _about_path(rule: flowcontrol.NonResourcePolicyRule, info: RequestInfo) -> bool:
    return _has(rule.verbs, info.verb) and any(_covers(url, info.path) for url in rule.non_resource_urls)


def _covers(url: str, path: str) -> bool:
    """A URL covers what is below it, with a star or without."""
    return url in (ALL, path) or path.startswith(url.removesuffix(ALL).rstrip('/') + '/')


def _has(values: Sequence[str], value: str) -> bool:
    return value in values or (len(values) == 1 and values[0] == ALL)
