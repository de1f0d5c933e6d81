"""Asking a conversion webhook, by URL or through a Service of the cluster.

Upstream: k8s.io/apiserver/pkg/util/webhook (the client), pkg/util/proxy (how a Service is found).
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api.errors import ApiError
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.generated import core_v1
from sampan.apiserver.customresources.conversion import Document, WebhookFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Lookup = Callable[[type[Any], str, str], Awaitable[Any]]

TIMEOUT = 30.0  # seconds, upstream's for conversions
LIMIT = 64 << 20  # bytes of an answer


async def call(config: apiextensions.WebhookClientConfig, document: Document, lookup: Lookup) -> Document:
    """POST the document; returns the answer. Redirects are not followed. Raises WebhookFailed."""
    import aiohttp

    url, host = await _address(config, lookup)
    tls = ssl.create_default_context(cadata=config.ca_bundle.decode() if config.ca_bundle else None)
    shown = _shown(config)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls, force_close=True)) as client:
            answer = await client.post(
                url,
                data=msgspec.json.encode(document),
                headers={'content-type': 'application/json', 'accept': 'application/json, */*'},
                params={'timeout': f'{TIMEOUT:g}s'},
                allow_redirects=False,
                server_hostname=host or None,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
            )
            body = await answer.content.read(LIMIT)
    except TimeoutError as error:
        raise WebhookFailed(f'Post "{shown}": context deadline exceeded') from error
    except (aiohttp.ClientError, OSError, ssl.SSLError) as error:
        raise WebhookFailed(f'Post "{shown}": {error}') from error
    if answer.status >= 400:
        raise WebhookFailed(_refusal(answer.status, body))
    try:
        decoded: Document = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise WebhookFailed(f"couldn't decode the answer: {error}") from error
    return decoded


def _refusal(status: int, body: bytes) -> str:
    from sampan.api import errors

    return str(errors.from_response(status, body, 'POST'))


def _shown(config: apiextensions.WebhookClientConfig) -> str:
    """The address as upstream's messages show it."""
    if config.url is not None or config.service is None:
        return f'{config.url}?timeout={TIMEOUT:g}s'
    service = config.service
    path = '/' + (service.path or '').lstrip('/')
    return f'https://{service.name}.{service.namespace}.svc:{service.port or 443}{path}?timeout={TIMEOUT:g}s'


async def _address(config: apiextensions.WebhookClientConfig, lookup: Lookup) -> tuple[str, str]:
    """Where to send it, and which name the certificate must have ('' for the one in the URL)."""
    if config.url is not None:
        return config.url, ''
    service = config.service
    if service is None:
        raise WebhookFailed('the webhook has neither url nor service')
    try:
        found: core_v1.Service = await lookup(core_v1.Service, service.name, service.namespace)
    except ApiError as error:
        raise WebhookFailed(f'Post "{_shown(config)}": {error}') from error
    port = service.port or 443
    if not any(each.port == port for each in found.spec.ports):
        raise WebhookFailed(f'Post "{_shown(config)}": no service port {port} found for service "{service.name}"')
    address = found.spec.external_name if found.spec.type == 'ExternalName' else found.spec.cluster_ip
    host = f'[{address}]' if ':' in address else address
    path = '/' + (service.path or '').lstrip('/')
    return f'https://{host}:{port}{path}', f'{service.name}.{service.namespace}.svc'
