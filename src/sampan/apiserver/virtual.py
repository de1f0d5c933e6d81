"""Resources that are questions, not things: they are answered and never stored.

TokenRequest, TokenReview, SelfSubjectReview and the access reviews are POSTed and come back with
their status filled in (201). `answers` turns a function on the typed object into a handler.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from sampan.api import codec, errors
from sampan.api.generated import meta_v1
from sampan.apiserver.audit import notes
from sampan.apiserver.registry.connections import ADMIT
from sampan.apiserver.representation.negotiate import (
    PROTOBUF,
    YAML,
    Target,
    input_media_type,
    negotiate,
    not_acceptable,
)
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request

T = TypeVar('T', bound=msgspec.Struct)
Question = Callable[['Request', T], Awaitable[T]]


def answers(kind: type[T], question: Question[T]) -> Handler:
    """A handler that reads a `kind`, asks `question`, and writes what it returns."""

    async def handle(request: Request) -> Answer:
        if request.method != 'POST':
            info = request.info
            raise errors.method_not_supported(
                info.group if info else '', info.resource if info else '', info.verb if info else request.method.lower()
            )
        asked = read(request, kind)
        notes.request_object(request, asked)
        admit = request.context.get(ADMIT)
        if admit is not None:
            await admit(asked)
        answer = await question(request, asked)
        return write(request, answer, 201)

    return handle


def read(request: Request, kind: type[T]) -> T:
    """The object in a request. Raises ApiError: 400 for what cannot be decoded, 415 for other media types."""
    if request.typed and isinstance(request.object, kind):
        return codec.clone(request.object)
    media = input_media_type(request)
    try:
        return decode(kind, request.body, media)
    except ValueError as malformed:
        raise errors.bad_request(f'{malformed}') from malformed


def decode(kind: type[T], body: bytes, media: str) -> T:
    if media == PROTOBUF:
        from sampan.api import protobuf

        return protobuf.decode(kind, body)
    if media == YAML:
        from sampan.machinery import yaml

        body = codec.encode(yaml.load(body.decode()))
    check_kind(kind, body)
    return codec.decode(kind, body)


class Head(msgspec.Struct, rename={'api_version': 'apiVersion'}):
    """What a body says it is."""

    kind: str = ''
    api_version: str = ''


def check_kind(kind: type[Any], body: bytes) -> None:
    """A body may leave out what it is, but not be something else. Raises ValueError."""
    head, expected = msgspec.json.decode(body, type=Head), kind()
    if head.kind not in ('', expected.kind):
        raise ValueError(f'{head.kind} in version "{head.api_version}" cannot be handled as a {expected.kind}')
    if head.api_version not in ('', expected.api_version):
        raise ValueError(
            f'the API version in the data ({head.api_version}) does not match the expected API version '
            f'({expected.api_version})'
        )


def shaped(obj: Any, target: Target) -> Any:
    """What is not stored has no columns, and its metadata only if it has any. Raises ApiError (406)."""
    from sampan.apiserver.representation import partial

    if isinstance(obj, meta_v1.Table | meta_v1.PartialObjectMetadata | meta_v1.PartialObjectMetadataList):
        return obj  # somebody has shaped it
    if target.shape != 'PartialObjectMetadata' or not isinstance(getattr(obj, 'metadata', None), meta_v1.ObjectMeta):
        raise not_acceptable()
    return partial.of(obj, target.shape_version)


def write(request: Request, obj: Any, status: int = 200) -> Response:
    """The object in the representation the client prefers. Raises ApiError (406)."""
    if request.typed:
        return Response(status=status, object=obj)
    target = negotiate(request)
    if target.shape:
        obj = shaped(obj, target)
    if target.media_type == PROTOBUF:
        from sampan.api import protobuf

        return Response(status=status, body=protobuf.encode(obj), content_type=PROTOBUF, object=obj)
    if target.media_type == YAML:
        from sampan.machinery import yaml

        text = yaml.dump(msgspec.json.decode(codec.encode(obj)))
        return Response(status=status, body=text.encode(), content_type=YAML, object=obj)
    body = codec.encode(obj) + b'\n'
    return Response(status=status, body=msgspec.json.format(body, indent=2) if target.pretty else body, object=obj)
