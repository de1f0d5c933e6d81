"""URLs as Go's net/url understands request URIs. Upstream: k8s.io/apiserver/pkg/cel/library/urls.go."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from sampan.machinery.cel.declarations import Library, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import BOOL, STRING, list_of, map_of, struct
from sampan.machinery.cel.values import Opaque
from sampan.machinery.gotext import quote

URL_TYPE = struct('kubernetes.URL')
_SCHEME = re.compile(r'[a-zA-Z][a-zA-Z0-9+.-]*:')
_ESCAPE = re.compile(r'%(?![0-9a-fA-F]{2})')
_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~$&+,/:;=@!'()*\[\]%]*\Z")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*\Z")
_BAD_HOST = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')


class URL(Opaque):
    """A parsed URL."""

    __slots__ = ('host', 'path', 'query', 'scheme', 'text')
    cel_type = URL_TYPE

    def __init__(self, text: str, scheme: str, host: str, path: str, query: str) -> None:
        self.text = text
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query

    def key(self) -> Any:
        return (self.scheme, self.host, self.path, self.query)

    def __str__(self) -> str:
        return self.text


def parse_request_uri(text: str) -> URL:
    """An absolute URI or an absolute path; a fragment is part of the path. Raises EvaluationError with Go's words."""

    def wrong(message: str) -> EvaluationError:
        return EvaluationError(f'parse {quote(text)}: {message}')

    if any(ord(c) < 0x20 or c == '\x7f' for c in text):
        raise wrong('net/url: invalid control character in URL')
    if not text:
        raise wrong('empty url')
    if text == '*':
        return URL(text, '', '', '*', '')
    match = _SCHEME.match(text)
    scheme = match.group()[:-1].lower() if match else ''
    rest = text[match.end() :] if match else text
    if not match and text[0] == ':':
        raise wrong('missing protocol scheme')
    rest, mark, query = rest.partition('?')
    del mark
    if not rest.startswith('/'):
        if scheme:
            return URL(text, scheme, '', '', query)
        raise wrong('invalid URI for request')
    host = ''
    if scheme and rest.startswith('//'):
        authority, slash, path = rest[2:].partition('/')
        rest = slash + path
        host = _authority(authority, wrong)
    broken = _ESCAPE.search(rest)
    if broken:
        raise wrong(f'invalid URL escape {quote(rest[broken.start() : broken.start() + 3])}')
    return URL(text, scheme, host, rest, query)


def _authority(authority: str, wrong: Any) -> str:
    user, at, host = authority.rpartition('@')
    if at and not _USER.match(user):
        raise wrong('net/url: invalid userinfo')
    if host.startswith('['):
        end = host.rfind(']')
        if end < 0:
            raise wrong("missing ']' in host")
        _port(host[end + 1 :], wrong)
        return host
    colon = host.rfind(':')
    if colon >= 0:
        _port(host[colon:], wrong)
    bad = _BAD_HOST.search(host)
    if bad:
        raise wrong(f'invalid character {quote(bad.group())} in host name')
    broken = _ESCAPE.search(host)
    if broken:
        raise wrong(f'invalid URL escape {quote(host[broken.start() : broken.start() + 3])}')
    return unquote_to_bytes(host).decode(errors='replace')


def _port(text: str, wrong: Any) -> None:
    if text and (text[0] != ':' or not (text[1:] == '' or (text[1:].isascii() and text[1:].isdigit()))):
        raise wrong(f'invalid port {quote(text)} after host')


def _parse(text: str) -> URL:
    prefix = 'URL parse error during conversion from string: '
    try:
        url = parse_request_uri(text)
    except EvaluationError as error:
        raise EvaluationError(prefix + str(error)) from None
    path, _, fragment = url.path.partition('#')
    query, _, _ = url.query.partition('#')
    del fragment
    return URL(text, url.scheme, url.host, path, query if '#' not in url.path else '')


def _is_url(text: str) -> bool:
    try:
        parse_request_uri(text)
    except EvaluationError:
        return False
    return True


def _hostname(url: URL) -> str:
    if url.host.startswith('['):
        return url.host[1 : url.host.find(']')]
    return url.host.rpartition(':')[0] if ':' in url.host else url.host


def _port_of(url: URL) -> str:
    tail = url.host[url.host.find(']') + 1 :] if url.host.startswith('[') else url.host
    return tail.rpartition(':')[2] if ':' in tail else ''


def _escaped_path(url: URL) -> str:
    if _PLAIN_PATH.match(url.path):
        return url.path
    return ''.join(
        c if _PLAIN_PATH.match(c) and c != '%' else ''.join(f'%{byte:02X}' for byte in c.encode())
        for c in unquote_to_bytes(url.path).decode(errors='surrogateescape')
    )


def _query(url: URL) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in url.query.split('&'):
        if not part or ';' in part or _ESCAPE.search(part):
            continue
        name, _, value = part.partition('=')
        found.setdefault(_unescape(name), []).append(_unescape(value))
    return found


def _unescape(text: str) -> str:
    return unquote_to_bytes(text.replace('+', ' ')).decode(errors='replace')


_U = URL_TYPE
URLS = Library(
    'kubernetes.urls',
    (
        ('url', overload('string_to_url', (STRING,), _U, _parse)),
        ('getScheme', method('url_get_scheme', (_U,), STRING, lambda url: url.scheme)),
        ('getHost', method('url_get_host', (_U,), STRING, lambda url: url.host)),
        ('getHostname', method('url_get_hostname', (_U,), STRING, _hostname)),
        ('getPort', method('url_get_port', (_U,), STRING, _port_of)),
        ('getEscapedPath', method('url_get_escaped_path', (_U,), STRING, _escaped_path)),
        ('getQuery', method('url_get_query', (_U,), map_of(STRING, list_of(STRING)), _query)),
        ('isURL', overload('is_url_string', (STRING,), BOOL, _is_url)),
    ),
    {},
    {_U.name: _U},
)
