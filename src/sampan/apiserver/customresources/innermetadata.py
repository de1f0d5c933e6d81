"""The metadata of whole objects inside custom resources: it has the fields that metadata has, and no others.

Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta (Coerce).
"""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api import codec, gojson
from sampan.api.explain import Walk
from sampan.api.generated import meta_v1

_OPENING = 'unknown field "'


def keep_known_metadata(obj: dict[str, Any]) -> None:
    """Drop unknown fields of an embedded object's metadata; one that is malformed stays, to be complained about."""
    metadata = obj.get('metadata')
    if not isinstance(metadata, dict):
        return
    try:
        known = codec.decode(meta_v1.ObjectMeta, msgspec.json.encode(metadata))
    except codec.DecodeError:
        return
    obj['metadata'] = msgspec.json.decode(codec.encode(known))


def unknown_metadata(metadata: Any) -> list[str]:
    """The fields of a metadata that metadata does not have."""
    if not isinstance(metadata, dict):
        return []
    walk = Walk()
    walk.run(meta_v1.ObjectMeta, gojson.parse(msgspec.json.encode(metadata)))
    return [text[len(_OPENING) : -1] for text in walk.strict if text.startswith(_OPENING)]
