"""One object as an answer, in any of the media types."""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api import codec, errors
from sampan.api.custom import CustomObject
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML, Target
from sampan.apiserver.request import Response

NO_PROTOBUF = (
    'object *unstructured.Unstructured does not implement the protobuf marshalling interface '
    'and cannot be encoded to a protobuf message'
)


def encoded(target: Target, obj: Any, code: int) -> Response:
    """A typed object. Raises 406 for custom resources in protobuf."""
    if target.media_type == PROTOBUF:
        from sampan.api import protobuf

        refuse_protobuf(type(obj))
        return Response(code, protobuf.encode(obj), PROTOBUF)
    data = codec.encode(obj)
    if target.media_type == YAML:
        from sampan.machinery import yaml

        return Response(code, yaml.dump(msgspec.json.decode(data)).encode(), YAML)
    return json_response(target, data, code)


def json_response(target: Target, body: bytes, code: int) -> Response:
    """A JSON document: a line, or indented without a line's end, as Go's encoders write them."""
    return Response(code, msgspec.json.format(body, indent=2) if target.pretty else body + b'\n', JSON)


def refuse_protobuf(kind: type[Any]) -> None:
    """406 for custom resources, which have no protobuf form."""
    if issubclass(kind, CustomObject):
        raise errors.not_acceptable(NO_PROTOBUF)
