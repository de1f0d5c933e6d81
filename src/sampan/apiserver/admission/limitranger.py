"""LimitRanger: defaults and bounds for what containers, pods and claims of a namespace may ask for.

Upstream: plugin/pkg/admission/limitranger. Namespaces without a LimitRange cost a look into the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.podresources import container_limits, container_requests, is_pod_level
from sampan.api.resources import Resource
from sampan.api.scalars import Quantity
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin

ANNOTATION = 'kubernetes.io/limit-ranger'
CONTAINER, POD, CLAIM = 'Container', 'Pod', 'PersistentVolumeClaim'

Amounts = Mapping[str, Quantity]
# A bound of one resource: (kind of thing, resource, bound, requests, limits) -> what is wrong, or ''.
Constraint = Callable[[str, str, Quantity, Amounts, Amounts], str]


class LimitRanger(Plugin):
    name = 'LimitRanger'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        if resource.group:
            return False
        if resource.plural == 'pods':
            return (operation, subresource) in ((Operation.CREATE, ''), (Operation.UPDATE, 'resize'))
        if resource.plural == 'persistentvolumeclaims':
            return operation in (Operation.CREATE, Operation.UPDATE) and not subresource
        return False

    async def admit(self, attributes: Attributes) -> None:
        if attributes.resource.plural == 'pods':
            for limit_range in self._ranges(attributes):
                set_defaults(attributes.object, limit_range)

    async def validate(self, attributes: Attributes) -> None:
        check = pod_problems if attributes.resource.plural == 'pods' else claim_problems
        for limit_range in self._ranges(attributes):
            wrong = list(dict.fromkeys(check(attributes.object, limit_range)))
            if wrong:
                raise attributes.forbidden(wrong[0] if len(wrong) == 1 else f'[{", ".join(wrong)}]')

    def _ranges(self, attributes: Attributes) -> Sequence[core_v1.LimitRange]:
        """Those of the namespace; objects that are being deleted are left alone."""
        if attributes.old is not None and attributes.old.metadata.deletion_timestamp is not None:
            return ()
        return self._lookup.peek(core_v1.LimitRange, attributes.namespace)


# --- defaults ------------------------------------------------------------------------------------------


def set_defaults(pod: core_v1.Pod, limit_range: core_v1.LimitRange) -> None:
    """Give containers what they do not ask for, and say so in an annotation."""
    requests: dict[str, Quantity] = {}
    limits: dict[str, Quantity] = {}
    for item in limit_range.spec.limits:
        if item.type == CONTAINER:
            requests |= item.default_request
            limits |= item.default
    if not requests and not limits:
        return
    notes = [
        note
        for kind, containers in (('container', pod.spec.containers), ('init container', pod.spec.init_containers))
        for container in containers
        for note in _fill(container, kind, requests, limits)
    ]
    if notes:
        text = f'LimitRanger plugin set: {"; ".join(notes)}'
        pod.metadata.annotations = {**pod.metadata.annotations, ANNOTATION: text}


def _fill(container: core_v1.Container, kind: str, requests: Amounts, limits: Amounts) -> Iterator[str]:
    resources = container.resources
    new_requests = sorted(set(requests) - set(resources.requests))
    new_limits = sorted(set(limits) - set(resources.limits))
    if new_requests:
        resources.requests = {**resources.requests, **{name: requests[name] for name in new_requests}}
        yield f'{", ".join(new_requests)} request for {kind} {container.name}'
    if new_limits:
        resources.limits = {**resources.limits, **{name: limits[name] for name in new_limits}}
        yield f'{", ".join(new_limits)} limit for {kind} {container.name}'


# --- bounds --------------------------------------------------------------------------------------------


def pod_problems(pod: core_v1.Pod, limit_range: core_v1.LimitRange) -> Iterator[str]:
    """What the containers and the pod as a whole ask for beyond the bounds."""
    for item in limit_range.spec.limits:
        if item.type == CONTAINER:
            for container in (*pod.spec.containers, *pod.spec.init_containers):
                yield from _problems(item, container.resources.requests, container.resources.limits)
        elif item.type == POD:
            yield from _problems(item, _of_pod(pod, 'requests'), _of_pod(pod, 'limits'))


def _of_pod(pod: core_v1.Pod, which: str) -> Amounts:
    """What the containers need together; what is said for the pod as a whole comes first."""
    total = container_requests(pod) if which == 'requests' else container_limits(pod)
    own: Amounts = {} if pod.spec.resources is None else getattr(pod.spec.resources, which)
    return {**total, **{name: amount for name, amount in own.items() if is_pod_level(name)}}


def _problems(item: core_v1.LimitRangeItem, requests: Amounts, limits: Amounts) -> Iterator[str]:
    bounds: Sequence[tuple[Constraint, Any]] = (
        (_minimum, item.min),
        (_maximum, item.max),
        (_ratio, item.max_limit_request_ratio),
    )
    for constraint, bound in bounds:
        for name in sorted(bound):
            wrong = constraint(item.type, name, bound[name], requests, limits)
            if wrong:
                yield wrong


def claim_problems(claim: core_v1.PersistentVolumeClaim, limit_range: core_v1.LimitRange) -> Iterator[str]:
    """What a claim asks for beyond the bounds."""
    requests = claim.spec.resources.requests
    for item in limit_range.spec.limits:
        if item.type != CLAIM:
            continue
        found = [_minimum(CLAIM, name, item.min[name], requests, {}) for name in sorted(item.min)]
        found += [_maximum_request(name, item.max[name], requests) for name in sorted(item.max)]
        yield from filter(None, found)


def _minimum(kind: str, name: str, bound: Quantity, requests: Amounts, limits: Amounts) -> str:
    said = f'minimum {name} usage per {kind} is {bound}'
    request, limit = requests.get(name), limits.get(name)
    if request is None:
        return f'{said}.  No request is specified'
    if request.milli_value() < bound.milli_value():
        return f'{said}, but request is {request}'
    if limit is not None and limit.milli_value() < bound.milli_value():
        return f'{said}, but limit is {limit}'
    return ''


def _maximum(kind: str, name: str, bound: Quantity, requests: Amounts, limits: Amounts) -> str:
    said = f'maximum {name} usage per {kind} is {bound}'
    request, limit = requests.get(name), limits.get(name)
    if limit is None:
        return f'{said}.  No limit is specified'
    if limit.milli_value() > bound.milli_value():
        return f'{said}, but limit is {limit}'
    if request is not None and request.milli_value() > bound.milli_value():
        return f'{said}, but request is {request}'
    return ''


def _maximum_request(name: str, bound: Quantity, requests: Amounts) -> str:
    said = f'maximum {name} usage per {CLAIM} is {bound}'
    request = requests.get(name)
    if request is None:
        return f'{said}.  No request is specified'
    return f'{said}, but request is {request}' if request.milli_value() > bound.milli_value() else ''


def _ratio(kind: str, name: str, bound: Quantity, requests: Amounts, limits: Amounts) -> str:
    said = f'{name} max limit to request ratio per {kind} is {bound}'
    request, limit = requests.get(name), limits.get(name)
    if request is None or request.milli_value() == 0:
        return f'{said}, but no request is specified or request is 0'
    if limit is None or limit.milli_value() == 0:
        return f'{said}, but no limit is specified or limit is 0'
    ratio = limit.milli_value() / request.milli_value()
    return f'{said}, but provided ratio is {ratio:f}' if ratio * 1000 > bound.milli_value() else ''
