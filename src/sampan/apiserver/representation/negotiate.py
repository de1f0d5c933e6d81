"""Reading Accept and Content-Type as upstream's negotiation does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sampan.api import errors
from sampan.apiserver.request import Request

JSON = 'application/json'
YAML = 'application/yaml'
PROTOBUF = 'application/vnd.kubernetes.protobuf'
# In upstream's order: the first is used when nothing is asked for.
MEDIA_TYPES = (JSON, YAML, PROTOBUF)
STREAM_TYPES = (JSON, PROTOBUF)
META_GROUP = 'meta.k8s.io'
_SHAPES = ('Table', 'PartialObjectMetadata', 'PartialObjectMetadataList')


@dataclass(frozen=True, slots=True)
class Target:
    """What the client wants: a media type, perhaps another shape than the object's own."""

    media_type: str = JSON
    shape: str = ''  # Table, PartialObjectMetadata, PartialObjectMetadataList; '' is the object itself
    shape_version: str = 'v1'  # of meta.k8s.io
    pretty: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One alternative of an Accept header."""

    type: str
    subtype: str
    quality: float
    parameters: Mapping[str, str]


def parse_accept(header: str) -> Sequence[Clause]:
    """The alternatives, best first (stable, so equal quality keeps the header's order)."""
    clauses = [clause for part in header.split(',') if (clause := _parse_clause(part.strip())) is not None]
    return sorted(clauses, key=lambda clause: (-clause.quality, clause.type == '*', clause.subtype == '*'))


def _parse_clause(text: str) -> Clause | None:
    media, *rest = (piece.strip() for piece in text.split(';'))
    type_, slash, subtype = media.partition('/')
    if media == '*':
        type_, slash, subtype = '*', '/', '*'
    if not slash or not type_ or not subtype:
        return None
    parameters = {name.strip().lower(): value.strip().strip('"') for name, _, value in (p.partition('=') for p in rest)}
    try:
        quality = float(parameters.pop('q', '1') or 1)
    except ValueError:
        quality = 1.0
    return Clause(type_.lower(), subtype.lower(), quality, parameters)


def negotiate(request: Request, stream: bool = False, binary: bool = True) -> Target:
    """What to answer with; `binary`: the objects themselves have a protobuf form. Raises 406 NotAcceptable."""
    return _negotiate(request.headers.get('accept', ''), is_pretty(request), stream, binary, True)


def negotiate_plain(request: Request) -> Target:
    """What to answer with when there is one shape only, as of errors: alternatives that name another are passed over.

    Raises 406.
    """
    return _negotiate(request.headers.get('accept', ''), is_pretty(request), False, True, False)


@lru_cache(maxsize=256)
def _negotiate(header: str, pretty: bool, stream: bool, binary: bool, shapes: bool) -> Target:
    """Clients say the same thing with every request. (Refusals are not remembered.)"""
    if not header:
        return Target(pretty=pretty)
    for clause in parse_accept(header):
        for media_type in MEDIA_TYPES:
            target = _accept(clause, media_type, pretty)
            if target is None or (target.media_type == PROTOBUF and not target.shape and not binary):
                continue
            if target.shape and not shapes:
                continue
            if stream and media_type not in STREAM_TYPES:
                raise not_acceptable(stream)
            return target
    raise not_acceptable(stream)


def _accept(clause: Clause, media_type: str, pretty: bool) -> Target | None:
    type_, _, subtype = media_type.partition('/')
    if clause.type not in (type_, '*') or clause.subtype not in (subtype, '*'):
        return None
    if clause.type == '*' and clause.subtype != '*':
        return None
    parameters = clause.parameters
    if parameters.get('stream', '') not in ('', 'watch') or parameters.get('sv', '') not in ('', 'v1'):
        return None
    if parameters.get('stream') and media_type not in STREAM_TYPES:
        return None
    shape = ''
    if parameters.keys() & {'as', 'g', 'v'}:
        shape = parameters.get('as', '')
        if not _allows_shape(shape, parameters.get('g', ''), parameters.get('v', ''), media_type):
            return None
    return Target(media_type, shape, parameters.get('v', 'v1'), pretty or parameters.get('pretty') == '1')


def _allows_shape(shape: str, group: str, version: str, media_type: str) -> bool:
    if shape not in _SHAPES or group != META_GROUP or version not in ('v1', 'v1beta1'):
        return False
    return shape != 'Table' or media_type != PROTOBUF


def is_pretty(request: Request) -> bool:
    """Whether the answer is for people: they ask for it, or use what people use."""
    wanted = request.first('pretty')
    if wanted:
        return wanted in ('1', 't', 'T', 'true', 'TRUE', 'True')
    return request.headers.get('user-agent', '').startswith(('curl', 'Wget', 'Mozilla/5.0'))


def not_acceptable(stream: bool = False) -> errors.ApiError:
    """406 with the list of what could have been had."""
    accepted: Sequence[str] = [f'{t};stream=watch' for t in STREAM_TYPES] if stream else MEDIA_TYPES
    return errors.not_acceptable(f'only the following media types are accepted: {", ".join(accepted)}')


def input_media_type(request: Request) -> str:
    """The media type of the request's body. Raises 415 UnsupportedMediaType."""
    header = request.headers.get('content-type', '')
    if not header:
        return JSON
    media_type = header.partition(';')[0].strip().lower()
    if media_type in MEDIA_TYPES:
        return media_type
    raise unsupported_media_type(MEDIA_TYPES)


def unsupported_media_type(accepted: Sequence[str]) -> errors.ApiError:
    """415 with the list of what would have been understood."""
    listed = ', '.join(accepted)
    return errors.unsupported_media_type(
        f'the body of the request was in an unknown format - accepted media types include: {listed}'
    )
