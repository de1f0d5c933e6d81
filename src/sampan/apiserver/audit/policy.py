"""The audit policy: the first rule that matches a request decides how much of it is written down.

Upstream: pkg/audit/policy and pkg/apis/audit/validation.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import TYPE_CHECKING

import msgspec

from sampan.apiserver import configfile
from sampan.apiserver.audit.levels import LEVELS, Level, Stage
from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from sampan.apiserver.request import RequestInfo, UserInfo

log = logging.getLogger(__name__)

STAGES = tuple(str(stage) for stage in Stage)
API_VERSION = 'audit.k8s.io/v1'


class GroupResources(msgspec.Struct, rename='camel'):
    """Resources of one API group; none named: all of them."""

    group: str = ''
    resources: list[str] = []
    resource_names: list[str] = []


class PolicyRule(msgspec.Struct, rename='camel'):
    level: str = ''
    users: list[str] = []
    user_groups: list[str] = []
    verbs: list[str] = []
    resources: list[GroupResources] = []
    namespaces: list[str] = []
    non_resource_urls: list[str] = msgspec.field(default_factory=list, name='nonResourceURLs')
    omit_stages: list[str] = []
    omit_managed_fields: bool | None = None


class Policy(msgspec.Struct, rename='camel'):
    """audit.k8s.io/v1 Policy."""

    kind: str = ''
    api_version: str = ''
    metadata: dict[str, object] = {}
    rules: list[PolicyRule] = []
    omit_stages: list[str] = []
    omit_managed_fields: bool = False


class PolicyError(ValueError):
    """The policy file cannot be used; the text is upstream's."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is written down about a request."""

    level: Level
    omit_stages: frozenset[str]
    omit_managed_fields: bool


class Evaluator:
    """Asks a policy's rules in order."""

    def __init__(self, policy: Policy) -> None:
        common = frozenset(policy.omit_stages)
        self._rules = [
            (
                Rule(rule),
                Decision(
                    LEVELS[rule.level],
                    common | frozenset(rule.omit_stages),
                    policy.omit_managed_fields if rule.omit_managed_fields is None else rule.omit_managed_fields,
                ),
            )
            for rule in policy.rules
        ]
        self._otherwise = Decision(Level.NONE, common, policy.omit_managed_fields)

    def decide(self, user: UserInfo | None, info: RequestInfo) -> Decision:
        """The first matching rule's decision; nothing is written down when none matches."""
        for rule, decision in self._rules:
            if rule.matches(user, info):
                return decision
        return self._otherwise


class Rule:
    """One rule, its lists as sets."""

    def __init__(self, rule: PolicyRule) -> None:
        self._users = frozenset(rule.users)
        self._groups = frozenset(rule.user_groups)
        self._verbs = frozenset(rule.verbs)
        self._namespaces = frozenset(rule.namespaces)
        self._resources = rule.resources
        self._urls = rule.non_resource_urls

    def matches(self, user: UserInfo | None, info: RequestInfo) -> bool:
        if self._users and (user is None or user.name not in self._users):
            return False
        if self._groups and (user is None or self._groups.isdisjoint(user.groups)):
            return False
        if self._verbs and info.verb not in self._verbs:
            return False
        if self._namespaces or self._resources:
            return info.is_resource and self._matches_resource(info)
        if self._urls:
            return not info.is_resource and any(path_matches(info.path, url) for url in self._urls)
        return True

    def _matches_resource(self, info: RequestInfo) -> bool:
        if self._namespaces and info.namespace not in self._namespaces:
            return False
        return not self._resources or any(resource_matches(each, info) for each in self._resources)


def resource_matches(wanted: GroupResources, info: RequestInfo) -> bool:
    """Whether the request is about one of these resources (`pods`, `pods/log`, `*/scale`, `pods/*`, `*`)."""
    if wanted.group not in (info.group, '*'):
        return False
    if not wanted.resources:
        return True
    if wanted.resource_names and info.name not in wanted.resource_names:
        return False
    combined = f'{info.resource}/{info.subresource}' if info.subresource else info.resource
    fitting = {combined, '*', f'{info.resource}/*'}
    if info.subresource:
        fitting.add(f'*/{info.subresource}')
    return not fitting.isdisjoint(wanted.resources)


def path_matches(path: str, url: str) -> bool:
    return url in ('*', path) or (url.endswith('*') and path.startswith(url.rstrip('*')))


# --- reading -------------------------------------------------------------------------------------------


def load(file: File) -> Policy:
    """The policy in a file. Raises PolicyError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PolicyError(f'failed to read file path "{file}": {error.strerror}') from error
    try:
        return parse(content)
    except PolicyError as error:
        raise PolicyError(f'{error}: from file {file}') from error


def parse(content: bytes) -> Policy:
    """The policy in YAML or JSON. Unknown members are told in the log, as upstream does. Raises PolicyError."""
    try:
        document = configfile.document(content)
        policy = msgspec.convert(document, Policy)
    except ValueError as error:
        raise PolicyError(f'failed decoding: {error}') from error
    if policy.api_version != API_VERSION or policy.kind != 'Policy':
        group, _, version = policy.api_version.rpartition('/')
        raise PolicyError(f'unknown group version field {group}/{version}, Kind={policy.kind} in policy')
    unknown = unknown_members(document)
    if unknown:
        log.warning('the audit policy has members that do not exist: %s', ', '.join(unknown))
    wrong = validate(policy)
    if wrong:
        raise PolicyError(field.aggregate(wrong))
    if not policy.rules:
        raise PolicyError('loaded illegal policy with 0 rules')
    return policy


def unknown_members(document: dict[str, object]) -> list[str]:
    known = {each.encode_name for each in msgspec.structs.fields(Policy)}
    found = [name for name in document if name not in known]
    of_rule = {each.encode_name for each in msgspec.structs.fields(PolicyRule)}
    rules = document.get('rules')
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        found += [f'rules[{index}].{name}' for name in rule if name not in of_rule]
    return found


def validate(policy: Policy) -> list[FieldError]:
    """Everything that is wrong with a policy."""
    wrong = validate_stages(policy.omit_stages, Path('omitStages'))
    for index, rule in enumerate(policy.rules):
        wrong += validate_rule(rule, Path('rules').index(index))
    return wrong


def validate_rule(rule: PolicyRule, path: Path) -> list[FieldError]:
    wrong: list[FieldError] = []
    if not rule.level:
        wrong.append(field.required(path.child('level')))
    elif rule.level not in LEVELS:
        wrong.append(field.not_supported(path.child('level'), rule.level, LEVELS))
    urls = path.child('nonResourceURLs')
    for index, url in enumerate(rule.non_resource_urls):
        if url == '*':
            continue
        if not url.startswith('/'):
            detail = "non-resource URL rules must begin with a '/' character"
            wrong.append(field.invalid(urls.index(index), url, detail))
        if '*' in url[:-1]:
            detail = "non-resource URL wildcards '*' must be the final character of the rule"
            wrong.append(field.invalid(urls.index(index), url, detail))
    wrong += validate_resources(rule.resources, path.child('resources'))
    wrong += validate_stages(rule.omit_stages, path.child('omitStages'))
    if rule.non_resource_urls and (rule.resources or rule.namespaces):
        detail = 'rules cannot apply to both regular resources and non-resource URLs'
        wrong.append(field.invalid(urls, rule.non_resource_urls, detail))
    return wrong


def validate_resources(resources: Sequence[GroupResources], path: Path) -> list[FieldError]:
    wrong: list[FieldError] = []
    for each in resources:
        if each.group not in ('', '*'):
            messages = names.dns1123_subdomain(each.group)
            if messages:
                wrong.append(field.invalid(path.child('group'), each.group, ','.join(messages)))
        if each.resource_names and not each.resources:
            detail = 'using resourceNames requires at least one resource'
            wrong.append(field.invalid(path.child('resourceNames'), each.resource_names, detail))
    return wrong


def validate_stages(stages: Sequence[str], path: Path) -> list[FieldError]:
    detail = 'allowed stages are ' + ','.join(STAGES)
    return [field.invalid(path.index(i), stage, detail) for i, stage in enumerate(stages) if stage not in STAGES]
