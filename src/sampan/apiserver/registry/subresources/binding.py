"""pods/binding and bindings: a pod gets its node (upstream: BindingREST)."""

from __future__ import annotations

from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import metadata, options, rules
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.conditions import set_pod_condition
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer


async def create(call: Call) -> Answer:
    """Set `spec.nodeName` once; answers a Status."""
    target = negotiate(call.request)
    asked = options.write_options(call.request, 'CreateOptions')
    call.dry_run = asked.dry_run
    binding: core_v1.Binding = bodies.decode(call, core_v1.Binding, asked.field_validation)
    metadata.match_namespace(binding.metadata, call)
    if call.name and binding.metadata.name != call.name:
        raise errors.bad_request('name in URL does not match name in Binding object')
    attributes = Attributes.of(call, Operation.CREATE, binding, None)
    attributes.subresource = 'binding'  # by both paths
    await call.registry.admission.admit(attributes)
    wrong = rules.validate(binding, namespaced=True)
    if wrong:
        raise errors.invalid('', 'Binding', binding.metadata.name, wrong)
    await call.registry.admission.validate(attributes)
    await bind(call, binding)
    return render.status(target, call, meta_v1.Status(status='Success', code=201), 201)


async def bind(call: Call, binding: core_v1.Binding) -> None:
    """Write the node into the pod. Raises 404, 409."""
    endpoint, name = call.endpoint, binding.metadata.name
    wanted = binding.metadata

    async def assign(pod: core_v1.Pod, entry: Entry) -> core_v1.Pod:
        _check(pod, wanted)
        pod.spec.node_name = binding.target.name
        pod.metadata.annotations = {**pod.metadata.annotations, **wanted.annotations}
        pod.metadata.labels = {**pod.metadata.labels, **wanted.labels}
        scheduled = core_v1.PodCondition(
            type='PodScheduled', status='True', observed_generation=pod.metadata.generation
        )
        set_pod_condition(pod.status, scheduled, metadata.now(call))
        return pod

    key = endpoint.key(wanted.namespace, name)
    await call.registry.objects.guaranteed_update(endpoint, key, assign, call.dry_run)


def _check(pod: core_v1.Pod, wanted: Any) -> None:
    name = pod.metadata.name
    if wanted.uid and wanted.uid != pod.metadata.uid:
        text = f'Precondition failed: UID in precondition: {wanted.uid}, UID in object meta: {pod.metadata.uid}'
        raise errors.conflict('', 'pods', name, text)
    if pod.metadata.deletion_timestamp is not None:
        raise _refused(name, f'pod {name} is being deleted, cannot be assigned to a host')
    if pod.spec.node_name:
        raise _refused(name, f'pod {name} is already assigned to node "{pod.spec.node_name}"')
    if pod.spec.scheduling_gates:
        raise _refused(name, f'pod {name} has non-empty .spec.schedulingGates')


def _refused(name: str, text: str) -> errors.ApiError:
    return errors.conflict('', 'pods/binding', name, text)
