"""Front proxies: who authenticated the user for us says so in headers (upstream: request/headerrequest).

A proxy is believed when its client certificate comes from the authority of proxies and bears one of the allowed names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sampan.apiserver.authn.authority import Authorities
from sampan.apiserver.authn.base import AuthenticationFailed
from sampan.apiserver.authn.certificates import read
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.request import Request
    from sampan.machinery.world import World


@dataclass(frozen=True, slots=True)
class RequestHeaderConfig:
    """Upstream's `--requestheader-...` flags."""

    client_ca: Path  # --requestheader-client-ca-file
    allowed_names: Sequence[str] = ()  # --requestheader-allowed-names; none: every name
    username_headers: Sequence[str] = ('X-Remote-User',)
    uid_headers: Sequence[str] = ()
    group_headers: Sequence[str] = ('X-Remote-Group',)
    extra_prefixes: Sequence[str] = ('X-Remote-Extra-',)


class RequestHeaders:
    """Takes the user out of the headers of believed proxies, and the headers out of the request."""

    def __init__(self, config: RequestHeaderConfig, world: World) -> None:
        self._names = frozenset(config.allowed_names)
        self._user = lowered(config.username_headers)
        self._uid = lowered(config.uid_headers)
        self._groups = lowered(config.group_headers)
        self._prefixes = lowered(config.extra_prefixes)
        self._authorities = Authorities(config.client_ca)
        self._world = world

    async def authenticate(self, request: Request) -> UserInfo | None:
        name = self._first(request, self._user)
        certificate = request.peer_certificate
        if not name or certificate is None or not self._authorities.issued(certificate):
            return None
        proxy, begins, ends = read(certificate)
        if not begins <= self._world.now().timestamp() <= ends:
            raise AuthenticationFailed(f'the certificate of the proxy {proxy.name!r} has expired or is not yet valid')
        if self._names and proxy.name not in self._names:
            raise AuthenticationFailed(f'x509: subject with cn={proxy.name} is not in the allowed list')
        user = UserInfo(name, self._first(request, self._uid), self._all(request), self._extra(request))
        request.headers = {key: request.headers[key] for key in request.headers if not self._ours(key.lower())}
        return user

    def _first(self, request: Request, names: Sequence[str]) -> str:
        return next((value for wanted in names for key, value in fields(request) if key == wanted and value), '')

    def _all(self, request: Request) -> tuple[str, ...]:
        return tuple(value for wanted in self._groups for key, value in fields(request) if key == wanted and value)

    def _extra(self, request: Request) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for prefix in self._prefixes:
            for key, value in fields(request):
                if key.startswith(prefix):
                    found.setdefault(unquote(key[len(prefix) :]), []).append(value)
        return found

    def _ours(self, key: str) -> bool:
        named = key in self._user or key in self._uid or key in self._groups
        return named or key.startswith(tuple(self._prefixes))


def fields(request: Request) -> list[tuple[str, str]]:
    """Every header field, repeated ones as often as they came, names in lower case."""
    return [(key.lower(), value) for key, value in request.headers.items()]


def lowered(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in names)
