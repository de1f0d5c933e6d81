"""What to tell the writer of a custom resource definition."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sampan.api import codec
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.machinery.gotext import quote
from sampan.machinery.structural import formats as known
from sampan.machinery.structural import schemas
from sampan.machinery.structural.schemas import Schema


def formats(crd: apiextensions.CustomResourceDefinition) -> list[str]:
    """Formats that do not exist, or not for the type they stand at: they are ignored."""
    found: dict[str, None] = {}
    for version in crd.spec.versions:
        if version.schema is not None and version.schema.open_apiv3_schema is not None:
            schema = msgspec.json.decode(codec.encode(version.schema.open_apiv3_schema))
            found |= {f'unrecognized format {quote(name)}': None for name in _unrecognized(schema)}
    return list(found)


def _unrecognized(schema: Schema) -> Iterator[str]:
    if not known.recognized(schema):
        yield schema['format']
    for child in schemas.children(schema):
        yield from _unrecognized(child)
