"""Questions of this server itself to an aggregated one: the whole answer, or what went wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sampan.api.errors import ApiError
from sampan.apiserver.aggregation.identity import AGGREGATOR, remote_headers
from sampan.apiserver.request import Request, Response, Stream

if TYPE_CHECKING:
    from sampan.api.generated import apiregistration_v1 as apiregistration
    from sampan.apiserver.aggregation.transport import Transport

SECONDS = 5.0
LARGEST = 32 * 1024 * 1024  # bytes of a document


class NoAnswer(Exception):
    """The server could not be asked."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer."""

    status: int
    body: bytes
    content_type: str = ''
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == 'etag'), '')


async def ask(
    transport: Transport, spec: apiregistration.APIServiceSpec, path: str, *, accept: str = '', etag: str = ''
) -> Told:
    """GET a path as the aggregator. Raises NoAnswer."""
    headers = {name: value for name, value in (('Accept', accept), ('If-None-Match', etag)) if value}
    request = Request('GET', path, headers=headers)
    try:
        async with asyncio.timeout(SECONDS):
            backend = await transport.backend(spec)
            answer = await backend.request(request, path, remote_headers(AGGREGATOR))
            if isinstance(answer, Stream):
                return Told(answer.status, await _whole(answer), answer.content_type, answer.headers)
    except TimeoutError as late:
        raise NoAnswer('context deadline exceeded') from late
    except ApiError as error:
        raise NoAnswer(error.status.message) from error
    except (ssl.SSLError, OSError) as error:
        raise NoAnswer(str(error.strerror or error)) from error
    if not isinstance(answer, Response):
        raise NoAnswer(f'{path} changes the protocol')
    return Told(answer.status, b'', answer.content_type, answer.headers)


async def _whole(answer: Stream) -> bytes:
    body = bytearray()
    if answer.chunks is not None:
        try:
            async for chunk in answer.chunks:
                body += chunk
                if len(body) > LARGEST:
                    raise NoAnswer(f'the answer is longer than {LARGEST} bytes')
        finally:
            await answer.chunks.aclose()  # type: ignore[attr-defined]
    return bytes(body)
