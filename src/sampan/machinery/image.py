"""Image references: `nginx`, `registry:5000/team/app:1.2@sha256:...`, read as Docker and the kubelet read them.

Upstream: github.com/distribution/reference, pkg/util/parsers of Kubernetes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_REGISTRY = 'docker.io'
DEFAULT_TAG = 'latest'
_MAX_NAME = 255

_COMPONENT = r'[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
_HOST = r'(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
_DOMAIN = rf'(?:{_HOST}(?:\.{_HOST})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?'
_TAG = r'[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}'
_DIGEST = r'[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
_REFERENCE = re.compile(
    rf'(?P<domain>{_DOMAIN})/(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?'
)
_IDENTIFIER = re.compile(r'[a-f0-9]{64}')


class ReferenceError_(ValueError):  # noqa: N801 - Python's own ReferenceError means another thing
    """Not an image reference."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where an image is and which one: `name` has the registry; `tag` is `latest` if nothing else is said."""

    registry: str
    path: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """Registry and path, without tag and digest."""
        return f'{self.registry}/{self.path}'

    def __str__(self) -> str:
        tag = f':{self.tag}' if self.tag else ''
        return f'{self.name}{tag}{"@" + self.digest if self.digest else ""}'


def parse(text: str) -> Reference:
    """The reference with everything said that is usually left out. Raises ReferenceError_."""
    if _IDENTIFIER.fullmatch(text):
        raise ReferenceError_(f'invalid repository name ({text}), cannot specify 64-byte hexadecimal strings')
    match = _REFERENCE.fullmatch(_with_registry(text)) if len(text) <= 2 * _MAX_NAME + 128 else None
    if match is None or len(match['domain']) + 1 + len(match['path']) > _MAX_NAME:
        raise ReferenceError_('invalid reference format')
    tag, digest = match['tag'] or '', match['digest'] or ''
    return Reference(match['domain'], match['path'], tag or ('' if digest else DEFAULT_TAG), digest)


def _with_registry(text: str) -> str:
    first, slash, rest = text.partition('/')
    named = slash and (any(char in first for char in '.:') or first == 'localhost' or first.lower() != first)
    registry, path = (first, rest) if named else (DEFAULT_REGISTRY, text)
    if registry == 'index.docker.io':
        registry = DEFAULT_REGISTRY
    if registry == DEFAULT_REGISTRY and '/' not in path:
        path = 'library/' + path
    return f'{registry}/{path}'
