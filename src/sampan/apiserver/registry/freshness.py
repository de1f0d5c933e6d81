"""How new a read has to be."""

from __future__ import annotations

import asyncio

from sampan.api import errors
from sampan.api.generated import meta_v1
from sampan.apiserver.registry.call import Call

WAIT = 3.0  # seconds a read waits for a revision it was promised elsewhere
RETRY = 1  # seconds a client is asked to wait after that


async def not_older_than(call: Call, revision: int) -> int:
    """Wait until the cache is fit for the read: everything committed ('' is 0 here), or at least `revision`.

    A `resourceVersion=0` read takes what is there. Returns the cache's revision. Raises 504.
    """
    feed = call.registry.feed
    text = call.request.first('resourceVersion')
    if text == '0':
        return feed.revision
    if not revision:
        return await feed.fresh()
    return await reach(call, revision)


async def reach(call: Call, revision: int) -> int:
    """Wait a little for a revision. Raises 504 with cause ResourceVersionTooLarge."""
    feed = call.registry.feed
    if feed.revision >= revision:
        return feed.revision
    try:
        async with asyncio.timeout(WAIT):
            return await feed.reach(revision)
    except TimeoutError:
        raise too_large(revision, feed.revision) from None


def too_large(asked: int, current: int) -> errors.ApiError:
    """The revision has not happened."""
    error = errors.timeout(f'Too large resource version: {asked}, current: {current}', RETRY)
    assert error.status.details is not None
    error.status.details.causes = [
        meta_v1.StatusCause(reason='ResourceVersionTooLarge', message='Too large resource version')
    ]
    return error
