"""What objects count against a ResourceQuota.

An `Evaluator` knows for one resource which writes it charges, which of a quota's names it measures, which scopes an
object is in, and how much an object uses. Pods, services, volume claims and device claims have their own; every other
resource is counted: `count/deployments.apps`, and `configmaps`, `secrets`, `replicationcontrollers`, `resourcequotas`
by their old names too. Admission charges with it before something is written, the quota controller recounts with it
afterwards.

Upstream: k8s.io/apiserver/pkg/quota/v1 and pkg/quota/v1/evaluator/core.
"""

from __future__ import annotations

from sampan.api.quota.claims import ClaimEvaluator
from sampan.api.quota.counts import CountEvaluator
from sampan.api.quota.devices import DeviceClaimEvaluator
from sampan.api.quota.evaluator import Evaluator, in_scope, scopes_of
from sampan.api.quota.pods import PodEvaluator
from sampan.api.quota.services import ServiceEvaluator

_OWN: dict[tuple[str, str], Evaluator] = {
    ('', 'pods'): PodEvaluator(),
    ('', 'services'): ServiceEvaluator(),
    ('', 'persistentvolumeclaims'): ClaimEvaluator(),
    ('resource.k8s.io', 'resourceclaims'): DeviceClaimEvaluator(),
}
_ALIASES = frozenset({'configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets'})
# Nothing that is kept, or too much of it.
IGNORED = frozenset({('', 'bindings'), ('', 'events'), ('events.k8s.io', 'events')})


def evaluator_of(group: str, plural: str) -> Evaluator | None:
    """The evaluator of a resource; None for those that quota never counts."""
    if (group, plural) in IGNORED:
        return None
    own = _OWN.get((group, plural))
    if own is not None:
        return own
    return CountEvaluator(group, plural, alias=plural if not group and plural in _ALIASES else '')


__all__ = ['IGNORED', 'Evaluator', 'evaluator_of', 'in_scope', 'scopes_of']
