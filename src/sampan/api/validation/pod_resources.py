"""Requests, limits and resource claims. Upstream: validateResourceRequirements, validatePodResources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sampan.api import podresources
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.api.validation.common import Errors, checked, nanos, nonnegative_quantity
from sampan.machinery import field, names, quantity
from sampan.machinery.field import Path

NameRule = Callable[[Path, str], Errors]

_CONTAINER = frozenset({'cpu', 'memory', 'ephemeral-storage'})
_INTEGER = frozenset(
    {
        'pods',
        'resourcequotas',
        'services',
        'replicationcontrollers',
        'secrets',
        'configmaps',
        'persistentvolumeclaims',
        'services.nodeports',
        'services.loadbalancers',
    }
)
_QUOTAS = frozenset(f'{which}.{name}' for which in ('requests', 'limits') for name in _CONTAINER)
_STANDARD = _CONTAINER | _INTEGER | _QUOTAS | {'requests.storage', 'storage', 'count/pods'}
_POD_LEVEL = ('cpu', 'hugepages-', 'memory')


def resource_name(path: Path, name: str) -> Errors:
    """A qualified name; without a domain one of Kubernetes' own."""
    problems = names.qualified_name(name)
    for message in problems:
        yield field.invalid(path, name, message)
    known = name in _STANDARD or podresources.is_huge_page(name.removeprefix('requests.'))
    if not problems and '/' not in name and not known:
        yield field.invalid(path, name, 'must be a standard resource type or fully qualified')


def container_resource_name(path: Path, name: str) -> Errors:
    """What a container can ask for."""
    yield from resource_name(path, name)
    if '/' not in name:
        if name not in _CONTAINER and not podresources.is_huge_page(name):
            yield field.invalid(path, name, 'must be a standard resource for containers')
    elif not podresources.is_native(name) and not is_extended(name):
        yield field.invalid(path, name, "doesn't follow extended resource name standard")


def pod_resource_name(path: Path, name: str) -> Errors:
    """What a pod as a whole can ask for."""
    problems = list(resource_name(path, name))
    yield from problems
    if not problems and not podresources.is_pod_level(name):
        yield field.not_supported(path, name, _POD_LEVEL)


def is_extended(name: str) -> bool:
    """Whether this is a resource of somebody else's, countable in whole units."""
    if podresources.is_native(name) or name.startswith('requests.'):
        return False
    return not names.qualified_name(f'requests.{name}')


def quantity_value(path: Path, name: str, amount: Quantity) -> Errors:
    """Not negative; whole where only whole things exist."""
    yield from nonnegative_quantity(path, amount)
    whole = name in _INTEGER or is_extended(name)
    if whole and quantity.parse(str(amount)).milli_value() % 1000:
        yield field.invalid(path, amount, 'must be an integer')


def requirements(
    path: Path,
    resources: core.ResourceRequirements,
    claim_names: frozenset[str],
    name_rule: NameRule = container_resource_name,
) -> Errors:
    """Limits, requests, and that requests stay within limits."""
    for name, amount in resources.limits.items():
        at = path.child('limits').key(name)
        yield from name_rule(at, name)
        yield from quantity_value(at, name, amount)
        yield from _huge_pages(at, name, amount)
    for name, amount in resources.requests.items():
        at = path.child('requests').key(name)
        yield from name_rule(at, name)
        yield from quantity_value(at, name, amount)
        yield from _within_limit(path, name, amount, resources.limits.get(name))
        yield from _huge_pages(at, name, amount)
    named = {*resources.limits, *resources.requests}
    if any(podresources.is_huge_page(name) for name in named) and not named & {'cpu', 'memory'}:
        yield field.forbidden(path, 'HugePages require cpu or memory')
    yield from _claims(path.child('claims'), resources.claims, claim_names)


def _within_limit(path: Path, name: str, amount: Quantity, limit: Quantity | None) -> Errors:
    overcommit = podresources.is_overcommit_allowed(name)
    if limit is None:
        if not overcommit:
            yield field.required(path.child('limits'), 'Limit must be set for non overcommitable resources')
    elif nanos(amount) != nanos(limit) and not overcommit:
        yield field.invalid(path.child('requests'), amount, f'must be equal to {name} limit of {limit}')
    elif nanos(amount) > nanos(limit):
        yield field.invalid(path.child('requests'), amount, f'must be less than or equal to {name} limit of {limit}')


def _huge_pages(path: Path, name: str, amount: Quantity) -> Errors:
    if not podresources.is_huge_page(name):
        return
    try:
        page = quantity.value(name.removeprefix(podresources.HUGE_PAGES))
    except quantity.QuantityError:
        page = 0
    if page <= 0 or quantity.value(str(amount)) % page:
        yield field.invalid(path, amount, f'{amount} is not positive integer multiple of {name}')


def _claims(path: Path, claims: Sequence[core.ResourceClaim], known: frozenset[str]) -> Errors:
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        at = path.index(index)
        if not claim.name:
            yield field.required(at)
            continue
        yield from _claim(at, claim, seen)
        if claim.name not in known:
            among = f': {", ".join(sorted(known))}' if known else ' which is empty'
            detail = f'must be one of the names in pod.spec.resourceClaims{among}'
            yield field.FieldError(field.ErrorType.NOT_FOUND, str(at), claim.name, detail)


def _claim(path: Path, claim: core.ResourceClaim, seen: set[str]) -> Errors:
    if claim.name in seen:
        yield field.duplicate(path, claim.name)
        return
    key = claim.name
    if claim.request:
        yield from checked(path.child('request'), claim.request, names.dns1123_label)
        key = f'{claim.name}/{claim.request}'
    if key in seen:
        yield field.duplicate(path, key)
    elif not claim.request and any(each.partition('/')[0] == claim.name for each in seen):
        yield field.duplicate(path, claim.name)
    seen.add(key)


def pod_level(path: Path, spec: core.PodSpec, claim_names: frozenset[str]) -> Errors:
    """Resources of the pod as a whole: not less than its containers' together, nor than any limit."""
    resources = spec.resources
    if resources is None:
        return
    if spec.os is not None and spec.os.name == 'windows':
        yield field.forbidden(path, 'may not be set for a windows pod')
        return
    if resources.claims:
        yield field.forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level')
    yield from requirements(path, resources, claim_names, pod_resource_name)
    yield from _not_below(path.child('requests'), 'requests', resources.requests, podresources.spec_requests(spec))
    limits = podresources.spec_limits(spec)
    huge_pages = {name: amount for name, amount in limits.items() if podresources.is_huge_page(name)}
    yield from _not_below(path.child('limits'), 'limits', resources.limits, huge_pages)
    for index, container in enumerate(spec.containers):
        for name, limit in container.resources.limits.items():
            pod_limit = resources.limits.get(name)
            if pod_limit is not None and nanos(limit) > nanos(pod_limit):
                at = path.child('containers').index(index).key(name).child('limits')
                yield field.invalid(at, limit, f'must be less than or equal to pod limits of {pod_limit}')


def _not_below(path: Path, what: str, own: Mapping[str, Quantity], together: Mapping[str, Quantity]) -> Errors:
    """Where the pod says something itself, it is not less than what its containers say together."""
    for name, amount in together.items():
        if name in own and nanos(amount) > nanos(own[name]):
            detail = f'must be greater than or equal to aggregate container {what} of {amount}'
            yield field.invalid(path.key(name), own[name], detail)


def resource_claims(path: Path, claims: Sequence[core.PodResourceClaim], mirror: bool = False) -> Errors:
    """The pod's own list of claims; `mirror` pods, which stand for static ones, have none."""
    if mirror:
        yield from (field.forbidden(Path(''), 'static pods do not support resource claims') for _ in claims)
        return
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        at = path.index(index)
        if not claim.name:
            yield field.required(at.child('name'))
        elif claim.name in seen:
            yield field.duplicate(at.child('name'), claim.name)
        else:
            yield from checked(at.child('name'), claim.name, names.dns1123_label)
            seen.add(claim.name)
        yield from _claim_source(at, claim)


def _claim_source(path: Path, claim: core.PodResourceClaim) -> Errors:
    name, template = claim.resource_claim_name, claim.resource_claim_template_name
    if name is not None and template is not None:
        detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
        yield field.invalid(path, claim, detail)
    if name is None and template is None:
        yield field.invalid(path, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')
    if name is not None:
        yield from checked(path.child('resourceClaimName'), name, names.dns1123_subdomain)
    if template is not None:
        yield from checked(path.child('resourceClaimTemplateName'), template, names.dns1123_subdomain)
