"""Whether an aggregated server can be reached (upstream: controllers/status/remote)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sampan.api.errors import ApiError
from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.generated import core_v1, discovery_v1
from sampan.apiserver.aggregation.identity import AGGREGATOR, remote_headers
from sampan.apiserver.outgoing.services import SERVICE_LABEL
from sampan.apiserver.request import Request, Stream

if TYPE_CHECKING:
    from sampan.apiserver.admission.base import Lookup
    from sampan.apiserver.aggregation.transport import Transport
    from sampan.apiserver.connect.backend import HttpBackend

ATTEMPTS = 5  # at the same time, so that one bad endpoint of several does not count
SECONDS = 5.0
AVAILABLE = 'Available'
PORT = 443

Condition = apiregistration.APIServiceCondition


async def check(spec: apiregistration.APIServiceSpec, lookup: Lookup, transport: Transport) -> Condition:
    """The condition as it is now, without its time."""
    reference = spec.service
    if reference is None:
        raise ValueError('a local APIService is always available')
    namespace, name, port = reference.namespace, reference.name, reference.port or PORT
    service = await lookup.get(core_v1.Service, name, namespace)
    if service is None:
        return _no('ServiceNotFound', f'service/{name} in "{namespace}" is not present')
    if service.spec.type == 'ClusterIP':
        found = next((each for each in service.spec.ports if each.port == port), None)
        if found is None:
            return _no('ServicePortError', f'service/{name} in "{namespace}" is not listening on port {port}')
        pieces = [
            piece
            for piece in lookup.peek(discovery_v1.EndpointSlice, namespace)
            if piece.metadata.labels.get(SERVICE_LABEL) == name
        ]
        if not pieces:
            return _no('EndpointsNotFound', f'cannot find endpointslices for service/{name} in "{namespace}"')
        if not any_ready(pieces, found.name):
            text = f'endpointslices for service/{name} in "{namespace}" have no addresses with port name "{found.name}"'
            return _no('MissingEndpoints', text)
    problem = await _discovery_problem(spec, transport)
    if problem:
        return _no('FailedDiscoveryCheck', problem)
    return Condition(type=AVAILABLE, status='True', reason='Passed', message='all checks passed')


def _no(reason: str, message: str) -> Condition:
    return Condition(type=AVAILABLE, status='False', reason=reason, message=message)


def any_ready(pieces: Sequence[discovery_v1.EndpointSlice], port: str) -> bool:
    """Whether a slice has an endpoint that is ready and the port."""
    return any(
        any(endpoint.conditions.ready is not False for endpoint in piece.endpoints)
        and any((each.name or '') == port and each.port is not None for each in piece.ports)
        for piece in pieces
    )


async def _discovery_problem(spec: apiregistration.APIServiceSpec, transport: Transport) -> str:
    """Why no attempt to get a path that the server has to serve has succeeded; empty if one has."""
    tasks = [asyncio.create_task(_attempt(spec, transport)) for _ in range(ATTEMPTS)]
    problem = ''
    try:
        for done in asyncio.as_completed(tasks):
            problem = await done
            if not problem:
                break
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return problem


async def _attempt(spec: apiregistration.APIServiceSpec, transport: Transport) -> str:
    try:
        backend = await transport.backend(spec)
    except ssl.SSLError as error:
        return str(error.strerror or error)
    except OSError as error:
        return str(error.strerror or error)
    path = f'/apis/{spec.group}/{spec.version}' if spec.group else f'/api/{spec.version}'
    url = backend.base + path
    try:
        async with asyncio.timeout(SECONDS):
            status = await _status(backend, path)
    except TimeoutError:
        return f'failing or missing response from {url}: Get "{url}": context deadline exceeded'
    except ApiError as error:
        cause = error.status.message.removeprefix('error trying to reach service: ')
        return f'failing or missing response from {url}: Get "{url}": {cause}'
    if not 200 <= status < 300:
        return f'failing or missing response from {url}: bad status from {url}: {status}'
    return ''


async def _status(backend: HttpBackend, path: str) -> int:
    answer = await backend.request(Request('GET', path), path, remote_headers(AGGREGATOR))
    if isinstance(answer, Stream) and answer.chunks is not None:
        await answer.chunks.aclose()  # type: ignore[attr-defined]
    return int(getattr(answer, 'status', 101))
