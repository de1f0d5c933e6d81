"""What an admission plugin is and what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.audit import notes
from sampan.apiserver.audit.levels import Level
from sampan.apiserver.request import Request, UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call

T = TypeVar('T', bound=msgspec.Struct)


class Operation(Enum):
    CREATE = 'CREATE'
    UPDATE = 'UPDATE'
    DELETE = 'DELETE'
    CONNECT = 'CONNECT'


class Reinvocation:
    """Whether mutating plugins run twice over one request, and what each remembers of its first run."""

    __slots__ = ('notes', 'running', 'wanted')

    def __init__(self) -> None:
        self.wanted = False  # somebody changed the object behind the in-tree plugins' back
        self.running = False  # this is the second run
        self.notes: dict[str, Any] = {}  # by plugin name


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
    request: Request | None = None
    delete_options: meta_v1.DeleteOptions | None = None
    reinvocation: Reinvocation = field(default_factory=Reinvocation)

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
            call.request,
        )

    def about(self, plural: str, subresource: str = '') -> bool:
        """Whether this is about that core resource."""
        return not self.resource.group and self.resource.plural == plural and self.subresource == subresource

    @property
    def kind(self) -> tuple[str, str, str]:
        """Group, version and kind of what is sent: a subresource may have a kind of its own."""
        own = self.resource.subresources.get(self.subresource) if self.subresource else None
        if own is None:
            return self.resource.group, self.resource.version, self.resource.kind
        if own.version:
            return own.group, own.version, own.kind
        return self.resource.group, self.resource.version, own.kind

    def warn(self, text: str) -> None:
        """Tell the client (a Warning header), once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def annotate(self, key: str, value: str) -> None:
        """Note something for the audit log; the first value of a key stays, as upstream keeps it."""
        if self.request is not None:
            notes.annotate(self.request, key, value)

    def annotate_request(self, key: str, value: str) -> None:
        """`annotate`, for what shows parts of the object: only levels Request and above tell it."""
        recording = None if self.request is None else notes.recording_of(self.request)
        if recording is not None and recording.level >= Level.REQUEST:
            recording.annotate(key, value)

    def forbidden(self, reason: str) -> ApiError:
        """403 in the words of upstream's NewForbidden: the object's name, or its generateName."""
        name = self.name
        if not name and self.object is not None:
            name = self.object.metadata.name or self.object.metadata.generate_name
        return errors.forbidden(self.resource.group, self.resource.plural, name, reason)


class Admission(Protocol):
    """One plugin. Both hooks are called for every write; a plugin looks at `attributes` first.

    A plugin may have a third method, `handles(operation, resource, subresource) -> bool`: the chain asks it once for
    each combination and then leaves the plugin out where it has nothing to say.
    """

    name: str

    async def admit(self, attributes: Attributes) -> None:
        """Change the object, or refuse it with an ApiError."""
        ...

    async def validate(self, attributes: Attributes) -> None:
        """Refuse the final object with an ApiError."""
        ...


class Plugin:
    """A plugin that does nothing: a base for those that have only one of the hooks."""

    name = ''

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        """Whether the plugin has anything to do with such requests; the answer must not change."""
        return True

    async def admit(self, attributes: Attributes) -> None:
        """Nothing is changed."""

    async def validate(self, attributes: Attributes) -> None:
        """Nothing is refused."""


class Lookup(Protocol):
    """Reading other objects, as fresh as the store. What is handed out is shared: read it, never change it."""

    async def get(self, kind: type[T], name: str, namespace: str = '') -> T | None: ...

    async def wait(self, kind: type[T], name: str, namespace: str, seconds: float) -> T | None:
        """`get`, with some patience for objects that a controller is about to make."""
        ...

    async def list(self, kind: type[T], namespace: str = '') -> list[T]: ...

    def peek(self, kind: type[T], namespace: str = '') -> Sequence[T]:
        """What the caches show now, without waiting: as new as an informer's view, and next to free when empty."""
        ...
