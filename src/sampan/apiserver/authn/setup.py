"""The authenticators of one server, as its configuration wants them; what is not wanted is not imported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sampan.apiserver.authn.base import Anonymous, Authenticator, TokenAuthenticator
from sampan.apiserver.authn.certificates import ClientCertificates

if TYPE_CHECKING:
    from sampan.apiserver.authn.configuration import AuthenticationConfiguration, JwtConfig
    from sampan.apiserver.authn.oidc import OpenIdTokens
    from sampan.apiserver.authn.reload import AnonymousAccess, Issuers
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.apiserver.authn.webhook import WebhookTokens
    from sampan.apiserver.config import ApiServerConfig
    from sampan.machinery.world import World


class Setup:
    """`close` ends the connections to issuers and webhooks."""

    def __init__(self, config: ApiServerConfig, world: World) -> None:
        self._config = config
        self._world = world
        self._open: list[OpenIdTokens | Issuers | WebhookTokens] = []
        self._issuers_now: Issuers | None = None
        self._anonymous_now: AnonymousAccess | None = None

    @cached_property
    def _structured(self) -> AuthenticationConfiguration | None:
        if self._config.authentication_config is None:
            return None
        from sampan.apiserver.authn import configuration

        if self._config.oidc is not None:
            raise configuration.ConfigurationError('authentication-config file and oidc-* flags are mutually exclusive')
        return self.load()

    def load(self) -> AuthenticationConfiguration:
        """The configuration file as it is now. Raises ConfigurationError, OSError."""
        from sampan.apiserver.authn import configuration

        if self._config.authentication_config is None:
            raise configuration.ConfigurationError('there is no authentication-config file')
        return configuration.load(self._config.authentication_config, (self._config.issuer,))

    def take_over(self, structured: AuthenticationConfiguration) -> Sequence[OpenIdTokens]:
        """From now on ask these issuers. Returns those that were asked before, to be closed. Raises ValueError."""
        issuers, anonymous = self._issuers_of(structured.jwt), self._anonymous_of(structured)
        if self._issuers_now is None or self._anonymous_now is None:
            raise ValueError('the authenticators have not been made from a file')
        retired, self._issuers_now.issuers = self._issuers_now.issuers, issuers
        self._anonymous_now.authenticators = anonymous
        return retired

    def certificate_kinds(self) -> list[Authenticator]:
        """Front proxies, then client certificates."""
        config, tls = self._config.request_header, self._config.tls
        if config is None:
            return [ClientCertificates(self._world)]
        from sampan.apiserver.authn.authority import Authorities
        from sampan.apiserver.authn.request_headers import RequestHeaders

        clients = None if tls is None or tls.client_ca is None else Authorities(tls.client_ca)
        return [RequestHeaders(config, self._world), ClientCertificates(self._world, clients)]

    def token_kinds(self, lookup: Lookup) -> list[TokenAuthenticator]:
        """Behind static and service-account tokens: bootstrap tokens, issuers, the webhook."""
        kinds: list[TokenAuthenticator] = []
        if self._config.bootstrap_token_auth:
            from sampan.apiserver.authn.bootstrap_tokens import BootstrapTokens

            kinds.append(BootstrapTokens(lookup, self._world))
        self._open = [*self._issuers(), *self._webhook()]
        return [*kinds, *self._open]

    def anonymous(self) -> list[Authenticator]:
        structured = self._structured
        if structured is None:
            return self._anonymous_of(None)
        from sampan.apiserver.authn.reload import AnonymousAccess

        self._anonymous_now = AnonymousAccess(self._anonymous_of(structured))
        return [self._anonymous_now]

    def _anonymous_of(self, structured: AuthenticationConfiguration | None) -> list[Authenticator]:
        if structured is not None and structured.anonymous is not None:
            wanted = structured.anonymous
            return [Anonymous([each.path for each in wanted.conditions])] if wanted.enabled else []
        return [Anonymous()] if self._config.anonymous else []

    async def close(self) -> None:
        for each in self._open:
            await each.close()

    def _issuers(self) -> Sequence[OpenIdTokens | Issuers]:
        structured, flags = self._structured, self._config.oidc
        if structured is None:
            return [] if flags is None else self._issuers_of([flags.config()])
        from sampan.apiserver.authn.reload import Issuers

        self._issuers_now = Issuers(self._issuers_of(structured.jwt))
        return [self._issuers_now]

    def _issuers_of(self, configs: Sequence[JwtConfig]) -> list[OpenIdTokens]:
        if not configs:
            return []
        from sampan.apiserver.authn.jwks import RemoteKeys
        from sampan.apiserver.authn.oidc import OpenIdTokens

        return [
            OpenIdTokens(
                each,
                RemoteKeys(
                    each.issuer.url,
                    discovery_url=each.issuer.discovery_url,
                    ca=each.issuer.certificate_authority,
                ),
                self._world,
            )
            for each in configs
        ]

    def _webhook(self) -> list[WebhookTokens]:
        config = self._config
        if config.token_webhook is None:
            return []
        from sampan.apiserver.authn.webhook import WebhookTokens
        from sampan.apiserver.webhook import Webhook

        webhook = Webhook.from_file(config.token_webhook, self._world)
        return [
            WebhookTokens(
                webhook,
                api_audiences=config.api_audiences,
                version=config.token_webhook_version,
                ttl=config.token_webhook_ttl,
            )
        ]
