"""Errors as answers: an ApiError's Status as a Response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import codec
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.api.errors import ApiError


def status_response(error: ApiError) -> Response:
    """The Status with its code; `Retry-After` where the Status says so (upstream: responsewriters)."""
    status = error.status
    headers = {'X-Content-Type-Options': 'nosniff'} if status.code == 403 else {}
    seconds = status.details.retry_after_seconds if status.details is not None else 0
    if seconds:
        headers['Retry-After'] = str(seconds)
    return Response(status=status.code, body=codec.encode(status), headers=headers, object=status)


def text_response(status: int, text: str) -> Response:
    """What Go's http.Error writes: one line of plain text."""
    return Response(
        status=status,
        body=(text + '\n').encode(),
        content_type='text/plain; charset=utf-8',
        headers={'X-Content-Type-Options': 'nosniff'},
    )


def not_found_page() -> Response:
    """What upstream's muxes answer where no handler is: not a Status, a page."""
    return text_response(404, '404 page not found')
