"""Duplicate and unknown fields of custom resources, as `fieldValidation` reports them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from sampan.api import gojson
from sampan.api.explain import Walk
from sampan.api.generated import meta_v1
from sampan.api.scalars import decode_hook
from sampan.apiserver.representation.strict import strict_twin

if TYPE_CHECKING:
    from sampan.api.custom import CustomObject
    from sampan.apiserver.customresources.version import CustomVersion


@cache
def _strict_metadata() -> msgspec.json.Decoder[Any]:
    """Reads only the metadata, and only known fields of it."""
    shape = msgspec.defstruct('Shape', [('metadata', strict_twin(meta_v1.ObjectMeta) | None, None)])
    return msgspec.json.Decoder(shape, dec_hook=decode_hook)


def strict_errors(version: CustomVersion, obj: CustomObject, body: bytes) -> list[str]:
    """What is there twice, then what is unknown, in upstream's words and order."""
    unknown = version.unknown_fields(obj.content)
    if not unknown and _clean(body):
        return []
    document = gojson.parse(body)
    doubles = list(dict.fromkeys(_duplicates(document, '')))
    metadata = [f'unknown field "metadata.{path}"' for path in _unknown_metadata(document)]
    return [*doubles, *metadata, *(f'unknown field "{path}"' for path in unknown)]


def _clean(body: bytes) -> bool:
    """Whether the body certainly has no doubles and only known metadata (see `representation.strict`)."""
    try:
        _strict_metadata().decode(body)
        again = orjson.dumps(orjson.loads(body))
    except (msgspec.MsgspecError, ValueError, RecursionError, orjson.JSONEncodeError):
        return False
    return again.count(b'"') == body.count(b'"')


def _duplicates(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, gojson.Members):
        seen: set[str] = set()
        for name, part in value:
            here = f'{path}.{name}' if path else name
            if name in seen:
                yield f'duplicate field "{here}"'
            seen.add(name)
            yield from _duplicates(part, here)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _duplicates(part, f'{path}[{index}]')


def _unknown_metadata(document: Any) -> list[str]:
    if not isinstance(document, gojson.Members):
        return []
    metadata = dict(document).get('metadata')
    if not isinstance(metadata, gojson.Members):
        return []
    walk = Walk()
    walk.run(meta_v1.ObjectMeta, metadata)
    opening = 'unknown field "'
    return sorted(text[len(opening) : -1] for text in walk.strict if text.startswith(opening))
