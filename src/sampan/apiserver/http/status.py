"""Errors as answers: an ApiError's Status as a Response."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from sampan.api import codec
from sampan.api.errors import ApiError
from sampan.apiserver.representation.negotiate import JSON, is_pretty, negotiate_plain
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.api.generated.meta_v1 import Status
    from sampan.apiserver.request import Request

SIMPLE = frozenset({'', JSON, '*/*', 'application/json, */*'})  # what most clients say: it needs no negotiation


def status_response(error: ApiError, request: Request | None = None) -> Response:
    """The Status with its code, in the representation the request asks for; `Retry-After` where the Status says so.

    Upstream: responsewriters.ErrorNegotiated.
    """
    status = error.status
    headers = {'X-Content-Type-Options': 'nosniff'} if status.code == 403 else {}
    seconds = status.details.retry_after_seconds if status.details is not None else 0
    if seconds:
        headers['Retry-After'] = str(seconds)
    body, content_type = _written(status, request)
    return Response(status.code, body, content_type, headers, status)


def _written(status: Status, request: Request | None) -> tuple[bytes, str]:
    """The Status as bytes. Who takes none of our representations gets indented JSON, as from upstream."""
    if request is None or (request.headers.get('accept', '') in SIMPLE and not is_pretty(request)):
        return codec.encode(status) + b'\n', JSON
    from sampan.apiserver.representation.encoded import encoded

    try:
        target = negotiate_plain(request)
    except ApiError:
        return msgspec.json.format(codec.encode(status), indent=2), JSON
    answer = encoded(target, status, status.code)
    return cast('bytes', answer.body), answer.content_type


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
