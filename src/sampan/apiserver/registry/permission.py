"""A second permission: who updates or applies an object that is not there creates it, and must be allowed to.

Upstream: withAuthorization in handlers/update.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.authz.messages import forbidden_message

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call


async def may_create(call: Call) -> None:
    """Raises 403. A registry without an authorizer leaves that to whoever calls it."""
    authorizer = call.registry.authorizer
    if authorizer is None:
        return
    info = call.info
    attributes = Attributes(
        call.user,
        'create',
        namespace=info.namespace,
        group=info.group,
        version=info.version,
        resource=info.resource,
        subresource=info.subresource,
        name=info.name,
        path=info.path,
    )
    verdict = await authorizer.authorize(attributes)
    if verdict.decision is not Decision.ALLOW:
        text = forbidden_message(attributes, verdict.reason)
        raise errors.forbidden(info.group, info.resource, info.name, text)
