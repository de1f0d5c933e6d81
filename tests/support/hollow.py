"""Whole clusters with a hollow node, spoken to as badly as a test likes."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import Any

from support.machine import Machine


class HollowCluster(Machine):
    """Needs neither root nor containers."""

    def up(self, *arguments: str) -> str:
        return super().up('--hollow', *arguments)

    @property
    def port(self) -> int:
        return int(self.ports[1])

    def tls(self, *, certificate_of: Machine | None = None) -> ssl.SSLContext:
        """Trusts this cluster; shows the administrator's certificate, of another cluster if told so."""
        pki = self.state / 'pki'
        context = ssl.create_default_context(cafile=pki / 'ca.crt')
        whose = (certificate_of or self).state / 'pki'
        context.load_cert_chain(whose / 'admin.crt', whose / 'admin.key')
        return context

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, tls: ssl.SSLContext | None = None, **headers: str
    ) -> tuple[int, Any]:
        """Status code and decoded answer of one request."""
        connection = http.client.HTTPSConnection('127.0.0.1', self.port, context=tls or self.tls(), timeout=20)
        try:
            sent = {
                'Content-Type': 'application/json',
                **{name.replace('_', '-'): value for name, value in headers.items()},
            }
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            is_json = answer.headers.get('Content-Type', '').startswith('application/json')
            return answer.status, json.loads(content) if is_json else content.decode()
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """Everything the server says to these bytes, until it closes or is silent."""
        with self.tls().wrap_socket(
            socket.create_connection(('127.0.0.1', self.port), timeout=10), server_hostname='localhost'
        ) as stream:
            stream.sendall(data)
            said = b''
            while piece := stream.recv(65536):
                said += piece
            return said
