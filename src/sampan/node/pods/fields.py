"""The downward API: fields and resources of a pod as text (upstream: pkg/fieldpath, api/v1/resource)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Quantity
from sampan.node.pods.spec import find_container

_SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['(.*)'\]")


class FieldError(Exception):
    """The reference cannot be resolved; the text says why."""


@dataclass(frozen=True, slots=True)
class PodFacts:
    """What the spec does not say about a pod that is being started."""

    pod_ips: tuple[str, ...] = ()
    host_ips: tuple[str, ...] = ()
    allocatable: Mapping[str, Quantity] | None = None


def field_text(pod: core.Pod, path: str, facts: PodFacts) -> str:
    """The value of a fieldRef. Raises FieldError for a path that is not supported."""
    subscript = _SUBSCRIPT.fullmatch(path)
    if subscript:
        values: Mapping[str, str] = getattr(pod.metadata, subscript.group(1))
        return values.get(subscript.group(2), '')
    if path in ('metadata.labels', 'metadata.annotations'):
        return map_text(getattr(pod.metadata, path.rpartition('.')[2]))
    plain = {
        'metadata.name': pod.metadata.name,
        'metadata.namespace': pod.metadata.namespace,
        'metadata.uid': pod.metadata.uid,
        'spec.nodeName': pod.spec.node_name,
        'spec.serviceAccountName': pod.spec.service_account_name,
        'status.hostIP': facts.host_ips[0] if facts.host_ips else '',
        'status.hostIPs': ','.join(facts.host_ips),
        'status.podIP': facts.pod_ips[0] if facts.pod_ips else '',
        'status.podIPs': ','.join(facts.pod_ips),
    }
    if path not in plain:
        raise FieldError(f'unsupported fieldPath: {path}')
    return plain[path]


def map_text(values: Mapping[str, str]) -> str:
    """One `key="value"` per line, sorted, the value quoted as Go's %q does."""
    return '\n'.join(f'{key}={_quote(values[key])}' for key in sorted(values))


def _quote(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted.replace('\u2028', '\\u2028').replace('\u2029', '\\u2029').replace('\x7f', '\\x7f')


def resource_text(pod: core.Pod, ref: core.ResourceFieldSelector, default: str, facts: PodFacts) -> str:
    """The value of a resourceFieldRef, in whole multiples of its divisor, rounded up."""
    name = ref.container_name or default
    container = find_container(pod, name)
    if container is None:
        raise FieldError(f'container {name} not found')
    which, _, resource = ref.resource.partition('.')
    if which not in ('limits', 'requests') or not resource:
        raise FieldError(f'unsupported container resource : {ref.resource}')
    return _divided(_amount(container, which, resource, facts), ref.divisor)


def _amount(container: core.Container, which: str, resource: str, facts: PodFacts) -> Quantity:
    amounts: Mapping[str, Quantity] = getattr(container.resources, which)
    found = amounts.get(resource)
    if found is not None:
        return found
    if which == 'limits' and facts.allocatable is not None:
        # Nothing limits the container but the node itself.
        return facts.allocatable.get(resource, Quantity('0'))
    return Quantity('0')


def _divided(amount: Quantity, divisor: str) -> str:
    by = Quantity(divisor or '0').decimal() or 1
    return str(math.ceil(amount.decimal() / by))
