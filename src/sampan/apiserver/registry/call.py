"""One request at the registry, with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.apiserver.managedfields.managers import manager_of
from sampan.apiserver.request import Request, RequestInfo, UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.registry.registry import Registry

ANONYMOUS = UserInfo('system:anonymous', groups=('system:unauthenticated',))


@dataclass(slots=True)
class Call:
    """What a verb works on. `endpoint` is the resource's; `subresource` narrows it."""

    registry: Registry
    endpoint: Endpoint[Any]
    request: Request
    info: RequestInfo
    dry_run: bool = False
    shape: bytes | None = None  # of a pod that is being created (shapes.py)

    @property
    def user(self) -> UserInfo:
        return self.request.user or ANONYMOUS

    @property
    def namespace(self) -> str:
        """The namespace the object lives in; '' for cluster-scoped resources and for all namespaces."""
        return self.info.namespace if self.endpoint.resource.namespaced else ''

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def subresource(self) -> str:
        return self.info.subresource

    @property
    def manager(self) -> str:
        """What the writer is called in managedFields."""
        request = self.request
        return manager_of(request, request.first('fieldManager') if request.query else '')

    def within(self, namespace: str) -> Call:
        """The same call in one namespace (for one object of a collection over all namespaces)."""
        return replace(self, info=msgspec.structs.replace(self.info, namespace=namespace))

    def warn(self, text: str) -> None:
        """Tell the client something it did not ask, once (a Warning header)."""
        if text not in self.request.warnings:
            self.request.warnings.append(text)
