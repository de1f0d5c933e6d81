"""Where a webhook is, as its configuration says it (upstream: util/webhook.ClientConfig)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PORT = 443


class ServiceReference(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def namespace(self) -> str: ...
    @property
    def path(self) -> str | None: ...
    @property
    def port(self) -> int | None: ...


class ClientConfig(Protocol):
    """What the WebhookClientConfigs of admissionregistration and apiextensions have in common."""

    @property
    def url(self) -> str | None: ...
    @property
    def service(self) -> ServiceReference | None: ...
    @property
    def ca_bundle(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Target:
    """An address. A Service's host is `name.namespace.svc`, which is also the name on its certificate."""

    url: str
    ca: bytes = b''
    service: bool = False

    def within(self, seconds: float) -> str:
        """The address with the time that the server has, as client-go tells it."""
        return f'{self.url}{"&" if "?" in self.url else "?"}timeout={seconds:.0f}s'


def target_of(config: ClientConfig) -> Target | None:
    """Where the configuration says it is; None if it says nothing."""
    service = config.service
    if service is not None:
        path = (service.path or '').lstrip('/')
        url = f'https://{service.name}.{service.namespace}.svc:{service.port or PORT}/{path}'
        return Target(url, config.ca_bundle, service=True)
    return Target(config.url, config.ca_bundle) if config.url else None
