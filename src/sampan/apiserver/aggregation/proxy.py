"""Requests passed on to the server that serves them (upstream: handler_proxy.go)."""

from __future__ import annotations

import logging
import ssl
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sampan.api.errors import ApiError
from sampan.apiserver.aggregation.identity import remote_headers
from sampan.apiserver.http.status import text_response
from sampan.apiserver.request import Response, Stream

if TYPE_CHECKING:
    from sampan.api.generated import apiregistration_v1 as apiregistration
    from sampan.apiserver.aggregation.transport import Transport
    from sampan.apiserver.request import Answer, Request

log = logging.getLogger(__name__)

UNAVAILABLE = 'service unavailable'
NO_REDIRECTS = b'the backend attempted to redirect this request, which is not permitted'


async def pass_on(request: Request, spec: apiregistration.APIServiceSpec, transport: Transport) -> Answer:
    """The other server's answer, whatever it is; plain text for what goes wrong on the way, as upstream."""
    if request.user is None:
        return text_response(500, 'missing user')
    try:
        backend = await transport.backend(spec)
    except ssl.SSLError as error:
        return text_response(500, str(error.strerror or error))
    except OSError as error:
        log.warning('cannot find the server of %s/%s: %s', spec.group, spec.version, error)
        return text_response(503, UNAVAILABLE)
    try:
        answer = await backend.request(request, target_of(request), remote_headers(request.user))
    except ApiError as error:
        return text_response(503, error.status.message)
    if 300 <= getattr(answer, 'status', 0) <= 399 and location(answer):
        if isinstance(answer, Stream) and answer.chunks is not None:
            await answer.chunks.aclose()  # type: ignore[attr-defined]
        return Response(502, NO_REDIRECTS, 'text/plain; charset=utf-8')
    return answer


def location(answer: Answer) -> str:
    """Where the answer would send the client."""
    return next((value for name, value in answer.headers.items() if name.lower() == 'location'), '')


def target_of(request: Request) -> str:
    """Path and query, encoded anew, the query's names in order."""
    query = urlencode([(name, value) for name in sorted(request.query) for value in request.query[name]])
    path = quote(request.path, safe="/:@!$&'()*+,;=-._~")
    return f'{path}?{query}' if query else path
