"""What an admission plugin is and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.resources import Resource
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

T = TypeVar('T', bound=msgspec.Struct)


class Operation(Enum):
    CREATE = 'CREATE'
    UPDATE = 'UPDATE'
    DELETE = 'DELETE'
    CONNECT = 'CONNECT'


@dataclass(slots=True)
class Attributes:
    """What is to be done (upstream: admission.Attributes). `object` may be changed by `admit`."""

    operation: Operation
    resource: Resource
    subresource: str
    namespace: str
    name: str
    object: Any  # None on DELETE
    old: Any  # None on CREATE
    user: UserInfo
    dry_run: bool
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, call: Call, operation: Operation, obj: Any, old: Any) -> Attributes:
        """The attributes of a call."""
        name = call.name or ('' if obj is None else obj.metadata.name)
        namespace = call.namespace
        if call.endpoint.resource.plural == 'namespaces' and not call.endpoint.resource.group:
            namespace = name
        return cls(
            operation,
            call.endpoint.resource,
            call.subresource,
            namespace,
            name,
            obj,
            old,
            call.user,
            call.dry_run,
            call.request.warnings,
        )

    def about(self, plural: str, subresource: str = '') -> bool:
        """Whether this is about that core resource."""
        return not self.resource.group and self.resource.plural == plural and self.subresource == subresource

    def forbidden(self, reason: str) -> ApiError:
        """403 in the words of upstream's NewForbidden: the object's name, or its generateName."""
        name = self.name
        if not name and self.object is not None:
            name = self.object.metadata.name or self.object.metadata.generate_name
        return errors.forbidden(self.resource.group, self.resource.plural, name, reason)


class Admission(Protocol):
    """One plugin. Both hooks are called for every write; a plugin looks at `attributes` first."""

    name: str

    async def admit(self, attributes: Attributes) -> None:
        """Change the object, or refuse it with an ApiError."""
        ...

    async def validate(self, attributes: Attributes) -> None:
        """Refuse the final object with an ApiError."""
        ...


class Lookup(Protocol):
    """Reading other objects, as fresh as the store. What is handed out is shared: read it, never change it."""

    async def get(self, kind: type[T], name: str, namespace: str = '') -> T | None: ...

    async def wait(self, kind: type[T], name: str, namespace: str, seconds: float) -> T | None:
        """`get`, with some patience for objects that a controller is about to make."""
        ...

    async def list(self, kind: type[T], namespace: str = '') -> list[T]: ...
