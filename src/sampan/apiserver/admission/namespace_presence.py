"""NamespaceExists and NamespaceAutoProvision: other answers to a missing namespace than NamespaceLifecycle's.

Off by default. Upstream: plugin/pkg/admission/namespace.
"""

from __future__ import annotations

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts


def _in_namespace(resource: Resource) -> bool:
    return resource.namespaced and resource.plural != 'namespaces'


class NamespaceExists(Plugin):
    """Whatever is written or deleted in a namespace that is not there is not found."""

    name = 'NamespaceExists'

    def __init__(self, parts: Parts) -> None:
        self._lookup = parts.lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is not Operation.CONNECT and _in_namespace(resource)

    async def validate(self, attributes: Attributes) -> None:
        if attributes.namespace and await self._lookup.get(core_v1.Namespace, attributes.namespace) is None:
            raise errors.not_found('', 'namespaces', attributes.namespace)


class NamespaceAutoProvision(Plugin):
    """A namespace that is missing is made when something is created in it."""

    name = 'NamespaceAutoProvision'

    def __init__(self, parts: Parts) -> None:
        self._lookup = parts.lookup
        self._client = parts.client()

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is Operation.CREATE and _in_namespace(resource)

    async def admit(self, attributes: Attributes) -> None:
        name = attributes.namespace
        if attributes.dry_run or not name or await self._lookup.get(core_v1.Namespace, name) is not None:
            return
        try:
            await self._client.create(core_v1.Namespace(metadata=meta_v1.ObjectMeta(name=name)))
        except ApiError as error:
            if not errors.is_already_exists(error):
                raise
