"""DELETE of a collection: every object the selectors match (upstream: registry.Store.DeleteCollection)."""

from __future__ import annotations

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.registry import options
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.verbs import list as listing
from sampan.apiserver.registry.verbs.delete import delete
from sampan.apiserver.representation import bodies, render
from sampan.apiserver.representation.negotiate import negotiate
from sampan.apiserver.request import Answer


async def handle(call: Call) -> Answer:
    """Answers the list of what was there."""
    target = negotiate(call.request, binary=call.endpoint.binary)
    asked = options.list_options(call.request, watch=False)
    how = options.delete_options(call.request, bodies.decode_delete_options(call))
    call.dry_run = bool(how.dry_run)
    listed = await listing.collect(call, asked)
    for entry in listed.entries:
        await _delete_one(call, entry, how)
    return await render.listing(call, target, listed.entries, listed.revision, listed.continue_, listed.remaining)


async def _delete_one(call: Call, entry: Entry, how: meta_v1.DeleteOptions) -> None:
    """One object of the list; that it is gone already is what was wanted."""
    namespace, name = _place(call, entry)
    try:
        await delete(call.within(namespace), name, codec.clone(how))
    except ApiError as error:
        if not errors.is_not_found(error):
            raise


def _place(call: Call, entry: Entry) -> tuple[str, str]:
    path = entry.key.removeprefix(call.endpoint.cache.prefix)
    namespace, _, name = path.rpartition('/')
    return namespace, name
