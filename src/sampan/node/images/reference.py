"""Image names: the grammar of github.com/distribution/reference, and its defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMPONENT = r'[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*'
_DOMAIN_PART = r'(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
_DOMAIN = rf'(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?'
_REFERENCE = re.compile(
    rf'(?P<name>(?:{_DOMAIN}/)?{_COMPONENT}(?:/{_COMPONENT})*)'
    r'(?::(?P<tag>[\w][\w.-]{0,127}))?'
    r'(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?',
    re.ASCII,
)
_HEX_ONLY = re.compile(r'[a-f0-9]{64}')
_SHA256 = re.compile(r'sha256:[a-f0-9]{64}')
NAME_LIMIT = 255

DEFAULT_DOMAIN = 'docker.io'
LEGACY_DOMAIN = 'index.docker.io'
OFFICIAL = 'library/'


class InvalidReference(ValueError):
    """Not an image name; str() is the message upstream's kubelet shows."""

    def __init__(self, image: str, detail: str) -> None:
        super().__init__(f'couldn\'t parse image name "{image}": {detail}')


@dataclass(frozen=True, slots=True)
class Reference:
    """A full image name. Without a tag and a digest it has not been defaulted."""

    domain: str
    path: str
    tag: str = ''
    digest: str = ''

    def __str__(self) -> str:
        tag = f':{self.tag}' if self.tag else ''
        digest = f'@{self.digest}' if self.digest else ''
        return f'{self.domain}/{self.path}{tag}{digest}'


def parse(image: str) -> Reference:
    """The full name an image name stands for; `InvalidReference` when it is none. No tag is added."""
    if _HEX_ONLY.fullmatch(image):
        raise InvalidReference(image, f'invalid repository name ({image}), cannot specify 64-byte hexadecimal strings')
    domain, path = _split_domain(image)
    remote = re.split('[:@]', path, maxsplit=1)[0]
    if remote != remote.lower():
        raise InvalidReference(image, f'invalid reference format: repository name ({remote}) must be lowercase')
    match = _REFERENCE.fullmatch(f'{domain}/{path}')
    if match is None:
        raise InvalidReference(image, 'invalid reference format')
    name = match['name'].removeprefix(f'{domain}/')
    if len(name) > NAME_LIMIT:
        raise InvalidReference(image, f'repository name must not be more than {NAME_LIMIT} characters')
    return Reference(domain, name, match['tag'] or '', match['digest'] or '')


def _split_domain(image: str) -> tuple[str, str]:
    first, slash, rest = image.partition('/')
    if not slash or not (set(first) & set('.:') or first == 'localhost' or first.lower() != first):
        domain, path = DEFAULT_DOMAIN, image
    else:
        domain, path = first, rest
    if domain == LEGACY_DOMAIN:
        domain = DEFAULT_DOMAIN
    if domain == DEFAULT_DOMAIN and '/' not in path:
        path = OFFICIAL + path
    return domain, path


def normalise(image: str) -> str:
    """The full name, with `:latest` when neither tag nor digest is given; an image id stays as it is."""
    if _SHA256.fullmatch(image):
        return image
    reference = parse(image)
    if reference.tag or reference.digest:
        return str(reference)
    return f'{reference}:latest'


def with_default_tag(image: str) -> str:
    """The name as given, with `:latest` when it has neither tag nor digest (what the kubelet asks the runtime for)."""
    reference = parse(image)
    return image if reference.tag or reference.digest else f'{image}:latest'
