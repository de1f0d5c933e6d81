"""Kubelets over HTTPS: the address is the Node's, the certificates are the cluster's."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.apiserver.connect.backend import HttpBackend
from sampan.apiserver.connect.session import Session

if TYPE_CHECKING:
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.apiserver.config import KubeletClientConfig

# Upstream's --kubelet-preferred-address-types as kubeadm sets it.
ADDRESS_TYPES = ('InternalIP', 'ExternalIP', 'Hostname')
DEFAULT_PORT = 10250


class HttpsNodes:
    """A `NodeConnector` that shows the API server's client certificate and checks the kubelet's."""

    def __init__(self, *, lookup: Lookup, config: KubeletClientConfig, session: Session) -> None:
        self._lookup = lookup
        self._config = config
        self._session = session
        self._tls: dict[bool, ssl.SSLContext] = {}

    async def connect(self, node_name: str, *, verified: bool = True) -> HttpBackend:
        node: core.Node = await self._lookup(core.Node, node_name, '')
        host = preferred_address(node)
        port = node.status.daemon_endpoints.kubelet_endpoint.port or DEFAULT_PORT
        return HttpBackend(self._session.get(), f'https://{bracketed(host)}:{port}', self._context(verified))

    def _context(self, verified: bool) -> ssl.SSLContext:
        """Made once, at the first use: certificates are read when they are needed."""
        made = self._tls.get(verified)
        if made is None:
            made = ssl.create_default_context(cafile=str(self._config.ca))
            made.load_cert_chain(self._config.certificate, self._config.key)
            if not verified:
                made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
            self._tls[verified] = made
        return made


def preferred_address(node: core.Node) -> str:
    """The first address of the most preferred type. Raises ApiError (500)."""
    addresses: list[Any] = node.status.addresses
    for kind in ADDRESS_TYPES:
        for address in addresses:
            if address.type == kind:
                return str(address.address)
    raise errors.internal_error(
        f'no preferred addresses found; known addresses: {[address.address for address in addresses]}'
    )


def bracketed(host: str) -> str:
    return f'[{host}]' if ':' in host else host
