"""The way to aggregated servers: HTTPS, with the front-proxy certificate if there is one."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from typing import TYPE_CHECKING

from sampan.apiserver.connect.backend import HttpBackend
from sampan.apiserver.connect.https import bracketed

if TYPE_CHECKING:
    from sampan.api.generated import apiregistration_v1 as apiregistration
    from sampan.apiserver.config import ProxyClientConfig
    from sampan.apiserver.connect.session import Session
    from sampan.apiserver.outgoing.services import Services

CONTEXTS = 100  # kept
PORT = 443

Stamp = tuple[float, ...]


class Transport:
    """Shared by all aggregated servers. The certificate is read again when its file changes."""

    def __init__(self, services: Services, session: Session, client: ProxyClientConfig | None) -> None:
        self._services = services
        self._session = session
        self._client = client
        self._contexts: OrderedDict[tuple[bytes, bool, Stamp], ssl.SSLContext] = OrderedDict()

    async def backend(self, spec: apiregistration.APIServiceSpec) -> HttpBackend:
        """One of the Service's endpoints, checked against the name of the Service.

        Raises outgoing.services.Unresolved, ssl.SSLError for a bundle or certificate that cannot be used, OSError.
        """
        service = spec.service
        if service is None:
            raise ValueError('a local APIService has no backend')
        found = await self._services.resolve(service.namespace, service.name, service.port or PORT)
        base = f'https://{bracketed(found.host)}:{found.port}'
        name = f'{service.name}.{service.namespace}.svc'
        context = self._context(spec.ca_bundle, insecure=spec.insecure_skip_tls_verify)
        return HttpBackend(self._session.get(), base, context, server_name=name)

    def _context(self, bundle: bytes, *, insecure: bool) -> ssl.SSLContext:
        key = (bundle, insecure, self._stamp())
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = self._make(bundle, insecure=insecure)
            if len(self._contexts) > CONTEXTS:
                self._contexts.popitem(last=False)
        else:
            self._contexts.move_to_end(key)
        return context

    def _stamp(self) -> Stamp:
        client = self._client
        return () if client is None else tuple(file.stat().st_mtime for file in (client.certificate, client.key))

    def _make(self, bundle: bytes, *, insecure: bool) -> ssl.SSLContext:
        from sampan.apiserver.outgoing.trust import trusting

        context = trusting(bundle)
        if insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self._client is not None:
            context.load_cert_chain(self._client.certificate, self._client.key)
        return context
