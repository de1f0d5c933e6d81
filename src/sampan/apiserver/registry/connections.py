"""Admission of what the registry does not store: connections, and questions that are answered at once.

Upstream: endpoints/handlers ConnectResource, and CreateResource for reviews.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import errors, resources
from sampan.api.resources import Resource, Subresource
from sampan.apiserver.admission.base import Attributes, Operation
from sampan.apiserver.registry.call import ANONYMOUS
from sampan.apiserver.request import Request, RequestInfo

if TYPE_CHECKING:
    from sampan.apiserver.registry.registry import Registry

# In `Request.context`: a coroutine function to be called with the decoded object of a question.
ADMIT = 'admit_question'

Admit = Callable[[Any], Awaitable[None]]


async def prepare(registry: Registry, request: Request, info: RequestInfo) -> None:
    """Ask admission about a connection; leave a note how to ask about a question. Raises ApiError."""
    resource = resources.by_plural(info.group, info.version, info.resource)
    if resource is None:
        return
    subresource = resource.subresources.get(info.subresource) if info.subresource else None
    if subresource is not None and subresource.connect:
        if request.flag('dryRun'):
            raise errors.bad_request('dryRun is not supported')
        options = options_of(subresource, request, info)
        await _ask(registry, _attributes(Operation.CONNECT, resource, request, info, options))
    elif info.verb == 'create':

        async def admit(obj: Any) -> None:
            await _ask(registry, _attributes(Operation.CREATE, resource, request, info, obj))

        request.context[ADMIT] = admit


async def _ask(registry: Registry, attributes: Attributes) -> None:
    await registry.admission.admit(attributes)
    await registry.admission.validate(attributes)


def _attributes(operation: Operation, resource: Resource, request: Request, info: RequestInfo, obj: Any) -> Attributes:
    return Attributes(
        operation,
        resource,
        info.subresource,
        info.namespace,
        info.name or ('' if operation is Operation.CONNECT else obj.metadata.name),
        obj,
        None,
        request.user or ANONYMOUS,
        'All' in request.query.get('dryRun', ()),
        request.warnings,
        request,
    )


def options_of(subresource: Subresource, request: Request, info: RequestInfo) -> Any:
    """The connection's options, as their kind has them, from the query (and the rest of the path)."""
    made = subresource.type()
    for field in msgspec.structs.fields(subresource.type):
        name = field.encode_name
        if name in ('kind', 'apiVersion'):
            continue
        if name == 'path':
            rest = info.parts[info.parts.index(info.subresource) + 1 :] if info.subresource in info.parts else ()
            setattr(made, field.name, '/' + '/'.join(rest) if rest else request.first('path'))
        elif name in request.query:
            setattr(made, field.name, _value(getattr(made, field.name), request, name))
    return made


def _value(default: Any, request: Request, name: str) -> Any:
    """A query parameter as the field's default shows its type."""
    if isinstance(default, bool):
        return request.flag(name)
    if isinstance(default, list):
        values = list(request.query[name])
        return [int(value) for value in values if value.isdigit()] if name == 'ports' else values
    return request.first(name)
