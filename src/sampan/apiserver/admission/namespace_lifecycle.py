"""NamespaceLifecycle: nothing is created in namespaces that are not there or are going away."""

from __future__ import annotations

from sampan.api import errors
from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.base import Attributes, Lookup, Operation

IMMORTAL = frozenset({'default', 'kube-system', 'kube-public'})


class NamespaceLifecycle:
    name = 'NamespaceLifecycle'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def admit(self, attributes: Attributes) -> None:
        if attributes.about('namespaces'):
            if attributes.operation is Operation.DELETE and attributes.name in IMMORTAL:
                raise errors.forbidden('', 'namespaces', attributes.name, 'this namespace may not be deleted')
            return
        if attributes.operation is not Operation.CREATE or not attributes.namespace:
            return
        if attributes.resource.plural in ('localsubjectaccessreviews', 'namespaces'):
            return
        namespace = await self._lookup.get(core_v1.Namespace, attributes.namespace)
        if namespace is None:
            raise errors.not_found('', 'namespaces', attributes.namespace)
        if namespace.status.phase == 'Terminating':
            raise self._terminating(attributes)

    async def validate(self, attributes: Attributes) -> None:
        """Everything was decided in `admit`."""

    def _terminating(self, attributes: Attributes) -> errors.ApiError:
        namespace = attributes.namespace
        error = attributes.forbidden(
            f'unable to create new content in namespace {namespace} because it is being terminated'
        )
        if error.status.details is not None:
            cause = meta_v1.StatusCause(
                reason='NamespaceTerminating',
                message=f'namespace {namespace} is being terminated',
                field='metadata.namespace',
            )
            error.status.details.causes = [*error.status.details.causes, cause]
        return error
