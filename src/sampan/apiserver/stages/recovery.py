"""The outermost stage: whatever is raised becomes an answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sampan.api.errors import ApiError, service_unavailable
from sampan.apiserver.http.status import status_response, text_response
from sampan.store.base import StoreUnavailable

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request

log = logging.getLogger(__name__)

PANIC = 'This request caused apiserver to panic. Look in the logs for details.'


class Recovery:
    """ApiErrors become their Status, a store that cannot be used (a full disk) 503; anything else is a bug: logged,
    and upstream's 500.

    In-process callers (`request.typed`) want the exception itself, so an ApiError passes through to
    them, and so does a bug: in one process it belongs to the component that hit it as well.
    """

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        try:
            return await proceed(request)
        except StoreUnavailable as unavailable:
            error = service_unavailable(f'the store is unavailable: {unavailable}')
            if request.typed:
                raise error from unavailable
            return status_response(error, request)
        except ApiError as error:
            if request.typed:
                raise
            return status_response(error, request)
        except Exception:
            if request.typed:
                raise
            log.exception('%s %s failed', request.method, request.path)
            return text_response(500, PANIC)
