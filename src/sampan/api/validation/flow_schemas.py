"""FlowSchemas. Upstream: pkg/apis/flowcontrol/validation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sampan.api import flowcontrol as bootstrap
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.validation.common import Errors, checked
from sampan.api.validation.metadata import object_meta
from sampan.machinery import field, names
from sampan.machinery.field import Path

ALL = '*'
MOST = 10000  # the highest precedence, logically the lowest
METHODS = ('ByNamespace', 'ByUser')
VERBS = ('create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch')
SUBJECTS = {'Group': 'group', 'ServiceAccount': 'serviceAccount', 'User': 'user'}
# In the order in which upstream reports the ones that do not belong to a kind.
OTHERS = {
    'ServiceAccount': ('User', 'Group'),
    'User': ('ServiceAccount', 'Group'),
    'Group': ('ServiceAccount', 'User'),
}
_SPEC = Path('spec')
_STATUS = Path('status')


def flow_schema(obj: flowcontrol.FlowSchema) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _spec(obj.metadata.name, obj.spec)
    fixed = bootstrap.mandatory_schemas().get(obj.metadata.name)
    if fixed is not None and obj.spec != fixed.spec:
        yield field.invalid(_SPEC, obj.spec, f"spec of '{obj.metadata.name}' must equal the fixed value")
    yield from conditions(obj.status.conditions)


def flow_schema_update(new: flowcontrol.FlowSchema, old: flowcontrol.FlowSchema) -> Errors:
    yield from flow_schema(new)


def flow_schema_status_update(new: flowcontrol.FlowSchema, old: flowcontrol.FlowSchema) -> Errors:
    yield from conditions(new.status.conditions)


def conditions(found: Sequence[Any]) -> Errors:
    """Each type once, and not empty; the same for both kinds."""
    known: set[str] = set()
    for index, condition in enumerate(found):
        path = _STATUS.child('conditions').index(index).child('type')
        if condition.type in known:
            yield field.duplicate(path, condition.type)
        known.add(condition.type)
        if not condition.type:
            yield field.required(path, 'must not be empty')


def _spec(name: str, spec: flowcontrol.FlowSchemaSpec) -> Errors:
    path, precedence = _SPEC.child('matchingPrecedence'), spec.matching_precedence
    if precedence <= 0:
        yield field.invalid(path, precedence, 'must be a positive value')
    if precedence > MOST:
        yield field.invalid(path, precedence, f'must not be greater than {MOST}')
    if precedence == 1 and name != bootstrap.EXEMPT:
        yield field.invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")
    method = spec.distinguisher_method
    if method is not None and method.type not in METHODS:
        yield field.not_supported(_SPEC.child('distinguisherMethod').child('type'), method, METHODS)
    level = _SPEC.child('priorityLevelConfiguration').child('name')
    if not spec.priority_level_configuration.name:
        yield field.required(level, 'must reference a priority level')
    else:
        yield from checked(level, spec.priority_level_configuration.name, names.name_is_dns_subdomain)
    for index, rule in enumerate(spec.rules):
        yield from _rules(_SPEC.child('rules').index(index), rule)


def _rules(path: Path, rule: flowcontrol.PolicyRulesWithSubjects) -> Errors:
    if not rule.subjects:
        yield field.required(path.child('subjects'), 'subjects must contain at least one value')
    for index, subject in enumerate(rule.subjects):
        yield from _subject(path.child('subjects').index(index), subject)
    if not rule.resource_rules and not rule.non_resource_rules:
        yield field.required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')
    for index, resource_rule in enumerate(rule.resource_rules):
        yield from _resource_rule(path.child('resourceRules').index(index), resource_rule)
    for index, other_rule in enumerate(rule.non_resource_rules):
        yield from _non_resource_rule(path.child('nonResourceRules').index(index), other_rule)


def _subject(path: Path, subject: flowcontrol.Subject) -> Errors:
    if subject.kind not in SUBJECTS:
        yield field.not_supported(path.child('kind'), subject.kind, SUBJECTS)
        return
    given = {'User': subject.user, 'Group': subject.group, 'ServiceAccount': subject.service_account}
    name = SUBJECTS[subject.kind]
    if given[subject.kind] is None:
        yield field.required(path.child(name), f"{name} is required when subject kind is '{subject.kind}'")
    elif subject.service_account is not None and subject.kind == 'ServiceAccount':
        yield from _service_account(path.child(name), subject.service_account)
    elif not given[subject.kind].name:  # type: ignore[union-attr]
        yield field.required(path.child(name).child('name'))
    for kind in OTHERS[subject.kind]:
        if given[kind] is not None:
            other = SUBJECTS[kind]
            yield field.forbidden(path.child(other), f"{other} is forbidden when subject kind is not '{kind}'")


def _service_account(path: Path, account: flowcontrol.ServiceAccountSubject) -> Errors:
    if not account.name:
        yield field.required(path.child('name'))
    elif account.name != ALL:
        yield from checked(path.child('name'), account.name, names.name_is_dns_subdomain)
    if not account.namespace:
        yield field.required(path.child('namespace'), 'must specify namespace for service account')
    else:
        yield from checked(path.child('namespace'), account.namespace, names.name_is_dns_label)


def _verbs(path: Path, verbs: list[str]) -> Errors:
    if not verbs:
        yield field.required(path, 'verbs must contain at least one value')
    elif ALL in verbs:
        yield from _alone(path, verbs, 'verbs')
    elif not set(verbs) <= set(VERBS):
        yield field.not_supported(path, verbs, VERBS)


def _alone(path: Path, values: list[str], what: str) -> Errors:
    """`*` says everything; nothing stands beside it."""
    if ALL in values and len(values) > 1:
        yield field.invalid(path, values, f"if '*' is present, must not specify other {what}")


def _resource_rule(path: Path, rule: flowcontrol.ResourcePolicyRule) -> Errors:
    yield from _verbs(path.child('verbs'), rule.verbs)
    for name, values, one, many in (
        ('apiGroups', rule.api_groups, 'api group', 'api groups'),
        ('resources', rule.resources, 'resource', 'resources'),
    ):
        if not values:
            yield field.required(path.child(name), f'resource rules must supply at least one {one}')
        yield from _alone(path.child(name), values, many)
    yield from _namespaces(path.child('namespaces'), rule.namespaces, cluster=rule.cluster_scope)


def _namespaces(path: Path, namespaces: list[str], *, cluster: bool) -> Errors:
    if not namespaces and not cluster:
        detail = 'resource rules that are not cluster scoped must supply at least one namespace'
        yield field.required(path, detail)
    elif ALL in namespaces:
        yield from _alone(path, namespaces, 'namespaces')
    else:
        for index, namespace in enumerate(namespaces):
            for message in names.name_is_dns_label(namespace):
                detail = f"each member of this list must be '*' or a DNS-1123 label; {message}"
                yield field.invalid(path.index(index), namespace, detail)


def _non_resource_rule(path: Path, rule: flowcontrol.NonResourcePolicyRule) -> Errors:
    yield from _verbs(path.child('verbs'), rule.verbs)
    urls = path.child('nonResourceURLs')
    if not rule.non_resource_urls:
        yield field.required(urls, 'nonResourceURLs must contain at least one value')
    elif ALL in rule.non_resource_urls:
        yield from _alone(urls, rule.non_resource_urls, 'non-resource URLs')
    else:
        for index, url in enumerate(rule.non_resource_urls):
            for detail in _url_problem(url):
                yield field.invalid(urls.index(index), url, detail)


def _url_problem(url: str) -> Iterable[str]:
    """The first thing wrong with a path that may end in `/*`."""
    if not url:
        return ('must not be empty',)
    if url == '/':
        return ()
    if not url.startswith('/'):
        return ('must start with slash',)
    if ' ' in url:
        return ('must not contain white-space',)
    if '//' in url:
        return ('must not contain double slash',)
    stars = url.count(ALL)
    if stars > 1 or (stars == 1 and not url.endswith('/*')):
        return ('wildcard can only do suffix matching',)
    return ()
