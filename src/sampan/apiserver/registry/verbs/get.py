"""GET of one object (upstream: handlers/get.go)."""

from __future__ import annotations

from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.freshness import not_older_than
from sampan.apiserver.representation import render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer


async def handle(call: Call) -> Answer:
    """The newest version; with a resourceVersion, one at least that new."""
    target = negotiate(call.request, binary=call.endpoint.binary)
    key = call.endpoint.key(call.namespace, call.name)
    await not_older_than(call, options.parse_resource_version(call.request.first('resourceVersion')))
    entry = call.endpoint.cache.get(key)
    if entry is None:
        raise call.endpoint.not_found(call.name)
    if call.endpoint.remote:
        await call.endpoint.ready((entry,))
    return render.entry(call, target, entry)
