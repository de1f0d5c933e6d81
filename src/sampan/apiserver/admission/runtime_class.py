"""RuntimeClass: pods that ask for a runtime of their own (upstream: plugin/pkg/admission/runtimeclass).

RuntimeClasses are not served yet, so none is ever found, and no pod may bring the overhead of one.
"""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.machinery import gotext

STRAY_OVERHEAD = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'


class RuntimeClass:
    name = 'RuntimeClass'

    async def admit(self, attributes: Attributes) -> None:
        if _new_pod(attributes):
            pod: core_v1.Pod = attributes.object
            wanted = pod.spec.runtime_class_name
            if wanted is not None:
                raise attributes.forbidden(f'pod rejected: RuntimeClass {gotext.quote(wanted)} not found')

    async def validate(self, attributes: Attributes) -> None:
        if _new_pod(attributes) and attributes.object.spec.overhead:
            raise attributes.forbidden(STRAY_OVERHEAD)


def _new_pod(attributes: Attributes) -> bool:
    return attributes.about('pods') and attributes.operation is Operation.CREATE
