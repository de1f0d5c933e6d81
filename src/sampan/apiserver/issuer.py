"""The issuer's public documents, for those who verify tokens themselves (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.authn.keys import TokenKeys
    from sampan.apiserver.config import ApiServerConfig
    from sampan.apiserver.request import Answer, Handler, Request

CONFIGURATION = '/.well-known/openid-configuration'
JWKS = '/openid/v1/jwks'
CACHE_CONTROL = 'public, max-age=3600'


def issuer_routes(keys: TokenKeys, config: ApiServerConfig, port: Callable[[], int]) -> dict[str, Handler]:
    async def configuration(request: Request) -> Answer:
        document = keys.openid_configuration(config.jwks_uri or f'https://{config.address}:{port()}{JWKS}')
        return public(document, 'application/json')

    async def jwks(request: Request) -> Answer:
        return public(keys.jwks(), 'application/jwk-set+json')

    return {CONFIGURATION: configuration, JWKS: jwks}


def public(document: object, content_type: str) -> Response:
    return Response(
        body=msgspec.json.encode(document), content_type=content_type, headers={'Cache-Control': CACHE_CONTROL}
    )
