"""The continue token of a paged list (upstream: storage/continue.go)."""

from __future__ import annotations

import base64
import posixpath
import re
from dataclasses import dataclass

import msgspec

from sampan.api import errors, gojson

VERSION = 'meta.k8s.io/v1'
EXPIRED = 'The resourceVersion for the provided list is too old.'
INCONSISTENT = (
    'The provided continue parameter is too old to display a consistent list result. You can start a new list '
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of the '
    'results. Continuing with the provided token results in an inconsistent list - objects that were created, '
    'modified, or deleted between the time the first chunk was returned and now may show up in the list.'
)


_ALPHABET = re.compile('[A-Za-z0-9_-]*')


class _Token(msgspec.Struct):
    v: str = ''
    rv: int = 0
    start: str = ''


@dataclass(frozen=True, slots=True)
class Position:
    """Where a list goes on: at key `start` (inclusive), at `revision` (negative: the newest)."""

    start: str
    revision: int


def encode(key: str, prefix: str, revision: int) -> str:
    """The token of the position behind `key`."""
    return _encode(key.removeprefix(prefix) + '\0', revision)


def _encode(start: str, revision: int) -> str:
    data = msgspec.json.encode(_Token(VERSION, revision, start))
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def decode(text: str, prefix: str) -> Position:
    """Where the token points. Raises 400 with upstream's reasons."""
    try:
        data = _bytes(text)
        token = msgspec.json.decode(data, type=_Token)
    except msgspec.DecodeError as error:
        raise _invalid(f'continue key is not valid: {gojson.syntax_error(data) or error}') from error
    except ValueError as error:
        raise _invalid(f'continue key is not valid: {error}') from error
    if token.v != VERSION:
        raise _invalid(f'continue key is not valid: server does not recognize this encoded version {token.v}')
    if token.rv == 0:
        raise _invalid('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)')
    if not token.start:
        raise _invalid('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)')
    key = token.start if token.start.startswith('/') else '/' + token.start
    if posixpath.normpath(key) != key:
        raise _invalid(f'continue key is not valid: {token.start}')
    return Position(prefix + key[1:], token.rv)


def _bytes(text: str) -> bytes:
    """Base64 for URLs without padding. Raises ValueError in Go's words."""
    valid = _ALPHABET.match(text)
    end = valid.end() if valid else 0
    if end < len(text) or len(text) % 4 == 1:
        raise ValueError(f'illegal base64 data at input byte {min(end, len(text) - 1)}')
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def _invalid(reason: str) -> errors.ApiError:
    return errors.bad_request(f'invalid continue token: {reason}')


def expired(position: Position | None, prefix: str) -> errors.ApiError:
    """410: history no longer reaches back to the list's revision; a fresh token goes on at the newest."""
    if position is None:
        return errors.expired(EXPIRED)
    error = errors.expired(INCONSISTENT)
    error.status.metadata.continue_ = _encode(position.start.removeprefix(prefix), -1)
    return error
