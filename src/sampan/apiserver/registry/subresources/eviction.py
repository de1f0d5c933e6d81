"""pods/eviction: a deletion that asks disruption budgets first (upstream: EvictionREST).

PodDisruptionBudgets are not served yet, so no pod has one, and every eviction is granted as
upstream grants it to pods without a budget.
"""

from __future__ import annotations

from sampan.api import errors
from sampan.api.generated import meta_v1, policy_v1
from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.verbs.delete import delete
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer


async def create(call: Call) -> Answer:
    """Delete the pod with the eviction's delete options; answers a Status."""
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'CreateOptions')
    eviction: policy_v1.Eviction = bodies.decode(call, policy_v1.Eviction, asked.field_validation)
    if eviction.metadata.name != call.name:
        raise errors.bad_request('name in URL does not match name in Eviction object')
    how = options.delete_options(call.request, eviction.delete_options or meta_v1.DeleteOptions())
    if asked.dry_run:
        how.dry_run = ['All']
    call.dry_run = bool(how.dry_run)
    await delete(call, call.name, how)
    return render.status(target, call, meta_v1.Status(status='Success', code=201), 201)
