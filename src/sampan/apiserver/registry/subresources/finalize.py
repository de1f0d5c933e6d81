"""namespaces/finalize: the namespace controller says that it is done (upstream: FinalizeREST)."""

from __future__ import annotations

from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.verbs import update as updating
from sampan.apiserver.request import Answer


async def update(call: Call) -> Answer:
    """Replace `spec.finalizers`; a deleted namespace without any goes."""
    return await updating.handle(call)
