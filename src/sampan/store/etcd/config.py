"""How an etcd cluster is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 2379


@dataclass(frozen=True, slots=True)
class EtcdConfig:
    """Upstream's flags of the same meaning are named behind each field. Times are seconds."""

    endpoints: Sequence[str]  # --etcd-servers: host:port each
    ca: Path | None = None  # --etcd-cafile
    certificate: Path | None = None  # --etcd-certfile
    key: Path | None = None  # --etcd-keyfile
    tls: bool = False
    compaction_interval: float = 300.0  # --etcd-compaction-interval; 0: never
    timeout: float = 10.0  # for one request, members tried again included

    @classmethod
    def from_urls(cls, urls: Sequence[str], **more: object) -> EtcdConfig:
        """From `etcd://host:port`, `http://...` or `https://...`. Raises ValueError for what is none."""
        parsed = [urlsplit(url if '://' in url else f'http://{url}') for url in urls]
        for url, parts in zip(urls, parsed, strict=True):
            if parts.scheme not in ('etcd', 'http', 'https') or not parts.hostname or parts.path not in ('', '/'):
                raise ValueError(f'{url!r} is no etcd URL: write http://HOST:PORT or https://HOST:PORT')
        if len({parts.scheme == 'https' for parts in parsed}) != 1:
            raise ValueError('either all etcd servers are reached over TLS or none')
        endpoints = tuple(f'{_bracketed(parts.hostname or "")}:{parts.port or DEFAULT_PORT}' for parts in parsed)
        return cls(endpoints, tls=parsed[0].scheme == 'https', **more)  # type: ignore[arg-type]


def _bracketed(host: str) -> str:
    return f'[{host}]' if ':' in host else host
